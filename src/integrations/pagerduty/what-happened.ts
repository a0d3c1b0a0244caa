import type { EventData } from "./event-data.ts";
import { nameOf, namesOf } from "./shapes.ts";

const to = (verb: string, whom: string | undefined): string => (whom ? `${verb} to ${whom}` : verb);

const REPLIES: Readonly<Record<string, string>> = {
  accepted: "accepted the request to respond",
  declined: "declined the request to respond",
};

const WORDS: Readonly<Record<string, (data: EventData) => string>> = {
  triggered: () => "triggered",
  reopened: () => "reopened",
  unacknowledged: () => "un-acknowledged",
  acknowledged: () => "acknowledged",
  resolved: ({ resolve_reason: reason }) =>
    reason?.type === "merge_resolve_reason"
      ? `merged into ${nameOf(reason.incident) ?? "another incident"}`
      : "resolved",
  escalated: ({ assignees }) => to("escalated", namesOf(assignees)),
  reassigned: ({ assignees }) => to("reassigned", namesOf(assignees)),
  delegated: ({ escalation_policy }) => to("delegated", nameOf(escalation_policy)),
  priority_updated: ({ priority }) => {
    const name = nameOf(priority);
    return name ? `priority changed to ${name}` : "priority removed";
  },
  annotated: () => "added a note",
  status_update_published: () => "published a status update",
  service_updated: ({ service }) => to("moved", nameOf(service)),
  "incident_type.changed": ({ incident_type: type }) => to("incident type changed", type?.name ?? undefined),
  "responder.added": ({ user, escalation_policy }) => {
    const whom = nameOf(user) ?? nameOf(escalation_policy);
    return whom ? `asked ${whom} to respond` : "asked for a responder";
  },
  "responder.replied": ({ state }) => REPLIES[state ?? ""] ?? "replied to the request to respond",
  "conference_bridge.updated": () => "conference bridge changed",
  "custom_field_values.updated": () => "custom fields changed",
  "role.assigned": () => "role assigned",
};

/** What an event says in the past tense and without the person: "escalated to Ana". New event types speak for themselves. */
export const whatHappened = (eventType: string, data: EventData): string => {
  const name = eventType.replace(/^incident\./, "");
  return Object.hasOwn(WORDS, name) && WORDS[name] ? WORDS[name](data) : name.replace(/[._]+/g, " ").trim();
};
