import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Fact, Person } from "../../src/core/fact.ts";
import type { Collect, SourceIncident } from "../../src/core/integration.ts";
import { createPagerDuty, type PagerDuty, type PagerDutyOptions } from "../../src/demo/pagerduty/index.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const START = Date.parse("2026-11-21T09:30:00Z");
const DAY = 86_400_000;
const MINUTE = 60_000;
const NONE = { users: [], incidents: [], oncalls: [], maintenance_windows: [], log_entries: [] };

const read = async (collect: Collect, fromMs: number, toMs: number) => {
  const facts: Fact[] = [];
  const people: Person[] = [];
  const incidents = new Map<string, SourceIncident>();
  let largest = 0;
  for await (const batch of collect.collect({ fromMs, toMs })) {
    facts.push(...batch.facts);
    people.push(...batch.people);
    for (const incident of batch.incidents) incidents.set(incident.key, incident);
    largest = Math.max(largest, batch.facts.length, batch.incidents.length);
  }
  return { facts, people, incidents, largest };
};

const account = async (options: Partial<PagerDutyOptions> = {}) => {
  const time = { nowMs: START };
  const clock = () => time.nowMs;
  const pagerduty: PagerDuty = await createPagerDuty({ clock, weeks: 1, perMinute: 1e9, ...options });
  const client = connectTo(pagerduty.url, pagerduty.token, { clock });
  const email = pagerduty.people[0]?.email ?? "";
  return {
    pagerduty,
    client,
    email,
    pass: (ms: number) => {
      time.nowMs += ms;
    },
    now: clock,
    async [Symbol.asyncDispose]() {
      client.stop();
      await pagerduty.close();
    },
  };
};

describe("collecting from PagerDuty", () => {
  it("reads a whole history: every incident once, ids unique, acks and endings as they were", async () => {
    await using world = await account({ weeks: 8 });
    const { facts, people, incidents, largest } = await read(world.client.collect, START - 56 * DAY, START);
    const truth = world.pagerduty.account;

    assert.equal(people.length, 12);
    assert.ok(people.every(({ tz, email, name }) => tz && email && name));
    assert.equal(new Set(facts.map(({ id }) => id)).size, facts.length);
    assert.ok(largest <= 200, `${largest} in one batch`);
    assert.equal(incidents.size, truth.incidents.length);
    for (const incident of truth.incidents) {
      const seen = incidents.get(incident.id);
      const firstAck = incident.entries
        .filter(({ kind }) => kind === "acknowledge")
        .map(({ atMs }) => atMs)
        .sort((a, b) => a - b)[0];
      assert.equal(seen?.ackedAtMs, firstAck && Math.floor(firstAck / 1000) * 1000, incident.id);
      assert.equal(seen?.ackedBy !== undefined, firstAck !== undefined);
      assert.equal(seen?.state, { triggered: "firing", acknowledged: "acked", resolved: "resolved" }[incident.status]);
      const how = incident.mergedIntoId ? "merged" : incident.changedBy.kind === "user" ? "human" : "auto";
      assert.equal(seen?.ending, incident.status === "resolved" ? how : undefined, incident.id);
    }
    const count = (kind: string) => truth.entries.filter((entry) => entry.kind === kind).length;
    const found = (kind: string) => facts.filter((fact) => fact.kind === kind).length;
    assert.equal(found("notified"), count("notify"));
    assert.equal(found("acked"), count("acknowledge"));
    assert.equal(found("resolved"), count("resolve"));
    assert.equal(found("noted"), count("annotate"));
    assert.deepEqual(
      facts.filter(({ kind }) => kind === "opened").map(({ id, atMs, personId }) => [id, atMs, personId]),
      truth.incidents.map(({ id, createdAtMs }) => [`${id}:opened`, createdAtMs, undefined]),
    );
    assert.ok(facts.every(({ service, teams }) => service !== "" && teams.length > 0));
    const notified = facts.filter(({ kind }) => kind === "notified");
    assert.deepEqual([...new Set(notified.map(({ channel }) => channel))].sort(), ["email", "phone", "push", "sms"]);
    assert.ok(notified.every(({ personId }) => people.some(({ id }) => id === personId)));
  });

  it("gives the same ids when polls overlap, wherever the cuts are", async () => {
    await using world = await account();
    const { collect } = world.client;
    const whole = await read(collect, START - 7 * DAY, START);
    const ids = (facts: readonly Fact[]) => new Set(facts.map(({ id }) => id));
    const parts = new Set<string>();
    for (let from = START - 7 * DAY; from < START; from += 16 * 60 * MINUTE + 777)
      for (const id of ids(
        (await read(collect, from - 10 * MINUTE, Math.min(from + 16 * 60 * MINUTE + 777, START))).facts,
      ))
        parts.add(id);
    assert.deepEqual(
      [...ids(whole.facts)].filter((id) => !parts.has(id)),
      [],
    );
  });

  it("repairs what changed in the window, though it began before it", async () => {
    await using world = await account();
    const { pagerduty, email, pass, now } = world;
    const made = pagerduty.trigger({ service: pagerduty.account.services[0]?.name ?? "", title: "Old one" });
    pass(60 * MINUTE);
    const ackedAtMs = now();
    pagerduty.ack(made.id, email);
    pass(60 * MINUTE);
    pagerduty.resolve(made.id, email);
    pass(MINUTE);
    const { incidents } = await read(world.client.collect, now() - 10 * MINUTE, now());
    const seen = incidents.get(made.id);
    assert.equal(seen?.state, "resolved");
    assert.equal(seen?.ackedAtMs, ackedAtMs, "the first ack lies before the window and is still known");
    assert.equal(seen?.ending, "human");
    assert.equal(seen?.readAtMs, now());
  });

  it("tells what is open, however old", async () => {
    await using world = await account();
    const { pagerduty, pass, now } = world;
    const made = pagerduty.trigger({
      service: pagerduty.account.services[0]?.name ?? "",
      title: "Still open",
      priority: "P1",
    });
    pass(3 * 60 * MINUTE);
    const { incidents } = await read(world.client.collect, now() - MINUTE, now());
    const seen = incidents.get(made.id);
    assert.equal(seen?.state, "firing");
    assert.equal(seen?.severity, "critical");
    assert.equal(seen?.title, "Still open");
    assert.equal(seen?.teams?.join(), seen?.labels.teams);
    assert.ok(seen?.labels.teams);
  });

  it("narrows the window where a slice is deeper than 10,000 rows", async () => {
    const from = Date.parse("2026-11-20T00:00:00Z");
    const total = 14_000;
    const atMs = (row: number) => from + row * 5000;
    const entry = (row: number) => ({
      id: `R${row}`,
      type: "notify_log_entry",
      created_at: new Date(atMs(row)).toISOString(),
      user: { id: "P1", type: "user_reference" },
      channel: { type: "auto", notification: { type: "push_notification" } },
      incident: { id: `Q${row}`, type: "incident_reference" },
      service: { id: "S", summary: "Shop" },
      teams: [],
    });
    await using server = await serve((request, response) => {
      const url = new URL(request.url ?? "", "http://localhost");
      if (url.pathname !== "/log_entries") return json(response, 200, { ...NONE, more: false });
      const [since, until] = [url.searchParams.get("since"), url.searchParams.get("until")].map((text) =>
        Date.parse(text ?? ""),
      );
      const offset = Number(url.searchParams.get("offset"));
      if (offset + 100 > 10_000)
        return json(response, 400, { error: { code: 2001, message: "Invalid Input Provided" } });
      const rows = Array.from({ length: total }, (_, row) => row).filter(
        (row) => atMs(row) >= (since ?? 0) && atMs(row) < (until ?? 0),
      );
      json(response, 200, {
        log_entries: rows.slice(offset, offset + 100).map(entry),
        more: offset + 100 < rows.length,
      });
    });
    const { collect, stop } = connectTo(server.url);
    const { facts } = await read(collect, from, from + DAY);
    assert.equal(new Set(facts.map(({ id }) => id)).size, total);
    assert.ok(server.asked.length < 260, `${server.asked.length} requests`);
    stop();
  });

  it("says after each UTC day how far it came", async () => {
    await using world = await account();
    const done: number[] = [];
    const fromMs = START - 2.5 * DAY;
    for await (const { doneUntilMs } of world.client.collect.collect({ fromMs, toMs: START - 500 }))
      if (doneUntilMs !== undefined) done.push(doneUntilMs);
    const midnight = Date.parse("2026-11-21T00:00:00Z");
    assert.deepEqual(done, [midnight - 2 * DAY, midnight - DAY, midnight, START - 500]);
  });

  /** An account with one incident from before the window that cannot be read, and another one that can. */
  const trouble = async (world: Awaited<ReturnType<typeof account>>, fault: { status: number }) => {
    const { pagerduty, email, pass, now } = world;
    const [odd, well] = ["Odd", "Well"].map((title) =>
      pagerduty.trigger({ service: pagerduty.account.services[0]?.name ?? "", title }),
    );
    assert.ok(odd && well);
    pass(60 * MINUTE);
    for (const { id } of [odd, well]) pagerduty.ack(id, email);
    pagerduty.resolve(well.id, email);
    pass(MINUTE);
    pagerduty.faults.add({ path: `/incidents/${odd.id}`, times: 99, ...fault });
    return { odd: odd.id, well: well.id, poll: () => read(world.client.collect, now() - 10 * MINUTE, now()) };
  };

  for (const status of [400, 403])
    it(`an incident that answers ${status} for good is left out, said, and its state still known from the list`, async () => {
      await using world = await account();
      const { odd, well, poll } = await trouble(world, { status });
      const { incidents } = await poll();
      assert.equal(incidents.get(well)?.state, "resolved");
      assert.equal(incidents.get(odd)?.state, "acked");
      assert.ok(world.client.warnings.some((line) => line.includes("left out") && line.includes(odd)));
    });

  it("an incident that answers 500 stops some polls, not all", async () => {
    await using world = await account();
    const { well, poll } = await trouble(world, { status: 500 });
    for (let polls = 0; polls < 3; polls++) await assert.rejects(poll(), { code: "upstream" });
    assert.equal((await poll()).incidents.get(well)?.state, "resolved");
  });

  it("a refused token is never taken for an odd incident", async () => {
    await using world = await account();
    const { poll } = await trouble(world, { status: 401 });
    for (let polls = 0; polls < 5; polls++) await assert.rejects(poll(), { code: "credentials" });
  });

  it("tells who acked last, beside who acked first", async () => {
    await using world = await account();
    const { pagerduty, email, pass, now } = world;
    const other = pagerduty.people[1];
    const { id } = pagerduty.trigger({ service: pagerduty.account.services[0]?.name ?? "", title: "Twice" });
    pass(MINUTE);
    pagerduty.ack(id, email);
    pass(MINUTE);
    pagerduty.unack(id);
    pass(MINUTE);
    pagerduty.ack(id, other?.email ?? "");
    pass(MINUTE);
    const seen = (await read(world.client.collect, now() - 60 * MINUTE, now())).incidents.get(id);
    assert.equal(seen?.ackedBy, pagerduty.people[0]?.name);
    assert.equal(seen?.changedBy, other?.name);
    assert.equal((seen?.changedAtMs ?? 0) - (seen?.ackedAtMs ?? 0), 2 * MINUTE);
  });

  it("keeps to the budget: it waits, is never refused, and still reads everything", async () => {
    await using world = await account({ perMinute: 8 });
    const { pagerduty, now, pass } = world;
    const slow = connectTo(pagerduty.url, pagerduty.token, { clock: now, onWait: pass });
    const { incidents } = await read(slow.collect, START - 7 * DAY, START);
    assert.equal(incidents.size, pagerduty.account.incidents.length);
    assert.ok(slow.waits.length > 1 && slow.waits.every((ms) => ms > 0 && ms <= 60_000), String(slow.waits));
    assert.deepEqual(slow.warnings, []);
    slow.stop();
  });
});
