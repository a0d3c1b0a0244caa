import { Failure } from "../../core/failure.ts";
import type { Clock } from "../../core/log.ts";
import type { OnCall } from "../../core/oncall.ts";
import type { PagerSchedule, Rota, TurnsQuery } from "../../core/responding.ts";
import type { Client } from "./client.ts";
import { createClassicRota } from "./rota-classic.ts";
import { createShiftRota } from "./rota-shifts.ts";
import { sinceUntil } from "./slices.ts";
import { inOrder, joined, placeOf, readTurns } from "./turns.ts";

/** On-calls are known that far ahead: https://developer.pagerduty.com/api-reference/3a6b910f11050-list-all-of-the-on-calls */
const AHEAD_MS = 90 * 86_400_000;

/** Rows of one person, level, policy and schedule, in order of time; those that touch or overlap are one. */
const joinTouching = (turns: readonly OnCall[]): readonly OnCall[] => {
  const open = new Map<string, OnCall>();
  const ended: OnCall[] = [];
  for (const turn of turns.toSorted((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0))) {
    const key = `${placeOf(turn)} ${turn.scheduleIds?.[0] ?? ""}`;
    const before = open.get(key);
    const touches = before && (before.toMs === null || turn.fromMs === null || turn.fromMs <= before.toMs);
    if (before && !touches) ended.push(before);
    open.set(key, before && touches ? joined(before, turn) : turn);
  }
  return [...ended, ...open.values()].sort(inOrder);
};

const readQuery = async (client: Client, query: TurnsQuery, nowMs: number): Promise<readonly OnCall[]> => {
  const lists = {
    "user_ids[]": query.personIds,
    "schedule_ids[]": query.scheduleIds,
  };
  if (Object.values(lists).some((ids) => ids?.length === 0)) return [];
  if (query.fromMs >= nowMs + AHEAD_MS)
    throw new Failure("usage", "turns more than 90 days ahead", {
      tell: "PagerDuty knows who is on call up to 90 days ahead, no further.",
    });
  const given = Object.entries(lists).flatMap(([name, ids]) => (ids ? [[name, ids] as const] : []));
  const window = { fromMs: query.fromMs, toMs: Math.min(query.toMs, nowMs + AHEAD_MS) };
  return readTurns(client, { ...Object.fromEntries(given), ...sinceUntil(window) });
};

/**
 * Schedules in time, classic and shift-based ones. Neither API takes a From with overrides: PagerDuty's own record names
 * the token, ours names the person.
 */
export const createRota = (client: Client, clock: Clock): Rota => {
  const classic = createClassicRota(client);
  const shiftBased = createShiftRota(client);
  const of = ({ v3 }: PagerSchedule) => (v3 === true ? shiftBased : classic);
  const note = (what: string, schedule: PagerSchedule, override: string, by: string): void =>
    client.log.info({ source: "pagerduty", schedule: schedule.id, override, by }, what);
  return {
    turns: async (query) => joinTouching(await readQuery(client, query, clock())),
    shifts: (schedule, window) => of(schedule).shifts(schedule, window),
    overrides: (schedule, window) => of(schedule).overrides(schedule, window),
    async override(schedule, shift, actor) {
      const made = await of(schedule).override(schedule, shift);
      note("override made", schedule, made.id, actor.name);
      return made;
    },
    async deleteOverride(schedule, id, actor) {
      await of(schedule).deleteOverride(schedule, id);
      note("override ended", schedule, id, actor.name);
    },
  };
};
