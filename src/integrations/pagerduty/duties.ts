import type { Duty } from "../../core/duty.ts";
import { clipDuties } from "../../lib/clip-duties.ts";
import { ApiOnCall } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { pages, TooDeep } from "./paging.ts";
import { nameOf } from "./shapes.ts";
import { halvesOf, sinceUntil, type Window } from "./slices.ts";

/** Somebody's time on a schedule; who stands in a policy by name is on no rota. */
const dutyOf = (row: ApiOnCall, { fromMs, toMs }: Window): readonly Duty[] => {
  const scheduleId = row.schedule?.id;
  if (!scheduleId) return [];
  const schedule = nameOf(row.schedule) ?? scheduleId;
  const times = { fromMs: row.start ?? fromMs, toMs: row.end ?? toMs };
  return [{ source: "pagerduty", personId: row.user.id, scheduleId, schedule, ...times }];
};

async function* rowsOf(client: Client, window: Window): AsyncGenerator<readonly Duty[]> {
  try {
    for await (const page of pages(client, "/oncalls", "oncalls", ApiOnCall, sinceUntil(window)))
      yield page.flatMap((row) => dutyOf(row, window));
  } catch (error) {
    const halves = error instanceof TooDeep ? halvesOf(window) : undefined;
    if (!halves) throw error;
    for (const half of halves) yield* rowsOf(client, half);
  }
}

/**
 * Who was on call on which schedule in the window, cut at its edges; a schedule that stands in several policies, or at
 * several levels, counts once. From GET /oncalls, which knows classic and
 * shift-based schedules alike, as far as an escalation policy uses them:
 * https://developer.pagerduty.com/api-reference/3a6b910f11050-list-all-of-the-on-calls
 */
export const readDuties = async (client: Client, window: Window): Promise<readonly Duty[]> => {
  const duties: Duty[] = [];
  for await (const page of rowsOf(client, window)) duties.push(...page);
  return clipDuties(duties, window);
};
