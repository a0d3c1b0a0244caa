import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Temporal } from "temporal-polyfill";
import { overview } from "../../src/core/stats/overview.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { parseTimeRange, type RangeContext } from "../../src/core/time/range.ts";
import { createChance } from "../oracle/random.ts";
import { randomRows } from "../oracle/random-rows.ts";

const BERLIN: RangeContext = { nowMs: Date.parse("2026-11-21T09:30:00Z"), tz: "Europe/Berlin", weekStart: 1 };
const week = parseTimeRange("2026-W46", BERLIN); // Mon 9 Nov - Sun 15 Nov, UTC+1
const MIN = 60_000;

const fact = (at: string, more: Partial<StatsFact> = {}): StatsFact => ({
  source: "pagerduty",
  kind: "notified",
  atMs: Date.parse(at),
  personId: "P1",
  incidentKey: "Q1",
  channel: "phone",
  service: "api",
  teams: [],
  ...more,
});
const incident = (key: string, opened: string, more: Partial<StatsIncident> = {}): StatsIncident => ({
  source: "pagerduty",
  key,
  service: "api",
  teams: [],
  openedAtMs: Date.parse(opened),
  ackedAtMs: null,
  ackedBy: null,
  resolvedAtMs: null,
  ending: null,
  severity: "error",
  title: "",
  verdict: null,
  ...more,
});
const ana = { source: "pagerduty", id: "P1", name: "Ana Souza", email: "ana.s@example.com", tz: "America/New_York" };
const bob = { source: "pagerduty", id: "P2", name: "Bob Anders", email: "bob@example.com", tz: "Europe/Berlin" };
const rowsOf = (rows: Partial<StatsRows>): StatsRows => ({
  incidents: [],
  facts: [],
  people: [ana, bob],
  duties: [],
  planned: [],
  asOfMs: 1,
  ...rows,
});
const compute = (rows: Partial<StatsRows>, query: Partial<StatsQuery> = {}) =>
  overview.compute(rowsOf(rows), { range: week, ...query });

describe("overview.compute, interruptions", () => {
  it("counts what comes within 60 s of the last counted one once, on whatever channel", () => {
    const facts = [
      fact("2026-11-10T15:00:00Z"),
      fact("2026-11-10T15:00:30Z", { channel: "sms" }),
      fact("2026-11-10T15:01:00Z", { channel: "push" }),
      fact("2026-11-10T15:01:01Z"),
      fact("2026-11-10T15:01:30Z"),
    ];
    assert.equal(compute({ facts }).people[0]?.pages, 2);
    assert.equal(compute({ facts: [...facts].reverse() }).people[0]?.pages, 2);
  });

  it("keeps people apart, and leaves out e-mail, other channels and automation", () => {
    const at = "2026-11-10T15:00:00Z";
    const { people, totals } = compute({
      facts: [
        fact(at),
        fact(at, { personId: "P2" }),
        fact("2026-11-10T16:00:00Z", { channel: "email" }),
        fact("2026-11-10T17:00:00Z", { channel: "other" }),
        fact("2026-11-10T18:00:00Z", { channel: undefined }),
        fact("2026-11-10T19:00:00Z", { personId: undefined }),
      ],
    });
    assert.deepEqual(
      people.map(({ name, pages }) => [name, pages]),
      [
        ["Ana Souza", 1],
        ["Bob Anders", 1],
      ],
    );
    assert.equal(totals.pages, 2);
  });

  it("counts a burst that runs into the range where it began", () => {
    const facts = [fact("2026-11-08T22:59:30Z"), fact("2026-11-08T23:00:10Z")];
    const { totals, previous } = compute({ facts });
    assert.equal(totals.pages, 0);
    assert.equal(previous.pages, 1);
  });

  it("uses the person's own zone: sleep first, then business, then off; nights by their evening", () => {
    // New York is UTC-5: 03:30Z is 22:30 of the day before, 12:58Z is 07:58, 13:00Z is 08:00, 23:00Z is 18:00.
    const facts = [
      fact("2026-11-11T03:30:00Z"),
      fact("2026-11-11T12:58:00Z"),
      fact("2026-11-12T12:59:00Z"),
      fact("2026-11-11T13:00:00Z"),
      fact("2026-11-11T23:00:00Z"),
      fact("2026-11-14T18:00:00Z"),
      fact("2026-11-15T08:00:00Z"),
    ];
    const [one] = compute({ facts }).people;
    assert.deepEqual(
      [one?.pages, one?.sleep, one?.business, one?.off, one?.nights],
      [7, 4, 1, 2, 3],
      "nights of Tue 10 (twice), Wed 11 and Sat 14",
    );
  });

  it("counts in the range's zone for people whose zone is absent or nonsense", () => {
    const facts = [fact("2026-11-11T21:30:00Z")]; // 22:30 in Berlin
    for (const tz of [undefined, "Not/AZone"])
      assert.equal(compute({ facts, people: [{ ...ana, tz }] }).people[0]?.sleep, 1);
  });
});

describe("overview.compute, incidents", () => {
  it("drops merged incidents from counts and times but keeps their notifications", () => {
    const at = "2026-11-10T15:00:00Z";
    const ackedAtMs = Date.parse(at) + 5 * MIN;
    const incidents = [
      incident("Q1", at, { ending: "merged", resolvedAtMs: ackedAtMs, ackedAtMs }),
      incident("Q2", at, { ackedAtMs }),
    ];
    const { totals, services } = compute({ incidents, facts: [fact(at)] });
    assert.deepEqual([totals.incidents, totals.merged, totals.mtta.n, totals.pages], [1, 1, 1, 1]);
    assert.deepEqual(
      services.map(({ perDay }) => perDay),
      [[0, 1, 0, 0, 0, 0, 0]],
    );
  });

  it("takes MTTA over acked ones only, MTTR by who ended it, and counts the open ones apart", () => {
    const at = "2026-11-10T15:00:00Z";
    const after = (min: number) => Date.parse(at) + min * MIN;
    const { totals } = compute({
      incidents: [
        incident("Q1", at, { ackedAtMs: after(4), resolvedAtMs: after(30), ending: "human" }),
        incident("Q2", at, { ackedAtMs: after(8) }),
        incident("Q3", at, { resolvedAtMs: after(2), ending: "auto" }),
        incident("Q4", at),
      ],
    });
    assert.deepEqual(totals.mtta, { n: 2, meanMs: 6 * MIN, p50Ms: 6 * MIN, p95Ms: 7.8 * MIN });
    assert.deepEqual([totals.mttrHuman.meanMs, totals.mttrAuto.meanMs], [30 * MIN, 2 * MIN]);
    assert.deepEqual([totals.open, totals.openUnacked, totals.neverAcked], [2, 1, 1]);
  });

  it("has null, not zero, where nothing was measured", () => {
    const { totals, asOfMs } = compute({ asOfMs: null });
    assert.deepEqual(totals.mtta, { n: 0, meanMs: null, p50Ms: null, p95Ms: null });
    assert.equal(asOfMs, null);
  });

  it("has 19 times 5 min and once 8 h at mean 28.75, p50 5 and p95 28.75 min", () => {
    const incidents = Array.from({ length: 20 }, (_, index) => {
      const opened = Date.parse("2026-11-10T15:00:00Z");
      return incident(`Q${index}`, "2026-11-10T15:00:00Z", { ackedAtMs: opened + (index === 0 ? 480 : 5) * MIN });
    });
    assert.deepEqual(compute({ incidents }).totals.mtta, {
      n: 20,
      meanMs: 28.75 * MIN,
      p50Ms: 5 * MIN,
      p95Ms: 28.75 * MIN,
    });
  });

  it("is half-open at both ends", () => {
    const incidents = [
      incident("Q1", "2026-11-08T22:59:59.999Z"),
      incident("Q2", "2026-11-08T23:00:00Z"),
      incident("Q3", "2026-11-15T22:59:59.999Z"),
      incident("Q4", "2026-11-15T23:00:00Z"),
    ];
    const stats = compute({ incidents });
    assert.equal(stats.totals.incidents, 2);
    assert.equal(stats.previous.incidents, 1);
    assert.deepEqual(stats.services[0]?.perDay, [1, 0, 0, 0, 0, 0, 1]);
  });
});

describe("overview.compute, filters", () => {
  const at = "2026-11-10T15:00:00Z";
  const rows = {
    incidents: [
      incident("Q1", at, { service: "api" }),
      incident("Q2", at, { service: "api-gateway" }),
      incident("Q3", at, { service: "payments", teams: ["Money"] }),
    ],
    facts: [
      fact(at, { incidentKey: "Q1", service: "api" }),
      fact(at, { incidentKey: "Q2", service: "api-gateway", personId: "P2", teams: ["Platform"] }),
      fact("2026-11-10T16:00:00Z", { incidentKey: "Q3", service: "payments", personId: "P2", teams: ["Money"] }),
    ],
  };
  const seen = (query: Partial<StatsQuery>) => {
    const { totals, people, notes } = compute(rows, query);
    return [
      totals.incidents,
      totals.pages,
      people.map(({ id }) => id).join(),
      notes.map(({ found }) => found.length).join(),
    ];
  };

  it("finds by the same name, then the beginning, then a part, whatever the case", () => {
    assert.deepEqual(seen({ service: "API" }), [1, 1, "P1", ""]);
    assert.deepEqual(seen({ service: "api-" }), [1, 1, "P2", ""]);
    assert.deepEqual(seen({ service: "ment" }), [1, 1, "P2", ""]);
    assert.deepEqual(seen({ service: "a" }), [2, 2, "P1,P2", "2"]);
    assert.deepEqual(seen({ service: "nope" }), [0, 0, "", "0"]);
  });

  it("finds incidents of a team by their own teams or by what happened in them", () => {
    assert.deepEqual(seen({ team: "money" }), [1, 1, "P2", ""]);
    assert.deepEqual(seen({ team: "plat" }), [1, 1, "P2", ""]);
  });

  it("finds people by name, address or its local part", () => {
    for (const person of ["ana", "Souza", "ANA.S@example.com", "ana.s"])
      assert.deepEqual(seen({ person }), [1, 1, "P1", ""], person);
    assert.deepEqual(seen({ person: "bob" }), [2, 2, "P2", ""]);
    assert.deepEqual(seen({ person: "an" }), [1, 1, "P1", ""]);
    assert.deepEqual(seen({ person: "zoe" }), [0, 0, "", "0"]);
  });
});

describe("overview.window", () => {
  it("reads the range and the one before, and a little more for facts", () => {
    const { incidents, facts } = overview.window({ range: week });
    assert.equal(incidents.fromMs, Date.parse("2026-11-01T23:00:00Z"));
    assert.equal(incidents.toMs, week.toMs);
    assert.ok(facts.fromMs < incidents.fromMs);
    assert.equal(facts.toMs, week.toMs);
    assert.ok(overview.window({ range: week, person: "ana" }).facts.toMs > week.toMs);
  });

  it("asks for zones a few times, however many facts there are", (t) => {
    const rows = randomRows(createChance(7), week.fromMs, week.toMs, 8000);
    const asked = t.mock.method(Temporal.Instant, "fromEpochMilliseconds");
    const stats = overview.compute(rows, { range: week });
    assert.ok(rows.facts.length > 15_000 && stats.totals.pages > 1000);
    const count = asked.mock.callCount();
    assert.ok(count > 0 && count < 100, `${count} times`);
  });
});
