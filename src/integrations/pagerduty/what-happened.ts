import type { EventData } from "./event-data.ts";
import { nameOf, namesOf } from "./shapes.ts";

const to = (verb: string, whom: string | undefined): string => (whom ? `${verb} to ${whom}` : verb);

/** "#309" of "[#309] Database is down", which is how PagerDuty sums up an incident; any other name as it is. */
const shortName = (name: string | undefined): string | undefined => /^\[(#\d+)\]/.exec(name ?? "")?.[1] ?? name;

const REPLIES: Readonly<Record<string, string>> = {
  accepted: "request to respond accepted",
  declined: "request to respond declined",
};

const WORDS: Readonly<Record<string, (data: EventData) => string>> = {
  triggered: () => "triggered",
  reopened: () => "reopened",
  unacknowledged: () => "un-acknowledged",
  acknowledged: () => "acknowledged",
  resolved: ({ resolve_reason: reason }) =>
    reason?.type === "merge_resolve_reason"
      ? `merged into ${shortName(nameOf(reason.incident)) ?? "another incident"}`
      : "resolved",
  escalated: ({ assignees }) => to("escalated", namesOf(assignees)),
  reassigned: ({ assignees }) => to("reassigned", namesOf(assignees)),
  delegated: ({ escalation_policy }) => to("delegated", nameOf(escalation_policy)),
  priority_updated: ({ priority }) => {
    const name = nameOf(priority);
    return name ? `priority changed to ${name}` : "priority removed";
  },
  annotated: () => "note added",
  status_update_published: () => "status update published",
  service_updated: ({ service }) => to("moved", nameOf(service)),
  "incident_type.changed": ({ incident_type: type }) => to("incident type changed", type?.name ?? undefined),
  "responder.added": ({ user, escalation_policy }) => {
    const whom = nameOf(user) ?? nameOf(escalation_policy);
    return whom ? `${whom} asked to respond` : "a responder asked for";
  },
  "responder.replied": ({ state }) => REPLIES[state ?? ""] ?? "request to respond answered",
  "conference_bridge.updated": () => "conference bridge changed",
  "custom_field_values.updated": () => "custom fields changed",
  "role.assigned": () => "role assigned",
};

/** What an event says in the past tense and the passive, so that "by Ana" can follow it: "escalated to Ben", "note added". New event types speak for themselves. */
export const whatHappened = (eventType: string, data: EventData): string => {
  const name = eventType.replace(/^incident\./, "");
  return Object.hasOwn(WORDS, name) && WORDS[name] ? WORDS[name](data) : name.replace(/[._]+/g, " ").trim();
};
