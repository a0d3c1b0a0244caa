import { turnAt, turnsWithin } from "../account/oncall.ts";
import type { Account, Policy, Priority, Schedule, Service, Team, User } from "../model.ts";
import { describe, formatTime } from "../shapes.ts";

/** A user as `GET /users` shows it. */
export const showUser = (account: Account, user: User, include: ReadonlySet<string>): object => {
  const contact = (kind: string, address: string) => ({
    id: `P${kind.slice(0, 2).toUpperCase()}${user.id.slice(3)}`,
    type: include.has("contact_methods") ? `${kind}_contact_method` : `${kind}_contact_method_reference`,
    summary: "Default",
    self: `https://api.pagerduty.com/users/${user.id}/contact_methods/P${kind.slice(0, 2).toUpperCase()}${user.id.slice(3)}`,
    html_url: null,
    ...(include.has("contact_methods") ? { label: "Default", address } : {}),
  });
  return {
    ...describe(account, "user", user.id, "user"),
    name: user.name,
    email: user.email,
    time_zone: user.tz,
    color: "teal",
    role: user.title.endsWith("Manager") ? "admin" : "user",
    avatar_url: "https://pd-static-assets.pagerduty.com/users/blank-avatar.png",
    description: null,
    invitation_sent: false,
    job_title: user.title,
    created_via_sso: false,
    contact_methods: [contact("email", user.email), contact("phone", user.phone)],
    notification_rules: [],
    teams: user.teamIds.map((id) => describe(account, "team", id, include.has("teams") ? "team" : "team_reference")),
  };
};

/** A team as `GET /teams` shows it. */
export const showTeam = (account: Account, team: Team): object => ({
  ...describe(account, "team", team.id, "team"),
  name: team.name,
  description: team.about,
  parent: null,
});

/** A priority as `GET /priorities` shows it. */
export const showPriority = (account: Account, priority: Priority): object => ({
  ...describe(account, "priority", priority.id, "priority"),
  name: priority.name,
  description: priority.about,
});

const serviceStatus = (account: Account, service: Service): string => {
  const open = account.incidents.filter((one) => one.serviceId === service.id && one.status !== "resolved");
  if (open.some((one) => one.status === "triggered")) return "critical";
  return open.length > 0 ? "warning" : "active";
};

/** A service as `GET /services` shows it. */
export const showService = (account: Account, service: Service): object => {
  const last = account.incidents.findLast((one) => one.serviceId === service.id);
  return {
    ...describe(account, "service", service.id, "service"),
    name: service.name,
    description: `${service.name} of northwind`,
    auto_resolve_timeout: 14_400,
    acknowledgement_timeout: 1800,
    created_at: formatTime(service.createdAtMs),
    status: serviceStatus(account, service),
    ...(last === undefined ? {} : { last_incident_timestamp: formatTime(last.createdAtMs) }),
    alert_creation: "create_alerts_and_incidents",
    integrations: [
      {
        id: service.integrationId,
        type: "events_api_v2_inbound_integration_reference",
        summary: "Monitoring",
        self: `https://api.pagerduty.com/services/${service.id}/integrations/${service.integrationId}`,
        html_url: `https://${account.subdomain}.pagerduty.com/services/${service.id}/integrations/${service.integrationId}`,
      },
    ],
    escalation_policy: describe(account, "escalation_policy", service.policyId),
    teams: [describe(account, "team", service.teamId)],
    incident_urgency_rule: { type: "constant", urgency: "high" },
    support_hours: null,
    scheduled_actions: [],
  };
};

/** An escalation policy as `GET /escalation_policies` shows it. */
export const showPolicy = (account: Account, policy: Policy): object => ({
  ...describe(account, "escalation_policy", policy.id, "escalation_policy"),
  name: policy.name,
  description: `Who is called for ${policy.name.replace(" Escalation", "")}`,
  on_call_handoff_notifications: "if_has_services",
  num_loops: 0,
  escalation_rules: policy.levels.map((level) => ({
    id: level.id,
    escalation_delay_in_minutes: level.delayMin,
    targets: level.targets.map((target) => describe(account, target.kind, target.id)),
  })),
  services: account.services
    .filter((one) => one.policyId === policy.id)
    .map((one) => describe(account, "service", one.id)),
  teams: [describe(account, "team", policy.teamId)],
});

/** A schedule as `GET /schedules` shows it. */
export const showSchedule = (account: Account, schedule: Schedule): object => ({
  ...describe(account, "schedule", schedule.id, "schedule"),
  name: schedule.name,
  time_zone: schedule.tz,
  description: `${schedule.name} rotation`,
  escalation_policies: account.policies
    .filter((policy) => policy.levels.some((level) => level.targets.some((target) => target.id === schedule.id)))
    .map((policy) => describe(account, "escalation_policy", policy.id)),
  users: schedule.userIds.map((id) => describe(account, "user", id)),
  teams: [describe(account, "team", schedule.teamId)],
});

/** The entries of a schedule in a window, cut at its ends unless `overflow`. */
const renderEntries = (
  account: Account,
  schedule: Schedule,
  window: { readonly fromMs: number; readonly toMs: number },
  overflow: boolean,
): readonly object[] =>
  turnsWithin(schedule, window.fromMs, window.toMs).map((turn) => ({
    start: formatTime(overflow ? turn.fromMs : Math.max(turn.fromMs, window.fromMs)),
    end: formatTime(overflow ? turn.toMs : Math.min(turn.toMs, window.toMs)),
    user: describe(account, "user", turn.userId),
  }));

/** A schedule with its layer; entries are rendered only when a window was asked for. */
export const showScheduleWhole = (
  account: Account,
  schedule: Schedule,
  window: { readonly fromMs: number; readonly toMs: number } | undefined,
  overflow: boolean,
): object => {
  const entries = window === undefined ? [] : renderEntries(account, schedule, window, overflow);
  const coverage = window === undefined ? 0 : 100;
  return {
    ...showSchedule(account, schedule),
    schedule_layers: [
      {
        id: schedule.layerId,
        name: "Layer 1",
        start: formatTime(schedule.anchorMs),
        rotation_virtual_start: formatTime(turnAt(schedule, schedule.anchorMs).fromMs),
        rotation_turn_length_seconds: schedule.turnMs / 1000,
        users: schedule.userIds.map((id) => ({ user: describe(account, "user", id) })),
        restrictions: [],
        rendered_schedule_entries: entries,
        rendered_coverage_percentage: coverage,
      },
    ],
    overrides_subschedule: { name: "Overrides", rendered_schedule_entries: [], rendered_coverage_percentage: 0 },
    final_schedule: {
      name: "Final Schedule",
      rendered_schedule_entries: entries,
      rendered_coverage_percentage: coverage,
    },
  };
};
