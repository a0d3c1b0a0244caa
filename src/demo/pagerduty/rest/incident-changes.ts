import { ack, delegate, escalate, reassign, reopen, resolve, setPriority, unack } from "../account/actions.ts";
import { changeService, merge } from "../account/actions-more.ts";
import { type Act, addEntry } from "../account/happening.ts";
import type { Incident } from "../model.ts";
import { invalid, Refusal } from "../refusal.ts";
import { describeIncident } from "../shapes.ts";
import { assigneesOf, readUrgency } from "./create-incident.ts";
import {
  actOf,
  type Call,
  isRecord,
  type Rest,
  type Route,
  readId,
  readText,
  requireIncident,
  requireRecord,
} from "./route.ts";
import { showIncident } from "./show-incident.ts";

type Change = Readonly<Record<string, unknown>>;

/** Codes that a change of status would be refused with; checked before anything of a bulk is changed. */
const checkStatus = (rest: Rest, incident: Incident, change: Change): void => {
  const status = readText(change, "status");
  if (status === undefined) return;
  if (!["triggered", "acknowledged", "resolved"].includes(status)) {
    throw new Refusal(1003);
  }
  if (incident.status === "resolved" && (status === "resolved" || !rest.reopening)) {
    throw new Refusal(1001);
  }
  if (incident.status === "acknowledged" && status === "acknowledged") {
    throw new Refusal(1002);
  }
};

/**
 * A resolved incident that is set to triggered or acknowledged opens again.
 * https://developer.pagerduty.com/api-reference/8a0e1aa2ec666-update-an-incident
 */
const applyStatus = (rest: Rest, incident: Incident, change: Change, act: Act): void => {
  const status = readText(change, "status");
  if (status === "resolved") resolve(rest.desk, incident, act, readText(change, "resolution"));
  else if (status !== undefined && incident.status === "resolved") reopen(rest.desk, incident, act);
  if (status === "acknowledged") ack(rest.desk, incident, act);
  if (status === "triggered" && incident.status === "acknowledged") unack(rest.desk, incident, act);
};

const applyFields = (rest: Rest, incident: Incident, change: Change, act: Act): void => {
  const title = readText(change, "title");
  if (title !== undefined && title !== incident.title) {
    incident.title = title;
    addEntry(rest.desk, incident, "field_value_change", act, "Title changed");
  }
  incident.urgency = readUrgency(change) ?? incident.urgency;
  if (change.priority !== undefined) {
    const named = typeof change.priority === "string" ? change.priority : readId(change, "priority", "priority");
    setPriority(rest.desk, incident, named ?? null, act);
  }
  const serviceId = readId(change, "service", "service");
  if (serviceId !== undefined) changeService(rest.desk, incident, serviceId, act);
};

const applyAssignment = (rest: Rest, incident: Incident, change: Change, act: Act): void => {
  const policyId = readId(change, "escalation_policy", "escalation_policy");
  const userIds = assigneesOf(change);
  if (policyId !== undefined && userIds !== undefined) throw new Refusal(1011);
  if (policyId !== undefined) delegate(rest.desk, incident, policyId, act);
  if (userIds !== undefined) reassign(rest.desk, incident, userIds, act);
  if (change.escalation_level === undefined) return;
  if (!Number.isInteger(change.escalation_level) || typeof change.escalation_level !== "number")
    throw invalid("escalation_level must be a whole number");
  escalate(rest.desk, incident, act, change.escalation_level);
};

const apply = (rest: Rest, incident: Incident, change: Change, act: Act): object => {
  const reopens = incident.status === "resolved" && change.status !== undefined;
  if (reopens) applyStatus(rest, incident, change, act);
  applyFields(rest, incident, change, act);
  applyAssignment(rest, incident, change, act);
  if (!reopens) applyStatus(rest, incident, change, act);
  return showIncident(rest.desk.account, incident, new Set(), rest.clock());
};

const requireType = (change: Change): void => {
  if (!["incident", "incident_reference"].includes(readText(change, "type") ?? "")) throw invalid("Type is missing");
};

const changeMany = (rest: Rest, call: Call): object => {
  const list = isRecord(call.body) ? call.body.incidents : undefined;
  if (!Array.isArray(list)) throw invalid("incidents must be an array");
  if (list.length > 250) throw new Refusal(2001, ["At most 250 incidents at a time"], 413);
  const changes = list.map((one: unknown) => {
    if (!isRecord(one) || readText(one, "id") === undefined) throw new Refusal(1004);
    requireType(one);
    const incident = rest.desk.account.incidentById.get(readText(one, "id") ?? "");
    if (incident === undefined) throw new Refusal(1004);
    checkStatus(rest, incident, one);
    return { incident, change: one };
  });
  const act = actOf(rest, call);
  const incidents = changes.map(({ incident, change }) => apply(rest, incident, change, act));
  return { incidents, limit: 250, offset: 0, more: false, total: null };
};

const changeOne = (rest: Rest, call: Call): object => {
  const incident = requireIncident(rest, call.params.id);
  const change = requireRecord(call.body, "incident");
  requireType(change);
  checkStatus(rest, incident, change);
  return { incident: apply(rest, incident, change, actOf(rest, call)) };
};

const mergeInto = (rest: Rest, call: Call): object => {
  const target = requireIncident(rest, call.params.id);
  const list = isRecord(call.body) ? call.body.source_incidents : undefined;
  if (!Array.isArray(list) || list.length === 0) throw invalid("source_incidents must be an array");
  const sources = list.map((source_incidents: unknown) =>
    requireIncident(rest, readId({ source_incidents }, "source_incidents", "incident")),
  );
  merge(rest.desk, target, sources, actOf(rest, call));
  return { incident: describeIncident(rest.desk.account, target) };
};

/** Changing incidents: one, up to 250 at once, merging. */
export const incidentChangeRoutes = (rest: Rest): readonly Route[] => [
  { method: "PUT", path: "/incidents", needsFrom: true, handle: (call) => changeMany(rest, call) },
  { method: "PUT", path: "/incidents/:id", needsFrom: true, handle: (call) => changeOne(rest, call) },
  { method: "PUT", path: "/incidents/:id/merge", needsFrom: true, handle: (call) => mergeInto(rest, call) },
];
