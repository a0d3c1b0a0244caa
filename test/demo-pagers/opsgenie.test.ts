import { strict as assert } from "node:assert";
import { type TestContext, test } from "node:test";
import { createOpsGenie } from "../../src/demo/pagers/opsgenie.ts";

const KEY = "key-1";

const start = async (t: TestContext, perMinute = 60) => {
  let nowMs = 0;
  const server = await createOpsGenie({ apiKey: KEY, clock: () => nowMs, teams: ["Platform"], perMinute });
  t.after(() => server.close());
  const post = async (path: string, body: unknown, authorization = `GenieKey ${KEY}`) => {
    const headers = authorization === "" ? {} : { authorization };
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: text });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  };
  return {
    server,
    post,
    forward: (byMs: number) => {
      nowMs += byMs;
    },
  };
};

test("accepts, counts up, closes by alias and by id, and says so with a request id", async (t) => {
  const { server, post } = await start(t);
  const { status, body } = await post("/v2/alerts", { message: "m", alias: "a", priority: "P1" });
  assert.equal(status, 202);
  assert.equal(body.result, "Request will be processed");
  assert.match(body.requestId, /^[0-9a-f-]{36}$/);
  await post("/v2/alerts", { message: "m", alias: "a" });
  assert.deepEqual(
    server.alerts.map(({ count, status: state }) => [count, state]),
    [[2, "open"]],
  );
  assert.equal((await post("/v2/alerts/a/close", {})).status, 202);
  assert.equal(server.alerts[0]?.status, "open", "an alias is no id");
  await post("/v2/alerts/a/close?identifierType=alias", {});
  assert.equal(server.alerts[0]?.status, "closed");
  await post("/v2/alerts", { message: "m", alias: "a" });
  await post(`/v2/alerts/${server.alerts[1]?.id}/close`, {});
  assert.equal(server.alerts[1]?.status, "closed");
});

test("refuses other keys, unreadable bodies and wrong fields, naming each", async (t) => {
  const { server, post } = await start(t);
  assert.equal((await post("/v2/alerts", { message: "m" }, "")).status, 401);
  assert.equal((await post("/v2/alerts", { message: "m" }, "Bearer x")).status, 422);
  assert.equal((await post("/v2/alerts", { message: "m" }, "GenieKey x")).body.message, "Could not authenticate");
  assert.equal((await post("/v2/alerts", "{")).status, 400);
  for (const [field, wrong] of Object.entries({
    message: " ",
    alias: "x".repeat(513),
    description: "x".repeat(15_001),
    entity: 1,
    user: "x".repeat(101),
    priority: "P6",
    tags: Array.from({ length: 21 }, () => "t"),
    details: { a: "x".repeat(8000) },
    responders: [{ name: "Nobody", type: "team" }],
  })) {
    const { status, body } = await post("/v2/alerts", { message: "m", [field]: wrong });
    assert.equal(status, 422, field);
    assert.deepEqual(Object.keys(body.errors), [field]);
  }
  assert.equal((await post("/v2/alerts", { message: "x".repeat(131) })).status, 422);
  assert.equal(server.alerts.length, 0);
});

test("takes so many requests a minute", async (t) => {
  const { post, forward } = await start(t, 1);
  assert.equal((await post("/v2/alerts", { message: "m" })).status, 202);
  const { status, headers } = await post("/v2/alerts", { message: "m" });
  assert.deepEqual([status, headers.get("x-ratelimit-state")], [429, "THROTTLED"]);
  forward(60_000);
  assert.equal((await post("/v2/alerts", { message: "m" })).status, 202);
});
