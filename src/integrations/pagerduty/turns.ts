import type { OnCall } from "../../core/oncall.ts";
import { ApiOnCall } from "./api-shapes.ts";
import type { Client } from "./client.ts";
import { allNow } from "./paging.ts";
import { nameOf } from "./shapes.ts";
import type { Call } from "./transport.ts";

const turnOf = (row: ApiOnCall): OnCall => ({
  personId: row.user.id,
  name: nameOf(row.user) ?? row.user.id,
  policy: nameOf(row.escalation_policy) ?? "",
  level: row.escalation_level,
  schedule: nameOf(row.schedule),
  policyId: row.escalation_policy?.id ?? undefined,
  scheduleIds: row.schedule?.id ? [row.schedule.id] : [],
  fromMs: row.start ?? null,
  toMs: row.end ?? null,
});

/** Every page of GET /oncalls, rows of classic and of shift-based schedules alike, for somebody who waits. */
export const readTurns = async (client: Client, query: NonNullable<Call["query"]> = {}): Promise<readonly OnCall[]> =>
  (await allNow(client, "/oncalls", "oncalls", ApiOnCall, query)).map(turnOf);

/** The earlier start and the later end; null, permanent, wins over both. */
export const joined = (a: OnCall, b: OnCall): OnCall => ({
  ...a,
  schedule: a.schedule ?? b.schedule,
  scheduleIds: [...new Set([...(a.scheduleIds ?? []), ...(b.scheduleIds ?? [])])],
  fromMs: a.fromMs === null || b.fromMs === null ? null : Math.min(a.fromMs, b.fromMs),
  toMs: a.toMs === null || b.toMs === null ? null : Math.max(a.toMs, b.toMs),
});

/** Who it is, at which level of which policy. */
export const placeOf = ({ policyId, policy, level, personId }: OnCall): string =>
  JSON.stringify([policyId ?? policy, level, personId]);

/** By policy, level and name; turns of one of them in order of time. */
export const inOrder = (a: OnCall, b: OnCall): number =>
  a.policy.localeCompare(b.policy, "en") ||
  a.level - b.level ||
  (a.fromMs ?? 0) - (b.fromMs ?? 0) ||
  a.name.localeCompare(b.name, "en");
