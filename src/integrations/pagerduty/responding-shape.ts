import type { Named, PagerIncident } from "../../core/responding.ts";
import type { ApiIncident } from "./api-shapes.ts";
import * as shape from "./shapes.ts";

/** A reference as people know it; undefined when it names nothing. */
export const namedOf = (reference: shape.Reference | null | undefined): Named | undefined => {
  const name = shape.nameOf(reference) ?? reference?.id;
  return reference && name ? { id: reference.id ?? "", name, url: shape.linkOf(reference.html_url) } : undefined;
};

/** Each once, whatever else they are named for; those without an id by name. */
const once = (all: readonly (shape.Reference | null | undefined)[]): readonly Named[] => {
  const named = all.flatMap((reference) => namedOf(reference) ?? []);
  return [...new Map(named.map((one) => [one.id || one.name, one])).values()];
};

/** When it goes off again by itself: the end of a snooze, or of the service's acknowledgement timeout. */
const ackEndOf = ({ status, pending_actions }: ApiIncident): number | undefined =>
  status === "acknowledged" ? pending_actions?.find(({ type }) => type === "unacknowledge")?.at : undefined;

/** An incident of the API as people handle it. */
export const pagerIncidentOf = (incident: ApiIncident): PagerIncident => ({
  id: incident.id,
  number: incident.incident_number ?? "",
  title: shape.titleOf(incident),
  url: shape.linkOf(incident.html_url),
  status: incident.status,
  urgency: incident.urgency === "low" ? "low" : "high",
  priority: shape.nameOf(incident.priority),
  service: namedOf(incident.service),
  policy: namedOf(incident.escalation_policy),
  assigned: once(incident.assignments?.map(({ assignee }) => assignee) ?? []),
  ackedBy: once(incident.acknowledgements?.map(({ acknowledger }) => acknowledger) ?? []),
  teams: incident.teams?.flatMap((team) => shape.nameOf(team) ?? []) ?? [],
  openedAtMs: incident.created_at,
  changedAtMs: incident.last_status_change_at ?? incident.updated_at ?? undefined,
  snoozedUntilMs: ackEndOf(incident),
});
