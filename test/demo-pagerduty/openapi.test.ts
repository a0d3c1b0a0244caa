import { strict as assert } from "node:assert";
import { test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { type Ask, ask, start } from "./kit.ts";
import { hasDescription, refusalCheck, responseCheck } from "./openapi.ts";

const skip = hasDescription ? false : "PagerDuty's OpenAPI description is not beside the repository";
const INCLUDE_ALL = ["services", "teams", "escalation_policies", "priorities", "assignees", "acknowledgers"]
  .map((one) => `include[]=${one}`)
  .join("&");

interface Case {
  readonly path: string;
  readonly url?: (pd: PagerDuty) => string;
  readonly ask?: (pd: PagerDuty) => Ask;
  readonly status?: number;
}

const openId = (pd: PagerDuty, index = 0): string => pd.open()[index]?.id ?? "";
const body = (method: string, value: unknown) => (): Ask => ({ method, body: value });
const range = "since=2026-11-01T00:00:00Z&until=2026-11-21T00:00:00Z";

const CASES: readonly Case[] = [
  { path: "/incidents", url: () => `/incidents?limit=100&total=true&${INCLUDE_ALL}` },
  { path: "/incidents", url: () => "/incidents?limit=100&include[]=first_trigger_log_entries" },
  {
    path: "/incidents",
    status: 201,
    ask: (pd) => ({
      method: "POST",
      body: {
        incident: {
          type: "incident",
          title: "By hand",
          service: { id: pd.account.services[0]?.id, type: "service_reference" },
        },
      },
    }),
  },
  {
    path: "/incidents",
    ask: (pd) => ({
      method: "PUT",
      body: { incidents: [{ id: openId(pd, 1), type: "incident_reference", status: "acknowledged" }] },
    }),
  },
  { path: "/incidents/{id}", url: (pd) => `/incidents/${openId(pd)}` },
  {
    path: "/incidents/{id}",
    url: (pd) => `/incidents/${openId(pd)}`,
    ask: body("PUT", { incident: { type: "incident_reference", status: "resolved" } }),
  },
  {
    path: "/incidents/{id}/merge",
    url: (pd) => `/incidents/${openId(pd, 1)}/merge`,
    ask: (pd) => ({
      method: "PUT",
      body: { source_incidents: [{ id: openId(pd, 2), type: "incident_reference" }] },
    }),
  },
  { path: "/incidents/{id}/log_entries", url: (pd) => `/incidents/${openId(pd)}/log_entries?limit=100` },
  { path: "/incidents/{id}/notes", url: (pd) => `/incidents/${openId(pd)}/notes` },
  {
    path: "/incidents/{id}/notes",
    url: (pd) => `/incidents/${openId(pd)}/notes`,
    ask: body("POST", { note: { content: "On it" } }),
  },
  { path: "/log_entries", url: () => "/log_entries?limit=100" },
  { path: "/log_entries/{id}", url: (pd) => `/log_entries/${pd.account.entries[0]?.id}` },
  { path: "/users", url: () => "/users?total=true" },
  { path: "/users/{id}", url: (pd) => `/users/${pd.people[0]?.id}` },
  { path: "/users/me", ask: (pd) => ({ headers: { authorization: `Token token=${pd.userToken}` } }) },
  { path: "/oncalls", url: () => "/oncalls?total=true" },
  { path: "/schedules" },
  { path: "/schedules/{id}", url: (pd) => `/schedules/${pd.account.schedules[0]?.id}?${range}` },
  { path: "/services" },
  { path: "/services/{id}", url: (pd) => `/services/${pd.account.services[0]?.id}` },
  { path: "/teams" },
  { path: "/escalation_policies" },
  { path: "/priorities" },
  { path: "/notifications", url: () => `/notifications?${range}&limit=100` },
  { path: "/abilities" },
  { path: "/maintenance_windows", url: () => "/maintenance_windows?filter=open&total=true" },
  { path: "/maintenance_windows", status: 201, ask: (pd) => ({ method: "POST", body: plannedWork(pd) }) },
  { path: "/maintenance_windows/{id}", url: (pd) => `/maintenance_windows/${pd.account.windows[0]?.id}` },
  { path: "/webhook_subscriptions" },
  { path: "/webhook_subscriptions/{id}", url: (pd) => `/webhook_subscriptions/${subscriptionId(pd)}` },
  {
    path: "/webhook_subscriptions/{id}/enable",
    url: (pd) => `/webhook_subscriptions/${subscriptionId(pd)}/enable`,
    ask: () => ({ method: "POST" }),
  },
];

const plannedWork = (pd: PagerDuty) => ({
  maintenance_window: {
    type: "maintenance_window",
    start_time: "2026-11-21T12:00:00Z",
    end_time: "2026-11-21T13:00:00Z",
    description: "Upgrade",
    services: [{ id: pd.account.services[0]?.id, type: "service_reference" }],
  },
});

const ids = new WeakMap<PagerDuty, string>();
const subscriptionId = (pd: PagerDuty): string => ids.get(pd) ?? "";

for (const { path, url, ask: how, status = 200 } of CASES) {
  const name = `${path}${url === undefined ? "" : " with parameters"}`;
  test(`${name} answers as PagerDuty describes it`, { skip }, async (t) => {
    const pd = await start(t, { webhook: { url: "http://127.0.0.1:9/", secrets: ["s"] }, retryBaseMs: 60_000 });
    const list = await ask(pd, "/webhook_subscriptions");
    await ask(pd, "/maintenance_windows", { method: "POST", body: plannedWork(pd) });
    ids.set(pd, list.body.webhook_subscriptions[0].id);
    const request = how?.(pd) ?? {};
    const answer = await ask(pd, url?.(pd) ?? path, request);
    assert.equal(answer.status, status, answer.text);
    const check = responseCheck(path, (request.method ?? "GET").toLowerCase(), status);
    assert.ok(check(answer.body), JSON.stringify(check.errors?.slice(0, 5), null, 1));
  });
}

test("the check can fail", { skip }, async (t) => {
  const pd = await start(t);
  const { body: page } = await ask(pd, "/incidents?limit=1");
  page.incidents[0].status = "burning";
  assert.equal(responseCheck("/incidents", "get", 200)(page), false);
});

test("a refusal has PagerDuty's shape", { skip }, async (t) => {
  const pd = await start(t);
  const answer = await ask(pd, "/incidents/QNOTHING");
  assert.equal(answer.status, 404);
  assert.ok(refusalCheck()(answer.body));
  assert.deepEqual(answer.body, { error: { message: "Not Found", code: 2100 } });
});
