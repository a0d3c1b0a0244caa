import type { Account, Agent, Incident } from "./model.ts";

/** A short form of an entity, as PagerDuty nests it. */
export interface Reference {
  readonly id: string;
  readonly type: string;
  readonly summary: string | null;
  readonly self: string | null;
  readonly html_url: string | null;
}

type Kind = "user" | "team" | "service" | "schedule" | "schedule_v3" | "escalation_policy" | "priority";

const PATHS: Readonly<Record<Kind, readonly [api: string, web: string | null]>> = {
  user: ["users", "users"],
  team: ["teams", "teams"],
  service: ["services", "service-directory"],
  schedule: ["schedules", "schedules"],
  schedule_v3: ["v3/schedules", "schedules"],
  escalation_policy: ["escalation_policies", "escalation_policies"],
  priority: ["priorities", null],
};

/** Epoch milliseconds as REST shows them: UTC, whole seconds. */
export const formatTime = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

/** The same, or null. */
export const formatTimeOrNull = (atMs: number | null): string | null => (atMs === null ? null : formatTime(atMs));

const listOf = (account: Account, kind: Kind): readonly { readonly id: string; readonly name: string }[] => {
  const lists = {
    user: account.users,
    team: account.teams,
    service: account.services,
    schedule: account.schedules,
    schedule_v3: account.shiftSchedules,
    escalation_policy: account.policies,
    priority: account.priorities,
  };
  return lists[kind];
};

/** id, type, summary, self and html_url of an entity; `type` as given ("user" or "user_reference"). */
export const describe = (account: Account, kind: Kind, id: string, type = `${kind}_reference`): Reference => {
  const [api, web] = PATHS[kind];
  return {
    id,
    type,
    summary: listOf(account, kind).find((one) => one.id === id)?.name ?? null,
    self: `https://api.pagerduty.com/${api}/${id}`,
    html_url: web === null ? null : `https://${account.subdomain}.pagerduty.com/${web}/${id}`,
  };
};

/** Who did something. */
export const describeAgent = (account: Account, agent: Agent): Reference => describe(account, agent.kind, agent.id);

/** An incident in short; `summary` as REST writes it. */
export const describeIncident = (account: Account, incident: Incident, type = "incident_reference"): Reference => ({
  id: incident.id,
  type,
  summary: `[#${incident.number}] ${incident.title}`,
  self: `https://api.pagerduty.com/incidents/${incident.id}`,
  html_url: `https://${account.subdomain}.pagerduty.com/incidents/${incident.id}`,
});

/** Whether a service is in maintenance at `atMs`. */
export const inMaintenance = (account: Account, serviceId: string, atMs: number): boolean =>
  account.windows.some((one) => one.fromMs <= atMs && atMs < one.toMs && one.serviceIds.includes(serviceId));

/** Team ids of an incident: those of its service. */
export const teamIdsOf = (account: Account, incident: Incident): readonly string[] =>
  account.services.filter((one) => one.id === incident.serviceId).map((one) => one.teamId);
