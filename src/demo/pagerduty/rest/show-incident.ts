import type { Account, Entry, Incident, Mark, Note } from "../model.ts";
import {
  describe,
  describeAgent,
  describeIncident,
  formatTime,
  formatTimeOrNull,
  type Reference,
  teamIdsOf,
} from "../shapes.ts";
import { showPolicy, showPriority, showService, showTeam } from "./show-directory.ts";
import { showHelpers } from "./show-responders.ts";
import { showUser } from "./show-user.ts";

type Include = ReadonlySet<string>;
const NOTHING: Include = new Set();

const showPerson = (account: Account, id: string, whole: boolean): object => {
  const user = account.users.find((one) => one.id === id);
  return whole && user !== undefined ? showUser(account, user, NOTHING) : describe(account, "user", id);
};

const showMarks = (account: Account, marks: readonly Mark[], field: string, whole: boolean): readonly object[] =>
  marks.map((mark) => ({ at: formatTime(mark.atMs), [field]: showPerson(account, mark.userId, whole) }));

const describeEntry = (account: Account, entry: Entry, type = `${entry.kind}_log_entry`): Reference => ({
  id: entry.id,
  type,
  summary: entry.text,
  self: `https://api.pagerduty.com/log_entries/${entry.id}?incident_id=${entry.incident.id}`,
  html_url: `https://${account.subdomain}.pagerduty.com/incidents/${entry.incident.id}/log_entries/${entry.id}`,
});

const showChannel = (account: Account, entry: Entry): object => {
  if (entry.notified === undefined) return { type: entry.via };
  return {
    type: "auto",
    notification: {
      id: entry.notified.notificationId,
      type: `${entry.notified.channel}_notification`,
      address: addressOf(account, entry.notified.userId, entry.notified.channel),
      status: "success",
    },
  };
};

/** Where a notification went; null for push. */
export const addressOf = (account: Account, userId: string, channel: string): string | null => {
  const user = account.users.find((one) => one.id === userId);
  if (channel === "push") return null;
  return (channel === "email" ? user?.email : user?.phone) ?? null;
};

/** A line of the log as `GET /log_entries` shows it. */
export const showEntry = (account: Account, entry: Entry, include: Include): object => {
  const { incident } = entry;
  return {
    ...describeEntry(account, entry),
    created_at: formatTime(entry.atMs),
    agent: describeAgent(account, entry.agent),
    channel: showChannel(account, entry),
    service: describe(account, "service", incident.serviceId),
    incident: include.has("incidents")
      ? showIncident(account, incident, NOTHING, entry.atMs)
      : describeIncident(account, incident),
    teams: teamIdsOf(account, incident).map((id) => describe(account, "team", id)),
    contexts: [],
    ...(entry.note === undefined ? {} : { note: entry.note }),
    ...(entry.kind === "trigger" ? { event_details: { description: incident.title } } : {}),
    ...(entry.kind === "acknowledge" ? { acknowledgement_timeout: null } : {}),
    ...(entry.untilMs === undefined
      ? {}
      : { changed_actions: [{ type: "unacknowledge", at: formatTime(entry.untilMs) }] }),
    ...(entry.notified === undefined ? {} : { user: describe(account, "user", entry.notified.userId) }),
    ...(entry.assigneeIds === undefined
      ? {}
      : { assignees: entry.assigneeIds.map((id) => describe(account, "user", id)) }),
  };
};

const showTrigger = (account: Account, incident: Incident, whole: boolean): object | null => {
  const entry = incident.entries[0];
  if (entry === undefined) return null;
  return whole ? showEntry(account, entry, NOTHING) : describeEntry(account, entry, "trigger_log_entry_reference");
};

const showLinks = (account: Account, incident: Incident, include: Include, nowMs: number): object => {
  const service = account.services.find((one) => one.id === incident.serviceId);
  const policy = account.policies.find((one) => one.id === incident.policyId);
  const priority = account.priorities.find((one) => one.id === incident.priorityId);
  const teams = account.teams.filter((one) => teamIdsOf(account, incident).includes(one.id));
  return {
    service:
      include.has("services") && service !== undefined
        ? showService(account, service, nowMs)
        : describe(account, "service", incident.serviceId),
    escalation_policy:
      include.has("escalation_policies") && policy !== undefined
        ? showPolicy(account, policy)
        : describe(account, "escalation_policy", incident.policyId),
    teams: teams.map((team) => (include.has("teams") ? showTeam(account, team) : describe(account, "team", team.id))),
    priority: priority === undefined ? null : showPriority(account, priority),
  };
};

/** What ended an incident that was merged away. */
export const showResolveReason = (account: Account, incident: Incident): object | null => {
  const target = account.incidentById.get(incident.mergedIntoId ?? "");
  return target === undefined ? null : { type: "merge_resolve_reason", incident: describeIncident(account, target) };
};

/** What will happen by itself: the end of a snooze. */
const showPending = ({ snoozedUntilMs }: Incident): readonly object[] =>
  snoozedUntilMs === null ? [] : [{ type: "unacknowledge", at: formatTime(snoozedUntilMs) }];

/** An incident as `GET /incidents` shows it at `nowMs`. */
export const showIncident = (account: Account, incident: Incident, include: Include, nowMs: number): object => {
  const open = incident.status !== "resolved";
  const changed = incident.status === "triggered" ? incident.updatedAtMs : incident.changedAtMs;
  return {
    ...describeIncident(account, incident, "incident"),
    incident_number: incident.number,
    title: incident.title,
    description: incident.title,
    created_at: formatTime(incident.createdAtMs),
    updated_at: formatTime(incident.updatedAtMs),
    status: incident.status,
    incident_key: incident.key,
    ...showLinks(account, incident, include, nowMs),
    assignments: showMarks(account, incident.assignments, "assignee", include.has("assignees")),
    assigned_via: incident.assignedVia,
    acknowledgements: showMarks(account, incident.acks, "acknowledger", include.has("acknowledgers")),
    last_status_change_at: formatTime(changed),
    last_status_change_by: describeAgent(account, incident.changedBy),
    resolved_at: formatTimeOrNull(incident.resolvedAtMs),
    first_trigger_log_entry: showTrigger(account, incident, include.has("first_trigger_log_entries")),
    alert_counts: { all: 1, triggered: open ? 1 : 0, resolved: open ? 0 : 1 },
    is_mergeable: true,
    incident_type: { name: "incident_default" },
    pending_actions: showPending(incident),
    alert_grouping: null,
    resolve_reason: showResolveReason(account, incident),
    conference_bridge: null,
    ...showHelpers(account, incident),
    urgency: incident.urgency,
    ...(include.has("body") ? { body: { type: "incident_body", details: incident.details } } : {}),
  };
};

/** A note as `GET /incidents/{id}/notes` shows it. */
export const showNote = (account: Account, note: Note): object => ({
  id: note.id,
  user: describe(account, "user", note.userId),
  channel: { summary: "The PagerDuty website or APIs" },
  content: note.content,
  created_at: formatTime(note.atMs),
  updated_at: formatTime(note.atMs),
});
