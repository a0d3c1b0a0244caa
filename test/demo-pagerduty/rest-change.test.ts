import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, type Answer, ask, assertRefused, type Hook, receiver, start } from "./kit.ts";

const BEN = "ben.carter@northwind.example";
const put = (pd: PagerDuty, id: string, change: object, from = ANA): Promise<Answer> =>
  ask(pd, `/incidents/${id}`, {
    method: "PUT",
    body: { incident: { type: "incident_reference", ...change } },
    headers: { from },
  });
const types = (hooks: readonly Hook[]): readonly string[] => hooks.map((hook) => hook.event.event_type);
const kinds = async (pd: PagerDuty, id: string): Promise<readonly string[]> => {
  const { body } = await ask(pd, `/incidents/${id}/log_entries?limit=100`);
  return body.log_entries.map((one: { type: string }) => one.type);
};

describe("changing an incident", () => {
  test("an ack changes it, is logged, and tells the webhook who", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const answer = await put(pd, id, { status: "acknowledged" });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.body.incident.status, "acknowledged");
    assert.equal(answer.body.incident.acknowledgements[0].acknowledger.summary, "Ana Kovac");
    assert.equal((await kinds(pd, id))[0], "acknowledge_log_entry");
    await pd.idle();
    assert.deepEqual(types(hook.hooks), ["incident.triggered", "incident.acknowledged"]);
    const [, acked] = hook.hooks;
    assert.equal(acked?.event.agent.summary, "Ana Kovac");
    assert.equal(acked?.event.data.status, "acknowledged");
    assert.match(acked?.event.occurred_at, /\.\d{3}Z$/);
  });

  test("is refused without a From of the account", async (t) => {
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    assertRefused(await put(pd, id, { status: "acknowledged" }, ""), 400, 2001);
    assertRefused(await put(pd, id, { status: "acknowledged" }, "stranger@northwind.example"), 400, 1008);
    assert.equal((await put(pd, id, { status: "acknowledged" }, ANA.toUpperCase())).status, 200);
  });

  test("says what is already so", async (t) => {
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    await put(pd, id, { status: "acknowledged" });
    assertRefused(await put(pd, id, { status: "acknowledged" }, BEN), 400, 1002);
    assert.equal((await put(pd, id, { status: "resolved" })).status, 200);
    assertRefused(await put(pd, id, { status: "resolved" }), 400, 1001);
    assertRefused(await put(pd, id, { status: "burning" }), 400, 1003);
    assertRefused(await put(pd, id, { escalation_level: 2 }), 400, 1001);
    assertRefused(await put(pd, "QNOTHING", { status: "resolved" }), 404, 2100);
    assertRefused(await ask(pd, `/incidents/${id}`, { method: "PUT", body: {} }), 400, 2001);
  });

  test("an ack of a resolved incident opens it again, or is refused in an account without reopening", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    pd.resolve(id, ANA);
    pd.setWebhook(hook.url);
    assert.equal((await put(pd, id, { status: "acknowledged" })).body.incident.status, "acknowledged");
    await pd.idle();
    assert.deepEqual(types(hook.hooks), ["incident.reopened", "incident.acknowledged"]);
    const old = await start(t, { reopening: false });
    const ended = old.trigger({ service: "Search", title: "Slow" });
    old.resolve(ended.id);
    assertRefused(await put(old, ended.id, { status: "acknowledged" }), 400, 1001);
  });

  test("reopening gives it to those named in the same breath, else to who is on call", async (t) => {
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Postgres", title: "Full" });
    pd.resolve(id, ANA);
    const ben = { assignee: { id: "PBEN002", type: "user_reference" } };
    const { body } = await put(pd, id, { status: "triggered", assignments: [ben] });
    assert.equal(body.incident.assignments[0].assignee.summary, "Ben Carter");
    pd.resolve(id, ANA);
    const again = await put(pd, id, { status: "triggered" });
    assert.equal(again.body.incident.assignments[0].assignee.summary, "Ana Kovac");
  });

  test("refuses contradictions and types that do not fit", async (t) => {
    const pd = await start(t);
    const { id } = pd.trigger({ service: "Postgres", title: "Full" });
    const policy = { id: pd.account.policies[1]?.id, type: "escalation_policy_reference" };
    const ben = { assignee: { id: "PBEN002", type: "user_reference" } };
    assertRefused(await put(pd, id, { assignments: [ben], escalation_policy: policy }), 400, 1011);
    for (const escalation_level of [0, -1, 3]) assertRefused(await put(pd, id, { escalation_level }), 400, 1006);
    for (const wrong of [
      { escalation_level: "2" },
      { escalation_level: 1.5 },
      { urgency: "medium" },
      { assignments: [{ assignee: { id: "PBEN002" } }] },
      { escalation_policy: { id: policy.id, type: "policy" } },
      { priority: { id: pd.account.priorities[0]?.id } },
      { title: 7 },
    ])
      assertRefused(await put(pd, id, wrong), 400, 2001);
  });

  test("each kind of change sends its event", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const [policy] = pd.account.policies;
    const ben = pd.people.find((one) => one.email === BEN);
    const changes: readonly (readonly [object, string])[] = [
      [{ escalation_level: 2 }, "incident.escalated"],
      [{ assignments: [{ assignee: { id: ben?.id, type: "user_reference" } }] }, "incident.reassigned"],
      [{ priority: "P2" }, "incident.priority_updated"],
      [{ escalation_policy: { id: policy?.id, type: "escalation_policy_reference" } }, "incident.delegated"],
      [{ service: { id: pd.account.services[0]?.id, type: "service_reference" } }, "incident.service_updated"],
      [{ status: "acknowledged" }, "incident.acknowledged"],
      [{ status: "triggered" }, "incident.unacknowledged"],
      [{ status: "resolved", resolution: "Restarted" }, "incident.resolved"],
      [{ status: "triggered" }, "incident.reopened"],
    ];
    for (const [change, event] of changes) {
      const answer = await put(pd, id, change);
      assert.equal(answer.status, 200, answer.text);
      await pd.idle();
      assert.equal(hook.hooks.at(-1)?.event.event_type, event);
      assert.equal(hook.hooks.at(-1)?.event.agent.summary, "Ana Kovac");
    }
    assertRefused(await put(pd, id, { escalation_level: 9 }), 400, 1006);
    assertRefused(await put(pd, id, { priority: "P9" }), 400, 1020);
    assertRefused(
      await put(pd, id, { assignments: [{ assignee: { id: "PNOBODY", type: "user_reference" } }] }),
      400,
      1007,
    );
  });

  test("many at once: all or none, at most 250", async (t) => {
    const pd = await start(t);
    const ids = [1, 2, 3].map((n) => pd.trigger({ service: "Billing", title: `Late ${n}` }).id);
    const change = (list: readonly string[]) =>
      ask(pd, "/incidents", {
        method: "PUT",
        body: { incidents: list.map((id) => ({ id, type: "incident_reference", status: "resolved" })) },
      });
    assertRefused(await change([...ids, "QNOTHING"]), 400, 1004);
    const untyped = { incidents: [{ id: ids[0], status: "resolved" }] };
    assertRefused(await ask(pd, "/incidents", { method: "PUT", body: untyped }), 400, 2001);
    assert.ok(
      pd.open().some((one) => one.id === ids[0]),
      "nothing was changed",
    );
    const ended = pd.trigger({ service: "Billing", title: "Ended" });
    pd.resolve(ended.id);
    assertRefused(await change([...ids, ended.id]), 400, 1001);
    assert.ok(
      pd.open().some((one) => one.id === ids[0]),
      "nothing was changed",
    );
    const done = await change(ids);
    assert.deepEqual(
      done.body.incidents.map((one: { status: string }) => one.status),
      ["resolved", "resolved", "resolved"],
    );
    assert.equal((await change(Array(251).fill(ids[0]))).status, 413);
  });

  test("a merge ends the sources with its reason", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    const target = pd.trigger({ service: "Billing", title: "Late" });
    const source = pd.trigger({ service: "Billing", title: "Late too" });
    pd.setWebhook(hook.url);
    const from = (id: string) => ({ source_incidents: [{ id, type: "incident_reference" }] });
    const body = from(source.id);
    assert.equal((await ask(pd, `/incidents/${target.id}/merge`, { method: "PUT", body })).status, 200);
    const { body: shown } = await ask(pd, `/incidents/${source.id}`);
    assert.equal(shown.incident.resolve_reason.type, "merge_resolve_reason");
    assert.equal(shown.incident.resolve_reason.incident.id, target.id);
    await pd.idle();
    assert.equal(hook.hooks[0]?.event.data.resolve_reason.type, "merge_resolve_reason");
    const again = (id: string, sources: object = body) =>
      ask(pd, `/incidents/${id}/merge`, { method: "PUT", body: sources });
    assertRefused(await again(target.id), 400, 1019);
    assertRefused(await again(target.id, { source_incidents: [] }), 400, 2001);
    assertRefused(await again(target.id, from(target.id)), 400, 2015);
    assertRefused(await again(target.id, from("QNOTHING")), 404, 2100);
    const over = pd.trigger({ service: "Billing", title: "Over" });
    pd.resolve(over.id, ANA);
    const told = hook.hooks.length;
    assert.equal((await again(target.id, from(over.id))).status, 200);
    await pd.idle();
    assert.deepEqual(types(hook.hooks.slice(told)), ["incident.triggered", "incident.resolved"], "not resolved twice");
    const late = pd.trigger({ service: "Billing", title: "Late again" });
    assertRefused(await again(over.id, from(late.id)), 400, 1001);
    assertRefused(await again(target.id, { source_incidents: [{ id: late.id }] }), 400, 2001);
  });

  test("notes are kept and told", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const { id } = pd.trigger({ service: "Billing", title: "Late" });
    const path = `/incidents/${id}/notes`;
    const made = await ask(pd, path, { method: "POST", body: { note: { content: "On <it>" } } });
    assert.equal(made.status, 200);
    assert.equal((await ask(pd, path)).body.notes[0].content, "On <it>");
    assertRefused(await ask(pd, path, { method: "POST", body: { note: { content: " " } } }), 400, 2001);
    await pd.idle();
    const note = hook.hooks.at(-1)?.event;
    assert.equal(note.event_type, "incident.annotated");
    assert.equal(note.data.content, "On <it>");
    assert.equal(note.data.incident.id, id);
  });

  test("an incident can be opened by hand, once for each key", async (t) => {
    const pd = await start(t);
    const service = { id: pd.account.services[0]?.id, type: "service_reference" };
    const body = { incident: { type: "incident", title: "By hand", service, incident_key: "k1" } };
    const made = await ask(pd, "/incidents", { method: "POST", body });
    assert.equal(made.status, 201);
    assert.equal(made.body.incident.assignments.length, 1);
    const again = await ask(pd, "/incidents", { method: "POST", body });
    assertRefused(again, 400, 2002);
    assert.match(again.text, /Open incident with matching dedup key already exists on this service/);
  });
});

describe("moving the account by hand", () => {
  test("tells of people, and of nobody when nobody did it", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const one = pd.trigger({ service: "Kubernetes", title: "Node away", priority: "P1" });
    pd.escalate(one.id);
    pd.statusUpdate(one.id, "We look into it", ANA);
    pd.addResponder(one.id, BEN, "Please help", ANA);
    pd.ack(one.id, BEN);
    assert.throws(() => pd.ack(one.id, ANA), { code: 1002 });
    pd.unack(one.id);
    pd.resolve(one.id);
    await pd.idle();
    const who = hook.hooks.map((hook) => [hook.event.event_type, hook.event.agent?.summary ?? null]);
    assert.deepEqual(who, [
      ["incident.triggered", "Kubernetes"],
      ["incident.escalated", null],
      ["incident.status_update_published", "Ana Kovac"],
      ["incident.responder.added", "Ana Kovac"],
      ["incident.acknowledged", "Ben Carter"],
      ["incident.unacknowledged", null],
      ["incident.resolved", "Kubernetes"],
    ]);
    assert.equal(hook.hooks[0]?.event.data.priority.summary, "P1");
    assert.equal(hook.hooks.at(-1)?.event.data.assignees.length, 0);
    assert.throws(() => pd.ack(one.id, ANA), { code: 1001 });
    assert.throws(() => pd.ack("QNOTHING", ANA), { code: 2100 });
  });

  test("a life goes on, step by step", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    for (let step = 0; step < 120; step++) pd.liveOnce();
    await pd.idle();
    const seen = new Set(types(hook.hooks));
    for (const type of ["triggered", "acknowledged", "escalated", "annotated", "resolved"]) {
      assert.ok(seen.has(`incident.${type}`), type);
    }
    assert.ok(pd.open().length <= 7);
  });
});
