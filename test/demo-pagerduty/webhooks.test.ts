import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { describe, test } from "node:test";
import { ask, handClock, receiver, start } from "./kit.ts";

const SLOW = { retryBaseMs: 60_000 };

describe("what is sent", () => {
  test("is signed with every secret over the exact body", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["new", "old"] } });
    pd.trigger({ service: "Search", title: "Ünsafe <title>" });
    await pd.idle();
    const [sent] = hook.hooks;
    const digest = (secret: string) =>
      createHmac("sha256", secret)
        .update(Buffer.from(sent?.raw ?? ""))
        .digest("hex");
    assert.equal(sent?.headers["x-pagerduty-signature"], `v1=${digest("new")},v1=${digest("old")}`);
    assert.equal(sent?.headers["user-agent"], "PagerDuty-Webhook/V3.0");
    assert.equal(sent?.headers["content-type"], "application/json");
    assert.ok(sent?.headers["x-webhook-id"]);
  });

  test("is signed with the account's own secret when none is named", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    pd.ping();
    await pd.idle();
    const [sent] = hook.hooks;
    const digest = createHmac("sha256", pd.webhookSecret)
      .update(sent?.raw ?? "")
      .digest("hex");
    assert.equal(sent?.headers["x-pagerduty-signature"], `v1=${digest}`);
    assert.equal(sent?.event.event_type, "pagey.ping");
    assert.equal(sent?.event.data.type, "ping");
    assert.equal(sent?.event.agent.summary, undefined);
  });

  test("keeps the order of each incident while one waits for its retries", async (t) => {
    const hook = await receiver(t, (index, sent) =>
      index < 3 && sent.event.event_type === "incident.triggered" ? 500 : 202,
    );
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] }, retryBaseMs: 5 });
    const one = pd.trigger({ service: "Search", title: "One" });
    pd.ack(one.id, one.assignees[0] ?? "");
    pd.resolve(one.id);
    await pd.idle();
    const done = pd.webhookLog.filter((line) => line.outcome === "delivered").map((line) => line.eventType);
    assert.deepEqual(done, ["incident.triggered", "incident.acknowledged", "incident.resolved"]);
    assert.equal(hook.hooks[0]?.event.data.status, "triggered", "the body is of the moment it happened");
  });

  test("does not hold back other incidents", async (t) => {
    const hook = await receiver(t, (_index, sent) => (sent.event.data.title === "Stuck" ? 503 : 202));
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] }, ...SLOW });
    pd.trigger({ service: "Search", title: "Stuck" });
    pd.trigger({ service: "Search", title: "Free" });
    for (let turn = 0; turn < 200 && hook.hooks.length < 2; turn++) await new Promise((done) => setTimeout(done, 5));
    assert.deepEqual(hook.hooks.map((one) => one.event.data.title).toSorted(), ["Free", "Stuck"]);
  });
});

describe("when the receiver fails", () => {
  for (const failure of [500, 503, 429, "cut", "hang"] as const) {
    test(`${failure} is tried again with the same id until it works`, async (t) => {
      const hook = await receiver(t, (index) => (index < 2 ? failure : 202));
      const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] }, webhookTimeoutMs: 60 });
      pd.trigger({ service: "Search", title: "Slow" });
      await pd.idle();
      const outcomes = pd.webhookLog.map((line) => line.outcome);
      assert.deepEqual(outcomes, ["retry", "retry", "delivered"]);
      assert.equal(new Set(hook.hooks.map((one) => one.headers["x-webhook-id"])).size, 1);
      assert.equal(new Set(hook.hooks.map((one) => one.raw)).size, 1);
    });
  }

  test("a refused connection is tried again, and after 48 hours given up", async (t) => {
    const time = handClock();
    const pd = await start(t, {
      clock: time.now,
      webhook: { url: "http://127.0.0.1:9/", secrets: ["s"] },
      retryBaseMs: 20,
    });
    pd.trigger({ service: "Search", title: "Slow" });
    for (let turn = 0; turn < 200 && pd.webhookLog.length === 0; turn++)
      await new Promise((done) => setTimeout(done, 5));
    assert.equal(pd.webhookLog[0]?.outcome, "retry");
    assert.ok(pd.webhookLog[0]?.problem);
    time.forward(49 * 3_600_000);
    await pd.idle();
    assert.equal(pd.webhookLog.at(-1)?.outcome, "dropped");
  });

  for (const status of [400, 401, 403, 404, 410, 302]) {
    test(`${status} drops it at once`, async (t) => {
      const hook = await receiver(t, (index) => (index === 0 ? status : 202));
      const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] } });
      const one = pd.trigger({ service: "Search", title: "Slow" });
      pd.resolve(one.id);
      await pd.idle();
      assert.deepEqual(
        pd.webhookLog.map((line) => line.outcome),
        ["dropped", "delivered"],
      );
    });
  }
});

describe("three drops in a row", () => {
  const flagOf = async (pd: Parameters<typeof ask>[0]) => {
    const { body } = await ask(pd, "/webhook_subscriptions");
    const [one] = body.webhook_subscriptions;
    assert.equal(one.delivery_method.secret, null);
    return { id: one.id, disabled: one.delivery_method.temporarily_disabled };
  };

  test("switch it off for a day; what happens meanwhile is lost; enable switches it on", async (t) => {
    let status = 403;
    const hook = await receiver(t, () => status);
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] } });
    for (const title of ["1", "2"]) pd.trigger({ service: "Search", title });
    await pd.idle();
    assert.equal((await flagOf(pd)).disabled, false);
    pd.trigger({ service: "Search", title: "3" });
    await pd.idle();
    const { id, disabled } = await flagOf(pd);
    assert.equal(disabled, true);
    status = 202;
    pd.trigger({ service: "Search", title: "lost" });
    await pd.idle();
    assert.equal(pd.webhookLog.at(-1)?.outcome, "lost");
    assert.equal(hook.hooks.length, 3);
    const enabled = await ask(pd, `/webhook_subscriptions/${id}/enable`, { method: "POST" });
    assert.equal(enabled.body.webhook_subscription.delivery_method.temporarily_disabled, false);
    const pinged = await ask(pd, `/webhook_subscriptions/${id}/ping`, { method: "POST" });
    assert.equal(pinged.status, 202);
    await pd.idle();
    assert.equal(hook.hooks.at(-1)?.event.event_type, "pagey.ping");
  });

  test("throw away what waits", async (t) => {
    const hook = await receiver(t, (_index, sent) => (sent.event.data.title === "Waiting" ? 500 : 403));
    const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] }, ...SLOW });
    const waiting = pd.trigger({ service: "Search", title: "Waiting" });
    pd.resolve(waiting.id);
    for (let turn = 0; turn < 200 && hook.hooks.length < 1; turn++) await new Promise((done) => setTimeout(done, 5));
    for (const title of ["1", "2", "3"]) pd.trigger({ service: "Search", title });
    await pd.idle();
    assert.deepEqual(
      pd.webhookLog
        .filter((line) => line.outcome === "lost")
        .map((line) => line.eventType)
        .toSorted(),
      ["incident.resolved", "incident.triggered"],
    );
  });

  test("end by themselves after a day, and a success in between starts the count anew", async (t) => {
    const time = handClock();
    const answers = [403, 403, 202, 403, 403, 403];
    const hook = await receiver(t, (index) => answers[index] ?? 202);
    const pd = await start(t, { clock: time.now, webhook: { url: hook.url, secrets: ["s"] } });
    const one = pd.trigger({ service: "Search", title: "1" });
    for (let count = 0; count < 4; count++) pd.note(one.id, `note ${count}`, one.assignees[0] ?? "");
    await pd.idle();
    assert.equal((await flagOf(pd)).disabled, false);
    pd.note(one.id, "the third in a row", one.assignees[0] ?? "");
    await pd.idle();
    assert.equal((await flagOf(pd)).disabled, true);
    time.forward(24 * 3_600_000 + 1);
    assert.equal((await flagOf(pd)).disabled, false);
    pd.ping();
    await pd.idle();
    assert.equal(hook.hooks.length, 7);
  });
});

test("a closed account leaves nothing running, even while it retries", async (t) => {
  const hook = await receiver(t, () => 500);
  const pd = await start(t, { webhook: { url: hook.url, secrets: ["s"] }, ...SLOW });
  pd.trigger({ service: "Search", title: "Slow" });
  for (let turn = 0; turn < 200 && hook.hooks.length < 1; turn++) await new Promise((done) => setTimeout(done, 5));
  await pd.close();
  assert.ok(pd.webhookLog.every((line) => line.outcome !== "lost"));
});
