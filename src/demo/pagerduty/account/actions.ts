import type { Incident, Priority, Urgency } from "../model.ts";
import { Refusal } from "../refusal.ts";
import { type Act, addEntry, agentName, type Desk, serviceAgent, userNames } from "./happening.ts";
import { onCallAt } from "./oncall.ts";

/** What starts an incident; `key` is its de-duplication key, made up when absent. */
export interface NewIncident {
  readonly serviceId: string;
  readonly title: string;
  readonly urgency: Urgency;
  readonly priorityId?: string | null;
  readonly key?: string | undefined;
}

const telling = (act: Act) => (act.via === "timeout" ? null : act.by);

const createIncident = (desk: Desk, wanted: NewIncident, act: Act): Incident => {
  const service = desk.account.services.find((one) => one.id === wanted.serviceId);
  if (service === undefined) throw new Refusal(400, 2001, "Invalid Input Provided", ["Service Not Found"]);
  return {
    id: desk.random.id("Q", 14),
    number: (desk.account.incidents.at(-1)?.number ?? 0) + 1,
    key: wanted.key ?? desk.random.hex(32),
    title: wanted.title,
    serviceId: service.id,
    policyId: service.policyId,
    urgency: wanted.urgency,
    priorityId: wanted.priorityId ?? null,
    status: "triggered",
    createdAtMs: act.atMs,
    updatedAtMs: act.atMs,
    changedAtMs: act.atMs,
    changedBy: { kind: "service", id: service.id },
    resolvedAtMs: null,
    reopenedAtMs: null,
    assignments: [],
    assignedVia: "escalation_policy",
    acks: [],
    level: 1,
    mergedIntoId: null,
    entries: [],
    notes: [],
  };
};

const assign = (desk: Desk, incident: Incident, userIds: readonly string[], act: Act): void => {
  incident.assignments = userIds.map((userId) => ({ atMs: act.atMs, userId }));
  const text = `Assigned to ${userNames(desk.account, userIds)}`;
  addEntry(desk, incident, "assign", act, text, { assigneeIds: userIds });
};

const setStatus = (incident: Incident, status: Incident["status"], act: Act): void => {
  incident.status = status;
  incident.changedAtMs = act.atMs;
  incident.changedBy = act.by;
  incident.updatedAtMs = act.atMs;
};

const requireOpen = (incident: Incident): void => {
  if (incident.status === "resolved") throw new Refusal(400, 1001, "Incident Already Resolved");
};

/** Opens an incident, assigns it to who is on call at level 1 and pages them. */
export const trigger = (desk: Desk, wanted: NewIncident, act: Act): Incident => {
  const incident = createIncident(desk, wanted, act);
  desk.account.incidents.push(incident);
  desk.account.incidentById.set(incident.id, incident);
  addEntry(desk, incident, "trigger", act, act.via === "website" ? "Triggered through the website" : "Triggered");
  const userIds = onCallAt(desk.account, incident.policyId, 1, act.atMs);
  assign(desk, incident, userIds, { ...act, by: serviceAgent(incident), via: "auto" });
  desk.tell({ type: "incident.triggered", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
  return incident;
};

/** Explicit ack by a person. Refused with 1001 when resolved, 1002 when acknowledged already. */
export const ack = (desk: Desk, incident: Incident, act: Act): void => {
  requireOpen(incident);
  if (incident.status === "acknowledged") throw new Refusal(400, 1002, "Incident Already Acknowledged");
  setStatus(incident, "acknowledged", act);
  incident.acks = [{ atMs: act.atMs, userId: act.by.id }];
  incident.assignments = [{ atMs: act.atMs, userId: act.by.id }];
  addEntry(desk, incident, "acknowledge", act, `Acknowledged by ${agentName(desk.account, act.by)}`);
  desk.tell({ type: "incident.acknowledged", incident, atMs: act.atMs, agent: act.by });
};

/** Takes an ack back: by a person, or by the acknowledgement timeout (`via` timeout). Refused with 1012 unless acknowledged. */
export const unack = (desk: Desk, incident: Incident, act: Act): void => {
  if (incident.status !== "acknowledged") throw new Refusal(400, 1012, "Incident is not Acknowledged");
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
  if (incident.status !== "resolved") throw new Refusal(400, 1003, "Invalid Status Provided");
  setStatus(incident, "triggered", act);
  incident.resolvedAtMs = null;
  incident.mergedIntoId = null;
  incident.reopenedAtMs = act.atMs;
  incident.level = 1;
  const userIds = onCallAt(desk.account, incident.policyId, 1, act.atMs);
  assign(desk, incident, userIds, act);
  desk.tell({ type: "incident.reopened", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** Moves an incident to a level of its policy, the next one by default. Refused with 1006 when there is none. */
export const escalate = (desk: Desk, incident: Incident, act: Act, level = incident.level + 1): void => {
  requireOpen(incident);
  const policy = desk.account.policies.find((one) => one.id === incident.policyId);
  if (policy?.levels[level - 1] === undefined) throw new Refusal(400, 1006, "Cannot Escalate");
  const userIds = onCallAt(desk.account, incident.policyId, level, act.atMs);
  setStatus(incident, "triggered", act);
  Object.assign(incident, { level, acks: [], assignedVia: "escalation_policy" });
  incident.assignments = userIds.map((userId) => ({ atMs: act.atMs, userId }));
  const text = `Escalated to ${userNames(desk.account, userIds)}`;
  addEntry(desk, incident, "escalate", act, text, { assigneeIds: userIds });
  desk.tell({ type: "incident.escalated", incident, atMs: act.atMs, agent: telling(act) });
  desk.page(incident, userIds, act.atMs);
};

/** Gives an incident to these people. Refused with 1007 when one is unknown. */
export const reassign = (desk: Desk, incident: Incident, userIds: readonly string[], act: Act): void => {
  requireOpen(incident);
  const known = userIds.every((id) => desk.account.users.some((user) => user.id === id));
  if (userIds.length === 0 || !known) throw new Refusal(400, 1007, "Assigned To User Not Found");
  setStatus(incident, "triggered", act);
  Object.assign(incident, { acks: [], assignedVia: "direct_assignment" });
  assign(desk, incident, userIds, act);
  desk.tell({ type: "incident.reassigned", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** Hands an incident to another escalation policy. Refused with 1014 when it is unknown. */
export const delegate = (desk: Desk, incident: Incident, policyId: string, act: Act): void => {
  requireOpen(incident);
  const policy = desk.account.policies.find((one) => one.id === policyId);
  if (policy === undefined) throw new Refusal(400, 1014, "Escalation Policy Not Found");
  const userIds = onCallAt(desk.account, policyId, 1, act.atMs);
  setStatus(incident, "triggered", act);
  Object.assign(incident, { policyId, level: 1, acks: [], assignedVia: "escalation_policy" });
  incident.assignments = userIds.map((userId) => ({ atMs: act.atMs, userId }));
  addEntry(desk, incident, "delegate", act, `Delegated to ${policy.name}`, { assigneeIds: userIds });
  desk.tell({ type: "incident.delegated", incident, atMs: act.atMs, agent: act.by });
  desk.page(incident, userIds, act.atMs);
};

/** Sets or clears the priority. Refused with 1020 when it is unknown. */
export const setPriority = (desk: Desk, incident: Incident, wanted: string | null, act: Act): void => {
  const fits = (one: Priority): boolean => one.id === wanted || one.name === wanted;
  const priority = wanted === null ? null : desk.account.priorities.find(fits);
  if (priority === undefined) throw new Refusal(400, 1020, "Invalid Priority");
  if (incident.priorityId === (priority?.id ?? null)) return;
  incident.priorityId = priority?.id ?? null;
  addEntry(desk, incident, "field_value_change", act, `Priority set to ${priority?.name ?? "none"}`);
  desk.tell({ type: "incident.priority_updated", incident, atMs: act.atMs, agent: act.by });
};
