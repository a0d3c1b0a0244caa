import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ask, handClock, receiver, start } from "./kit.ts";
import { eventCheck, hasDescription } from "./openapi.ts";

const skip = hasDescription ? false : "PagerDuty's OpenAPI description is not beside the repository";
const payload = { summary: "Disk full", source: "db-1", severity: "critical" };

const send = async (pd: PagerDuty, event: unknown) => {
  const body = typeof event === "string" ? event : JSON.stringify(event);
  const response = await fetch(`${pd.eventsUrl}/v2/enqueue`, { method: "POST", body });
  return { status: response.status, body: await response.json() };
};
const trigger = (pd: PagerDuty, changes: object = {}) => ({
  routing_key: pd.routingKeyOf("Search"),
  event_action: "trigger",
  dedup_key: "disk",
  payload,
  ...changes,
});
const stateOf = (pd: PagerDuty) => pd.account.incidents.filter(({ key }) => key === "disk").map(({ status }) => status);

describe("the Events API", () => {
  test("opens, joins, acknowledges, resolves and opens anew, with webhooks", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] } });
    const { status, body } = await send(pd, trigger(pd));
    assert.equal(status, 202);
    assert.deepEqual(body, { status: "success", message: "Event processed", dedup_key: "disk" });
    await send(pd, trigger(pd));
    assert.deepEqual(stateOf(pd), ["triggered"]);
    await send(pd, trigger(pd, { event_action: "acknowledge" }));
    await send(pd, trigger(pd, { event_action: "acknowledge" }));
    await send(pd, trigger(pd));
    assert.deepEqual(stateOf(pd), ["acknowledged"]);
    await send(pd, trigger(pd, { event_action: "resolve" }));
    assert.equal((await send(pd, trigger(pd, { event_action: "resolve" }))).status, 202);
    await send(pd, trigger(pd));
    assert.deepEqual(stateOf(pd), ["resolved", "triggered"]);
    await pd.idle();
    assert.deepEqual(
      hook.hooks.map(({ event }) => [event.event_type, event.data.incident_key]).toSorted(),
      ["acknowledged", "resolved", "triggered", "triggered"].map((name) => [`incident.${name}`, "disk"]),
    );
    const { body: page } = await ask(pd, "/incidents?incident_key=disk");
    assert.deepEqual(
      page.incidents.map((one: { service: { summary: string } }) => one.service.summary),
      ["Search", "Search"],
    );
  });

  test("keeps keys apart by service and makes one up", async (t) => {
    const pd = await start(t);
    await send(pd, trigger(pd));
    await send(pd, trigger(pd, { routing_key: pd.routingKey }));
    assert.deepEqual(stateOf(pd), ["triggered", "triggered"]);
    const { body } = await send(pd, trigger(pd, { dedup_key: undefined }));
    assert.match(body.dedup_key, /^[0-9a-f]{32}$/);
  });

  const refusals: readonly (readonly [string, object | string, RegExp])[] = [
    ["no JSON", "{", /JSON parse error/],
    ["a list", "[]", /JSON parse error/],
    ["no key", { routing_key: undefined }, /'routing_key' is missing or blank/],
    ["a short key", { routing_key: "abc" }, /should be 32 characters/],
    ["an unknown key", { routing_key: "0".repeat(32) }, /Invalid routing key/],
    ["no action", { event_action: undefined }, /'event_action' is missing/],
    ["another action", { event_action: "shout" }, /'event_action' is invalid/],
    ["no payload", { payload: undefined }, /'payload' is missing/],
    ["no source", { payload: { ...payload, source: " " } }, /'payload.source' is missing/],
    ["another severity", { payload: { ...payload, severity: "bad" } }, /'payload.severity' is invalid/],
    ["a long summary", { payload: { ...payload, summary: "x".repeat(1025) } }, /maximum is 1024/],
    ["no time", { payload: { ...payload, timestamp: "soon" } }, /'payload.timestamp'/],
    ["details as text", { payload: { ...payload, custom_details: "x" } }, /custom_details/],
    ["a long dedup key", { dedup_key: "x".repeat(256) }, /maximum is 255/],
    ["a link without href", { links: [{ text: "x" }] }, /'links' is invalid/],
    ["an image without https", { images: [{ src: "http://x.example.com/a.png" }] }, /'images' is invalid/],
    ["a resolve without key", { event_action: "resolve", dedup_key: undefined }, /'dedup_key' is missing/],
  ];
  for (const [name, changes, why] of refusals)
    test(`refuses ${name} with 400`, async (t) => {
      const pd = await start(t);
      const before = pd.account.incidents.length;
      const answer = await send(pd, typeof changes === "string" ? changes : trigger(pd, changes));
      assert.equal(answer.status, 400);
      assert.match(JSON.stringify(answer.body), why);
      assert.equal(pd.account.incidents.length, before);
    });

  test("refuses what is larger than 512 KB", async (t) => {
    const pd = await start(t);
    const details = { text: "x".repeat(512 * 1024) };
    assert.equal((await send(pd, trigger(pd, { payload: { ...payload, custom_details: details } }))).status, 413);
  });

  test("takes so many a minute for each key", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now, eventsPerMinute: 2 });
    for (const expected of [202, 202, 429]) assert.equal((await send(pd, trigger(pd))).status, expected);
    assert.equal((await send(pd, trigger(pd, { routing_key: pd.routingKey }))).status, 202);
    assert.equal((await send(pd, trigger(pd))).body.status, "throttle exceeded");
    time.forward(60_000);
    assert.equal((await send(pd, trigger(pd))).status, 202);
  });

  test("answers as PagerDuty describes it", { skip }, async (t) => {
    const pd = await start(t);
    const success = eventCheck("Success");
    assert.ok(success((await send(pd, trigger(pd))).body), JSON.stringify(success.errors));
    const error = eventCheck("Error");
    assert.ok(error((await send(pd, "{")).body), JSON.stringify(error.errors));
    assert.equal(error({ status: "x" }), false, "the check can fail");
  });
});
