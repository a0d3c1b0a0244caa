import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { load } from "../../src/core/stats/load.ts";
import { count, duty, fact, HOUR, incident, rangeOf, WEEK } from "./stats-kit.ts";

const places = (values: readonly number[]): Record<number, number> =>
  Object.fromEntries(values.flatMap((value, index) => (value === 0 ? [] : [[index, value]])));

describe("load, by time", () => {
  it("has incidents in the range's zone, interruptions by day there and by hour in the person's own", () => {
    // 23:30Z on Tuesday is Wednesday 00:30 in Berlin, Tuesday 18:30 in New York.
    const at = "2026-11-10T23:30:00Z";
    const stats = count("load", { incidents: [incident("Q1", at)], facts: [fact(at, { personId: "P1" })] });
    assert.deepEqual(stats.days.slice(0, 3), ["2026-11-09", "2026-11-10", "2026-11-11"]);
    assert.deepEqual(places(stats.incidents.days), { 2: 1 });
    assert.deepEqual(places(stats.incidents.hours), { 0: 1 });
    assert.deepEqual(places(stats.incidents.weekdays), { 2: 1 });
    assert.equal(stats.incidents.heat[2]?.[0], 1);
    assert.deepEqual(places(stats.interruptions.days), { 2: 1 });
    assert.deepEqual(places(stats.interruptions.hours), { 18: 1 });
    assert.deepEqual(places(stats.interruptions.weekdays), { 1: 1 });
    assert.equal(stats.interruptions.heat[1]?.[18], 1);
  });

  it("counts both hours of a day of 25, and none that a day of 23 leaves out", () => {
    const autumn = rangeOf("2026-W43"); // the last day is Sunday 25 October
    const twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"]; // 02:30 summer time, 02:30 winter time
    const incidents = twice.map((at, index) => incident(`Q${index}`, at));
    const stats = count("load", { incidents, facts: twice.map((at) => fact(at)) }, { range: autumn });
    assert.deepEqual(places(stats.incidents.hours), { 2: 2 });
    assert.deepEqual(places(stats.incidents.days), { 6: 2 });
    assert.equal(stats.interruptions.heat[6]?.[2], 2);
    const spring = rangeOf("2026-03-29");
    const after = incident("Q1", "2026-03-29T01:00:00Z"); // 03:00, a millisecond after 01:59:59.999
    assert.deepEqual(places(count("load", { incidents: [after] }, { range: spring }).incidents.hours), { 3: 1 });
  });

  it("leaves merged incidents out, not what they did to people", () => {
    const at = "2026-11-10T10:00:00Z";
    const merged = incident("Q1", at, { ending: "merged", resolvedAtMs: Date.parse(at), title: "Disk 91% full" });
    const stats = count("load", { incidents: [merged], facts: [fact(at)] });
    assert.deepEqual(places(stats.incidents.days), {});
    assert.deepEqual(places(stats.interruptions.days), { 1: 1 });
    assert.deepEqual(stats.services, [{ name: "api", incidents: 0, pages: 1 }]);
    assert.deepEqual(stats.alerts, [{ service: "api", name: "Disk #% full", incidents: 0, pages: 1 }]);
  });

  it("is half-open, and has the same of the range before", () => {
    const edges = [
      "2026-11-08T22:59:59.999Z",
      "2026-11-08T23:00:00Z",
      "2026-11-15T22:59:59.999Z",
      "2026-11-15T23:00:00Z",
    ];
    const incidents = edges.map((at, index) => incident(`Q${index}`, at));
    const facts = [edges[0], edges[2], edges[3]].map((at = "") => fact(at));
    const stats = count("load", { incidents, facts });
    assert.deepEqual(places(stats.incidents.days), { 0: 1, 6: 1 });
    assert.deepEqual(places(stats.interruptions.days), { 6: 1 });
    assert.deepEqual(stats.previous, { incidents: 1, pages: 1 });
  });

  it("says which days nothing was read of, and has none in an empty range", () => {
    const unknown = (sinceMs: number) => count("load", { sinceMs }).unknownDays;
    const noon = Date.parse("2026-11-11T11:00:00Z");
    assert.deepEqual([unknown(WEEK.fromMs), unknown(noon), unknown(WEEK.toMs + 1)], [0, 2, 7]);
    const running = rangeOf("this week"); // Monday to Saturday 10:30
    assert.equal(count("load", { sinceMs: running.toMs + 1 }, { range: running }).unknownDays, 6);
    const nothing = { ...WEEK, fromMs: noon, toMs: noon };
    const stats = count("load", { facts: [fact("2026-11-10T10:00:00Z")] }, { range: nothing });
    assert.deepEqual([stats.days, stats.interruptions.days, stats.people], [[], [], []]);
  });
});

describe("load, by what and whom", () => {
  const at = "2026-11-10T10:00:00Z";

  it("has services, teams and alerts with most pages first, then most incidents, then by name", () => {
    const disk = (key: string, percent: number, more = {}) =>
      incident(key, at, { title: `Disk ${percent}% full`, ...more });
    const incidents = [
      disk("Q1", 91),
      disk("Q2", 95),
      disk("Q3", 97, { service: "db", teams: ["Money", "Data"] }),
      incident("Q4", at, { service: "web", title: "Down", teams: ["Data"] }),
    ];
    const facts = [
      fact(at, { incidentKey: "Q3", service: "db", teams: ["Money", "Data"] }),
      fact("2026-11-10T11:00:00Z", { incidentKey: "Q3", service: "db", teams: ["Money", "Data", "Data"] }),
      fact("2026-11-10T12:00:00Z", { incidentKey: "Q1" }),
      fact("2026-11-10T13:00:00Z", { incidentKey: "unread", service: "" }),
    ];
    const stats = count("load", { incidents, facts });
    assert.deepEqual(stats.services, [
      { name: "db", incidents: 1, pages: 2 },
      { name: "api", incidents: 2, pages: 1 },
      { name: "", incidents: 0, pages: 1 },
      { name: "web", incidents: 1, pages: 0 },
    ]);
    assert.deepEqual(stats.teams, [
      { name: "", incidents: 2, pages: 2 },
      { name: "Data", incidents: 2, pages: 2 },
      { name: "Money", incidents: 1, pages: 2 },
    ]);
    assert.deepEqual(stats.alerts, [
      { service: "db", name: "Disk #% full", incidents: 1, pages: 2 },
      { service: "api", name: "Disk #% full", incidents: 2, pages: 1 },
      { service: "web", name: "Down", incidents: 1, pages: 0 },
    ]);
  });

  it("gives an interruption to the first of its notifications, whatever order they come in", () => {
    const facts = [
      fact(at, { incidentKey: "Q2", service: "web" }),
      fact(at, { incidentKey: "Q1", service: "api" }),
      fact("2026-11-10T10:01:00Z", { incidentKey: "Q0", service: "db" }),
    ];
    for (const order of [facts, [...facts].reverse()])
      assert.deepEqual(count("load", { facts: order }).services, [{ name: "api", incidents: 0, pages: 1 }]);
    assert.equal(count("load", { facts }).people[0]?.incidents, 3, "all three told Bob");
  });

  it("lists 50 alerts at most", () => {
    const incidents = Array.from({ length: 60 }, (_, index) => incident(`Q${index}`, at, { title: `alert${index}` }));
    assert.equal(count("load", { incidents }).alerts.length, 50);
  });

  it("has everybody paged or on call, with parts of their own day and their time on schedules once", () => {
    const facts = [
      fact("2026-11-11T03:30:00Z", { personId: "P1" }), // 22:30 in New York
      fact("2026-11-11T13:00:00Z", { personId: "P1" }), // 08:00
      fact("2026-11-11T23:00:00Z", { personId: "P1" }), // 18:00
      fact("2026-11-11T23:00:00Z", { personId: "P9" }), // nobody knows them: 00:00 in Berlin
      fact("2026-11-11T23:10:00Z", { personId: "P3", channel: "email" }),
    ];
    const duties = [
      duty("2026-11-08T00:00:00Z", "2026-11-09T12:00:00Z"), // Bob, from before the range: 13 h of it
      duty("2026-11-09T10:00:00Z", "2026-11-09T14:00:00Z", { scheduleId: "S2" }), // 2 h more
      duty("2026-11-15T22:00:00Z", "2026-11-16T10:00:00Z"), // 1 h of it
    ];
    const { people } = count("load", { facts, duties });
    const lines = people.map(({ name, pages, sleep, business, off, oncallMs }) => [
      name,
      pages,
      sleep,
      business,
      off,
      oncallMs / HOUR,
    ]);
    assert.deepEqual(lines, [
      ["Ana Souza", 3, 1, 1, 1, 0],
      ["P9", 1, 1, 0, 0, 0],
      ["Bob Anders", 0, 0, 0, 0, 16],
    ]);
    assert.deepEqual(places(people[0]?.perDay ?? []), { 2: 2, 3: 1 }, "days of the range's zone");
  });

  it("keeps one person's time on call under a person filter, everybody's under others", () => {
    const duties = [
      duty("2026-11-09T10:00:00Z", "2026-11-09T14:00:00Z"),
      duty("2026-11-09T10:00:00Z", "2026-11-09T14:00:00Z", { personId: "P1" }),
    ];
    const facts = [fact(at)];
    assert.deepEqual(
      count("load", { facts, duties }, { person: "bob" }).people.map(({ id }) => id),
      ["P2"],
    );
    assert.deepEqual(
      count("load", { facts, duties }, { service: "api" }).people.map(({ id }) => id),
      ["P2", "P1"],
    );
  });
});

describe("load.window", () => {
  it("reads both ranges of what is compared, and only this one of schedules", () => {
    const { incidents, facts, duties, titles } = load.window({ range: WEEK });
    assert.deepEqual(incidents, { fromMs: Date.parse("2026-11-01T23:00:00Z"), toMs: WEEK.toMs });
    assert.ok(facts.fromMs <= incidents.fromMs - 60_000);
    assert.equal(facts.toMs, WEEK.toMs);
    assert.deepEqual([duties, titles], [{ fromMs: WEEK.fromMs, toMs: WEEK.toMs }, true]);
  });
});
