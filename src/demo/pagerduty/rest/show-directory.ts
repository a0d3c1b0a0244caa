import type { Account, Policy, Priority, Service, Team } from "../model.ts";
import { describe, formatTime, inMaintenance } from "../shapes.ts";
import { showSchedule } from "./show-schedule.ts";
import { showUser } from "./show-user.ts";

type Include = ReadonlySet<string>;
const NOTHING: Include = new Set();

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

const serviceStatus = (account: Account, service: Service, nowMs: number): string => {
  if (service.disabled) return "disabled";
  if (inMaintenance(account, service.id, nowMs)) return "maintenance";
  const open = account.incidents.filter((one) => one.serviceId === service.id && one.status !== "resolved");
  if (open.some((one) => one.status === "triggered")) return "critical";
  return open.length > 0 ? "warning" : "active";
};

const showIntegration = (account: Account, service: Service, whole: boolean): object => {
  const path = `services/${service.id}/integrations/${service.integrationId}`;
  return {
    id: service.integrationId,
    type: `events_api_v2_inbound_integration${whole ? "" : "_reference"}`,
    summary: "Monitoring",
    self: `https://api.pagerduty.com/${path}`,
    html_url: `https://${account.subdomain}.pagerduty.com/${path}`,
    ...(whole
      ? {
          name: "Monitoring",
          service: describe(account, "service", service.id),
          created_at: formatTime(service.createdAtMs),
        }
      : {}),
  };
};

const showServicePolicy = (account: Account, service: Service, include: Include): object => {
  const policy = account.policies.find((one) => one.id === service.policyId);
  return include.has("escalation_policies") && policy !== undefined
    ? showPolicy(account, policy)
    : describe(account, "escalation_policy", service.policyId);
};

const showTeams = (account: Account, teamId: string, include: Include): readonly object[] =>
  account.teams
    .filter((one) => one.id === teamId)
    .map((one) => (include.has("teams") ? showTeam(account, one) : describe(account, "team", one.id)));

/** A service as `GET /services` shows it. It has no timeouts: acks last and nothing ends by itself. */
export const showService = (account: Account, service: Service, nowMs: number, include = NOTHING): object => {
  const last = account.incidents.findLast((one) => one.serviceId === service.id);
  return {
    ...describe(account, "service", service.id, "service"),
    name: service.name,
    description: `${service.name} of northwind`,
    auto_resolve_timeout: null,
    acknowledgement_timeout: null,
    created_at: formatTime(service.createdAtMs),
    status: serviceStatus(account, service, nowMs),
    ...(last === undefined ? {} : { last_incident_timestamp: formatTime(last.createdAtMs) }),
    alert_creation: "create_alerts_and_incidents",
    integrations: [showIntegration(account, service, include.has("integrations"))],
    escalation_policy: showServicePolicy(account, service, include),
    teams: showTeams(account, service.teamId, include),
    incident_urgency_rule: { type: "constant", urgency: "high" },
    support_hours: null,
    scheduled_actions: [],
  };
};

const showTarget = (account: Account, target: Policy["levels"][number]["targets"][number], whole: boolean): object => {
  const user = account.users.find((one) => one.id === target.id);
  if (whole && user !== undefined) return showUser(account, user, NOTHING);
  const schedule = account.schedules.find((one) => one.id === target.id);
  if (whole && schedule !== undefined) return showSchedule(account, schedule);
  return describe(account, target.kind, target.id);
};

const policyServices = (account: Account, policy: Policy, include: Include, nowMs: number): readonly object[] =>
  account.services
    .filter((one) => one.policyId === policy.id)
    .map((one) => (include.has("services") ? showService(account, one, nowMs) : describe(account, "service", one.id)));

/** An escalation policy as `GET /escalation_policies` shows it. */
export const showPolicy = (account: Account, policy: Policy, include = NOTHING, nowMs = 0): object => ({
  ...describe(account, "escalation_policy", policy.id, "escalation_policy"),
  name: policy.name,
  description: `Who is called for ${policy.name.replace(" Escalation", "")}`,
  on_call_handoff_notifications: "if_has_services",
  num_loops: 0,
  escalation_rules: policy.levels.map((level) => ({
    id: level.id,
    escalation_delay_in_minutes: level.delayMin,
    targets: level.targets.map((target) => showTarget(account, target, include.has("targets"))),
  })),
  services: policyServices(account, policy, include, nowMs),
  teams: showTeams(account, policy.teamId, include),
});
