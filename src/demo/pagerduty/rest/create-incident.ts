import { requirePriority } from "../account/actions.ts";
import { trigger } from "../account/trigger.ts";
import { invalid, Refusal } from "../refusal.ts";
import { actOf, type Call, isRecord, type Rest, readId, readText, requireRecord } from "./route.ts";
import { showIncident } from "./show-incident.ts";

type Fields = Readonly<Record<string, unknown>>;

/** `incident_body` with text in it; "" when there is none. */
const detailsOf = (wanted: Fields): string => {
  if (wanted.body === undefined || wanted.body === null) return "";
  const body = isRecord(wanted.body) ? wanted.body : {};
  if (body.type !== "incident_body") throw invalid("body must be an incident_body");
  return readText(body, "details") ?? "";
};

/** The people of `assignments`; undefined when there are none. */
export const assigneesOf = (wanted: Fields): readonly string[] | undefined => {
  if (wanted.assignments === undefined || wanted.assignments === null) return undefined;
  if (!Array.isArray(wanted.assignments)) throw invalid("assignments must be an array");
  return wanted.assignments.map((one: unknown) => {
    const id = isRecord(one) ? readId(one, "assignee", "user") : undefined;
    if (id === undefined) throw invalid("assignments must hold assignees");
    return id;
  });
};

/** "high" or "low"; 400 for anything else. */
export const readUrgency = (wanted: Fields): "high" | "low" | undefined => {
  const urgency = readText(wanted, "urgency");
  if (urgency === undefined || urgency === "high" || urgency === "low") return urgency;
  throw invalid("urgency must be high or low");
};

/** Refused while an incident with the same key is open on the service. */
const requireNewKey = ({ desk: { account } }: Rest, serviceId: string, key: string | undefined): void => {
  if (key === undefined) return;
  const open = account.incidents.some(
    (one) => one.key === key && one.serviceId === serviceId && one.status !== "resolved",
  );
  if (open) throw new Refusal(2002, ["Open incident with matching dedup key already exists on this service"]);
};

/** `POST /incidents`: for people or a policy, not both. https://developer.pagerduty.com/docs/incident-creation-api */
export const createIncident = (rest: Rest, call: Call): object => {
  const wanted = requireRecord(call.body, "incident");
  if (wanted.type !== "incident") throw invalid("Type must be incident");
  const title = readText(wanted, "title")?.trim() ?? "";
  if (title === "") throw invalid("Title cannot be empty");
  const serviceId = readId(wanted, "service", "service");
  if (serviceId === undefined) throw invalid("Service cannot be empty");
  const policyId = readId(wanted, "escalation_policy", "escalation_policy");
  const userIds = assigneesOf(wanted);
  if (policyId !== undefined && userIds !== undefined)
    throw invalid("Assignments cannot be specified together with an escalation policy");
  const key = readText(wanted, "incident_key");
  requireNewKey(rest, serviceId, key);
  const incident = trigger(
    rest.desk,
    {
      ...{ serviceId, title, key, policyId, userIds, details: detailsOf(wanted) },
      urgency: readUrgency(wanted) ?? "high",
      priorityId: requirePriority(rest.desk, readId(wanted, "priority", "priority") ?? null)?.id ?? null,
    },
    actOf(rest, call),
  );
  return { incident: showIncident(rest.desk.account, incident, new Set(), rest.clock()) };
};
