import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gini, maxToMean } from "../../src/core/stats/inequality.ts";
import { count, duty, fact, HOUR } from "./stats-kit.ts";

const DAY = "2026-11-10T";
/** That many pages of somebody, one every ten minutes from 08:00Z on, each of an incident of its own. */
const pages = (personId: string, many: number, day = DAY) =>
  Array.from({ length: many }, (_, index) =>
    fact(new Date(Date.parse(`${day}08:00:00Z`) + index * 600_000).toISOString(), {
      personId,
      incidentKey: `${personId}${index}`,
    }),
  );
const people = ["A", "B", "C", "D"].map((id) => ({ source: "pagerduty", id, name: id }));
const onDay = (personId: string, from = `${DAY}08:00:00Z`, to = `${DAY}18:00:00Z`) => duty(from, to, { personId });

describe("inequality", () => {
  it("is 0.75 when one of four has everything, 0 when all have the same", () => {
    assert.equal(gini([10, 0, 0, 0]), 0.75);
    assert.equal(gini([3, 3, 3]), 0);
    assert.equal(gini([1, 2, 3]), 8 / (2 * 9 * 2), "differences of 1, 1 and 2, each twice");
    assert.deepEqual([gini([1, 2]), gini([0, 0, 0]), gini([])], [null, null, null]);
    assert.equal(maxToMean([10, 0, 0, 0]), 4);
    assert.deepEqual([maxToMean([10]), maxToMean([0, 0]), maxToMean([1, 3])], [null, null, 1.5]);
  });

  it("agrees with the sum over all pairs", () => {
    const values = Array.from({ length: 40 }, (_, index) => (index * 7919) % 31);
    const sum = values.reduce((a, b) => a + b, 0);
    const pairs = values.reduce((total, a) => total + values.reduce((own, b) => own + Math.abs(a - b), 0), 0);
    assert.ok(Math.abs((gini(values) ?? 0) - pairs / (2 * values.length * sum)) < 1e-12);
  });
});

describe("fairness", () => {
  it("compares interruptions per hour on call, zeros included", () => {
    const duties = ["A", "B", "C", "D"].map((id) => onDay(id));
    const stats = count("fairness", { people, duties, facts: pages("A", 10) });
    assert.deepEqual([stats.basis, stats.gini, stats.maxToMean], ["rate", 0.75, 4]);
    assert.deepEqual(
      stats.people.map(({ id, perHour, share }) => [id, perHour, share]),
      [
        ["A", 1, 1],
        ["B", 0, 0],
        ["C", 0, 0],
        ["D", 0, 0],
      ],
    );
    assert.equal(stats.people[0]?.onCallShare, 10 / 168);
  });

  it("leaves who is on no schedule out of the comparison, at the end of the list", () => {
    const duties = ["A", "B", "C"].map((id) => onDay(id));
    const facts = [...pages("A", 2), ...pages("B", 4), ...pages("D", 9)];
    const stats = count("fairness", { people, duties, facts });
    assert.deepEqual(
      stats.people.map(({ id, perHour }) => [id, perHour]),
      [
        ["B", 0.4],
        ["A", 0.2],
        ["C", 0],
        ["D", null],
      ],
    );
    assert.equal(stats.maxToMean, 2);
    assert.equal(stats.people[3]?.share, 9 / 15);
  });

  it("compares pages of everybody paged where no hours are known", () => {
    const facts = [...pages("A", 1), ...pages("B", 2), ...pages("C", 3)];
    const stats = count("fairness", { people, facts });
    assert.deepEqual([stats.basis, stats.maxToMean], ["pages", 1.5]);
    assert.equal(stats.gini, gini([1, 2, 3]));
    assert.deepEqual(stats.shifts, { pieces: 0, over: 0, most: 0 });
  });

  it("has no Gini of two people, and that of the range before", () => {
    const before = ["A", "B", "C", "D"].map((id) => onDay(id, "2026-11-03T08:00:00Z", "2026-11-03T18:00:00Z"));
    const facts = [...pages("A", 3), ...pages("A", 5, "2026-11-03T")];
    const stats = count("fairness", { people, duties: [onDay("A"), onDay("B"), ...before], facts });
    assert.deepEqual([stats.gini, stats.maxToMean, stats.previousGini], [null, 2, 0.75]);
    const unlike = count("fairness", {
      people,
      duties: [onDay("A")],
      facts: ["A", "B", "C"].flatMap((id) => pages(id, 2, "2026-11-03T")),
    });
    assert.equal(unlike.previousGini, null, "pages then, rates now");
    const quiet = count("fairness", { people, duties: ["A", "B", "C"].map((id) => onDay(id)) });
    assert.deepEqual([quiet.gini, quiet.maxToMean, quiet.people[0]?.share], [null, null, 0]);
  });

  it("cuts each stretch into 12 hours and counts those with more than two incidents", () => {
    const at = (time: string, incidentKey: string) => fact(`2026-11-${time}Z`, { personId: "A", incidentKey });
    const duties = [
      duty("2026-11-10T00:00:00Z", "2026-11-10T14:00:00Z", { personId: "A" }),
      duty("2026-11-10T14:00:00Z", "2026-11-11T06:00:00Z", { personId: "A", scheduleId: "S2" }), // one stretch of 30 h
      duty("2026-11-12T00:00:00Z", "2026-11-12T12:00:00Z", { personId: "A" }),
    ];
    const facts = [
      at("10T11:00:00", "Q1"),
      at("10T11:30:00", "Q2"),
      at("10T12:00:00", "Q3"), // the second piece: Q3, Q4, Q5
      at("10T12:00:20", "Q4"), // the same interruption, another incident
      at("10T13:00:00", "Q5"),
      at("10T14:00:00", "Q5"),
      at("11T12:00:00", "Q6"), // not on call, as the two after it
      at("11T12:10:00", "Q8"),
      at("11T12:20:00", "Q9"),
      at("12T11:59:00", "Q7"),
    ];
    const stats = count("fairness", { people, duties, facts });
    assert.deepEqual(stats.shifts, { pieces: 4, over: 1, most: 3 });
    const [one] = stats.people;
    assert.deepEqual([one?.pieces, one?.over, one?.pages, (one?.oncallMs ?? 0) / HOUR], [4, 1, 9, 42]);
    assert.equal(one?.perHour, 9 / 42, "all of theirs in the range");
  });
});
