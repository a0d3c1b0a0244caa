import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { createPagerDuty, type PagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";
import { fails, NOW_MS } from "./pagerduty-responding-kit.ts";
import { connectTo } from "./pagerduty-setup.ts";

const present = <T>(value: T | undefined): T => {
  assert.ok(value !== undefined);
  return value;
};

/** A whole account on this machine, and a client of it. */
const account = async (options: Partial<PagerDutyOptions> = {}, keyOf = (one: PagerDuty): string => one.token) => {
  const clock = () => NOW_MS;
  const pagerduty = await createPagerDuty({ clock, weeks: 1, ...options });
  const service = present(pagerduty.account.services[0]);
  const client = connectTo(pagerduty.url, keyOf(pagerduty), { clock, pageService: service.name });
  const actors = pagerduty.people.filter(({ role }) => ["user", "admin", "owner", "limited_user"].includes(role));
  const before = pagerduty.calls.length;
  return {
    ...client,
    pagerduty,
    service,
    ana: present(actors[0]),
    ben: present(actors[1]),
    open: (title = "Act on me"): string => pagerduty.trigger({ service: service.name, title }).id,
    of: (id: string) => present(pagerduty.account.incidentById.get(id)),
    /** "PUT /incidents" of each call since the start. */
    calls: () => pagerduty.calls.slice(before).map(({ method, path }) => `${method} ${path}`),
    async [Symbol.asyncDispose]() {
      client.stop();
      await pagerduty.close();
    },
  };
};

describe("handling incidents in an account of PagerDuty", () => {
  it("150 are acknowledged in a handful of calls, each in the person's name", async () => {
    await using world = await account();
    const { responding, ana, open, of } = world;
    const ids = Array.from({ length: 150 }, () => open());
    const told: string[] = [];
    const done = await responding.setStatus(ids, "acknowledged", ana, (id) => told.push(id));
    assert.equal(done.length, 150);
    assert.deepEqual(told, []);
    assert.deepEqual(world.calls(), ["GET /incidents", "GET /incidents", "PUT /incidents"]);
    assert.ok(ids.every((id) => of(id).acks[0]?.userId === ana.id));
  });

  it("walks up the levels of a policy and says where it ends", async () => {
    await using world = await account();
    const { responding, ana, open, of, pagerduty, service } = world;
    const levels = present(pagerduty.account.policies.find(({ id }) => id === service.policyId)).levels.length;
    const id = open();
    for (let level = 2; level <= levels; level++) {
      await responding.escalate(id, ana);
      assert.equal(of(id).level, level);
    }
    await assert.rejects(
      responding.escalate(id, ana),
      fails("conflict", new RegExp(`last level of .* \\(${levels} of ${levels}\\)`)),
    );
    await responding.setStatus([id], "resolved", ana);
    await assert.rejects(responding.escalate(id, ana), fails("conflict", /^Already resolved\.$/));
  });

  it("takes an ack back; opens again only where the account allows it", async () => {
    for (const reopening of [true, false]) {
      await using world = await account({ reopening });
      const { responding, ana, open, of } = world;
      const id = open();
      await responding.setStatus([id], "acknowledged", ana);
      const [back] = await responding.setStatus([id], "triggered", ana);
      assert.deepEqual(back?.ackedBy, []);
      await responding.setStatus([id], "resolved", ana);
      const again = responding.setStatus([id], "triggered", ana);
      if (reopening) assert.equal((await again)[0]?.status, "triggered");
      else await assert.rejects(again, fails("conflict", /resolved/i));
      assert.equal(of(id).status, reopening ? "triggered" : "resolved");
    }
  });

  it("snoozes what nobody acknowledged, and tells until when", async () => {
    await using world = await account();
    const { responding, ana, open, of } = world;
    const id = open();
    const snoozed = await responding.snooze(id, 7_200_000, ana);
    assert.deepEqual([snoozed.status, snoozed.snoozedUntilMs], ["acknowledged", NOW_MS + 7_200_000]);
    await responding.setStatus([id], "resolved", ana);
    await assert.rejects(responding.snooze(id, 60_000, ana), fails("conflict", /^Already resolved\.$/));
    assert.equal(of(id).status, "resolved");
  });

  it("merges once", async () => {
    await using world = await account();
    const { responding, ana, open, of } = world;
    const [first, second, third] = [open(), open(), open()];
    assert.equal((await responding.merge([first, second], third, ana)).id, third);
    assert.equal(of(first).mergedIntoId, third);
    await assert.rejects(responding.merge([first], third, ana), fails("conflict", /[Aa]lready merged/));
    await responding.setStatus([third], "resolved", ana);
    await assert.rejects(responding.merge([open()], third, ana), fails("conflict", /name an open one/));
    await assert.rejects(responding.merge(["QNONE"], open(), ana), fails("not_found", /does not know/));
  });

  it("pages once, however often the same wish comes", async () => {
    await using world = await account();
    const { responding, ana, ben, service, pagerduty } = world;
    const wish = { key: "page-1", title: "Help", details: "d", serviceId: service.id, urgency: "high" } as const;
    const first = await responding.create({ ...wish, personIds: [ben.id] }, ana);
    assert.deepEqual(
      first.assigned.map(({ name }) => name),
      [ben.name],
    );
    const count = pagerduty.account.incidents.length;
    assert.equal((await responding.create({ ...wish, personIds: [ben.id] }, ana)).number, first.number);
    assert.equal(pagerduty.account.incidents.length, count);
    await responding.setStatus([first.id], "resolved", ana);
    assert.notEqual((await responding.create({ ...wish, personIds: [ben.id] }, ana)).id, first.id);
    await assert.rejects(
      responding.create({ ...wish, key: "x", serviceId: "PNONE" }, ana),
      fails("not_found", /service/),
    );
    const nobody = { ...wish, key: "y", personIds: ["PNONE"] };
    await assert.rejects(responding.create(nobody, ana), fails("not_found", /cannot assign|does not know/));
  });

  it("refuses what is not there, in words", async () => {
    await using world = await account();
    const { responding, ana, ben, open } = world;
    const id = open();
    await assert.rejects(responding.read("99999999"), fails("not_found", /does not know this incident/));
    await assert.rejects(responding.reassign(id, { personIds: ["PNONE"] }, ana), fails("not_found", /cannot assign/));
    await assert.rejects(responding.reassign(id, { policyId: "PNONE" }, ana), fails("not_found", /escalation policy/));
    const target = { kind: "person", id: "PNONE" } as const;
    await assert.rejects(responding.addResponders(id, [target], "x", ana.id, ana), fails("not_found", /does not know/));
    const unknown = responding.addResponders(id, [{ kind: "person", id: ben.id }], "x", "PNONE", ana);
    await assert.rejects(unknown, fails("forbidden", /link me as/));
    await assert.rejects(responding.setPriority(id, "P99", ana), fails("not_found", /There are: P1/));
    await assert.rejects(responding.addNote(id, " ", ana), fails("rejected", /blank/));
  });

  it("does nothing for strangers and for those who may only look", async () => {
    await using world = await account();
    const { responding, open, of, pagerduty } = world;
    const id = open();
    const looker = present(pagerduty.people.at(-1));
    looker.role = "observer";
    const stranger = { email: "nobody@elsewhere.example", name: "Nobody" };
    await assert.rejects(responding.setStatus([id, open()], "resolved", stranger), fails("forbidden", /link me as/));
    await assert.rejects(responding.addNote(id, "x", stranger), fails("forbidden", /link me as/));
    await assert.rejects(responding.setStatus([id], "resolved", looker), fails("forbidden", /does not let/));
    assert.equal(of(id).status, "triggered");
  });

  it("says what a read-only key cannot do, and the checkup knows it before", async () => {
    await using world = await account({}, (one) => one.readOnlyToken);
    const { responding, checkup, ana, open } = world;
    await assert.rejects(responding.setStatus([open()], "resolved", ana), fails("forbidden", /may only read/));
    const checks = await checkup.checks(true);
    assert.equal(checks.find(({ name }) => name === "write access")?.state, "bad");
    assert.equal(checks.find(({ name }) => name === "page service")?.state, "ok");
  });

  it("knows a personal key by its owner", async () => {
    await using world = await account({}, (one) => one.userToken);
    const kind = (await world.checkup.checks(true)).find(({ name }) => name === "kind of token");
    assert.match(kind?.says ?? "", /Kim Alvarez/);
  });

  it("says what the plan lacks, when it is asked for and before", async () => {
    await using world = await account();
    world.pagerduty.setAbility("coordinated_responding", false);
    const { responding, checkup, ana, ben, open } = world;
    const add = responding.addResponders(open(), [{ kind: "person", id: ben.id }], "x", ana.id, ana);
    await assert.rejects(add, fails("forbidden", /plan cannot add responders.*\nReassign/));
    const plan = (await checkup.checks(true)).find(({ name }) => name === "plan");
    assert.match(plan?.says ?? "", /add X to N/);
  });

  it("lists all that is open, however old, and what was resolved since", async () => {
    await using world = await account({ weeks: 6 });
    const { responding, ana, open, pagerduty } = world;
    const id = open();
    await responding.setStatus([id], "resolved", ana);
    const { incidents: opened, complete } = await responding.list({});
    const open_ = pagerduty.account.incidents.filter(({ status }) => status !== "resolved");
    assert.deepEqual(opened.map((one) => one.id).toSorted(), open_.map((one) => one.id).toSorted());
    assert.equal(complete, true);
    assert.ok(opened.every((one, index) => index === 0 || one.openedAtMs <= (opened[index - 1]?.openedAtMs ?? 0)));
    const since = NOW_MS - 42 * 86_400_000;
    const { incidents: ended } = await responding.list({ statuses: ["resolved"], sinceMs: since });
    const ended_ = pagerduty.account.incidents.filter((one) => one.status === "resolved" && one.createdAtMs >= since);
    assert.equal(ended.length, ended_.length);
    assert.ok(ended.length > 100, "more than a page");
  });

  it("waits for nobody when PagerDuty asks to slow down or is gone", async () => {
    await using world = await account();
    const { responding, ana, open, pagerduty, waits } = world;
    const id = open();
    pagerduty.setRateLimit(0);
    await assert.rejects(responding.read(id), fails("rate_limited", /slow down/));
    await assert.rejects(responding.setStatus([id, open()], "resolved", ana), fails("rate_limited", /slow down/));
    pagerduty.setRateLimit(960);
    pagerduty.offline(true);
    await assert.rejects(responding.read(id), fails("unavailable", /cannot be reached/));
    pagerduty.offline(false);
    assert.deepEqual(waits, []);
  });
});
