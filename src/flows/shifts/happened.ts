import { toFailure } from "../../core/failure.ts";
import type { Incident } from "../../core/incident.ts";
import type { PagerSchedule, Rota, Shift } from "../../core/responding.ts";
import { SELF } from "../../core/self.ts";
import { isOfOne } from "../../core/stats/of-one.ts";
import type { Store } from "../../core/store.ts";
import { formatSpan, type TimeRange } from "../../core/time/range.ts";
import { readUntil } from "../read-until.ts";
import type { Holder } from "./look.ts";
import type { ShiftPorts } from "./ports.ts";

/** What a shift that is over was like for everybody on call. */
export interface Happened {
  readonly lastedMs: number;
  /** Others than those who left were on call or paged meanwhile: the numbers are theirs too. */
  readonly others: boolean;
  /** Until when its source was read, where that is a while ago. */
  readonly untilMs?: number | undefined;
  readonly incidents: number;
  readonly pages: number;
  /** 0 also where only one person was paged: their nights are no news for a channel. */
  readonly atNight: number;
  /** The alert that paged most, then was there most; absent for a single incident. */
  readonly top?: { readonly service: string; readonly name: string; readonly incidents: number } | undefined;
}

/** What those who come should keep an eye on, each once. */
export interface ToWatch {
  readonly flapping: readonly Incident[];
  /** Ended, and nobody can be sure of it. */
  readonly unconfirmed: readonly Incident[];
  /** Alerts that fired again within a day of their end. */
  readonly again: readonly { readonly service: string; readonly name: string; readonly times: number }[];
}

/** Both; undefined where nobody can tell. */
export interface HandOver {
  readonly happened?: Happened | undefined;
  readonly watch?: ToWatch | undefined;
}

const DAY_MS = 24 * 3_600_000;
const LOOK_BACK_MS = 15 * DAY_MS;
const ENDED_NEAR_MS = 30 * 60_000;
const LOOKED_AT = 200;
/** Numbers that lack more than this say so. */
const OLD_MS = 15 * 60_000;

/** What reading a hand-over needs from outside. */
export interface HandOverPorts extends Pick<ShiftPorts, "log" | "clock" | "source"> {
  readonly rota: Pick<Rota, "shifts">;
  readonly store: Pick<Store, "stats" | "incidents" | "cursor">;
}

const quietly = async <T>(
  what: string,
  work: () => Promise<T>,
  { log }: Pick<HandOverPorts, "log">,
): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    log.warn({ err: toFailure(error) }, `a hand-over goes without ${what}`);
    return undefined;
  }
};

/** When the turn of those who left began; undefined when the schedule does not know them. */
const beganAt = (shifts: readonly Shift[], left: readonly Holder[], nowMs: number): number | undefined => {
  const gone = new Set(left.map(({ id }) => id));
  return shifts
    .filter(({ person, toMs }) => gone.has(person.id) && Math.abs(toMs - nowMs) <= ENDED_NEAR_MS)
    .reduce<number | undefined>((first, { fromMs }) => Math.min(first ?? fromMs, fromMs), undefined);
};

/** What there is to say to whoever takes over, besides what is open. Never throws: what cannot be read is left out. */
export const readHandOver = async (
  schedule: PagerSchedule,
  left: readonly Holder[],
  tz: string,
  ports: HandOverPorts,
): Promise<HandOver> => {
  const nowMs = ports.clock();
  const shifts =
    left.length === 0
      ? []
      : await quietly(
          "its shift",
          () => ports.rota.shifts(schedule, { fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs }),
          ports,
        );
  const fromMs = beganAt(shifts ?? [], left, nowMs);
  const [happened, watch] = await Promise.all([
    fromMs === undefined || fromMs >= nowMs
      ? undefined
      : quietly("what happened", () => readHappened(left, rangeOf(fromMs, nowMs, tz), ports), ports),
    quietly("what to watch", () => readWatch(nowMs, tz, ports), ports),
  ]);
  return { happened, watch };
};

const rangeOf = (fromMs: number, toMs: number, tz: string): TimeRange => ({
  ...{ fromMs, toMs, endMs: toMs, tz },
  label: formatSpan(fromMs, toMs, tz),
});

const readHappened = async (
  left: readonly Holder[],
  range: TimeRange,
  { store, source }: HandOverPorts,
): Promise<Happened | undefined> => {
  const { fromMs, toMs } = range;
  const load = await store.stats("load", { range });
  const untilMs = await readUntil(store, [source]);
  if (load.asOfMs === null || (load.sinceMs ?? 0) > fromMs || untilMs <= fromMs) return undefined;
  const sum = (pick: (one: (typeof load.people)[number]) => number): number =>
    load.people.reduce((all, one) => all + pick(one), 0);
  const top = load.alerts.find(({ incidents }) => incidents > 1);
  return {
    lastedMs: toMs - fromMs,
    others: load.people.some(({ id }) => !left.some((one) => one.id === id)),
    ...(untilMs < toMs - OLD_MS ? { untilMs } : {}),
    incidents: load.incidents.days.reduce((all, one) => all + one, 0),
    pages: sum(({ pages }) => pages),
    atNight: isOfOne(load.people) ? 0 : sum(({ sleep }) => sleep),
    top,
  };
};

const readWatch = async (nowMs: number, tz: string, { store }: HandOverPorts): Promise<ToWatch> => {
  const range = rangeOf(nowMs - DAY_MS, nowMs, tz);
  const [open, ended, noise] = await Promise.all([
    store.incidents({ states: ["firing", "acked"], muted: false }, "recent", LOOKED_AT),
    store.incidents({ states: ["resolved"], openedFromMs: nowMs - 7 * DAY_MS }, "recent", LOOKED_AT),
    store.stats("noise", { range }),
  ]);
  const theirs = (all: readonly Incident[]): readonly Incident[] => all.filter(({ source }) => source !== SELF);
  const since = ({ resolvedAtMs = 0 }: Incident): boolean => resolvedAtMs > nowMs - DAY_MS;
  return {
    flapping: theirs(open.incidents).filter(({ flapping }) => flapping !== undefined),
    unconfirmed: theirs(ended.incidents).filter((one) => one.unconfirmed !== undefined && since(one)),
    again: noise.alerts
      .filter(({ refired }) => refired > 0)
      .map(({ service, name, refired: times }) => ({ service, name, times })),
  };
};
