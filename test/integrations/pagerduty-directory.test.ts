import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createPagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";
import { assertDescribed, skip } from "./pagerduty-described.ts";
import { against, fails, refusal, routes } from "./pagerduty-responding-kit.ts";
import { connectTo, json } from "./pagerduty-setup.ts";

const NOW = Date.UTC(2026, 10, 21, 11, 30);

const account = async (options: Partial<PagerDutyOptions> = {}) => {
  const pagerduty = await createPagerDuty({ clock: () => NOW, weeks: 1, ...options });
  const client = connectTo(pagerduty.url, pagerduty.token, { clock: () => NOW });
  return {
    ...client,
    pagerduty,
    async [Symbol.asyncDispose]() {
      client.stop();
      await pagerduty.close();
    },
  };
};

const user = (id: string, more: object = {}) => ({
  ...{ id, type: "user", summary: `Name of ${id}`, name: `Name of ${id}`, email: `${id}@acme.example` },
  ...{ time_zone: "Europe/Berlin", html_url: `https://acme.pagerduty.com/users/${id}`, ...more },
});

describe("people at PagerDuty", () => {
  it("come with their zone and the numbers to call them at", async () => {
    await using world = await account();
    const people = await world.directory.people();
    assert.equal(people.length, world.pagerduty.people.length);
    assert.deepEqual(
      people.map(({ name }) => name),
      people.map(({ name }) => name).toSorted(),
    );
    for (const { id, email, tz, phones, url } of people) {
      const known = world.pagerduty.people.find((one) => one.id === id);
      assert.deepEqual([email, tz], [known?.email, known?.tz]);
      assert.deepEqual(
        phones.map((phone) => phone.replaceAll(" ", "")),
        [known?.phone],
      );
      assert.match(url ?? "", /^https:/);
    }
    assert.equal(world.pagerduty.calls.length, 1);
  });

  it("keep only numbers for calls, as they are written there", async () => {
    const methods = [
      { type: "email_contact_method", address: "a@acme.example" },
      { type: "phone_contact_method", address: "5550100", country_code: 1 },
      { type: "phone_contact_method", address: "+49 30 1234", country_code: 49 },
      { type: "phone_contact_method", address: "112", country_code: null },
      { type: "sms_contact_method", address: "5550100", country_code: 1 },
      { type: "phone_contact_method_reference", summary: "Mobile" },
      5,
    ];
    const users = [
      user("A", { contact_methods: methods, role: "read_only_limited_user" }),
      user("B", { role: "limited_user", time_zone: "Nowhere", contact_methods: null, html_url: "javascript:alert(1)" }),
    ];
    await using world = await against(routes({ "GET /users": () => [200, { users, more: false }] }));
    const [a, b] = await world.directory.people();
    assert.deepEqual(a?.phones, ["+1 5550100", "+49 30 1234", "112"]);
    assert.deepEqual([b?.tz, b?.phones, b?.url], [undefined, [], undefined]);
    assert.deepEqual([a?.looksOnly, b?.looksOnly], [true, undefined]);
  });

  it("are read page by page, each once", async () => {
    const all = Array.from({ length: 250 }, (_, at) => user(`U${at}`));
    await using world = await against((request, response) => {
      const offset = Number(new URL(request.url ?? "", "http://x").searchParams.get("offset"));
      const users = [...all.slice(offset, offset + 100), all[0]];
      json(response, 200, { users, more: offset < 200 });
    });
    assert.equal((await world.directory.people()).length, 250);
    assert.equal(world.asked.length, 3);
  });
});

describe("schedules at PagerDuty", () => {
  it("are one list of both kinds, with the policies that call by them", async () => {
    await using world = await account();
    const schedules = await world.directory.schedules();
    const { account: all } = world.pagerduty;
    assert.equal(schedules.length, all.schedules.length + all.shiftSchedules.length);
    const command = schedules.find(({ name }) => name === "Incident Command");
    assert.deepEqual([command?.v3, command?.policies], [true, ["Incident Command Escalation"]]);
    const payments = schedules.find(({ name }) => name === "Payments Primary");
    assert.deepEqual(
      [payments?.v3, payments?.policies, payments?.tz],
      [undefined, ["Payments Escalation"], all.schedules.find(({ id }) => id === payments?.id)?.tz],
    );
    assert.deepEqual(
      schedules.map(({ name }) => name),
      schedules.map(({ name }) => name).toSorted(),
    );
  });

  const CLASSIC = {
    id: "P1",
    type: "schedule",
    name: "Days",
    summary: "Days",
    time_zone: "Etc/UTC",
    escalation_policies: [],
  };

  it("do not need the account to have shift-based ones", async () => {
    for (const status of [400, 402, 403, 404]) {
      await using world = await against((request, response) =>
        request.url?.startsWith("/v3/")
          ? json(response, status, refusal(2010, "No"))
          : json(response, 200, { schedules: [CLASSIC], more: false }),
      );
      assert.deepEqual(
        (await world.directory.schedules()).map(({ name }) => name),
        ["Days"],
        `status ${status}`,
      );
      assert.equal(world.asked.length, 2, "no policies are read for none");
    }
  });

  it("are not silently half a list while PagerDuty has trouble, or refuses the token", async () => {
    for (const [status, code] of [
      [500, "upstream"],
      [401, "credentials"],
      [429, "rate_limited"],
    ] as const) {
      await using world = await against((request, response) =>
        request.url?.startsWith("/v3/")
          ? json(response, status, refusal(2006, "No"))
          : json(response, 200, { schedules: [CLASSIC], more: false }),
      );
      await assert.rejects(world.directory.schedules(), fails(code, /./));
    }
  });

  it("that are in both lists count once, as shift-based ones", async () => {
    const reference = { id: "P1", type: "schedule_v3_reference", summary: "Days" };
    await using world = await against(
      routes({
        "GET /schedules": () => [200, { schedules: [CLASSIC], more: false }],
        "GET /v3/schedules": () => [200, { schedules: [reference], more: false }],
        "GET /escalation_policies": () => [200, { escalation_policies: [], more: false }],
      }),
    );
    assert.deepEqual(
      (await world.directory.schedules()).map(({ id, v3 }) => [id, v3]),
      [["P1", true]],
    );
  });
});

describe("services and policies at PagerDuty", () => {
  it("are whole lists by name; services with how they are", async () => {
    await using world = await account();
    const services = await world.directory.services();
    const { account: all } = world.pagerduty;
    assert.equal(services.length, all.services.length);
    for (const { status, policy } of services) {
      assert.match(status, /^(active|warning|critical|maintenance|disabled)$/);
      assert.ok(all.policies.some(({ id, name }) => id === policy?.id && name === policy.name));
    }
    assert.deepEqual(
      (await world.directory.policies()).map(({ name }) => name),
      all.policies.map(({ name }) => name).toSorted(),
    );
  });

  it("are asked for as PagerDuty describes it", { skip }, async () => {
    await using world = await against((request, response) => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      const field = path.split("/").at(-1) ?? "";
      json(response, 200, { [field]: path.startsWith("/v3/") ? [{ id: "PV", summary: "Command" }] : [], more: false });
    });
    const { directory, oncall } = world;
    await directory.people();
    await directory.schedules();
    await directory.services();
    await directory.policies();
    await oncall.personByEmail("ana@acme.example");
    const seen = new Set(world.asked.map(assertDescribed));
    assert.deepEqual([...seen].sort(), [
      "GET /escalation_policies",
      "GET /schedules",
      "GET /services",
      "GET /users",
      "GET /v3/schedules",
    ]);
  });
});
