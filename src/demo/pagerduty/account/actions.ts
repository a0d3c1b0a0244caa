import type { Incident, Priority } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { type Act, addEntry, agentName, assign, type Desk, requireOpen, setStatus, userNames } from "./happening.ts";
import { firstLevel, onCallAt } from "./oncall.ts";

const telling = (act: Act) => (act.via === "timeout" ? null : act.by);

/** Explicit ack by a person. Refused with 1001 when resolved, 1002 when acknowledged already. */
export const ack = (desk: Desk, incident: Incident, act: Act): void => {
  requireOpen(incident);
  if (incident.status === "acknowledged") throw new Refusal(1002);
  setStatus(incident, "acknowledged", act);
  incident.acks = [{ atMs: act.atMs, userId: act.by.id }];
  incident.assignments = [{ atMs: act.atMs, userId: act.by.id }];
  addEntry(desk, incident, "acknowledge", act, `Acknowledged by ${agentName(desk.account, act.by)}`);
  desk.tell({ type: "incident.acknowledged", incident, atMs: act.atMs, agent: act.by });
};

/** Takes an ack back: by a person, or by a timeout or the end of a snooze (`via` timeout). Refused with 1012 unless acknowledged. */
export const unack = (desk: Desk, incident: Incident, act: Act): void => {
  if (incident.status !== "acknowledged") throw new Refusal(1012);
  setStatus(incident, "triggered", act);
  incident.acks = [];
  addEntry(desk, incident, "unacknowledge", act, "Unacknowledged");
  desk.tell({ type: "incident.unacknowledged", incident, atMs: act.atMs, agent: telling(act) });
  desk.page(
    incident,
    incident.assignments.map((one) => one.userId),
    act.atMs,
  );
};

/** Ends an incident; without assignees from then on. Refused with 1001 when it has ended. */
export const resolve = (desk: Desk, incident: Incident, act: Act, note?: string): void => {
  requireOpen(incident);
  setStatus(incident, "resolved", act);
  incident.resolvedAtMs = act.atMs;
  incident.assignments = [];
  incident.acks = [];
  const text = `Resolved by ${agentName(desk.account, act.by)}`;
  addEntry(desk, incident, "resolve", act, text, note === undefined ? {} : { note });
  desk.tell({ type: "incident.resolved", incident, atMs: act.atMs, agent: telling(act) });
};

/** Opens a resolved incident again and pages level 1. Refused with 1003 when it is open. */
export const reopen = (desk: Desk, incident: Incident, act: Act): void => {
  if (incident.status !== "resolved") throw new Refusal(1003);
  setStatus(incident, "triggered", act);
  incident.resolvedAtMs = null;
  incident.mergedIntoId = null;
  incident.reopenedAtMs = act.atMs;
  incident.level = firstLevel(desk.account, incident.policyId, act.atMs) ?? 1;
  const userIds = onCallAt(desk.account, incident.policyId, incident.level, act.atMs);
  assign(desk, incident, userIds, act);
  desk.tell({ type: "incident.reopened", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** Gives an incident to whoever is on call at a level of its policy; those who had it have it no more. */
const moveTo = (desk: Desk, incident: Incident, level: number, act: Act): readonly string[] => {
  const userIds = onCallAt(desk.account, incident.policyId, level, act.atMs);
  setStatus(incident, "triggered", act);
  Object.assign(incident, { level, acks: [], assignedVia: "escalation_policy" });
  incident.assignments = userIds.map((userId) => ({ atMs: act.atMs, userId }));
  return userIds;
};

/**
 * Moves an incident to a level of its policy, the next one by default. Refused with 1006 when there is none, with 1015
 * when nobody is on call there.
 */
export const escalate = (desk: Desk, incident: Incident, act: Act, level = incident.level + 1): void => {
  requireOpen(incident);
  const policy = desk.account.policies.find((one) => one.id === incident.policyId);
  if (policy?.levels[level - 1] === undefined) throw new Refusal(1006);
  if (onCallAt(desk.account, incident.policyId, level, act.atMs).length === 0) throw new Refusal(1015);
  const userIds = moveTo(desk, incident, level, act);
  const text = `Escalated to ${userNames(desk.account, userIds)}`;
  addEntry(desk, incident, "escalate", act, text, { assigneeIds: userIds });
  desk.tell({ type: "incident.escalated", incident, atMs: act.atMs, agent: telling(act) });
  desk.page(incident, userIds, act.atMs);
};

/** Refused with 1007 unless all of them are people of the account. */
export const requireAssignees = (desk: Desk, userIds: readonly string[]): void => {
  const known = userIds.every((id) => desk.account.users.some((user) => user.id === id));
  if (userIds.length === 0 || !known) throw new Refusal(1007);
};

/** Gives an incident to these people. Refused with 1007 when one is unknown. */
export const reassign = (desk: Desk, incident: Incident, userIds: readonly string[], act: Act): void => {
  requireOpen(incident);
  requireAssignees(desk, userIds);
  setStatus(incident, "triggered", act);
  Object.assign(incident, { acks: [], assignedVia: "direct_assignment" });
  assign(desk, incident, userIds, act);
  desk.tell({ type: "incident.reassigned", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** Hands an incident to another escalation policy. Refused with 1014 when it is unknown, 1015 when nobody is on call in it. */
export const delegate = (desk: Desk, incident: Incident, policyId: string, act: Act): void => {
  requireOpen(incident);
  const policy = desk.account.policies.find((one) => one.id === policyId);
  if (policy === undefined) throw new Refusal(1014);
  const level = firstLevel(desk.account, policyId, act.atMs);
  if (level === undefined) throw new Refusal(1015);
  incident.policyId = policyId;
  const userIds = moveTo(desk, incident, level, act);
  addEntry(desk, incident, "delegate", act, `Delegated to ${policy.name}`, { assigneeIds: userIds });
  desk.tell({ type: "incident.delegated", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** The priority that an id or name means; null for null. Refused with 1020 when there is none. */
export const requirePriority = (desk: Desk, wanted: string | null): Priority | null => {
  if (wanted === null) return null;
  const found = desk.account.priorities.find((one) => one.id === wanted || one.name === wanted);
  if (found === undefined) throw new Refusal(1020);
  return found;
};

/** Sets or clears the priority. Refused with 1020 when it is unknown. */
export const setPriority = (desk: Desk, incident: Incident, wanted: string | null, act: Act): void => {
  const priority = requirePriority(desk, wanted);
  if (incident.priorityId === (priority?.id ?? null)) return;
  incident.priorityId = priority?.id ?? null;
  addEntry(desk, incident, "field_value_change", act, `Priority set to ${priority?.name ?? "none"}`);
  desk.tell({ type: "incident.priority_updated", incident, atMs: act.atMs, agent: act.by });
};
