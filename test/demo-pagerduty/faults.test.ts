import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import { ask, assertRefused, receiver, start } from "./kit.ts";

describe("faults", () => {
  test("answer with a status as often as asked, on their path only", async (t) => {
    const pd = await start(t);
    pd.faults.add({ status: 500, path: "/users", times: 2 });
    assert.equal((await ask(pd, "/teams")).status, 200);
    assertRefused(await ask(pd, "/users"), 500, 2000);
    assertRefused(await ask(pd, "/users"), 500, 2000);
    assert.equal((await ask(pd, "/users")).status, 200);
    assert.equal(pd.faults.pending(), 0);
  });

  test("a 503 has a body that is not JSON", async (t) => {
    const pd = await start(t);
    pd.faults.add({ status: 503 });
    const answer = await ask(pd, "/users");
    assert.equal(answer.status, 503);
    assert.throws(() => JSON.parse(answer.text));
  });

  test("a 429 says when to come back, or nothing at all", async (t) => {
    const pd = await start(t);
    pd.faults.add({ status: 429, retryAfter: 7 });
    pd.faults.add({ status: 429, bare: true });
    const told = await ask(pd, "/users");
    assertRefused(told, 429, 2020);
    assert.equal(told.headers.get("retry-after"), "7");
    assert.equal(told.headers.get("ratelimit-reset"), "7");
    const bare = await ask(pd, "/users");
    assert.equal(bare.status, 429);
    assert.equal(bare.text, "");
    assert.equal(bare.headers.get("ratelimit-reset"), null);
  });

  test("drop the connection, or answer late", async (t) => {
    const pd = await start(t);
    pd.faults.add({ drop: true });
    await assert.rejects(ask(pd, "/users"));
    pd.faults.add({ delayMs: 40 });
    const startedMs = performance.now();
    assert.equal((await ask(pd, "/users")).status, 200);
    assert.ok(performance.now() - startedMs >= 35);
    pd.faults.add({ drop: true, times: 5 });
    pd.faults.clear();
    assert.equal((await ask(pd, "/users")).status, 200);
  });
});

test("offline breaks connections and holds webhooks until it is back", async (t) => {
  const hook = await receiver(t);
  const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] } });
  pd.offline(true);
  await assert.rejects(ask(pd, "/users"));
  const { id } = pd.trigger({ service: "Search", title: "Slow" });
  pd.resolve(id);
  await pd.idle();
  assert.equal(hook.hooks.length, 0);
  pd.offline(false);
  await pd.idle();
  assert.deepEqual(
    hook.hooks.map((one) => one.event.event_type),
    ["incident.triggered", "incident.resolved"],
  );
  assert.equal((await ask(pd, "/users")).status, 200);
});

test("nonsense is refused, not crashed on", async (t) => {
  const pd = await start(t);
  const broken = await fetch(`${pd.url}/incidents`, {
    method: "PUT",
    headers: {
      authorization: `Token token=${pd.token}`,
      accept: "application/vnd.pagerduty+json;version=2",
      "content-type": "application/json",
      from: "ana.kovac@northwind.example",
    },
    body: "{",
  });
  assert.equal(broken.status, 400);
  for (const body of [[], 7, null, { incidents: 7 }, { incidents: [7] }]) {
    const answer = await ask(pd, "/incidents", { method: "PUT", body });
    assert.equal(answer.status, 400, answer.text);
  }
});
