import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const START = Date.parse("2026-11-21T09:30:00Z");
const fails = (code: FailureCode, tell: RegExp) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, error.message);
  assert.match(error.tell ?? "", tell);
  return true;
};

const account = async (reopening = true) => {
  const clock = () => START;
  const pagerduty = await createPagerDuty({ clock, weeks: 1, reopening });
  const client = connectTo(pagerduty.url, pagerduty.token, { clock });
  const [ana, ben] = pagerduty.people;
  if (!ana || !ben) throw new Error("nobody is there");
  const made = pagerduty.trigger({ service: pagerduty.account.services[0]?.name ?? "", title: "Act on me" });
  const statusOf = () => pagerduty.account.incidentById.get(made.id)?.status;
  return {
    pagerduty,
    ...client,
    ana,
    ben,
    key: made.id,
    statusOf,
    async [Symbol.asyncDispose]() {
      client.stop();
      await pagerduty.close();
    },
  };
};

describe("acting at PagerDuty", () => {
  it("acks and resolves in the name of the person", async () => {
    await using world = await account();
    const { act, key, ana, ben, pagerduty } = world;
    await act.ack(key, ana);
    assert.equal(world.statusOf(), "acknowledged");
    await act.resolve(key, ben);
    assert.equal(world.statusOf(), "resolved");
    const agents = pagerduty.account.incidentById
      .get(key)
      ?.entries.filter(({ kind }) => ["acknowledge", "resolve"].includes(kind));
    assert.deepEqual(
      agents?.map(({ agent }) => agent.id),
      [ana.id, ben.id],
    );
  });

  it("says when it is already so, and never opens a resolved incident again", async () => {
    for (const reopening of [true, false]) {
      await using world = await account(reopening);
      const { act, key, ana, ben } = world;
      await act.ack(key, ana);
      await assert.rejects(
        act.ack(key, ben),
        fails("conflict", new RegExp(`^Already acknowledged by ${ana.name}\\.$`)),
      );
      await act.resolve(key, ana);
      await assert.rejects(act.resolve(key, ben), fails("conflict", /^Already resolved\.$/));
      await assert.rejects(act.ack(key, ben), fails("conflict", /^Already resolved\.$/));
      assert.equal(world.statusOf(), "resolved");
    }
  });

  it("tells a stranger how to become known", async () => {
    await using world = await account();
    const stranger = { email: "nobody@elsewhere.example", name: "Nobody" };
    const tell = /does not know nobody@elsewhere\.example\.\nType \/oncall link me as/;
    await assert.rejects(world.act.ack(world.key, stranger), fails("forbidden", tell));
    await assert.rejects(world.act.resolve(world.key, stranger), fails("forbidden", tell));
    assert.equal(world.statusOf(), "triggered");
  });

  it("tells when the incident is unknown", async () => {
    await using world = await account();
    await assert.rejects(world.act.ack("QNONE", world.ana), fails("not_found", /does not know/));
    await assert.rejects(world.act.resolve("QNONE/../x", world.ana), fails("not_found", /does not know/));
  });

  it("reads PagerDuty's words where the code says little", async () => {
    const cases: readonly [number, object, FailureCode, RegExp][] = [
      [
        400,
        { code: 2001, message: "Invalid Input Provided", errors: ["Incident Already Resolved"] },
        "conflict",
        /Already resolved/,
      ],
      [400, { code: 1002, message: "Incident Already Acknowledged" }, "conflict", /Already acknowledged/],
      [400, { code: 1005, message: "Changed" }, "conflict", /Look at it again/],
      [
        400,
        { code: 2001, message: "Invalid Input Provided", errors: ["Requester User Not Found"] },
        "forbidden",
        /link me as/,
      ],
      [403, { code: 2010, message: "Access Denied" }, "forbidden", /does not let/],
      [401, { code: 2006, message: "no" }, "credentials", /PAGERDUTY_TOKEN/],
      [500, {}, "upstream", /try again/],
      [429, { code: 2020 }, "rate_limited", /slow down/],
      [400, { code: 2001, message: "Odd" }, "rejected", /log/],
    ];
    for (const [status, error, code, tell] of cases) {
      await using server = await serve((_request, response) => json(response, status, { error }));
      const { act, stop } = connectTo(server.url);
      await assert.rejects(act.resolve("Q1", { email: "ana@acme.example", name: "Ana" }), fails(code, tell));
      const [asked] = server.asked;
      assert.equal(asked?.headers.from, "ana@acme.example");
      assert.deepEqual(JSON.parse(asked?.body ?? ""), { incident: { type: "incident_reference", status: "resolved" } });
      stop();
    }
  });
});

describe("who is on call at PagerDuty", () => {
  it("lists every level of every policy, permanent ones too", async () => {
    await using world = await account();
    const turns = await world.oncall.now();
    assert.equal(new Set(turns.map(({ policy }) => policy)).size, world.pagerduty.account.policies.length);
    assert.ok(turns.some(({ fromMs, toMs, schedule }) => fromMs === null && toMs === null && schedule === undefined));
    assert.ok(turns.some(({ level, schedule }) => level === 1 && schedule));
    assert.ok(turns.every(({ fromMs, toMs }) => (fromMs ?? 0) <= START && (toMs ?? START + 1) > START));
  });

  it("names each person once per policy and level, and reads every page", async () => {
    const row = (user: string, level: number, more: object = {}) => ({
      user: { id: user, type: "user_reference", summary: user },
      escalation_policy: { id: "E1", summary: "Payments" },
      escalation_level: level,
      schedule: null,
      start: "2026-11-21T08:00:00Z",
      end: "2026-11-21T10:00:00Z",
      ...more,
    });
    const first = [row("Ana", 1), row("Ana", 1, { schedule: { id: "S", summary: "Days" }, end: null }), row("Ana", 2)];
    await using server = await serve((request, response) => {
      const second = request.url?.includes("offset=100");
      json(response, 200, { oncalls: second ? [row("Ben", 1, { start: null, end: null })] : first, more: !second });
    });
    const { oncall, stop } = connectTo(server.url);
    const turns = await oncall.now();
    assert.deepEqual(
      turns.map(({ name, level, schedule, toMs }) => [name, level, schedule, toMs]),
      [
        ["Ana", 1, "Days", null],
        ["Ben", 1, undefined, null],
        ["Ana", 2, undefined, Date.parse("2026-11-21T10:00:00Z")],
      ],
    );
    stop();
  });

  it("finds a person by the exact e-mail, whatever its case", async () => {
    await using world = await account();
    const { ana, oncall } = world;
    assert.deepEqual(await oncall.personByEmail(` ${ana.email.toUpperCase()}`), {
      id: ana.id,
      name: ana.name,
      email: ana.email,
    });
    assert.equal(await oncall.personByEmail(ana.email.slice(1)), undefined);
    assert.equal(await oncall.personByEmail("nobody@elsewhere.example"), undefined);
  });
});
