import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import { services } from "../../src/core/stats/services.ts";
import { at, factOf, incidentOf, rowsOf, WEEK } from "./stats-made.ts";

const MIN = 60_000;
const compute = (rows: Partial<StatsRows>) => services.compute(rowsOf(rows), { range: WEEK });
const ended = (n: number, minutes: number, more: Partial<StatsIncident> = {}): StatsIncident => {
  const incident = incidentOf(`Q${n}`, "11-10T10:00", { ending: "human", ...more });
  return { ...incident, resolvedAtMs: incident.openedAtMs + minutes * MIN };
};

describe("services", () => {
  it("19 of 5 min and one of 8 h: mean 28.8 min (28 min 45 s), p50 5, p95 28.75", () => {
    const incidents = [...Array.from({ length: 19 }, (_, n) => ended(n, 5)), ended(19, 480)];
    const { mttr, mtta } = compute({ incidents }).services[0] ?? {};
    assert.deepEqual(mttr, { n: 20, meanMs: 28.75 * MIN, p50Ms: 5 * MIN, p95Ms: 28.75 * MIN });
    assert.deepEqual(mtta, { n: 0, meanMs: null, p50Ms: null, p95Ms: null });
  });

  it("counts what was created in the range, by day of its zone, and what was before; merged ones never", () => {
    const { services: rows, days } = compute({
      incidents: [
        incidentOf("1", "11-08T23:00", { ackedAtMs: at("11-08T23:04") }),
        incidentOf("2", "11-09T22:59"),
        incidentOf("3", "11-09T23:00", { ending: "auto", resolvedAtMs: at("11-09T23:30") }),
        incidentOf("4", "11-15T22:59", { ending: "merged", resolvedAtMs: at("11-15T22:59") }),
        incidentOf("5", "11-15T23:00"),
        incidentOf("6", "11-08T22:59"),
        incidentOf("7", "11-02T22:59", { ending: "merged" }),
        incidentOf("8", "11-02T22:59", { service: "old" }),
      ],
    });
    assert.equal(days.length, 7);
    assert.deepEqual(
      rows.map(({ name, incidents, previous, open, endedAlone, perDay }) => [
        name,
        incidents,
        previous,
        open,
        endedAlone,
        perDay,
      ]),
      [
        ["api", 3, 1, 2, 1, [2, 1, 0, 0, 0, 0, 0]],
        ["old", 0, 1, 0, 0, [0, 0, 0, 0, 0, 0, 0]],
      ],
    );
    assert.deepEqual([rows[0]?.mtta.meanMs, rows[0]?.mttr.meanMs], [4 * MIN, 30 * MIN]);
  });

  it("a page is the service's that its first notification names, at night by the person's clock", () => {
    const { services: rows } = compute({
      incidents: [incidentOf("Q1", "11-10T10:00"), incidentOf("Q2", "11-10T10:00", { service: "web" })],
      facts: [
        factOf("11-10T12:59"), // 07:59 in New York
        factOf("11-10T13:00", { service: "web" }), // the same interruption: 60 s later
        factOf("11-10T14:00", { service: "web" }), // 09:00
        factOf("11-10T21:00", { service: "web", personId: "P2" }), // 22:00 in Berlin
        factOf("11-10T22:00", { service: "mail", personId: "P2", channel: "email" }),
        factOf("11-08T22:58", { service: "dns" }), // before the range
        ...["14:00", "15:00", "16:00"].map((hour) => factOf(`11-12T${hour}`, { service: "cdn" })),
      ],
    });
    assert.deepEqual(
      rows.map(({ name, incidents, pages, sleepPages }) => [name, incidents, pages, sleepPages]),
      [
        ["web", 1, 2, 1],
        ["api", 1, 1, 1],
        ["cdn", 0, 3, 0],
      ],
    );
  });

  it("a clock that runs behind makes no negative time", () => {
    const { mtta, mttr } =
      compute({
        incidents: [
          incidentOf("1", "11-10T10:00", {
            ackedAtMs: at("11-10T09:59"),
            resolvedAtMs: at("11-10T09:58"),
            ending: "human",
          }),
        ],
      }).services[0] ?? {};
    assert.deepEqual([mtta?.meanMs, mttr?.meanMs], [0, 0]);
  });

  it("nothing is nothing", () => {
    assert.deepEqual(compute({}).services, []);
  });
});
