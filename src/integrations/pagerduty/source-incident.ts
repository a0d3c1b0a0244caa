import type { SourceIncident } from "../../core/integration.ts";
import { isPageRef } from "../../lib/page-content.ts";
import type { ApiIncident } from "./api-shapes.ts";
import { severityOf } from "./severity.ts";
import * as shape from "./shapes.ts";

/** Who did something first, and when. */
export interface Done {
  readonly atMs: number;
  readonly by: string | undefined;
}

/** What the log entries told about an incident's life; undefined where they did not reach. */
export interface Life {
  readonly acked?: Done | undefined;
  readonly resolved?: Done | undefined;
}

const STATES = { triggered: "firing", acknowledged: "acked", resolved: "resolved" } as const;

/** The earliest ack that still holds; PagerDuty empties the list when the state changes. */
const standingAck = ({ acknowledgements }: ApiIncident): Done | undefined =>
  acknowledgements
    ?.map(({ at, acknowledger }) => ({ atMs: at, by: shape.personOf(acknowledger) }))
    .toSorted((a, b) => a.atMs - b.atMs)[0];

const endOf = (incident: ApiIncident, life: Life): Partial<SourceIncident> => {
  if (incident.status !== "resolved") return {};
  const by = shape.personOf(incident.last_status_change_by) ?? life.resolved?.by;
  const merged = incident.resolve_reason?.type === "merge_resolve_reason";
  return {
    resolvedAtMs: incident.resolved_at ?? life.resolved?.atMs ?? incident.last_status_change_at ?? undefined,
    resolvedBy: by,
    ending: merged ? "merged" : by === undefined ? "auto" : "human",
  };
};

/** An incident of the API as the store takes it. */
export const sourceIncidentOf = (incident: ApiIncident, life: Life, readAtMs: number): SourceIncident => {
  const acked = life.acked ?? standingAck(incident);
  return {
    source: "pagerduty",
    key: incident.id,
    state: STATES[incident.status],
    severity: severityOf(incident.urgency, shape.nameOf(incident.priority)),
    title: shape.titleOf(incident),
    url: shape.linkOf(incident.html_url),
    labels: shape.present({
      number: incident.incident_number ?? undefined,
      service: shape.labelOf(incident.service) || undefined,
      urgency: shape.orNone(incident.urgency),
      priority: shape.labelOf(incident.priority),
      assigned: shape.namesOf(incident.assignments?.map(({ assignee }) => assignee)),
      policy: shape.labelOf(incident.escalation_policy),
      teams: shape.namesOf(incident.teams),
      dedup: isPageRef(incident.incident_key) ? incident.incident_key : undefined,
    }),
    teams: incident.teams?.flatMap((team) => shape.nameOf(team) ?? []),
    openedAtMs: incident.created_at,
    ackedAtMs: acked?.atMs,
    ackedBy: acked?.by,
    ...endOf(incident, life),
    readAtMs,
    changedAtMs: incident.last_status_change_at ?? incident.resolved_at ?? incident.created_at,
    changedBy: shape.personOf(incident.last_status_change_by),
  };
};
