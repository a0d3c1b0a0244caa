import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import { type Between, between } from "./pagerduty-contract-kit.ts";
import { assertDescribed, skip } from "./pagerduty-described.ts";
import { NOW_MS } from "./pagerduty-responding-kit.ts";

const HOUR_MS = 3_600_000;
const WINDOW = { fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 3 * HOUR_MS };
const GET_ONE = "GET /incidents/{id} 200";
const PUT_ONE = "PUT /incidents/{id} 200";

/** Every call that is made of PagerDuty: what it is, and the requests and answers it is made of. */
const CALLS: readonly [name: string, made: readonly string[], call: (world: Between) => Promise<unknown>][] = [
  ["list", ["GET /incidents 200"], ({ responding }) => responding.list({})],
  [
    "list, chosen",
    ["GET /incidents 200"],
    ({ responding, ana, service }) =>
      responding.list({
        ...{ personIds: [ana.id], serviceIds: [service.id] },
        ...{ statuses: ["triggered", "acknowledged", "resolved"], sinceMs: NOW_MS - 24 * HOUR_MS },
      }),
  ],
  ["read", [GET_ONE], ({ responding, open }) => responding.read(open())],
  ["notes", ["GET /incidents/{id}/notes 200"], ({ responding, open }) => responding.notes(open())],
  ["ack", [GET_ONE, PUT_ONE], ({ responding, ana, open }) => responding.setStatus([open()], "acknowledged", ana)],
  [
    "ack of several",
    [GET_ONE, GET_ONE, "PUT /incidents 200"],
    ({ responding, ana, open }) => responding.setStatus([open(), open()], "acknowledged", ana),
  ],
  [
    "resolve of many, one of them resolved",
    ["PUT /incidents 400", "GET /incidents 200", GET_ONE, "PUT /incidents 200"],
    async ({ responding, act, ana, open, described }) => {
      const ids = Array.from({ length: 7 }, () => open());
      await act.resolve(ids[3] ?? "", ana);
      described();
      assert.equal((await responding.setStatus(ids, "resolved", ana)).length, 6);
    },
  ],
  [
    "snooze of one that nobody acknowledged",
    ["POST /incidents/{id}/snooze 400", GET_ONE, PUT_ONE, "POST /incidents/{id}/snooze 201"],
    async ({ responding, ana, open }) =>
      assert.equal((await responding.snooze(open(), HOUR_MS, ana)).snoozedUntilMs, NOW_MS + HOUR_MS),
  ],
  [
    "escalate",
    [GET_ONE, "GET /incidents/{id}/log_entries 200", "GET /oncalls 200", PUT_ONE],
    ({ responding, ana, open }) => responding.escalate(open(), ana),
  ],
  [
    "reassign",
    [PUT_ONE, PUT_ONE],
    async ({ responding, ana, ben, open, pagerduty }) => {
      const id = open();
      const { assigned } = await responding.reassign(id, { personIds: [ben.id] }, ana);
      assert.deepEqual(
        assigned.map((one) => one.id),
        [ben.id],
      );
      const policyId = pagerduty.account.policies[1]?.id ?? "";
      assert.equal((await responding.reassign(id, { policyId }, ana)).policy?.id, policyId);
    },
  ],
  [
    "addResponders",
    ["POST /incidents/{id}/responder_requests 200"],
    ({ responding, ana, ben, open, pagerduty }) => {
      const policy = { kind: "policy", id: pagerduty.account.policies[0]?.id ?? "" } as const;
      return responding.addResponders(open(), [{ kind: "person", id: ben.id }, policy], "Please help", ana.id, ana);
    },
  ],
  [
    "merge",
    [GET_ONE, "PUT /incidents/{id}/merge 200"],
    ({ responding, ana, open }) => responding.merge([open(), open()], open(), ana),
  ],
  [
    "setPriority",
    ["GET /priorities 200", PUT_ONE],
    async ({ responding, ana, open }) => assert.equal((await responding.setPriority(open(), "p2", ana)).priority, "P2"),
  ],
  [
    "addNote",
    ["POST /incidents/{id}/notes 200"],
    ({ responding, ana, open }) => responding.addNote(open(), "On it", ana),
  ],
  [
    "addStatusUpdate",
    ["POST /incidents/{id}/status_updates 200"],
    ({ responding, ana, open }) => responding.addStatusUpdate(open(), "Back soon", ana),
  ],
  [
    "create, and the same again",
    ["POST /incidents 201", "POST /incidents 400", "GET /incidents 200"],
    async ({ responding, ana, ben, service }) => {
      const wish = { key: "k-1", title: "Help", details: "now", serviceId: service.id, urgency: "high" } as const;
      const first = await responding.create({ ...wish, personIds: [ben.id] }, ana);
      assert.equal((await responding.create({ ...wish, personIds: [ben.id] }, ana)).id, first.id);
    },
  ],
  [
    "create for a policy",
    ["POST /incidents 201"],
    ({ responding, ana, service, pagerduty }) => {
      const policyId = pagerduty.account.policies[0]?.id ?? "";
      const wish = { key: "k-2", title: "Help", details: "", serviceId: service.id, urgency: "low" } as const;
      return responding.create({ ...wish, policyId }, ana);
    },
  ],
  ["act.ack", [GET_ONE, PUT_ONE], ({ act, ana, open }) => act.ack(open(), ana)],
  ["act.resolve", [PUT_ONE], ({ act, ana, open }) => act.resolve(open(), ana)],
  ["oncall.now", ["GET /oncalls 200"], ({ oncall }) => oncall.now()],
  ["oncall.personByEmail", ["GET /users 200"], ({ oncall, ana }) => oncall.personByEmail(ana.email)],
  ["directory.people", ["GET /users 200"], ({ directory }) => directory.people()],
  ["directory.services", ["GET /services 200"], ({ directory }) => directory.services()],
  ["directory.policies", ["GET /escalation_policies 200"], ({ directory }) => directory.policies()],
  [
    "directory.schedules",
    ["GET /schedules 200", "GET /v3/schedules 200", "GET /escalation_policies 200"],
    ({ directory }) => directory.schedules(),
  ],
  ["maintenance.windows", ["GET /maintenance_windows 200"], ({ maintenance }) => maintenance.windows()],
  [
    "maintenance.create and end",
    ["GET /services 200", "POST /maintenance_windows 201", "DELETE /maintenance_windows/{id} 204"],
    async ({ maintenance, ana, service }) => {
      const made = await maintenance.create({ service: service.name, ...WINDOW, because: "Upgrade" }, ana);
      await maintenance.end(made?.ref ?? "", ana);
    },
  ],
  ["upkeep.faults", ["GET /webhook_subscriptions 200"], ({ upkeep }) => upkeep.faults()],
  [
    "upkeep.mend",
    ["POST /webhook_subscriptions/{id}/enable 200"],
    ({ upkeep, ana, subscription }) => upkeep.mend(subscription, ana),
  ],
  [
    "checkup.ping",
    ["GET /webhook_subscriptions 200", "POST /webhook_subscriptions/{id}/ping 202"],
    async ({ checkup }) => checkup.ping?.(),
  ],
  [
    "checkup.checks",
    [
      "GET /abilities 200",
      "GET /priorities 200",
      "GET /services 200",
      "GET /users/me 400",
      "GET /webhook_subscriptions 200",
      "POST /schedules/{id}/overrides 404",
    ],
    async ({ checkup }) => {
      const checks = await checkup.checks(true);
      assert.deepEqual(
        checks.filter(({ state }) => state !== "ok"),
        [],
      );
    },
  ],
];

describe("each call of PagerDuty is one that it describes, and so is each answer of the account here", { skip }, () => {
  let world: Between;
  before(async () => {
    world = await between();
  });
  after(() => world[Symbol.asyncDispose]());

  for (const [name, made, call] of CALLS)
    it(name, async () => {
      world.described();
      await call(world);
      // Reads that do not wait for each other may come in any order.
      assert.deepEqual(world.described().toSorted(), made.toSorted());
    });

  for (const kind of ["classic", "shift-based"] as const)
    it(`rota of a ${kind} schedule`, async () => {
      const { directory, rota, ana, described } = world;
      const schedule = (await directory.schedules()).find((one) => (one.v3 === true) === (kind === "shift-based"));
      assert.ok(schedule);
      described();
      await rota.turns({ ...WINDOW, scheduleIds: [schedule.id] });
      await rota.shifts(schedule, WINDOW);
      const turn = (await rota.shifts(schedule, WINDOW))[0];
      const personId = world.pagerduty.people.find(
        ({ id, role }) => id !== turn?.person.id && role !== "read_only_user",
      )?.id;
      const made = await rota.override(schedule, { personId: personId ?? ana.id, ...WINDOW }, ana);
      assert.equal((await rota.overrides(schedule, WINDOW))[0]?.person.id, made.person.id);
      await rota.deleteOverride(schedule, made.id, ana);
      const operations = new Set(described());
      for (const verb of ["GET", "POST", "DELETE"])
        assert.ok(
          [...operations].some((one) => one.startsWith(verb) && one.includes("/overrides")),
          verb,
        );
    });

  it("taking a priority away is the one thing that the description leaves out", async () => {
    const { responding, ana, open, described } = world;
    const id = open();
    await responding.setPriority(id, "P1", ana);
    described();
    assert.equal((await responding.setPriority(id, undefined, ana)).priority, undefined);
    assert.throws(described, /priority/);
    const url = `/incidents/${id}`;
    assert.throws(() => assertDescribed({ method: "PUT", url, headers: {}, body: "" }), /needs the header/);
    assert.throws(() => assertDescribed({ method: "PATCH", url, headers: {}, body: "" }), /is not described/);
  });
});
