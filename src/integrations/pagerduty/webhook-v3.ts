import * as z from "zod";
import type { AlertState } from "../../core/alert.ts";
import type { ParsedAlert } from "../../core/integration.ts";
import { isPageRef } from "../../lib/page-content.ts";
import { Id, requireShape } from "../../lib/payload.ts";
import { EventData } from "./event-data.ts";
import { severityOf } from "./severity.ts";
import * as shape from "./shapes.ts";
import { whatHappened } from "./what-happened.ts";

const Loose = z.record(z.string(), z.unknown()).nullish().catch(undefined);
const Event = z.object({
  id: Id,
  event_type: z.string().min(1),
  occurred_at: shape.Time,
  agent: shape.MaybeReference,
  data: z.record(z.string(), z.unknown()),
});
const About = z.object({ incident: Loose, incident_role_assignments: shape.listOf(z.object({ incident: Loose })) });

const Subject = z.object({
  id: Id,
  number: Id.nullish().catch(undefined),
  title: shape.Text,
  summary: shape.Text,
  html_url: shape.Text,
  incident_key: shape.Text,
});

/** `data.status` stays "triggered" on escalations and the like: the event type alone tells the state. */
const STATES: Readonly<Record<string, AlertState>> = {
  "incident.triggered": "firing",
  "incident.reopened": "firing",
  "incident.unacknowledged": "firing",
  "incident.acknowledged": "acked",
  "incident.resolved": "resolved",
};

/** The incident that an event is about: the data itself, or what it points to; undefined for services and pings. */
const subjectOf = (data: Readonly<Record<string, unknown>>): unknown => {
  if (data.type === "incident" || (data.type === undefined && data.status !== undefined)) return data;
  const { incident, incident_role_assignments: roles } = requireShape(About, data);
  return incident ?? roles?.find((role) => role.incident)?.incident ?? undefined;
};

const detailsOf = ({ content, message, trimmed }: EventData): readonly string[] => {
  const text = content || message;
  if (!text) return [];
  return [trimmed ? `${text}… (shortened by PagerDuty)` : text];
};

const endingOf = (state: AlertState, data: EventData, byPerson: boolean): ParsedAlert["ending"] => {
  if (state !== "resolved") return undefined;
  if (data.resolve_reason?.type === "merge_resolve_reason") return "merged";
  return byPerson ? "human" : "auto";
};

const labelsOf = (subject: z.infer<typeof Subject>, data: EventData): Record<string, string> =>
  shape.present({
    number: subject.number ?? undefined,
    service: shape.labelOf(data.service) || undefined,
    dedup: isPageRef(subject.incident_key) ? subject.incident_key : undefined,
    urgency: shape.orNone(data.urgency),
    priority: shape.labelOf(data.priority),
    ...(data.type === "incident"
      ? {
          assigned: shape.namesOf(data.assignees),
          policy: shape.labelOf(data.escalation_policy),
          teams: shape.namesOf(data.teams),
        }
      : {}),
  });

/**
 * One v3 event -> at most one alert; [] when it belongs to no incident (pings, changes of a service).
 * https://developer.pagerduty.com/docs/webhooks-overview#event-types
 */
export const parseV3 = (raw: Readonly<Record<string, unknown>>): readonly ParsedAlert[] => {
  if (raw.event_type === "pagey.ping") return [];
  const event = requireShape(Event, raw);
  const about = subjectOf(event.data);
  if (about === undefined) return [];
  const subject = requireShape(Subject, about);
  const data = requireShape(EventData, event.data);
  const state = STATES[event.event_type] ?? "update";
  return [
    {
      key: subject.id,
      eventId: event.id,
      state,
      severity: severityOf(data.urgency, shape.nameOf(data.priority)),
      ...(data.urgency === undefined && data.priority === undefined ? { severityKnown: false } : {}),
      title: subject.title || subject.summary || "",
      url: shape.linkOf(subject.html_url),
      atMs: event.occurred_at,
      by: shape.personOf(event.agent),
      what: whatHappened(event.event_type, data),
      labels: labelsOf(subject, data),
      details: detailsOf(data),
      ending: endingOf(state, data, shape.isUser(event.agent)),
    },
  ];
};
