import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import type { IncidentFilter, Store } from "../../src/core/store.ts";
import { openStore } from "../../src/store/index.ts";
import { alert, fact, found, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { rulesOf } from "./rules.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;

const tell = async (store: Store, ...alerts: readonly Partial<Alert>[]): Promise<void> => {
  const lease = await leaseOf(store, "relay");
  await store.relay(lease, [outcome("d", ...alerts.map((one) => alert(one)))], toOps, rulesOf());
};

const describeList = (test: ReturnType<typeof withStore>): void => {
  const fill = (store: Store) =>
    tell(
      store,
      {
        key: "old",
        severity: "warning",
        title: "Queue is long",
        atMs: MONDAY,
        labels: { service: "mail", host: "MX-Ä1" },
      },
      { key: "crit", severity: "critical", atMs: MONDAY + 1, labels: { service: "db" } },
      { key: "info", severity: "info", source: "sentry", atMs: MONDAY + 2, title: "100%_done" },
      { key: "crit2", severity: "critical", atMs: MONDAY + 3, labels: { service: "db", pool: "a_b" } },
      { key: "old", state: "acked", title: "", severity: "warning", atMs: MONDAY + 60, labels: {} },
      { key: "gone", severity: "error", atMs: MONDAY + 4 },
      { key: "gone", state: "resolved", severity: "error", atMs: MONDAY + 50 },
      { key: "said", state: "notice", severity: "info", atMs: MONDAY + 5 },
    );
  const keys = async (store: Store, filter: IncidentFilter, order: "worst" | "recent" = "worst") =>
    (await store.incidents(filter, order, 10)).incidents.map(({ key }) => key);

  test("lists are ordered by severity or by the newest change, cut and counted", async (store) => {
    await fill(store);
    assert.deepEqual(await keys(store, { states: ["firing", "acked"] }), ["crit2", "crit", "old", "info"]);
    assert.deepEqual(await keys(store, {}, "recent"), ["old", "gone", "said", "crit2", "info", "crit"]);
    const cut = await store.incidents({ states: ["firing"] }, "worst", 2);
    assert.deepEqual([cut.incidents.map(({ key }) => key), cut.total], [["crit2", "crit"], 3]);
    assert.deepEqual(await store.incidents({}, "recent", 0), { incidents: [], total: 6 });
  });

  test("what is open of one source, without the others and what is over", async (store) => {
    await fill(store);
    const open = async (source: string, limit: number) =>
      (await store.openOf(source, limit)).map(({ key }) => key).sort();
    assert.deepEqual(await open("sentry", 10), ["info"]);
    assert.deepEqual(await open("pagerduty", 10), ["crit", "crit2", "old"]);
    assert.equal((await open("pagerduty", 2)).length, 2);
  });

  test("lists are filtered by every field, words in the title or a label", async (store) => {
    await fill(store);
    assert.deepEqual(await keys(store, { states: ["resolved", "notice"] }), ["gone", "said"]);
    assert.deepEqual(await keys(store, { states: ["acked", "resolved"] }), ["gone", "old"]);
    assert.deepEqual(await keys(store, { sources: ["sentry"] }), ["info"]);
    assert.deepEqual(await keys(store, { services: ["db", "mail"], severities: ["critical", "warning"] }), [
      "crit2",
      "crit",
      "old",
    ]);
    assert.deepEqual(await keys(store, { words: ["QUEUE", "mx-ä"] }), ["old"], "in any case, letters beyond ASCII too");
    assert.deepEqual(await keys(store, { words: ["0%_d"] }), ["info"], "a sign is itself");
    assert.deepEqual(await keys(store, { words: ["a_b"] }), ["crit2"]);
    assert.deepEqual(await keys(store, { words: ["a%b"] }), []);
    assert.deepEqual(await keys(store, { words: ["0__d"] }), []);
    assert.deepEqual(await keys(store, { words: ["queue", "db"] }), []);
    assert.deepEqual(await keys(store, { openedFromMs: MONDAY + 1, openedToMs: MONDAY + 3 }), ["crit", "info"]);
    assert.deepEqual(await keys(store, { muted: true }), []);
    assert.equal((await store.incidents({ muted: false, states: [], words: [] }, "worst", 10)).total, 6);
  });
};

const describeBefore = (test: ReturnType<typeof withStore>): void => {
  const rules = rulesOf({ problem: "disk" });
  const person = (id: string, tz?: string) => ({ source: "pagerduty", id, name: id, tz });
  /** Occurrences at noon UTC on the days before Monday, each an hour long; who was called, in hours after it opened. */
  const fill = async (store: Store, calls: readonly (readonly [number, string | undefined, string?])[]) => {
    const lease = await leaseOf(store, "collect");
    const openedAtMs = (day: number) => MONDAY - day * DAY + 2 * HOUR;
    const incidents = [1, 2, 3].map((day) =>
      found({
        ...{ key: `K${day}`, state: "resolved", openedAtMs: openedAtMs(day), url: `https://example.org/${day}` },
        ...{ changedAtMs: openedAtMs(day) + HOUR, resolvedAtMs: openedAtMs(day) + HOUR, resolvedBy: "Ben" },
        ...(day === 2 ? { ackedAtMs: openedAtMs(day) + MIN, ackedBy: "Ana" } : {}),
      }),
    );
    const facts = calls.map(([hours, personId, channel = "push"], index) =>
      fact(`f${index}`, {
        ...{ incidentKey: "K1", atMs: openedAtMs(1) + hours * HOUR, personId },
        channel: channel === "email" ? "email" : "push",
      }),
    );
    const people = [person("tokyo", "Asia/Tokyo"), person("berlin", "Europe/Berlin"), person("nowhere", "No/Where")];
    await store.collected(lease, { incidents, facts, people }, { source: "pagerduty", rules });
    const relay = await leaseOf(store, "relay");
    await store.relay(relay, [outcome("d", alert({ key: "K9", atMs: MONDAY + 2 * HOUR }))], toOps, rules);
    const now = await store.incident("pagerduty:K9");
    assert.ok(now);
    return now;
  };

  test("earlier occurrences of the same problem, newest first, with who took them", async (store) => {
    const now = await fill(store, []);
    const before = await store.before(now, 2);
    assert.deepEqual(
      before.map(({ incidentId, takenBy, woke, endedAtMs, url }) => ({ incidentId, takenBy, woke, endedAtMs, url })),
      [
        {
          incidentId: "pagerduty:K1",
          takenBy: "Ben",
          woke: false,
          endedAtMs: MONDAY - DAY + 3 * HOUR,
          url: "https://example.org/1",
        },
        {
          incidentId: "pagerduty:K2",
          takenBy: "Ana",
          woke: false,
          endedAtMs: MONDAY - 2 * DAY + 3 * HOUR,
          url: "https://example.org/2",
        },
      ],
    );
    assert.equal((await store.before(now, 9)).length, 3);
    const second = await store.incident("pagerduty:K2");
    assert.ok(second);
    assert.deepEqual(
      (await store.before(second, 9)).map(({ incidentId }) => incidentId),
      ["pagerduty:K3"],
      "what came later is not earlier",
    );
    assert.deepEqual(await store.before({ ...now, source: "other" }, 9), []);
  });

  test("somebody was woken when it was night where they live, and the call within its life", async (store, place) => {
    const cases = [
      [0, "berlin", false],
      [0.5, "nowhere", false],
      [0, "tokyo", false],
      [1, "tokyo", true],
      [1.1, "tokyo", false],
      [-9, "berlin", false],
    ] as const;
    // 12:00 UTC is 21:00 in Tokyo, 13:00 is 22:00.
    for (const [hours, who, woke] of cases) {
      await place.sql("delete from fact");
      const now = await fill(store, [[hours, who]]);
      assert.equal((await store.before(now, 1))[0]?.woke, woke, `${who} after ${hours} h`);
    }
    await place.sql("delete from fact");
    const now = await fill(store, [
      [1, "tokyo", "email"],
      [0, undefined],
    ]);
    assert.equal((await store.before(now, 1))[0]?.woke, false, "an e-mail wakes nobody");
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const far = await openStore({ ...place.target, clock: Date.now, log, tz: "Pacific/Auckland" });
    assert.equal((await far.before(now, 1))[0]?.woke, true, "whose zone is unknown lives where the team does");
    await far.close();
  });

  test("a call from here wakes somebody too", async (store) => {
    const at = MONDAY - 10 * HOUR;
    const paged = { atMs: at + MIN, by: "Ana", where: "PagerDuty", ref: "R1" };
    const lease = await leaseOf(store, "relay");
    const earlier = alert({ key: "e", atMs: at });
    const ours = alert({ key: "e", state: "update", ours: true, incidentId: "pagerduty:e", paged, atMs: at + MIN });
    await store.relay(lease, [outcome("d", earlier, ours, alert({ key: "now", atMs: MONDAY }))], toOps, rules);
    const now = await store.incident("pagerduty:now");
    assert.ok(now);
    // Monday 10:00 UTC less ten hours is midnight.
    assert.equal((await store.before(now, 1))[0]?.woke, true);
  });

  test("other sources that opened problems around it, each once", async (store) => {
    await tell(
      store,
      { source: "sentry", key: "a", atMs: MONDAY - 5 * MIN },
      { source: "sentry", key: "b", atMs: MONDAY + MIN },
      { source: "grafana", key: "a", atMs: MONDAY + 5 * MIN },
      { source: "nagios", key: "a", atMs: MONDAY + 5 * MIN + 1 },
      { key: "other", atMs: MONDAY },
      { key: "this", atMs: MONDAY },
    );
    const incident = await store.incident("pagerduty:this");
    assert.ok(incident);
    assert.deepEqual(await store.alsoNow(incident, 5 * MIN), ["grafana", "sentry"]);
  });
};

const describeNoise = (test: ReturnType<typeof withStore>): void => {
  test("the loudest problems of a range, with what became of them", async (store) => {
    await tell(
      store,
      ...[0, 1, 2].flatMap((index): Partial<Alert>[] => [
        { key: "flappy", atMs: MONDAY + index * HOUR, title: `Flaps ${index}`, runbook: "https://example.org/r" },
        { key: "flappy", state: "resolved", title: "", atMs: MONDAY + index * HOUR + MIN },
      ]),
      { key: "taken", atMs: MONDAY },
      { key: "taken", atMs: MONDAY + 1 },
      { key: "taken", state: "acked", atMs: MONDAY + 2, by: "Ana" },
      { key: "taken", state: "resolved", atMs: MONDAY + 3 },
      { key: "word", source: "papertrail", state: "notice", atMs: MONDAY + 5, labels: {} },
      { key: "outside", atMs: MONDAY - 1 },
      { key: "config:broken", source: "drm", atMs: MONDAY + 6 },
    );
    const range = { fromMs: MONDAY, toMs: MONDAY + DAY };
    const noise = await store.noise(range, 10);
    assert.deepEqual(
      noise.map(({ problem, occurrences, firings, endedAlone, muted, hasRunbook }) => ({
        ...{ problem, occurrences, firings, endedAlone, muted, hasRunbook },
      })),
      [
        { problem: "flappy", occurrences: 3, firings: 3, endedAlone: 3, muted: 0, hasRunbook: true },
        { problem: "taken", occurrences: 1, firings: 2, endedAlone: 0, muted: 0, hasRunbook: false },
        { problem: "word", occurrences: 1, firings: 0, endedAlone: 0, muted: 0, hasRunbook: false },
      ],
    );
    const [loudest] = noise;
    assert.deepEqual([loudest?.title, loudest?.service, loudest?.source], ["Flaps 2", "db", "pagerduty"]);
    assert.equal(loudest?.incidentId, `pagerduty:flappy@${MONDAY + 2 * HOUR}`);
    assert.equal(loudest?.lastMs, MONDAY + 2 * HOUR + MIN);
    assert.equal((await store.noise(range, 1)).length, 1);
    const lease = await leaseOf(store, "collect");
    const twins = { incidents: [found(), found({ key: "K2" })], facts: [], people: [] };
    await store.collected(lease, twins, { source: "pagerduty", rules: rulesOf({ problem: "twins" }) });
    const named = (await store.noise(range, 10)).filter(({ problem }) => problem === "twins");
    assert.deepEqual(
      named.map(({ occurrences, incidentId }) => [occurrences, incidentId]),
      [[2, "pagerduty:K1"]],
    );
    assert.deepEqual(await store.noise({ fromMs: MONDAY + DAY, toMs: MONDAY + 2 * DAY }, 10), []);
  });
};

export const describeLists = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("lists", () => {
    describeList(test);
    describeBefore(test);
    describeNoise(test);
  });
};
