import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { nights } from "../../src/core/stats/nights.ts";
import { count, fact, rangeOf, WEEK } from "./stats-kit.ts";

describe("nights", () => {
  it("names a night of 22:00-08:00 by its evening in the person's own zone", () => {
    const facts = [
      fact("2026-11-10T20:59:59Z"), // 21:59 in Berlin
      fact("2026-11-10T21:01:00Z"), // 22:01
      fact("2026-11-11T06:59:59Z"), // 07:59
      fact("2026-11-11T07:05:00Z"), // 08:05
      fact("2026-11-11T07:00:00Z", { personId: "P1" }), // 02:00 in New York
    ];
    const { people, evenings } = count("nights", { facts });
    assert.deepEqual(
      people.map(({ name, nights: own }) => [name, own]),
      [
        ["Bob Anders", [{ evening: "2026-11-10", pages: 2, hours: 2 }]],
        ["Ana Souza", [{ evening: "2026-11-10", pages: 1, hours: 1 }]],
      ],
    );
    assert.deepEqual(evenings, [{ evening: "2026-11-10", people: 2, pages: 3 }]);
  });

  it("knows hard nights, hours of them, and nights that follow each other", () => {
    const at = (evening: number, minutes: readonly number[]) =>
      minutes.map((minute) => fact(new Date(Date.UTC(2026, 10, evening, 22, minute)).toISOString()));
    const facts = [...at(9, [0, 5, 70]), ...at(10, [0, 5]), ...at(12, [0]), ...at(13, [0]), ...at(14, [0])];
    const stats = count("nights", { facts });
    const [one] = stats.people;
    assert.deepEqual(
      one?.nights.map(({ evening, pages, hours }) => [evening.slice(-2), pages, hours]),
      [
        ["09", 3, 2],
        ["10", 2, 1],
        ["12", 1, 1],
        ["13", 1, 1],
        ["14", 1, 1],
      ],
    );
    assert.deepEqual([one?.pages, one?.hard, one?.longestRun], [8, 1, 3]);
    assert.deepEqual(stats.totals, { nights: 5, pages: 8, hard: 1, people: 1, inARow: 1 });
    assert.deepEqual(stats.hardest, {
      source: "pagerduty",
      id: "P2",
      name: "Bob Anders",
      email: "bob@example.com",
      evening: "2026-11-09",
      pages: 3,
      hours: 2,
    });
  });

  it("keeps a night of 11 hours one, with its repeated hour once", () => {
    const facts = [fact("2026-10-25T00:30:00Z"), fact("2026-10-25T01:30:00Z"), fact("2026-10-25T06:30:00Z")];
    const [one] = count("nights", { facts }, { range: rangeOf("2026-W43") }).people;
    assert.deepEqual(one?.nights, [{ evening: "2026-10-24", pages: 3, hours: 2 }]);
  });

  it("counts what lies in the range: a night cut by its beginning belongs to both ranges", () => {
    const facts = [fact("2026-11-08T22:30:00Z"), fact("2026-11-08T23:30:00Z")];
    const { people, previous } = count("nights", { facts });
    assert.deepEqual(people[0]?.nights, [{ evening: "2026-11-08", pages: 1, hours: 1 }]);
    assert.deepEqual(previous, { nights: 1, pages: 1, hard: 0, people: 1, inARow: 0 });
  });

  it("orders people by nights, pages, name, then id; and takes the earliest of equal nights as the hardest", () => {
    const facts = [
      fact("2026-11-11T23:00:00Z", { personId: "X2" }),
      fact("2026-11-10T23:00:00Z", { personId: "X1" }),
      fact("2026-11-10T23:00:00Z", { personId: "P3" }),
      fact("2026-11-12T23:00:00Z"),
      fact("2026-11-13T23:00:00Z"),
      fact("2026-11-10T23:05:00Z", { personId: "P3" }),
      fact("2026-11-10T23:10:00Z", { personId: "P3" }),
    ];
    const stats = count("nights", { facts });
    assert.deepEqual(
      stats.people.map(({ id }) => id),
      ["P2", "P3", "X1", "X2"],
    );
    assert.deepEqual([stats.hardest?.id, stats.hardest?.evening, stats.hardest?.pages], ["P3", "2026-11-10", 3]);
    const even = count("nights", { facts: facts.slice(0, 3) });
    assert.deepEqual([even.hardest?.id, even.totals.inARow], ["P3", 0], "the first id of the earliest evening");
    const earlier = fact("2026-11-09T23:00:00Z", { personId: "X9" });
    assert.equal(count("nights", { facts: [...facts.slice(0, 3), earlier] }).hardest?.id, "X9");
  });

  it("says nothing of a quiet week, and reads no incidents for it", () => {
    const quiet = count("nights", {
      facts: [fact("2026-11-10T12:00:00Z"), fact("2026-11-10T23:00:00Z", { channel: "email" })],
    });
    assert.deepEqual([quiet.people, quiet.evenings, quiet.hardest], [[], [], null]);
    const { incidents } = nights.window({ range: WEEK });
    assert.equal(incidents.toMs - incidents.fromMs, 0);
    const filtered = nights.window({ range: WEEK, service: "api" }).incidents;
    assert.ok(filtered.fromMs < filtered.toMs, "names of services are known from incidents too");
  });
});
