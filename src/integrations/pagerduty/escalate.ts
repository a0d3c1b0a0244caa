import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Actor } from "../../core/integration.ts";
import { ApiIncident, ApiLogEntry } from "./api-shapes.ts";
import { changeIncident, incidentIn } from "./change.ts";
import type { Client } from "./client.ts";
import { allNow } from "./paging.ts";
import { pathOf } from "./read-incident.ts";
import * as shape from "./shapes.ts";
import { readTurns } from "./turns.ts";

const WithPolicy = z.object({
  incident: ApiIncident.extend({
    escalation_policy: shape.Reference.extend({ escalation_rules: shape.listOf(z.object({})) })
      .nullish()
      .catch(undefined),
  }),
});
type Whole = z.infer<typeof WithPolicy>["incident"];

/** After these the first level is called again. */
const FROM_THE_START: ReadonlySet<string> = new Set([
  "trigger_log_entry",
  "resolve_log_entry",
  "delegate_log_entry",
  "repeat_escalation_path_log_entry",
]);

/** The level by the log, whose entries say that it was escalated but not how far: each counts as one level. */
export const levelByLog = (entries: readonly Pick<ApiLogEntry, "type" | "created_at">[]): number => {
  let level = 1;
  for (const { type } of entries.toSorted((a, b) => a.created_at - b.created_at)) {
    if (FROM_THE_START.has(type)) level = 1;
    else if (type === "escalate_log_entry") level += 1;
  }
  return level;
};

/**
 * The level an incident is at, which no field of the API tells: the one that the log counts, unless those who have it
 * now are on call at other levels only (somebody skipped one); 0 when it was given to somebody outside the policy.
 */
export const levelOf = (byLog: number, onCallAt: readonly number[], given: boolean): number => {
  if (onCallAt.includes(byLog)) return byLog;
  if (onCallAt.length > 0) return Math.min(...onCallAt);
  return given ? 0 : byLog;
};

/** The levels of its policy at which somebody who has the incident is on call now. */
const levelsOfAssigned = async (client: Client, { assignments, escalation_policy }: Whole): Promise<number[]> => {
  const people = assignments?.flatMap(({ assignee }) => assignee.id ?? []) ?? [];
  const policy = escalation_policy?.id;
  if (people.length === 0 || !policy) return [];
  const turns = await readTurns(client, { "escalation_policy_ids[]": [policy], "user_ids[]": people });
  return turns.map(({ level }) => level);
};

const readLog = (client: Client, id: string) =>
  allNow(client, `${pathOf(id)}/log_entries`, "log_entries", ApiLogEntry, { is_overview: "true" });

/** To the next level of its policy: three reads, two of them at once, and the change. Throws conflict at the last level. */
export const escalate = async (client: Client, id: string, actor: Actor): Promise<ApiIncident> => {
  const query = { "include[]": ["escalation_policies"] };
  const { incident } = await client.getNow(pathOf(id), query, WithPolicy);
  if (incident.status === "resolved")
    throw new Failure("conflict", `PagerDuty: ${id}: resolved`, { tell: "Already resolved." });
  const [log, levels] = await Promise.all([readLog(client, incident.id), levelsOfAssigned(client, incident)]);
  const level = levelOf(levelByLog(log), levels, incident.assigned_via === "direct_assignment");
  const last = incident.escalation_policy?.escalation_rules?.length;
  if (last !== undefined && level >= last) {
    const policy = shape.nameOf(incident.escalation_policy) ?? "its policy";
    throw new Failure("conflict", `PagerDuty: ${id}: at level ${level} of ${last}`, {
      tell: `It is at the last level of ${policy} already (${last} of ${last}).\nReassign it, or add a responder.`,
    });
  }
  return incidentIn(id, await changeIncident(client, incident.id, { escalation_level: level + 1 }, actor));
};
