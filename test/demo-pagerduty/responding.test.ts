import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, type Answer, ask, assertRefused, handClock, receiver, start } from "./kit.ts";

const BEN = "ben.carter@northwind.example";
const post = (pd: PagerDuty, path: string, body: unknown, headers = {}): Promise<Answer> =>
  ask(pd, path, { method: "POST", body, headers });
const idOf = (pd: PagerDuty, email: string): string => pd.people.find((one) => one.email === email)?.id ?? "";

describe("snoozing", () => {
  const acked = (pd: PagerDuty): string => {
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    pd.ack(id, ANA);
    return `/incidents/${id}/snooze`;
  };

  test("an ack lasts until then; after that the incident rings again, by nobody's hand", async (t) => {
    const time = handClock();
    const hook = await receiver(t);
    const pd = await start(t, { clock: time.now });
    const path = acked(pd);
    const { status, body } = await post(pd, path, { duration: 3600 });
    assert.equal(status, 201);
    assert.deepEqual(body.incident.pending_actions, [{ type: "unacknowledge", at: "2026-11-21T12:30:15Z" }]);
    assert.equal(body.incident.status, "acknowledged");
    pd.setWebhook(hook.url);
    const read = async () => (await ask(pd, `/incidents/${body.incident.id}`)).body.incident;
    time.forward(3_599_000);
    assert.equal((await read()).status, "acknowledged");
    time.forward(1000);
    const rung = await read();
    assert.equal(rung.status, "triggered");
    assert.deepEqual(rung.pending_actions, []);
    const { body: log } = await ask(pd, `/incidents/${rung.id}/log_entries`);
    const kinds = log.log_entries.map((one: { type: string }) => one.type);
    assert.ok(kinds.includes("snooze_log_entry"));
    assert.ok(kinds.indexOf("notify_log_entry") < kinds.indexOf("snooze_log_entry"), "paged again after it");
    await pd.idle();
    assert.equal(hook.hooks[0]?.event.event_type, "incident.unacknowledged");
    assert.equal(hook.hooks[0]?.event.agent, null);
  });

  test("ends by itself with the clock alone", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    await post(pd, acked(pd), { duration: 60 });
    time.forward(60_000);
    pd.tick();
    assert.equal(pd.open().at(-1)?.status, "triggered");
  });

  test("only what is acknowledged, from a second to a week, in whole seconds", async (t) => {
    const pd = await start(t);
    const path = acked(pd);
    for (const duration of [0, -1, 604_801, 1.5, "60", null])
      assertRefused(await post(pd, path, { duration }), 400, 1013);
    assertRefused(await post(pd, path, {}), 400, 2001);
    for (const duration of [1, 604_800]) assert.equal((await post(pd, path, { duration })).status, 201);
    assertRefused(await post(pd, path, { duration: 60 }, { from: "" }), 400, 2001);
    const waiting = pd.trigger({ service: "Search", title: "Slow" });
    assertRefused(await post(pd, `/incidents/${waiting.id}/snooze`, { duration: 60 }), 400, 1012);
    assertRefused(await post(pd, `/incidents/${waiting.number}/snooze`, { duration: 60 }), 404, 2100);
    pd.resolve(waiting.id, ANA);
    assertRefused(await post(pd, `/incidents/${waiting.id}/snooze`, { duration: 60 }), 400, 1001);
  });

  test("is over when somebody reassigns or resolves it", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    const one = pd.trigger({ service: "Search", title: "Slow" });
    pd.ack(one.id, ANA);
    pd.snooze(one.id, 60_000, ANA);
    pd.reassign(one.id, [BEN], ANA);
    assert.deepEqual((await ask(pd, `/incidents/${one.id}`)).body.incident.pending_actions, []);
    pd.ack(one.id, BEN);
    pd.snooze(one.id, 60_000, BEN);
    pd.resolve(one.id, BEN);
    time.forward(120_000);
    assert.equal((await ask(pd, `/incidents/${one.id}`)).body.incident.status, "resolved");
  });
});

describe("asking for help", () => {
  const request = (pd: PagerDuty, changes: object = {}) => ({
    requester_id: idOf(pd, ANA),
    message: "Please help",
    responder_request_targets: [{ responder_request_target: { id: idOf(pd, BEN), type: "user_reference" } }],
    ...changes,
  });

  test("needs no From, pages them, and tells the webhook who asked whom", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const answer = await post(pd, `/incidents/${id}/responder_requests`, request(pd), { from: "" });
    assert.equal(answer.status, 200, answer.text);
    const [target] = answer.body.responder_request.responder_request_targets;
    assert.equal(target.responder_request_target.incidents_responders[0].user.summary, "Ben Carter");
    assert.equal(answer.body.responder_request.requester.summary, "Ana Kovac");
    const { body } = await ask(pd, `/incidents/${id}`);
    assert.equal(body.incident.incidents_responders[0].state, "pending");
    assert.equal(body.incident.responder_requests.length, 1);
    const paged = pd.account.entries.filter((one) => one.incident.id === id).map((one) => one.notified?.userId);
    assert.ok(paged.includes(idOf(pd, BEN)));
    pd.reply(id, "joined", BEN);
    assert.throws(() => pd.reply(id, "declined", BEN), { code: 2015 });
    await pd.idle();
    const told = hook.hooks.slice(1).map(({ event }) => [event.event_type, event.agent.summary, event.data.state]);
    assert.deepEqual(told, [
      ["incident.responder.added", "Ana Kovac", "pending"],
      ["incident.responder.replied", "Ben Carter", "joined"],
    ]);
    assert.equal(hook.hooks[1]?.event.data.user.summary, "Ben Carter");
    assert.equal(hook.hooks[1]?.event.data.message, "Please help");
  });

  test("of a policy asks whoever is on call in it", async (t) => {
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const policy = pd.account.policies.find((one) => one.name === "Incident Command Escalation");
    const target = { id: policy?.id, type: "escalation_policy_reference" };
    const body = request(pd, { responder_request_targets: [{ responder_request_target: target }] });
    const answer = await post(pd, `/incidents/${id}/responder_requests`, body);
    const [shown] = answer.body.responder_request.responder_request_targets;
    assert.equal(shown.responder_request_target.type, "escalation_policy");
    const [responder] = shown.responder_request_target.incidents_responders;
    assert.equal(responder.user.summary, "Grace Okafor");
    assert.deepEqual(responder.escalation_policy_requests, ["Incident Command Escalation"]);
  });

  test("is refused for what is missing, unknown, or not paid for", async (t) => {
    const pd = await start(t);
    const one = pd.trigger({ service: "Search", title: "Slow" });
    const path = `/incidents/${one.id}/responder_requests`;
    assertRefused(await post(pd, path, request(pd, { requester_id: undefined })), 400, 2011);
    assertRefused(await post(pd, path, request(pd, { requester_id: "PNOBODY" })), 400, 1008);
    assertRefused(await post(pd, path, request(pd, { message: " " })), 400, 2001);
    assertRefused(await post(pd, path, request(pd, { responder_request_targets: [] })), 400, 2001);
    const to = (target: object) => request(pd, { responder_request_targets: [{ responder_request_target: target }] });
    assertRefused(await post(pd, path, to({ id: "PNOBODY", type: "user_reference" })), 400, 2013);
    assertRefused(await post(pd, path, to({ id: "PNOBODY", type: "escalation_policy_reference" })), 400, 1014);
    assertRefused(await post(pd, path, to({ id: idOf(pd, BEN) })), 400, 2001);
    pd.setRole(ANA, "read_only_user");
    assertRefused(await post(pd, path, request(pd)), 403, 1018);
    pd.setRole(ANA, "limited_user");
    pd.setAbility("coordinated_responding", false);
    assertRefused(await post(pd, path, request(pd)), 402, 2014);
    assert.equal((await ask(pd, `/incidents/${one.id}`)).body.incident.incidents_responders, undefined);
    pd.setAbility("coordinated_responding", true);
    pd.resolve(one.id);
    assertRefused(await post(pd, path, request(pd)), 400, 1001);
  });
});

describe("status updates", () => {
  test("are told to the webhook; subject and html belong together", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const path = `/incidents/${id}/status_updates`;
    const { status, body } = await post(pd, path, { message: "We look" });
    assert.equal(status, 200);
    assert.equal(body.status_update.sender.summary, "Ana Kovac");
    assertRefused(await post(pd, path, { message: "" }), 400, 2001);
    assertRefused(await post(pd, path, { message: "We look", subject: "News" }), 400, 2001);
    assertRefused(await post(pd, path, { message: "We look" }, { from: "zoe@example.com" }), 400, 1008);
    await pd.idle();
    assert.deepEqual(
      hook.hooks.map(({ event }) => event.event_type),
      ["incident.triggered", "incident.status_update_published"],
    );
    assert.equal(hook.hooks[1]?.event.data.message, "We look");
    assert.equal(hook.hooks[1]?.event.data.id, body.status_update.id);
  });
});
