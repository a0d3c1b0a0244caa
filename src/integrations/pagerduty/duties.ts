import type { Duty } from "../../core/duty.ts";
import { ApiOnCall } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { pages, TooDeep } from "./paging.ts";
import { nameOf } from "./shapes.ts";
import { halvesOf, sinceUntil, type Window } from "./slices.ts";

/** Somebody's time on a schedule within the window; who stands in a policy by name is on no rota. */
const dutyOf = (row: ApiOnCall, { fromMs, toMs }: Window): readonly Duty[] => {
  const scheduleId = row.schedule?.id;
  if (!scheduleId) return [];
  const duty: Duty = {
    source: "pagerduty",
    personId: row.user.id,
    scheduleId,
    schedule: nameOf(row.schedule) ?? scheduleId,
    fromMs: Math.max(row.start ?? fromMs, fromMs),
    toMs: Math.min(row.end ?? toMs, toMs),
  };
  return duty.fromMs < duty.toMs ? [duty] : [];
};

/** A schedule that stands in several policies, or at several levels, is told several times: the same time counts once. */
const once = (duties: readonly Duty[]): readonly Duty[] => {
  const whole = new Map<string, Duty[]>();
  for (const duty of duties.toSorted((a, b) => a.fromMs - b.fromMs || a.toMs - b.toMs)) {
    const key = JSON.stringify([duty.personId, duty.scheduleId]);
    const known = whole.get(key) ?? [];
    whole.set(key, known);
    const before = known.at(-1);
    if (before && before.toMs >= duty.fromMs)
      known[known.length - 1] = { ...before, toMs: Math.max(before.toMs, duty.toMs) };
    else known.push(duty);
  }
  return [...whole.values()].flat();
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
 * Who was on call on which schedule in the window, cut at its edges, from GET /oncalls, which knows classic and
 * shift-based schedules alike, as far as an escalation policy uses them:
 * https://developer.pagerduty.com/api-reference/3a6b910f11050-list-all-of-the-on-calls
 */
export const readDuties = async (client: Client, window: Window): Promise<readonly Duty[]> => {
  const duties: Duty[] = [];
  for await (const page of rowsOf(client, window)) duties.push(...page);
  return once(duties);
};
