import type { Account, Incident, Service, Urgency } from "../model.ts";
import { invalid, Refusal } from "../refusal.ts";
import { inMaintenance } from "../shapes.ts";
import { ack, requireAssignees } from "./actions.ts";
import { type Act, addEntry, assign, type Desk, serviceAgent } from "./happening.ts";
import { firstLevel, onCallAt } from "./oncall.ts";

/** What starts an incident; `key` is its de-duplication key, made up when absent. */
export interface NewIncident {
  readonly serviceId: string;
  readonly title: string;
  readonly urgency: Urgency;
  readonly details?: string;
  readonly priorityId?: string | null;
  readonly key?: string | undefined;
  /** Instead of the service's own; not together with people. */
  readonly policyId?: string | undefined;
  readonly userIds?: readonly string[] | undefined;
}

/** Whether a service opens incidents now: it is on, and there is no planned work. */
export const takesIncidents = (account: Account, service: Service, atMs: number): boolean =>
  !service.disabled && !inMaintenance(account, service.id, atMs);

const requireService = (desk: Desk, wanted: NewIncident, atMs: number): Service => {
  const service = desk.account.services.find((one) => one.id === wanted.serviceId);
  if (service === undefined) throw invalid("Service Not Found");
  if (!takesIncidents(desk.account, service, atMs))
    throw invalid("Incident could not be created", "The service is disabled or in maintenance");
  return service;
};

const requirePolicy = (desk: Desk, wanted: NewIncident, service: Service, atMs: number) => {
  const policyId = wanted.policyId ?? service.policyId;
  if (!desk.account.policies.some((one) => one.id === policyId)) throw new Refusal(1014);
  const level = firstLevel(desk.account, policyId, atMs);
  if (level === undefined && wanted.userIds === undefined) throw new Refusal(1015);
  return { policyId, level: level ?? 1 };
};

const createIncident = (desk: Desk, wanted: NewIncident, act: Act): Incident => {
  const service = requireService(desk, wanted, act.atMs);
  const { policyId, level } = requirePolicy(desk, wanted, service, act.atMs);
  if (wanted.userIds !== undefined) requireAssignees(desk, wanted.userIds);
  return {
    id: desk.random.id("Q", 14),
    number: (desk.account.incidents.at(-1)?.number ?? 0) + 1,
    key: wanted.key ?? desk.random.hex(32),
    title: wanted.title,
    details: wanted.details ?? "",
    serviceId: service.id,
    policyId,
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
    assignedVia: wanted.userIds === undefined ? "escalation_policy" : "direct_assignment",
    acks: [],
    level,
    mergedIntoId: null,
    snoozedUntilMs: null,
    responders: [],
    entries: [],
    notes: [],
  };
};

/**
 * Opens an incident, assigns it to those named or to who is on call at the first level with anybody, and pages them;
 * one that its own creator is given alone is acknowledged at once and pages nobody.
 * Refused where the service takes none, with 1007, 1014, or 1015 when nobody is on call at any level.
 * https://developer.pagerduty.com/docs/incident-creation-api
 */
export const trigger = (desk: Desk, wanted: NewIncident, act: Act): Incident => {
  const incident = createIncident(desk, wanted, act);
  desk.account.incidents.push(incident);
  desk.account.incidentById.set(incident.id, incident);
  addEntry(desk, incident, "trigger", act, act.via === "website" ? "Triggered through the website" : "Triggered");
  const userIds = wanted.userIds ?? onCallAt(desk.account, incident.policyId, incident.level, act.atMs);
  assign(desk, incident, userIds, { ...act, by: serviceAgent(incident), via: "auto" });
  desk.tell({ type: "incident.triggered", incident, atMs: act.atMs, agent: act.by });
  if (wanted.userIds?.length === 1 && userIds[0] === act.by.id) ack(desk, incident, act);
  else desk.page(incident, userIds, act.atMs);
  return incident;
};
