import type { Ask } from "./kit.ts";
import {
  customShift,
  layered,
  type Made,
  override,
  plannedWork,
  serviceOf,
  shiftOverride,
  shiftSchedule,
  user,
} from "./openapi-made.ts";

/** One request; `path` as the description names it, `:name` filled by `url`. */
export interface Case {
  readonly path: string;
  readonly url?: (made: Made) => string;
  readonly ask?: (made: Made) => Ask;
  readonly status?: number;
  /** Answers without content. */
  readonly empty?: boolean;
}

const INCLUDE_ALL = ["services", "teams", "escalation_policies", "priorities", "assignees", "acknowledgers", "body"]
  .map((one) => `include[]=${one}`)
  .join("&");
const RANGE = "since=2026-11-01T00:00:00Z&until=2026-11-25T00:00:00Z";

/** Open incidents, oldest first: acknowledged, triggered, triggered. */
const openId = ({ pd }: Made, index = 0): string => pd.open()[index]?.id ?? "";
const body = (method: string, value: unknown) => (): Ask => ({ method, body: value });
const incidentCases: readonly Case[] = [
  { path: "/incidents", url: () => `/incidents?limit=100&total=true&${INCLUDE_ALL}` },
  { path: "/incidents", url: () => "/incidents?limit=100&include[]=first_trigger_log_entries" },
  {
    path: "/incidents",
    status: 201,
    ask: ({ pd }) => ({
      method: "POST",
      body: { incident: { type: "incident", title: "By hand", service: serviceOf(pd) } },
    }),
  },
  {
    path: "/incidents",
    ask: (made) => ({
      method: "PUT",
      body: { incidents: [{ id: openId(made, 1), type: "incident_reference", status: "acknowledged" }] },
    }),
  },
  { path: "/incidents/{id}", url: (made) => `/incidents/${openId(made)}` },
  { path: "/incidents/{id}", url: ({ pd }) => `/incidents/${pd.open()[0]?.number}` },
  {
    path: "/incidents/{id}",
    url: (made) => `/incidents/${openId(made)}`,
    ask: body("PUT", { incident: { type: "incident_reference", status: "resolved" } }),
  },
  {
    path: "/incidents/{id}/merge",
    url: (made) => `/incidents/${openId(made, 1)}/merge`,
    ask: (made) => ({
      method: "PUT",
      body: { source_incidents: [{ id: openId(made, 2), type: "incident_reference" }] },
    }),
  },
  {
    path: "/incidents/{id}/snooze",
    url: (made) => `/incidents/${openId(made)}/snooze`,
    ask: body("POST", { duration: 3600 }),
    status: 201,
  },
  {
    path: "/incidents/{id}/responder_requests",
    url: (made) => `/incidents/${openId(made)}/responder_requests`,
    ask: ({ pd }) => ({
      method: "POST",
      body: {
        requester_id: pd.people[0]?.id,
        message: "Help",
        responder_request_targets: [{ responder_request_target: user(pd, 1) }],
      },
    }),
  },
  {
    path: "/incidents/{id}/status_updates",
    url: (made) => `/incidents/${openId(made)}/status_updates`,
    ask: body("POST", { message: "We look", subject: "News", html_message: "<p>We look</p>" }),
  },
  { path: "/incidents/{id}/log_entries", url: (made) => `/incidents/${openId(made)}/log_entries?limit=100` },
  { path: "/incidents/{id}/notes", url: (made) => `/incidents/${openId(made)}/notes` },
  {
    path: "/incidents/{id}/notes",
    url: (made) => `/incidents/${openId(made)}/notes`,
    ask: body("POST", { note: { content: "On it" } }),
  },
  { path: "/log_entries", url: () => "/log_entries?limit=100" },
  { path: "/log_entries/{id}", url: ({ pd }) => `/log_entries/${pd.account.entries[0]?.id}` },
  { path: "/notifications", url: () => `/notifications?${RANGE}&limit=100` },
];

const peopleCases: readonly Case[] = [
  { path: "/users", url: () => "/users?total=true&include[]=contact_methods&include[]=teams" },
  { path: "/users", url: () => "/users?limit=5&offset=5" },
  { path: "/users/{id}", url: ({ pd }) => `/users/${pd.people[0]?.id}` },
  { path: "/users/me", ask: ({ pd }) => ({ headers: { authorization: `Token token=${pd.userToken}` } }) },
  { path: "/users/{id}/contact_methods", url: ({ pd }) => `/users/${pd.people[0]?.id}/contact_methods` },
  {
    path: "/users/{id}/contact_methods/{contact_method_id}",
    url: ({ pd }) => `/users/${pd.people[0]?.id}/contact_methods/PPH${pd.people[0]?.id.slice(3)}`,
  },
  { path: "/oncalls", url: () => "/oncalls?total=true" },
  {
    path: "/oncalls",
    url: () => `/oncalls?${RANGE}&limit=100&include[]=users&include[]=schedules&include[]=escalation_policies`,
  },
];

const scheduleCases: readonly Case[] = [
  { path: "/schedules" },
  {
    path: "/schedules",
    url: ({ pd }) =>
      `/schedules?${RANGE}&include[]=schedule_layers&include[]=overrides_subschedule&include[]=final_schedule&include_next_oncall_for_user=${pd.people[0]?.id}`,
  },
  { path: "/schedules/{id}", url: ({ pd }) => `/schedules/${layered(pd)}?${RANGE}` },
  { path: "/schedules/{id}", url: ({ pd }) => `/schedules/${layered(pd)}` },
  { path: "/schedules/{id}/users", url: ({ pd }) => `/schedules/${layered(pd)}/users?${RANGE}` },
  {
    path: "/schedules/{id}/overrides",
    url: ({ pd }) => `/schedules/${layered(pd)}/overrides?${RANGE}&editable=true`,
    status: 201,
  },
  {
    path: "/schedules/{id}/overrides",
    url: ({ pd }) => `/schedules/${layered(pd)}/overrides`,
    ask: ({ pd }) => ({ method: "POST", body: override(pd) }),
    status: 201,
  },
  {
    path: "/schedules/{id}/overrides/{override_id}",
    url: ({ pd, override: id }) => `/schedules/${layered(pd)}/overrides/${id}`,
    ask: () => ({ method: "DELETE" }),
    status: 204,
    empty: true,
  },
];

const v3 = (made: Made, rest: string): string => `/v3/schedules/${shiftSchedule(made.pd)}${rest}`;

const shiftCases: readonly Case[] = [
  { path: "/v3/schedules", url: () => "/v3/schedules?query=command" },
  { path: "/v3/schedules/{id}", url: (made) => v3(made, `?${RANGE}&include[]=final_schedule`) },
  { path: "/v3/schedules/{id}/rotations", url: (made) => v3(made, "/rotations") },
  { path: "/v3/schedules/{id}/overrides", url: (made) => v3(made, `/overrides?${RANGE}`) },
  {
    path: "/v3/schedules/{id}/overrides",
    url: (made) => v3(made, "/overrides"),
    ask: ({ pd }) => ({
      method: "POST",
      body: {
        overrides: shiftOverride(pd).overrides.map((one) => ({
          ...one,
          start_time: "2026-11-21T20:00:00Z",
          end_time: "2026-11-21T21:00:00Z",
        })),
      },
    }),
    status: 201,
  },
  {
    path: "/v3/schedules/{id}/overrides/{override_id}",
    url: (made) => v3(made, `/overrides/${made.shiftOverride}`),
  },
  {
    path: "/v3/schedules/{id}/overrides/{override_id}",
    url: (made) => v3(made, `/overrides/${made.shiftOverride}`),
    ask: body("PUT", { override: { end_time: "2026-11-21T14:00:00Z" } }),
  },
  {
    path: "/v3/schedules/{id}/overrides/{override_id}",
    url: (made) => v3(made, `/overrides/${made.shiftOverride}`),
    ask: () => ({ method: "DELETE" }),
    status: 204,
    empty: true,
  },
  { path: "/v3/schedules/{id}/custom_shifts", url: (made) => v3(made, `/custom_shifts?${RANGE}`) },
  {
    path: "/v3/schedules/{id}/custom_shifts",
    url: (made) => v3(made, "/custom_shifts"),
    ask: ({ pd }) => ({ method: "POST", body: customShift(pd) }),
    status: 201,
  },
  {
    path: "/v3/schedules/{id}/custom_shifts/{custom_shift_id}",
    url: (made) => v3(made, `/custom_shifts/${made.customShift}`),
  },
  {
    path: "/v3/schedules/{id}/custom_shifts/{custom_shift_id}",
    url: (made) => v3(made, `/custom_shifts/${made.customShift}`),
    ask: () => ({ method: "DELETE" }),
    status: 204,
    empty: true,
  },
];

const accountCases: readonly Case[] = [
  {
    path: "/services",
    url: () => "/services?include[]=escalation_policies&include[]=teams&include[]=integrations&sort_by=name:desc",
  },
  { path: "/services/{id}", url: ({ pd }) => `/services/${pd.account.services[0]?.id}` },
  { path: "/teams" },
  {
    path: "/escalation_policies",
    url: () => "/escalation_policies?include[]=services&include[]=teams&include[]=targets",
  },
  { path: "/escalation_policies/{id}", url: ({ pd }) => `/escalation_policies/${pd.account.policies[3]?.id}` },
  { path: "/priorities" },
  { path: "/abilities" },
  { path: "/abilities/{id}", url: () => "/abilities/teams", status: 204, empty: true },
  { path: "/maintenance_windows", url: () => "/maintenance_windows?filter=open&total=true" },
  { path: "/maintenance_windows", status: 201, ask: ({ pd }) => ({ method: "POST", body: plannedWork(pd) }) },
  { path: "/maintenance_windows/{id}", url: ({ window }) => `/maintenance_windows/${window}` },
  {
    path: "/maintenance_windows/{id}",
    url: ({ window }) => `/maintenance_windows/${window}`,
    ask: ({ pd }) => ({ method: "PUT", body: plannedWork(pd) }),
  },
  {
    path: "/maintenance_windows/{id}",
    url: ({ window }) => `/maintenance_windows/${window}`,
    ask: () => ({ method: "DELETE" }),
    status: 204,
    empty: true,
  },
  { path: "/webhook_subscriptions" },
  { path: "/webhook_subscriptions/{id}", url: ({ subscription }) => `/webhook_subscriptions/${subscription}` },
  {
    path: "/webhook_subscriptions/{id}/enable",
    url: ({ subscription }) => `/webhook_subscriptions/${subscription}/enable`,
    ask: () => ({ method: "POST" }),
  },
  {
    path: "/webhook_subscriptions/{id}/ping",
    url: ({ subscription }) => `/webhook_subscriptions/${subscription}/ping`,
    ask: () => ({ method: "POST" }),
    status: 202,
    empty: true,
  },
];

/** A request for each endpoint, some with several. */
export const CASES: readonly Case[] = [
  ...incidentCases,
  ...peopleCases,
  ...scheduleCases,
  ...shiftCases,
  ...accountCases,
];
