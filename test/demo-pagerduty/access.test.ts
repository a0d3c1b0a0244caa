import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import type { Role } from "../../src/demo/pagerduty/model.ts";
import { ACCEPT, ANA, ask, assertRefused, start } from "./kit.ts";

const note = { method: "POST", body: { note: { content: "On it" } } };
const notesOf = (pd: PagerDuty): string => `/incidents/${pd.open()[0]?.id}/notes`;

describe("who may change things", () => {
  for (const role of ["owner", "admin", "user", "limited_user"] as const)
    test(`${role} may`, async (t) => {
      const pd = await start(t);
      pd.setRole(ANA, role);
      assert.equal((await ask(pd, notesOf(pd), note)).status, 200);
    });

  const watchers: readonly Role[] = ["observer", "restricted_access", "read_only_user", "read_only_limited_user"];
  for (const role of watchers)
    test(`${role} may not, and is told so before anything is looked at`, async (t) => {
      const pd = await start(t);
      pd.setRole(ANA, role);
      const answer = await ask(pd, notesOf(pd), note);
      assertRefused(answer, 403, 1018);
      assert.equal(answer.body.error.message, "Requester not authorized to perform action");
      assertRefused(await ask(pd, "/incidents", { method: "PUT", body: {} }), 403, 1018);
      assertRefused(await ask(pd, "/incidents", { method: "POST", body: {} }), 403, 1018);
      assertRefused(await ask(pd, "/maintenance_windows", { method: "POST", body: {} }), 403, 1018);
      assert.equal((await ask(pd, "/incidents")).status, 200);
      const { body } = await ask(pd, `/users?query=${ANA}`);
      assert.equal(body.users[0].role, role);
    });

  test("a key that only reads changes nothing", async (t) => {
    const pd = await start(t);
    const headers = { authorization: `Token token=${pd.readOnlyToken}` };
    assert.equal((await ask(pd, "/incidents", { headers })).status, 200);
    const answer = await ask(pd, notesOf(pd), { ...note, headers });
    assertRefused(answer, 403, 2010);
    assert.equal(answer.body.error.message, "Access Denied");
    const override = `/schedules/${pd.account.schedules[0]?.id}/overrides`;
    assertRefused(await ask(pd, override, { method: "POST", body: {}, headers }), 403, 2010);
    assertRefused(await ask(pd, `${override}/X`, { method: "DELETE", headers }), 403, 2010);
  });

  test("a person's own key can do what the person can", async (t) => {
    const pd = await start(t);
    const headers = { authorization: `Token token=${pd.userToken}` };
    assert.equal((await ask(pd, notesOf(pd), { ...note, headers })).status, 200);
    pd.setRole("kim.alvarez@northwind.example", "observer");
    assertRefused(await ask(pd, notesOf(pd), { ...note, headers }), 403, 2010);
    assert.equal((await ask(pd, "/users/me", { headers })).body.user.name, "Kim Alvarez");
    assertRefused(await ask(pd, "/users/me"), 400, 2001);
  });
});

describe("what a request must carry", () => {
  test("a known key, the version, and JSON", async (t) => {
    const pd = await start(t);
    assertRefused(await ask(pd, "/users", { headers: { authorization: "" } }), 401, 2006);
    assertRefused(await ask(pd, "/users", { headers: { authorization: "Token token=wrong" } }), 401, 2006);
    assertRefused(await ask(pd, "/users", { headers: { authorization: `Basic ${pd.token}` } }), 401, 2006);
    assert.equal((await ask(pd, "/users", { headers: { authorization: `Bearer ${pd.token}` } })).status, 200);
    assertRefused(await ask(pd, "/users", { headers: { accept: "application/json" } }), 400, 2001);
    const sent = await fetch(`${pd.url}${notesOf(pd)}`, {
      method: "POST",
      headers: { authorization: `Token token=${pd.token}`, accept: ACCEPT, from: ANA, "content-type": "text/plain" },
      body: JSON.stringify(note.body),
    });
    assert.equal(sent.status, 415);
    assertRefused(await ask(pd, "/nothing"), 404, 2100);
  });

  test("not too often: 429 with the headers that say when", async (t) => {
    const pd = await start(t, { perMinute: 2 });
    const first = await ask(pd, "/users");
    assert.equal(first.headers.get("ratelimit-limit"), "2");
    assert.equal(first.headers.get("ratelimit-remaining"), "1");
    await ask(pd, "/users");
    const third = await ask(pd, "/users");
    assertRefused(third, 429, 2020);
    assert.equal(third.headers.get("ratelimit-remaining"), "0");
    assert.ok(Number(third.headers.get("ratelimit-reset")) > 0);
  });
});

describe("abilities", () => {
  test("are listed, tested one by one, and can be lacking", async (t) => {
    const pd = await start(t);
    pd.setAbility("coordinated_responding", false);
    const { body } = await ask(pd, "/abilities");
    assert.ok(body.abilities.includes("teams"));
    assert.ok(!body.abilities.includes("coordinated_responding"));
    assert.equal((await ask(pd, "/abilities/teams")).status, 204);
    assertRefused(await ask(pd, "/abilities/coordinated_responding"), 402, 2014);
    assertRefused(await ask(pd, "/abilities/flying"), 404, 2100);
    pd.setAbility("urgencies", false);
    assertRefused(await ask(pd, "/incidents?urgencies[]=high"), 402, 2014);
    pd.setAbility("teams", false);
    for (const path of ["/incidents", "/users", "/services", "/escalation_policies", "/v3/schedules"])
      assertRefused(await ask(pd, `${path}?team_ids[]=X`), 402, 2014);
  });
});

describe("slowness", () => {
  const took = async (pd: PagerDuty): Promise<number> => {
    const startedMs = performance.now();
    await ask(pd, "/teams");
    return performance.now() - startedMs;
  };

  /** The quickest of five, so that a busy machine does not count. */
  const quickest = async (pd: PagerDuty): Promise<number> => {
    const times: number[] = [];
    for (let count = 0; count < 5; count++) times.push(await took(pd));
    return Math.min(...times);
  };

  test("of every answer, for a while", async (t) => {
    const pd = await start(t);
    pd.slow(120);
    assert.ok((await took(pd)) >= 115);
    pd.slow(0);
    assert.ok((await quickest(pd)) < 100);
  });

  test("of one path, until it is cleared", async (t) => {
    const pd = await start(t);
    pd.faults.add({ path: "/teams", delayMs: 120, times: Number.POSITIVE_INFINITY });
    for (let count = 0; count < 3; count++) assert.ok((await took(pd)) >= 115);
    pd.faults.clear();
    assert.ok((await quickest(pd)) < 100);
  });
});

test("a fault can answer with any of PagerDuty's codes", async (t) => {
  const pd = await start(t);
  pd.faults.add({ status: 400, code: 1005 });
  const answer = await ask(pd, "/incidents");
  assertRefused(answer, 400, 1005);
  assert.equal(answer.body.error.message, "Data Updated Since Last Request");
});
