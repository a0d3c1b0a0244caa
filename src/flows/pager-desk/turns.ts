import { Failure, toFailure } from "../../core/failure.ts";
import type { Known } from "../../core/known.ts";
import type { OnCall } from "../../core/oncall.ts";
import type { PagerSchedule, Shift, TimeWindow, TurnsQuery } from "../../core/responding.ts";
import { inTime, LATE } from "../in-time.ts";
import { lastPlan } from "../known/ahead.ts";
import { aheadName, ONCALL_MS, turnsName } from "../known/pager.ts";
import { staleWords } from "../known.ts";
import type { PagerDeskPorts } from "./ports.ts";

type TurnPorts = Pick<PagerDeskPorts, "source" | "name" | "rota" | "known" | "clock">;

/** What is known of a window: asked for once, it answers for every window within. */
interface KnownWindow<T> extends TimeWindow {
  readonly turns: readonly T[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far ahead people ask, in days: who is on call, what comes this month, when it is my turn at last. */
const USUAL_DAYS = [1, 35, 90];

/** The remembered window that a question lies in, a little longer than the question may be; undefined for what is past or further ahead. */
const usualWindow = ({ fromMs, toMs }: TimeWindow, nowMs: number): (TimeWindow & { days: number }) | undefined => {
  const startMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const days = USUAL_DAYS.find((most) => toMs <= nowMs + most * DAY_MS + HOUR_MS);
  if (days === undefined || fromMs < startMs) return undefined;
  return { days, fromMs: startMs, toMs: startMs + days * DAY_MS + 3 * HOUR_MS };
};

/** What was read of the usual window, remembered by `name`; of any other one it is read each time. */
const askWindow = async <T>(
  name: string,
  window: TimeWindow,
  read: (window: TimeWindow) => Promise<readonly T[]>,
  ports: TurnPorts,
): Promise<Known<readonly T[]>> => {
  const nowMs = ports.clock();
  const usual = usualWindow(window, nowMs);
  if (!usual) return { value: await read(window), atMs: nowMs };
  const readUsual = async (): Promise<KnownWindow<T>> => ({ ...usual, turns: await read(usual) });
  const { value, ...age } = await ports.known.ask(turnsName(ports.source, `${name}:${usual.days}d`), readUsual, {
    freshMs: ONCALL_MS,
  });
  if (window.fromMs < value.toMs) return { value: value.turns, ...age };
  throw new Failure("unavailable", `${name}: what is known ends before the window begins`, {
    tell: `${age.stale ?? `${ports.name} does not answer`}, and what I know is too old to tell. Try again in a minute.`,
  });
};

/** Shifts of a schedule, clipped to the window. */
export const askShifts = async (
  schedule: PagerSchedule,
  window: TimeWindow,
  ports: TurnPorts,
): Promise<Known<readonly Shift[]>> => {
  const { rota } = ports;
  const known = await askWindow(`shifts:${schedule.id}`, window, (wanted) => rota.shifts(schedule, wanted), ports);
  const shifts = known.value
    .filter(({ fromMs, toMs }) => fromMs < window.toMs && toMs > window.fromMs)
    .map((shift) => ({
      ...shift,
      fromMs: Math.max(shift.fromMs, window.fromMs),
      toMs: Math.min(shift.toMs, window.toMs),
    }));
  return { ...known, value: shifts };
};

const isWithin = ({ fromMs, toMs }: OnCall, window: TimeWindow): boolean =>
  (fromMs === null || fromMs < window.toMs) && (toMs === null || toMs > window.fromMs);

/** Whoever asks for everybody's turns waits no longer where the plan knows them. */
const WAIT_MS = 2_000;

const soon = async <T>(answer: Promise<T>, name: string): Promise<T> => {
  const said = await inTime(answer, WAIT_MS);
  if (said === LATE) throw new Failure("timeout", `${name}: no answer in time`);
  return said;
};

/** Everybody's turns: nothing is remembered, for each window is another one; but the next day was looked at ahead. */
const askEverybody = async (query: TurnsQuery, ports: TurnPorts): Promise<Known<readonly OnCall[]>> => {
  const { source, name, known, rota, clock } = ports;
  const atMs = clock();
  const plan = await lastPlan({ name: aheadName(source), known });
  const planned = plan && plan.value.fromMs <= query.fromMs && query.toMs <= plan.value.toMs ? plan : undefined;
  if (!planned) return { value: await rota.turns(query), atMs };
  try {
    return { value: await soon(rota.turns(query), name), atMs };
  } catch (error) {
    const stale = staleWords(toFailure(error), name);
    if (stale === undefined) throw error;
    return { value: planned.value.turns.filter((turn) => isWithin(turn, query)), atMs: planned.atMs, stale };
  }
};

/** Turns of these people or schedules, or of everybody. */
export const askTurns = async (query: TurnsQuery, ports: TurnPorts): Promise<Known<readonly OnCall[]>> => {
  const { personIds = [], scheduleIds = [] } = query;
  const who = [personIds, scheduleIds].map((ids) => [...ids].sort().join(","));
  const read = ({ fromMs, toMs }: TimeWindow) => ports.rota.turns({ ...query, fromMs, toMs });
  if ([query.personIds, query.scheduleIds].some((ids) => ids?.length === 0)) return { value: [], atMs: ports.clock() };
  if (who.every((ids) => ids === "")) return askEverybody(query, ports);
  const known = await askWindow(`of:${who.join(";")}`, query, read, ports);
  return { ...known, value: known.value.filter((turn) => isWithin(turn, query)) };
};
