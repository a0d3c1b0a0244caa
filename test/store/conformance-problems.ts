import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { DUE_KINDS, type Due } from "../../src/core/due.ts";
import type { Plan } from "../../src/core/store.ts";
import { alert, delivery, found, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { GROUPED, rulesOf } from "./rules.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const MIN = 60_000;
const OPEN = { states: ["firing", "acked"] } as const;

const prom = (key: string, state: Alert["state"], atMs: number, more: Partial<Alert> = {}): Alert =>
  alert({ source: "prometheus", key, state, atMs: MONDAY + atMs, title: `${key} is full`, ...more });

const describeOccurrences = (test: ReturnType<typeof withStore>): void => {
  test("what fires long after its end gets a card of its own; its words find it, in a batch and later", async (store) => {
    const lease = await leaseOf(store, "relay");
    const at = MONDAY + 30 * MIN;
    const one = [prom("a", "firing", 0), prom("a", "resolved", MIN), prom("a", "firing", 30 * MIN)];
    const applied = await store.relay(lease, [outcome("d1", ...one)], toOps, rulesOf());
    assert.deepEqual(
      applied.map(({ incident, change }) => [incident.id, change]),
      [
        ["prometheus:a", "opened"],
        ["prometheus:a", "resolved"],
        [`prometheus:a@${at}`, "opened"],
      ],
    );
    const [acked] = await store.relay(lease, [outcome("d2", prom("a", "acked", 31 * MIN))], toOps, rulesOf());
    assert.equal(acked?.incident.id, `prometheus:a@${at}`);
    assert.deepEqual([acked?.incident.problem, acked?.incident.key], ["a", "a"]);
    assert.equal((await store.incident("prometheus:a"))?.state, "resolved");
    const owed = await store.outbox.owed(await laneOf(store), 10);
    assert.deepEqual(owed.map(({ incidentId }) => incidentId).sort(), ["prometheus:a", `prometheus:a@${at}`]);
  });

  test("a group shares one incident over batches, processes and very long keys", async (store, place) => {
    const lease = await leaseOf(store, "relay");
    // Three bytes each, and nothing that repeats: too long for an index however it is packed.
    const signs = Array.from({ length: 3_000 }, (_, at) => String.fromCodePoint(0x4e00 + ((at * 7_919) % 20_000)));
    const rules = rulesOf({ group: { key: signs.join(""), title: "Disks are full" } });
    const members = Array.from({ length: 150 }, (_, index) => prom(`h${index}`, "firing", index));
    await store.relay(lease, [outcome("d1", ...members)], toOps, rules);
    const [open] = (await store.incidents(OPEN, "worst", 10)).incidents;
    assert.deepEqual([open?.members?.length, open?.title], [150, "Disks are full"]);
    assert.equal((await store.incidents({ words: ["H77 is"] }, "worst", 10)).total, 1, "found by a member's name");
    const second = await place.open();
    const ends = members.map(({ key }, index) => prom(key, "resolved", MIN + index));
    const applied = await second.relay(lease, [outcome("d2", ...ends)], toOps, rules);
    assert.equal(applied.at(-1)?.change, "resolved");
    assert.equal(applied.at(-1)?.alert.member, "h149");
    assert.equal((await store.incidents({}, "recent", 10)).total, 1);
    assert.equal((await store.outbox.owed(await laneOf(store), 10)).length, 1);
  });

  test("groups of two sources that are called the same stay apart", async (store) => {
    const lease = await leaseOf(store, "relay");
    const other = prom("a", "firing", 1, { source: "grafana" });
    await store.relay(lease, [outcome("d1", prom("a", "firing", 0), other)], toOps, GROUPED);
    assert.equal((await store.incidents(OPEN, "worst", 10)).total, 2);
  });
};

const describeOurs = (test: ReturnType<typeof withStore>): void => {
  test("what is done here is about exactly that occurrence, and nothing where there is none", async (store) => {
    const lease = await leaseOf(store, "relay");
    const batch = [prom("a", "firing", 0), prom("a", "resolved", MIN), prom("a", "firing", 30 * MIN)];
    await store.relay(lease, [outcome("d1", ...batch)], toOps, rulesOf());
    const note = prom("a", "update", 31 * MIN, { ours: true, incidentId: "prometheus:a", what: "looked at" });
    const [first] = await store.relay(lease, [outcome("d2", note)], toOps, rulesOf());
    assert.deepEqual([first?.incident.id, first?.change], ["prometheus:a", "updated"]);
    await store.inbox.add(delivery("d3"));
    const lost = prom("b", "acked", 0, { ours: true, incidentId: "prometheus:gone" });
    assert.deepEqual(await store.relay(lease, [outcome("d3", lost)], toOps, rulesOf()), []);
    assert.equal((await store.inbox.read("d3"))?.state, "done");
    assert.equal((await store.incidents({}, "recent", 10)).total, 2);
    const now = await store.relay(lease, [outcome("d4", prom("a", "acked", 32 * MIN))], toOps, rulesOf());
    assert.equal(now[0]?.incident.id, `prometheus:a@${MONDAY + 30 * MIN}`, "the key still stands for the newest");
  });

  test("what was resolved here and still fires reopens, once for each delivery that says so", async (store) => {
    const lease = await leaseOf(store, "relay");
    const fires = prom("a", "firing", 0);
    const tell = async (id: string, ...alerts: readonly Alert[]) =>
      (await store.relay(lease, [outcome(id, ...alerts)], toOps, rulesOf())).map(({ change }) => change);
    const resolve = (id: string) =>
      prom("a", "resolved", 5 * MIN, { eventId: id, ours: true, incidentId: "prometheus:a", by: "Ana" });
    assert.deepEqual(await tell("d1", fires), ["opened"]);
    assert.deepEqual(await tell("d2", fires), [], "it fires and was not resolved: nothing new");
    assert.deepEqual(await tell("d3", resolve("r1")), ["resolved"]);
    assert.deepEqual(await tell("d4", fires, fires), ["reopened"]);
    assert.deepEqual(await tell("d5", resolve("r2")), ["resolved"]);
    assert.deepEqual(await tell("d4", fires), [], "the same delivery again");
    assert.equal((await store.incident("prometheus:a"))?.state, "resolved");
    assert.deepEqual(await tell("d6", fires, resolve("r3"), fires), ["reopened", "resolved"]);
    assert.deepEqual(await tell("d7", prom("a", "resolved", 6 * MIN)), ["repeated"]);
    assert.deepEqual(await tell("d0", prom("b", "firing", 0)), ["opened"]);
    const other = prom("b", "resolved", MIN, { ours: true, incidentId: "prometheus:b" });
    assert.deepEqual(await tell("d9", other, fires), ["resolved"], "only what was resolved here");
    const own = prom("own", "firing", 0, { ours: true });
    const end = prom("own", "resolved", 1, { ours: true });
    assert.deepEqual(await tell("d10", own, end, own), ["opened", "resolved"], "what we said ourselves is said once");
    assert.deepEqual(await tell("d8", fires), [], "the source itself said that it ended");
  });

  test("a sender that restates and fires again well after its own end is heard", async (store) => {
    const lease = await leaseOf(store, "relay");
    const fires = prom("a", "firing", 0, { restates: true });
    const at = async (id: string, receivedAtMs: number, ...alerts: readonly Alert[]) =>
      (
        await store.relay(lease, [{ ...outcome(id, ...alerts), receivedAtMs: MONDAY + receivedAtMs }], toOps, rulesOf())
      ).map(({ change, incident }) => `${change} ${incident.id}`);
    assert.deepEqual(await at("d1", 0, fires), ["opened prometheus:a"]);
    assert.deepEqual(await at("d2", MIN, fires), [], "a repeat");
    assert.deepEqual(await at("d3", 5 * MIN, prom("a", "resolved", 5 * MIN)), ["resolved prometheus:a"]);
    assert.deepEqual(await at("d4", 6 * MIN, fires), [], "it may have been under way");
    assert.deepEqual(await at("d5", 8 * MIN, fires), ["reopened prometheus:a"]);
    assert.deepEqual(await at("d6", 8 * MIN, fires), [], "its peer says the same");
    assert.deepEqual(await at("d7", 9 * MIN, prom("a", "resolved", 9 * MIN)), ["resolved prometheus:a"]);
    assert.deepEqual(await at("d8", 60 * MIN, fires), [`opened prometheus:a@${MONDAY + 60 * MIN}`]);
  });

  test("resolved here and told again within one batch reopens too", async (store) => {
    const lease = await leaseOf(store, "relay");
    const fires = prom("a", "firing", 0);
    const ours = prom("a", "resolved", MIN, { ours: true, incidentId: "prometheus:a" });
    const batch = [outcome("d1", fires), outcome("d2", ours), outcome("d3", fires), outcome("d3", fires)];
    const applied = await store.relay(lease, batch, toOps, rulesOf());
    assert.deepEqual(
      applied.map(({ change }) => change),
      ["opened", "resolved", "reopened"],
    );
    assert.deepEqual(new Set(applied.map(({ alert: { eventId } }) => eventId)).size, 3);
  });

  test("a group resolved here reopens with those that its source still names", async (store) => {
    const lease = await leaseOf(store, "relay");
    const fires = ["a", "b", "c"].map((key) => prom(key, "firing", 0));
    await store.relay(lease, [outcome("d1", ...fires)], toOps, GROUPED);
    const ours = prom("disks", "resolved", MIN, { ours: true, incidentId: "prometheus:disks", by: "Ana" });
    const [ended] = await store.relay(lease, [outcome("d2", ours)], toOps, GROUPED);
    assert.ok(ended?.incident.members?.every(({ state }) => state === "resolved"));
    const again = await store.relay(lease, [outcome("d3", ...fires.slice(0, 2))], toOps, GROUPED);
    assert.deepEqual(
      again.map(({ change }) => change),
      ["reopened", "updated"],
    );
    assert.deepEqual(
      (await store.incident("prometheus:disks"))?.members?.map(({ state }) => state),
      ["firing", "firing", "resolved"],
    );
  });
};

const describeRules = (test: ReturnType<typeof withStore>): void => {
  test("rules judge with what is known, and what is due later is kept with the change", async (store) => {
    const lease = await leaseOf(store, "relay");
    const due = (at: number): Due => ({ id: "left:a", kind: "left_alone", atMs: at, subject: "prometheus:a", step: 1 });
    const seen: (string | undefined)[] = [];
    const plan: Plan = (incident, _change, { atMs }) => {
      seen.push(incident.said?.route);
      return [{ kind: "later", due: due(atMs + 10 * MIN) }];
    };
    const said = rulesOf({}, (incident) => ({
      ...incident,
      severity: "info",
      said: { route: "quiet", channel: "ops" },
    }));
    await store.relay(lease, [outcome("d1", prom("a", "firing", 0), prom("a", "firing", 5))], plan, said);
    assert.deepEqual(seen, ["quiet", "quiet"]);
    assert.equal((await store.incident("prometheus:a"))?.severity, "info");
    assert.equal(await store.outbox.nextDueMs(), null);
    assert.deepEqual(await store.dues.take(MONDAY + 10 * MIN + 5, 10, DUE_KINDS), [due(MONDAY + 10 * MIN + 5)]);
    assert.deepEqual(await store.dues.take(MONDAY + 10 * MIN + 4, 10, DUE_KINDS), []);
  });

  test("the problem is what rules say it shares with others, polls included", async (store) => {
    const lease = await leaseOf(store, "collect");
    const rules = rulesOf({ problem: "db: disk" }, (incident) => ({
      ...incident,
      said: { route: "found", channel: "ops" },
    }));
    const batch = { incidents: [found(), found({ key: "K2" })], facts: [], people: [] };
    await store.collected(lease, batch, { source: "pagerduty", rules });
    const history = await store.incident("pagerduty:K1");
    assert.deepEqual([history?.problem, history?.said], ["db: disk", undefined]);
    const live = { ...batch, incidents: [found({ key: "K3" })] };
    const { applied } = await store.collected(lease, live, { source: "pagerduty", rules, plan: toOps });
    assert.deepEqual([applied[0]?.incident.problem, applied[0]?.incident.said?.route], ["db: disk", "found"]);
    await store.relay(lease, [outcome("d1", alert({ key: "K4", atMs: MONDAY + MIN }))], toOps, rules);
    const newest = await store.incident("pagerduty:K4");
    assert.ok(newest);
    assert.equal((await store.before(newest, 5)).length, 3);
  });

  test("a poll repairs one problem of a shared card", async (store) => {
    const lease = await leaseOf(store, "relay");
    const fires = ["K1", "K2", "K3"].map((key) => alert({ key, atMs: MONDAY }));
    await store.relay(lease, [outcome("d1", ...fires)], toOps, GROUPED);
    const ended = (key: string) =>
      found({ key, state: "resolved", changedAtMs: MONDAY + MIN, resolvedAtMs: MONDAY + MIN });
    const poll = (...keys: readonly string[]) =>
      store.collected(
        lease,
        { incidents: keys.map(ended), facts: [], people: [] },
        { source: "pagerduty", plan: toOps, rules: GROUPED },
      );
    assert.deepEqual(
      (await poll("K1")).applied.map(({ change }) => change),
      ["updated"],
    );
    assert.deepEqual(
      (await poll("K1", "K2", "K3")).applied.map(({ change }) => change),
      ["updated", "resolved"],
    );
    assert.equal((await store.incidents({}, "recent", 10)).total, 1);
    assert.equal((await store.incident("pagerduty:disks"))?.version, 6);
  });
};

export const describeProblems = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("problems", () => {
    describeOccurrences(test);
    describeOurs(test);
    describeRules(test);
  });
};
