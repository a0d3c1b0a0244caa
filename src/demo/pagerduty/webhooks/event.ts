import type { Happening } from "../account/happening.ts";
import type { Account, Incident } from "../model.ts";
import { showResolveReason } from "../rest/show-incident.ts";
import { describe, describeAgent, describeIncident, formatTime, formatTimeOrNull, teamIdsOf } from "../shapes.ts";

/** Webhooks link a priority to the page of all of them. */
const showPriority = (account: Account, id: string): object => ({
  ...describe(account, "priority", id),
  html_url: `https://${account.subdomain}.pagerduty.com/account/incident_priorities`,
});

const showData = (account: Account, incident: Incident): object => ({
  id: incident.id,
  type: "incident",
  self: `https://api.pagerduty.com/incidents/${incident.id}`,
  html_url: `https://${account.subdomain}.pagerduty.com/incidents/${incident.id}`,
  number: incident.number,
  status: incident.status,
  incident_key: incident.key,
  created_at: formatTime(incident.createdAtMs),
  reopened_at: formatTimeOrNull(incident.reopenedAtMs),
  title: incident.title,
  service: describe(account, "service", incident.serviceId),
  assignees: incident.assignments.map((mark) => describe(account, "user", mark.userId)),
  escalation_policy: describe(account, "escalation_policy", incident.policyId),
  teams: teamIdsOf(account, incident).map((id) => describe(account, "team", id)),
  priority: incident.priorityId === null ? null : showPriority(account, incident.priorityId),
  urgency: incident.urgency,
  conference_bridge: null,
  resolve_reason: showResolveReason(account, incident),
  incident_type: { name: "incident_default" },
});

const showHappening = (account: Account, happening: Happening): object => {
  const { incident } = happening;
  // Webhooks name an incident by its title alone; REST puts the number before it.
  const short = { ...describeIncident(account, incident), summary: incident.title };
  switch (happening.type) {
    case "incident.annotated":
      return {
        incident: short,
        id: happening.note.id,
        content: happening.note.content,
        trimmed: false,
        type: "incident_note",
      };
    case "incident.status_update_published":
      return {
        incident: short,
        id: happening.updateId,
        message: happening.message,
        trimmed: false,
        type: "incident_status_update",
      };
    case "incident.responder.added":
    case "incident.responder.replied":
      return {
        incident: short,
        user: describe(account, "user", happening.responder.userId),
        escalation_policy: describe(account, "escalation_policy", happening.responder.viaPolicyId ?? incident.policyId),
        message: happening.responder.message,
        state: happening.responder.state,
        type: "incident_responder",
      };
    default:
      return showData(account, incident);
  }
};

/** The body of a v3 webhook, as it stands at this moment. https://developer.pagerduty.com/docs/webhooks-overview */
export const showEvent = (account: Account, happening: Happening, eventId: string): object => ({
  event: {
    id: eventId,
    event_type: happening.type,
    resource_type: "incident",
    occurred_at: new Date(happening.atMs).toISOString(),
    agent: happening.agent === null ? null : describeAgent(account, happening.agent),
    client: null,
    data: showHappening(account, happening),
  },
});

/** The body that the Test button sends. */
export const showPing = (eventId: string, userId: string, atMs: number): object => ({
  event: {
    id: eventId,
    event_type: "pagey.ping",
    resource_type: "pagey",
    occurred_at: new Date(atMs).toISOString(),
    agent: { id: userId, type: "user_reference" },
    client: null,
    data: { message: "Hello from your friend Pagey!", type: "ping" },
  },
});
