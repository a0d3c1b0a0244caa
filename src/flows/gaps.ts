import { toFailure } from "../core/failure.ts";
import { formatDuration } from "../core/number-words.ts";
import type { ShiftRule } from "../core/policy.ts";
import type { PagerSchedule, Rota, TimeWindow } from "../core/responding.ts";
import { gapsIn } from "../core/shift-words.ts";
import { formatMoment } from "../core/time/format.ts";
import { when } from "../core/time/when.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { ownTroubles } from "./own-troubles.ts";
import { compareGaps, type ToldGap } from "./shifts/gaps-found.ts";
import type { SchedulePorts } from "./shifts/ports.ts";
import { channelOf, watchedBy } from "./shifts/schedules.ts";

/** What looking for gaps needs from outside. */
export interface GapPorts extends SchedulePorts {
  readonly rota: Pick<Rota, "shifts">;
}

const LOOK_MS = 30 * 60_000;
const EVERY_MS = 60_000;
const LEASE_MS = 3 * EVERY_MS;

/** Every half hour, one process at a time: hours ahead in the schedules of the rules that nobody has are told, each gap once. */
export const createGaps = (ports: GapPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, "gaps", ports.holder, LEASE_MS);
  let nextMs = 0;
  const turn = async (): Promise<number> => {
    if (!(await held.get()) || ports.clock() < nextMs) return EVERY_MS;
    nextMs = ports.clock() + LOOK_MS;
    await lookForGaps(ports);
    return EVERY_MS;
  };
  return createLoop("gaps", ports.log, turn, held.release);
};

/** One look at all of them. A schedule that cannot be read says nothing, and holds up no other. */
export const lookForGaps = async (ports: GapPorts): Promise<void> => {
  const { policy, log } = ports;
  const rules = policy().shifts.filter(({ gapsAheadMs }) => gapsAheadMs !== undefined && gapsAheadMs > 0);
  const keys = new Set<string>();
  try {
    const schedules = rules.length === 0 ? [] : (await ports.schedules()).value;
    const { watched, unknown } = watchedBy(rules, schedules);
    for (const { schedule, rules: mine } of watched) {
      const [rule] = mine;
      if (!rule) continue;
      const aheadMs = Math.max(...mine.map(({ gapsAheadMs = 0 }) => gapsAheadMs));
      for (const { key } of await lookAt(schedule, rule, aheadMs, ports)) keys.add(key);
    }
    if (unknown.length === 0) await forget(keys, ports);
  } catch (error) {
    log.warn({ err: toFailure(error) }, "gaps in schedules could not be looked for; they are in half an hour");
  }
};

/** Answers the gaps that are told, and those that were until now. */
const lookAt = async (
  schedule: PagerSchedule,
  rule: ShiftRule,
  aheadMs: number,
  ports: GapPorts,
): Promise<readonly ToldGap[]> => {
  const { store, rota, clock, log } = ports;
  const row = await store.known.read(savedName(schedule.id));
  const told: readonly ToldGap[] = row ? JSON.parse(row.value) : [];
  const fromMs = Math.floor(clock() / 60_000) * 60_000;
  const window = { fromMs, toMs: fromMs + aheadMs };
  let found: readonly TimeWindow[];
  try {
    found = gapsIn(await rota.shifts(schedule, window), window);
  } catch (error) {
    log.warn({ schedule: schedule.id, err: toFailure(error) }, "a schedule could not be read; its gaps are as before");
    return told;
  }
  const { now, over } = compareGaps(told, found, window, (gap) => keyOf(schedule, gap));
  const all = [...now, ...over];
  if (now.some(({ telling }) => telling)) await save(schedule, all, ports);
  for (const gap of now) if (gap.telling) await tell(gap, schedule, rule, ports);
  for (const gap of over) await tellOver(gap, rule, clock(), ports);
  const after = now.map(({ telling: _telling, ...gap }) => gap);
  if (JSON.stringify(after) !== JSON.stringify(told)) await save(schedule, after, ports);
  return all;
};

const savedName = (scheduleId: string): string => `gaps:${scheduleId}`;

const save = ({ id }: PagerSchedule, gaps: readonly ToldGap[], { store, clock }: GapPorts): Promise<void> =>
  store.known.save(savedName(id), JSON.stringify(gaps), clock());

const KIND = "gap:";

/** By the minute of its beginning: a number of thirteen digits may be taken for one of a card. */
const keyOf = ({ id }: PagerSchedule, { fromMs }: TimeWindow): string => `${KIND}${id}:${Math.floor(fromMs / 60_000)}`;

const tell = async (
  { key, fromMs, toMs, open, toldMs }: ToldGap,
  { name, tz, url }: PagerSchedule,
  rule: ShiftRule,
  ports: GapPorts,
): Promise<void> => {
  const zone = tz ?? ports.tz;
  const from = formatMoment(fromMs, zone);
  await ports.tellAdmin({
    ...{ key, state: "firing", severity: "warning", once: onceOf(toldMs), ...placeOf(rule) },
    title: `Nobody is on call in ${name} from ${open ? `${from} on` : spanOf(fromMs, toMs, zone)} (${zone})`,
    what: "hours that nobody has",
    lines: [
      open
        ? `From ${when(fromMs)} on, for ${formatDuration(toMs - fromMs)} at least`
        : `${when(fromMs)} to ${when(toMs)}, ${formatDuration(toMs - fromMs)}`,
      `Somebody can take them: /oncall override "${name}" FROM - TO`,
      ...(url === undefined ? [] : [`The schedule at ${ports.pagerName}: ${url}`]),
    ],
  });
};

/** "Mon 23 Nov 09:00 to 17:00". */
const spanOf = (fromMs: number, toMs: number, zone: string): string => {
  const [from, to] = [formatMoment(fromMs, zone), formatMoment(toMs, zone)];
  return `${from} to ${from.slice(0, -6) === to.slice(0, -6) ? to.slice(-5) : to}`;
};

const onceOf = (toldMs: number): string => Math.floor(toldMs / 60_000).toString();

/** In the rule's channel, where there is one. */
const placeOf = ({ channel }: ShiftRule) => (channel === undefined ? {} : { channel: channelOf(channel) });

const tellOver = ({ key, toMs, toldMs }: ToldGap, rule: ShiftRule, nowMs: number, ports: GapPorts): Promise<void> =>
  ports.tellAdmin({
    ...{ key, state: "resolved", severity: "warning", title: "", once: onceOf(toldMs), ...placeOf(rule) },
    what: toMs <= nowMs ? "the hours have passed" : "somebody has them now",
    lines: [],
  });

/** Gaps of schedules that are not watched any more. */
const forget = async (keys: ReadonlySet<string>, { store, tellAdmin, clock }: GapPorts): Promise<void> => {
  for (const key of (await ownTroubles(store)).keys()) {
    const [, scheduleId] = key.startsWith(KIND) && !keys.has(key) ? key.split(":") : [];
    if (scheduleId === undefined) continue;
    await tellAdmin({ key, state: "resolved", title: "", what: "not watched any more", lines: [] });
    await store.known.save(savedName(scheduleId), "[]", clock());
  }
};
