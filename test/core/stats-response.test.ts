import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { response } from "../../src/core/stats/response.ts";
import { count, fact, incident, MIN, rangeOf, WEEK } from "./stats-kit.ts";

const AT = "2026-11-10T15:00:00Z";
const after = (min: number, at = AT): number => Date.parse(at) + min * MIN;
const when = (min: number): string => new Date(after(min)).toISOString();

describe("response", () => {
  it("has 19 times 5 min and once 8 h at mean 28.75, p50 5 and p95 28.75 min, without a list", () => {
    const incidents = Array.from({ length: 20 }, (_, index) =>
      incident(`Q${index}`, AT, { ackedAtMs: after(index === 0 ? 480 : 5), ackedBy: "human" }),
    );
    const { totals, list } = count("response", { incidents });
    assert.deepEqual(totals.mttaHuman, { n: 20, meanMs: 28.75 * MIN, p50Ms: 5 * MIN, p95Ms: 28.75 * MIN });
    assert.deepEqual([totals.ackRate, list], [1, []]);
  });

  it("keeps people and automation apart, and counts what nobody took", () => {
    const incidents = [
      incident("Q1", AT, { ackedAtMs: after(4), ackedBy: "human", resolvedAtMs: after(30), ending: "human" }),
      incident("Q2", AT, { ackedAtMs: after(1), ackedBy: "auto", resolvedAtMs: after(10), ending: "auto" }),
      incident("Q3", AT, { resolvedAtMs: after(2), ending: "auto" }),
      incident("Q4", AT),
      incident("Q5", AT, { ackedAtMs: after(9), ackedBy: "human" }),
      incident("Q6", AT, { resolvedAtMs: after(3), ending: "merged", ackedAtMs: after(1), ackedBy: "human" }),
      incident("B1", "2026-11-03T15:00:00Z", { ackedAtMs: after(7, "2026-11-03T15:00:00Z"), ackedBy: "human" }),
    ];
    const { totals, previous } = count("response", { incidents });
    assert.deepEqual([totals.incidents, totals.acked, totals.ackRate], [5, 3, 0.6]);
    assert.deepEqual([totals.mttaHuman.n, totals.mttaHuman.meanMs], [2, 6.5 * MIN]);
    assert.deepEqual([totals.mttaAuto.n, totals.mttaAuto.meanMs], [1, MIN]);
    assert.deepEqual([totals.mttrHuman.meanMs, totals.mttrAuto.meanMs], [30 * MIN, 6 * MIN]);
    assert.deepEqual([totals.neverAcked, totals.open, totals.openUnacked], [1, 2, 1]);
    assert.deepEqual([previous.incidents, previous.mttaHuman.meanMs], [1, 7 * MIN]);
    assert.equal(count("response", {}).totals.ackRate, null);
  });

  it("counts escalations by hand before those by time, and who was handed an incident on", () => {
    const one = (kind: "assigned" | "escalated", min: number, incidentKey: string, personId?: string) =>
      fact(when(min), { kind, incidentKey, personId, channel: undefined });
    const facts = [
      one("assigned", 0, "Q1", "P1"),
      one("escalated", 5, "Q1"),
      one("assigned", 5, "Q1", "P2"), // by the escalation
      one("escalated", 5, "Q2"),
      one("escalated", 9, "Q2", "P1"),
      one("assigned", 0, "Q3", "P1"),
      one("assigned", 0, "Q3", "P2"), // both at once
      one("assigned", 20, "Q4", "P2"),
      one("assigned", 10, "Q4", "P1"), // handed on from P1 to P2
      one("escalated", 8 * 24 * 60, "Q3", "P1"), // later than 24 h after the week
    ];
    const incidents = ["Q1", "Q2", "Q3", "Q4"].map((key) => incident(key, AT));
    const counted = ({ totals }: ReturnType<typeof count<"response">>) => [
      totals.escalatedByHand,
      totals.escalatedByTimeout,
      totals.reassigned,
    ];
    assert.deepEqual(counted(count("response", { incidents, facts })), [1, 1, 1]);
    assert.deepEqual(
      counted(count("response", { incidents, facts }, { person: "bob" })),
      [0, 1, 1],
      "the whole course of Bob's incidents (1, 3 and 4), whoever did it",
    );
  });

  it("takes each person's time from their first assignment to their first ack", () => {
    const one = (kind: "assigned" | "acked", min: number, incidentKey: string, personId = "P2") =>
      fact(when(min), { kind, incidentKey, personId, channel: undefined });
    const facts = [
      one("assigned", 3, "Q1"),
      one("assigned", 1, "Q1"),
      one("assigned", 2, "Q1"),
      one("acked", 9, "Q1"),
      one("acked", 5, "Q1"), // 4 min
      one("acked", 7, "Q1"),
      one("acked", 1, "Q2"),
      one("assigned", 2, "Q2"), // 0: the ack came first
      one("assigned", 2, "Q3"),
      one("acked", 2, "Q1", "P1"), // never assigned
      one("assigned", 2, "Q9"), // not an incident of the week
      one("assigned", 2, "Q3", "P3"),
      one("assigned", 2, "Q2", "P8"),
    ];
    const { people } = count("response", { incidents: ["Q1", "Q2", "Q3"].map((key) => incident(key, AT)), facts });
    assert.deepEqual(
      people.map(({ name, assigned, acked, ackTime }) => [name, assigned, acked, ackTime.n, ackTime.meanMs]),
      [
        ["Bob Anders", 3, 2, 2, 2 * MIN],
        ["Chen Wei", 1, 0, 0, null],
        ["P8", 1, 0, 0, null],
      ],
    );
  });

  it("has medians by day, and the list of few: acked ones, newest first", () => {
    const incidents = [
      incident("Q1", AT, { ackedAtMs: after(4), resolvedAtMs: after(30), ending: "auto", title: "Slow" }),
      incident("Q2", AT, { ackedAtMs: after(9), title: "Down" }),
      incident("Q3", "2026-11-12T15:00:00Z"),
      incident("Q4", "2026-11-12T16:00:00Z", { ackedAtMs: after(1, "2026-11-12T16:00:00Z") }),
    ];
    const { perDay, list, days } = count("response", { incidents });
    assert.deepEqual(perDay[1], { incidents: 2, ackP50Ms: 6.5 * MIN, resolveP50Ms: 30 * MIN });
    assert.deepEqual(perDay[2], { incidents: 0, ackP50Ms: null, resolveP50Ms: null });
    assert.deepEqual([perDay[3]?.ackP50Ms, perDay[3]?.resolveP50Ms, days[3]], [MIN, null, "2026-11-12"]);
    assert.deepEqual(
      list.map(({ key, title, ackMs, resolveMs }) => [key, title, ackMs, resolveMs]),
      [
        ["Q4", "", MIN, null],
        ["Q1", "Slow", 4 * MIN, 30 * MIN],
        ["Q2", "Down", 9 * MIN, null],
      ],
    );
  });

  it("puts an incident of a day of 23 or 25 hours on its day, and never has a time below zero", () => {
    const range = rangeOf("2026-W43");
    const late = incident("Q1", "2026-10-25T22:59:00Z", { ackedAtMs: Date.parse("2026-10-25T22:58:00Z") });
    const { perDay } = count("response", { incidents: [late] }, { range });
    assert.deepEqual(perDay[6], { incidents: 1, ackP50Ms: 0, resolveP50Ms: null });
  });

  it("reads facts until a day after the range", () => {
    assert.equal(response.window({ range: WEEK }).facts.toMs, WEEK.toMs + 24 * 60 * MIN);
  });
});
