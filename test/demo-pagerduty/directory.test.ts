import { strict as assert } from "node:assert";
import { describe, test } from "node:test";
import type { PagerDuty } from "../../src/demo/pagerduty/index.ts";
import { ANA, ask, assertRefused, handClock, NOW_MS, start } from "./kit.ts";
import { hasDescription, schemaCheck } from "./openapi.ts";

const skip = hasDescription ? false : "PagerDuty's OpenAPI description is not beside the repository";

describe("people", () => {
  test("are reached by e-mail, phone and SMS; short unless asked for", { skip }, async (t) => {
    const pd = await start(t);
    const { body } = await ask(pd, "/users?include[]=contact_methods&limit=100");
    for (const user of body.users) {
      const [email, phone, sms] = user.contact_methods;
      const fits = (name: string, one: object): void => assert.ok(schemaCheck(name)(one), JSON.stringify(one));
      fits("EmailContactMethod", email);
      fits("PhoneContactMethod", phone);
      fits("PhoneContactMethod", sms);
      assert.deepEqual([phone.type, sms.type], ["phone_contact_method", "sms_contact_method"]);
      const real = pd.people.find((one) => one.id === user.id);
      assert.equal(`+${phone.country_code}${phone.address}`, real?.phone);
    }
    const short = await ask(pd, "/users?limit=1");
    assert.equal(short.body.users[0].contact_methods[1].type, "phone_contact_method_reference");
    assert.equal(short.body.users[0].contact_methods[1].address, undefined);
    const own = await ask(pd, `/users/${body.users[0].id}/contact_methods`);
    assert.deepEqual(own.body.contact_methods, body.users[0].contact_methods);
    const one = await ask(pd, `/users/${body.users[0].id}/contact_methods/${own.body.contact_methods[2].id}`);
    assert.deepEqual(one.body.contact_method, own.body.contact_methods[2]);
    assertRefused(await ask(pd, "/users/PNOBODY/contact_methods"), 404, 2100);
    assertRefused(await ask(pd, `/users/${body.users[0].id}/contact_methods/PX`), 404, 2100);
  });

  test("come in pages", async (t) => {
    const pd = await start(t);
    const names: string[] = [];
    for (let offset = 0, more = true; more && offset < 100; offset += 5) {
      const { body } = await ask(pd, `/users?limit=5&offset=${offset}`);
      names.push(...body.users.map((one: { name: string }) => one.name));
      more = body.more;
    }
    assert.equal(new Set(names).size, 12);
    assertRefused(await ask(pd, "/users?limit=0"), 400, 2001);
    assertRefused(await ask(pd, "/users?offset=-1"), 400, 2001);
    assert.equal((await ask(pd, "/users?limit=1000")).body.limit, 100);
  });
});

describe("services", () => {
  const statusOf = async (pd: PagerDuty, name: string): Promise<string> =>
    (await ask(pd, `/services?name=${encodeURIComponent(name)}`)).body.services[0].status;

  test("say how they are: active, critical, warning, maintenance, disabled", async (t) => {
    const time = handClock();
    const pd = await start(t, { clock: time.now });
    assert.equal(await statusOf(pd, "Billing"), "active");
    const { id } = pd.trigger({ service: "Billing", title: "Late" });
    assert.equal(await statusOf(pd, "Billing"), "critical");
    pd.ack(id, ANA);
    assert.equal(await statusOf(pd, "Billing"), "warning");
    const service = pd.account.services.find((one) => one.name === "Billing");
    const body = {
      maintenance_window: {
        type: "maintenance_window",
        start_time: new Date(NOW_MS).toISOString(),
        end_time: new Date(NOW_MS + 3_600_000).toISOString(),
        services: [{ id: service?.id, type: "service_reference" }],
      },
    };
    await ask(pd, "/maintenance_windows", { method: "POST", body });
    assert.equal(await statusOf(pd, "Billing"), "maintenance");
    assert.equal(await statusOf(pd, "Search"), "critical");
    time.forward(3_600_000);
    assert.equal(await statusOf(pd, "Billing"), "warning");
    pd.setService("Billing", { disabled: true });
    assert.equal(await statusOf(pd, "Billing"), "disabled");
    assert.equal((await ask(pd, `/services/${service?.id}`)).body.service.status, "disabled");
  });

  test("are sorted, found by part or by the whole name, and whole with include[]", { skip }, async (t) => {
    const pd = await start(t);
    const list = async (query: string) => (await ask(pd, `/services?${query}`)).body.services;
    const names = async (query: string) => (await list(query)).map((one: { name: string }) => one.name);
    assert.deepEqual(await names(""), ["Billing", "Checkout API", "Kubernetes", "Postgres", "Search", "Storefront"]);
    assert.equal((await names("sort_by=name:desc"))[0], "Storefront");
    assert.deepEqual(await names("query=s"), ["Kubernetes", "Postgres", "Search", "Storefront"]);
    assert.deepEqual(await names("name=Search"), ["Search"]);
    assert.deepEqual(await names("name=Sear"), []);
    assertRefused(await ask(pd, "/services?sort_by=colour"), 400, 2001);
    const [whole] = await list("include[]=escalation_policies&include[]=teams&include[]=integrations");
    assert.ok(schemaCheck("EscalationPolicy")(whole.escalation_policy));
    assert.ok(schemaCheck("Team")(whole.teams[0]));
    assert.ok(schemaCheck("Integration")(whole.integrations[0]), JSON.stringify(whole.integrations[0]));
    const [short] = await list("");
    assert.equal(short.escalation_policy.type, "escalation_policy_reference");
  });
});

test("policies name their targets of every kind, whole when asked for", async (t) => {
  const pd = await start(t);
  const read = async (query: string) => (await ask(pd, `/escalation_policies?${query}`)).body.escalation_policies;
  const targets = async (query: string) =>
    (await read(query)).flatMap((one: { escalation_rules: { targets: { type: string }[] }[] }) =>
      one.escalation_rules.flatMap((rule) => rule.targets.map((target) => target.type)),
    );
  const kinds = new Set(await targets(""));
  assert.deepEqual([...kinds].toSorted(), ["schedule_reference", "schedule_v3_reference", "user_reference"]);
  const whole = new Set(await targets("include[]=targets"));
  assert.deepEqual([...whole].toSorted(), ["schedule", "schedule_v3_reference", "user"]);
  assert.deepEqual(
    (await read("user_ids[]=PDAN004")).map((one: { name: string }) => one.name),
    ["Platform Escalation"],
  );
  const [web] = await read("query=web&include[]=services&include[]=teams");
  assert.equal(web.services[0].type, "service");
  const one = await ask(pd, `/escalation_policies/${web.id}`);
  assert.equal(one.body.escalation_policy.services[0].type, "service_reference");
  assertRefused(await ask(pd, "/escalation_policies/PNOTHERE"), 404, 2100);
});

test("only reading one incident takes a number; the rest wants the id", async (t) => {
  const pd = await start(t);
  const [one] = pd.open();
  assert.equal((await ask(pd, `/incidents/${one?.number}`)).body.incident.id, one?.id);
  const change = { incident: { type: "incident_reference", status: "resolved" } };
  assertRefused(await ask(pd, `/incidents/${one?.number}`, { method: "PUT", body: change }), 404, 2100);
  for (const rest of ["notes", "log_entries"])
    assertRefused(await ask(pd, `/incidents/${one?.number}/${rest}`), 404, 2100);
});
