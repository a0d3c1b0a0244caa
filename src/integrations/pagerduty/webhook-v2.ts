import * as z from "zod";
import type { AlertState } from "../../core/alert.ts";
import type { ParsedAlert } from "../../core/integration.ts";
import { isPageRef } from "../../lib/page-content.ts";
import { Id, requireShape } from "../../lib/payload.ts";
import { severityOf } from "./severity.ts";
import * as shape from "./shapes.ts";

const LogEntry = z.object({
  agent: shape.MaybeReference,
  note: shape.Text,
  channel: z.object({ type: shape.Text, summary: shape.Text }).nullish().catch(undefined),
});
const Incident = z.object({
  id: Id,
  incident_number: Id.nullish().catch(undefined),
  title: shape.Text,
  summary: shape.Text,
  html_url: shape.Text,
  incident_key: shape.Text,
  urgency: shape.Text,
  priority: shape.MaybeReference,
  service: shape.MaybeReference,
  escalation_policy: shape.MaybeReference,
  teams: shape.listOf(shape.Reference),
  assignments: shape.listOf(z.object({ assignee: shape.Reference })),
  last_status_change_by: shape.MaybeReference,
  resolve_reason: z.object({ type: shape.Text }).nullish().catch(undefined),
});
type Incident = z.infer<typeof Incident>;
const Message = z.object({
  id: Id,
  event: z.string().min(1),
  created_on: shape.Time,
  incident: Incident,
  log_entries: shape.listOf(LogEntry),
});

const STATES: Readonly<Record<string, AlertState>> = {
  "incident.trigger": "firing",
  "incident.unacknowledge": "firing",
  "incident.acknowledge": "acked",
  "incident.resolve": "resolved",
};

const WORDS: Readonly<Record<string, string>> = {
  "incident.trigger": "triggered",
  "incident.unacknowledge": "un-acknowledged",
  "incident.acknowledge": "acknowledged",
  "incident.resolve": "resolved",
  "incident.assign": "reassigned",
  "incident.escalate": "escalated",
  "incident.delegate": "delegated",
  "incident.annotate": "note added",
};
const HANDED_ON = new Set(["incident.assign", "incident.escalate"]);

const assignedOf = ({ assignments }: Incident): string | undefined =>
  shape.namesOf(assignments?.map(({ assignee }) => assignee));

const wordsOf = (event: string, incident: Incident): string => {
  const word = WORDS[event] ?? event.replace(/^incident\./, "").replace(/[._]+/g, " ");
  const whom = HANDED_ON.has(event) ? assignedOf(incident) : undefined;
  return whom ? `${word} to ${whom}` : word;
};

const endingOf = (state: AlertState, incident: Incident, byPerson: boolean): ParsedAlert["ending"] => {
  if (state !== "resolved") return undefined;
  if (incident.resolve_reason?.type === "merge_resolve_reason") return "merged";
  return byPerson ? "human" : "auto";
};

/**
 * One message of a v2 webhook -> one alert. Legacy: unsupported since 2022-10-31 but still sent, and unsigned.
 * https://developer.pagerduty.com/docs/v2-webhooks-overview
 */
export const parseV2 = (raw: unknown): readonly ParsedAlert[] => {
  const { id, event, created_on, incident, log_entries } = requireShape(Message, raw);
  const entry = log_entries?.[0];
  const agent = entry?.agent ?? (STATES[event] ? incident.last_status_change_by : undefined);
  const state = STATES[event] ?? "update";
  const note = event === "incident.annotate" ? entry?.note || entry?.channel?.summary : undefined;
  return [
    {
      key: incident.id,
      eventId: id,
      state,
      severity: severityOf(incident.urgency, shape.nameOf(incident.priority)),
      ...(incident.urgency === undefined && incident.priority === undefined ? { severityKnown: false } : {}),
      title: incident.title || incident.summary || "",
      url: shape.linkOf(incident.html_url),
      atMs: created_on,
      by: shape.personOf(agent),
      what: wordsOf(event, incident),
      labels: shape.present({
        number: incident.incident_number ?? undefined,
        service: shape.labelOf(incident.service) || undefined,
        urgency: shape.orNone(incident.urgency),
        priority: shape.labelOf(incident.priority),
        assigned: assignedOf(incident),
        policy: shape.labelOf(incident.escalation_policy),
        teams: shape.namesOf(incident.teams),
        dedup: isPageRef(incident.incident_key) ? incident.incident_key : undefined,
      }),
      details: note ? [note] : [],
      ending: endingOf(state, incident, shape.isUser(agent)),
    },
  ];
};
