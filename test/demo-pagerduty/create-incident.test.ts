import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, type Answer, ask, assertRefused, receiver, start } from "./kit.ts";

const BEN = "ben.carter@northwind.example";
const create = (pd: PagerDuty, changes: object = {}, from = ANA): Promise<Answer> =>
  ask(pd, "/incidents", {
    method: "POST",
    headers: { from },
    body: {
      incident: {
        type: "incident",
        title: "By hand",
        service: { id: pd.account.services[0]?.id, type: "service_reference" },
        ...changes,
      },
    },
  });
const person = (pd: PagerDuty, email: string) => ({
  assignee: { id: pd.people.find((one) => one.email === email)?.id, type: "user_reference" },
});
const policy = (pd: PagerDuty, name: string) => ({
  id: pd.account.policies.find((one) => one.name === name)?.id,
  type: "escalation_policy_reference",
});
const names = (answer: Answer): readonly string[] =>
  answer.body.incident.assignments.map((one: { assignee: { summary: string } }) => one.assignee.summary);
const pagedFor = (pd: PagerDuty, id: string): readonly (string | undefined)[] =>
  pd.account.entries.filter((one) => one.incident.id === id && one.notified).map((one) => one.notified?.userId);

describe("POST /incidents", () => {
  test("pages people by name, with details, urgency and priority", async (t) => {
    const hook = await receiver(t);
    const pd = await start(t);
    pd.setWebhook(hook.url);
    const [p1] = pd.account.priorities;
    const answer = await create(pd, {
      assignments: [person(pd, BEN)],
      urgency: "low",
      priority: { id: p1?.id, type: "priority_reference" },
      body: { type: "incident_body", details: "The <door> is open" },
    });
    assert.equal(answer.status, 201, answer.text);
    assert.deepEqual(names(answer), ["Ben Carter"]);
    assert.equal(answer.body.incident.assigned_via, "direct_assignment");
    assert.equal(answer.body.incident.urgency, "low");
    assert.equal(answer.body.incident.priority.summary, "P1");
    const shown = await ask(pd, `/incidents/${answer.body.incident.id}?include[]=body`);
    assert.equal(shown.body.incident.body.details, "The <door> is open");
    assert.deepEqual(pagedFor(pd, answer.body.incident.id), ["PBEN002"], "low urgency: by e-mail alone");
    await pd.idle();
    assert.equal(hook.hooks[0]?.event.event_type, "incident.triggered");
    assert.equal(hook.hooks[0]?.event.agent.summary, "Ana Kovac");
  });

  test("by another policy than the service's", async (t) => {
    const pd = await start(t);
    const answer = await create(pd, { escalation_policy: policy(pd, "Incident Command Escalation") });
    assert.deepEqual(names(answer), ["Grace Okafor"]);
    assert.equal(answer.body.incident.escalation_policy.summary, "Incident Command Escalation");
  });

  test("for its own creator is acknowledged from the start and rings nowhere", async (t) => {
    const pd = await start(t);
    const answer = await create(pd, { assignments: [person(pd, ANA)] });
    assert.equal(answer.body.incident.status, "acknowledged");
    assert.deepEqual(pagedFor(pd, answer.body.incident.id), []);
    const both = await create(pd, { assignments: [person(pd, ANA), person(pd, BEN)] });
    assert.equal(both.body.incident.status, "triggered");
  });

  test("refuses what is missing or contradicts itself", async (t) => {
    const pd = await start(t);
    const before = pd.account.incidents.length;
    const service = (id: string, type?: string) => ({ service: { id, type } });
    const real = pd.account.services[0]?.id ?? "";
    for (const wrong of [
      { type: undefined },
      { title: "  " },
      { title: 7 },
      { service: undefined },
      service("PNOTHERE", "service_reference"),
      service(real),
      service(real, "user_reference"),
      { urgency: "medium" },
      { body: { details: "without a type" } },
      { body: { type: "incident_body", details: { a: 1 } } },
      { assignments: [person(pd, BEN)], escalation_policy: policy(pd, "Web Escalation") },
      { assignments: "everybody" },
      { assignments: [{ assignee: { id: "PBEN002" } }] },
    ])
      assertRefused(await create(pd, wrong), 400, 2001);
    const nobody = { assignee: { id: "PNOBODY", type: "user_reference" } };
    assertRefused(await create(pd, { assignments: [nobody] }), 400, 1007);
    assertRefused(await create(pd, { assignments: [] }), 400, 1007);
    const unknown = { id: "PNOTHERE", type: "escalation_policy_reference" };
    assertRefused(await create(pd, { escalation_policy: unknown }), 400, 1014);
    assertRefused(await create(pd, { priority: { id: "PNOTHERE", type: "priority_reference" } }), 400, 1020);
    assertRefused(await create(pd, {}, ""), 400, 2001);
    assertRefused(await create(pd, {}, "zoe@example.com"), 400, 1008);
    assert.equal(pd.account.incidents.length, before, "nothing was opened");
  });

  test("the same key again is refused on the same service only, and only while it is open", async (t) => {
    const pd = await start(t);
    const first = await create(pd, { incident_key: "page-1" });
    assertRefused(await create(pd, { incident_key: "page-1" }), 400, 2002);
    const other = { id: pd.account.services[1]?.id, type: "service_reference" };
    assert.equal((await create(pd, { incident_key: "page-1", service: other })).status, 201);
    pd.resolve(first.body.incident.id, ANA);
    assert.equal((await create(pd, { incident_key: "page-1" })).status, 201);
    const { body } = await ask(pd, `/incidents?incident_key=page-1&service_ids[]=${pd.account.services[0]?.id}`);
    assert.equal(body.incidents.length, 2);
  });

  test("a service that is off or in maintenance takes none, neither by REST nor by events", async (t) => {
    const pd = await start(t);
    const name = pd.account.services[0]?.name ?? "";
    pd.setService(name, { disabled: true });
    assertRefused(await create(pd), 400, 2001);
    const before = pd.account.incidents.length;
    const event = { routing_key: pd.routingKeyOf(name), event_action: "trigger" };
    const sent = await fetch(`${pd.eventsUrl}/v2/enqueue`, {
      method: "POST",
      body: JSON.stringify({ ...event, payload: { summary: "s", source: "s", severity: "error" } }),
    });
    assert.equal(sent.status, 202, "accepted and swallowed");
    assert.equal(pd.account.incidents.length, before);
    pd.setService(name, { disabled: false });
    assert.equal((await create(pd)).status, 201);
  });
});

describe("when nobody is on call", () => {
  const HOUR_MS = 3_600_000;
  const NOW_MS = Date.UTC(2026, 10, 21, 11, 30, 15, 250);

  test("at the first level, the second is paged at once", async (t) => {
    const pd = await start(t);
    pd.gap("Platform Primary", NOW_MS - HOUR_MS, NOW_MS + HOUR_MS);
    const answer = await create(pd);
    assert.deepEqual(names(answer), ["Dan Hughes"]);
    const id = answer.body.incident.id;
    const up = { incident: { type: "incident_reference", escalation_level: 1 } };
    assertRefused(await ask(pd, `/incidents/${id}`, { method: "PUT", body: up }), 400, 1015);
  });

  test("at any level, nothing opens and nothing is handed over", async (t) => {
    const pd = await start(t);
    const [schedule] = pd.account.shiftSchedules;
    pd.gap("Platform Primary", NOW_MS - HOUR_MS, NOW_MS + HOUR_MS);
    Object.assign(schedule ?? {}, { rotations: [] });
    const command = policy(pd, "Incident Command Escalation");
    assertRefused(await create(pd, { escalation_policy: command }), 400, 1015);
    const { id } = pd.trigger({ service: "Search", title: "Slow" });
    const over = { incident: { type: "incident_reference", escalation_policy: command } };
    assertRefused(await ask(pd, `/incidents/${id}`, { method: "PUT", body: over }), 400, 1015);
  });
});
