import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { PlannedWork } from "../../src/core/duty.ts";
import { availability } from "../../src/core/stats/availability.ts";
import type { StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import { at, incidentOf, rowsOf } from "./stats-made.ts";

const HOUR = 3_600_000;
/** Ten hours, 10:00-20:00 UTC. */
const range = { fromMs: at("11-10T10:00"), toMs: at("11-10T20:00"), endMs: at("11-10T20:00"), tz: "UTC", label: "" };
const down = (from: string, to: string | null, more: Partial<StatsIncident> = {}): StatsIncident =>
  incidentOf(`${from}${to}`, `11-10T${from}`, { resolvedAtMs: to === null ? null : at(`11-10T${to}`), ...more });
const work = (from: string, to: string, service = "api"): PlannedWork => ({
  ...{ source: "pagerduty", ref: `${from}${to}`, service, fromMs: at(`11-10T${from}`), toMs: at(`11-10T${to}`) },
});
const compute = (rows: Partial<StatsRows>) => availability.compute(rowsOf({ asOfMs: range.toMs, ...rows }), { range });
const api = (incidents: readonly StatsIncident[], planned: readonly PlannedWork[] = []) => {
  const [one] = compute({ incidents, planned }).services;
  assert.ok(one);
  const { plannedMs, maintenanceMs, downMs, failures, available, mtbfMs } = one;
  return [plannedMs / HOUR, maintenanceMs / HOUR, downMs / HOUR, failures, available, mtbfMs && mtbfMs / HOUR];
};

describe("availability", () => {
  it("reads what was open at any time of the range, and what ended as it began", () => {
    const window = availability.window({ range });
    assert.deepEqual(window.overlapping, { fromMs: range.fromMs - 1, toMs: range.toMs });
    assert.deepEqual(window.planned, { fromMs: range.fromMs, toMs: range.toMs });
    assert.equal(window.facts.fromMs, window.facts.toMs, "no fact is needed");
  });

  it("one outage of one hour in ten: 90 %, nine hours between failures", () => {
    assert.deepEqual(api([down("12:00", "13:00")]), [10, 0, 1, 1, 0.9, 9]);
  });

  it("overlapping and touching outages are one; others of the service are not", () => {
    const joined = [down("12:00", "13:00"), down("12:30", "14:00"), down("14:00", "15:00"), down("16:00", "17:00")];
    assert.deepEqual(api(joined), [10, 0, 4, 2, 0.6, 3]);
    assert.deepEqual(compute({ incidents: joined }).services[0]?.outages, [
      { fromMs: at("11-10T12:00"), toMs: at("11-10T15:00") },
      { fromMs: at("11-10T16:00"), toMs: at("11-10T17:00") },
    ]);
  });

  it("one that began before is downtime and no failure, also when it was another that it runs into", () => {
    assert.deepEqual(api([down("08:00", "11:00")]), [10, 0, 1, 0, 0.9, null]);
    assert.deepEqual(api([down("08:00", "10:00"), down("10:00", "11:00")]), [10, 0, 1, 0, 0.9, null]);
    assert.deepEqual(api([down("08:00", "09:59"), down("10:00", "11:00")]), [10, 0, 1, 1, 0.9, 9]);
  });

  it("an open one lasts until the end of the range, one that ends later too", () => {
    assert.deepEqual(api([down("19:00", null)]), [10, 0, 1, 1, 0.9, 9]);
    assert.deepEqual(api([down("19:00", "23:00")]), [10, 0, 1, 1, 0.9, 9]);
    assert.deepEqual(api([down("09:00", null)]), [10, 0, 10, 0, 0, null]);
    assert.deepEqual(compute({ incidents: [down("20:00", null), down("08:00", "10:00")] }).services, []);
  });

  it("what begins after the range is none of it, even where it was read", () => {
    assert.deepEqual(api([down("12:00", "13:00"), down("21:00", "22:00")]), [10, 0, 1, 1, 0.9, 9]);
  });

  it("many outages and many maintenance windows: each minute counts once", () => {
    const hours = ["11", "12", "13", "14", "15", "16", "17"];
    const outages = hours.map((hour) => down(`${hour}:00`, `${hour}:40`));
    const planned = hours.map((hour) => work(`${hour}:10`, `${hour}:20`));
    const more = [work("12:30", "13:05"), work("10:00", "10:30"), work("18:00", "18:30")];
    // 7 x 40 min down less 7 x 10, less 12:30-12:40 and 13:00-13:05; maintenance 70 + 35 + 30 + 30 min; 13:00 is no failure.
    const [plannedMs, maintenanceMs, downMs, failures] = api(outages, [...planned, ...more]);
    assert.deepEqual(
      [maintenanceMs, downMs, failures].map((one) => Math.round(Number(one) * 60)),
      [165, 195, 360],
    );
    assert.equal(Math.round(Number(plannedMs) * 60), 600 - 165);
  });

  it("only critical and error, not merged, with a length", () => {
    const nothing = [
      down("12:00", "13:00", { severity: "warning" }),
      down("12:00", "13:00", { severity: "info" }),
      down("12:00", "13:00", { ending: "merged" }),
      down("12:00", "12:00"),
      down("12:00", "11:00"),
    ];
    assert.deepEqual(compute({ incidents: nothing }).services, []);
    assert.deepEqual(api([down("12:00", "13:00", { severity: "critical" })]), [10, 0, 1, 1, 0.9, 9]);
  });

  it("maintenance is taken out of both: 2 h of 4 h down lie in it, 8 h were planned", () => {
    assert.deepEqual(
      api([down("12:00", "16:00")], [work("13:00", "14:30"), work("14:00", "15:00")]),
      [8, 2, 2, 1, 0.75, 6],
    );
  });

  it("what begins in maintenance is no failure, what begins as it ends is one", () => {
    assert.deepEqual(api([down("13:00", "15:00")], [work("13:00", "14:00")]), [9, 1, 1, 0, 1 - 1 / 9, null]);
    assert.deepEqual(api([down("14:00", "15:00")], [work("13:00", "14:00")]), [9, 1, 1, 1, 1 - 1 / 9, 8]);
    const two = [down("11:00", "12:00"), down("15:00", "16:00")];
    assert.deepEqual(api(two, [work("10:30", "11:30"), work("15:30", "17:00")]).slice(3, 4), [1]);
  });

  it("maintenance that covers everything leaves nothing to be up for", () => {
    assert.deepEqual(api([down("12:00", "13:00")], [work("08:00", "22:00")]), [0, 10, 0, 0, null, null]);
  });

  it("the window begins where data does, and is empty before", () => {
    const stats = compute({ incidents: [down("12:00", "16:00")], sinceMs: at("11-10T15:00") });
    assert.deepEqual(stats.window, { fromMs: at("11-10T15:00"), toMs: range.toMs });
    const [one] = stats.services;
    assert.deepEqual([one?.plannedMs, one?.downMs, one?.failures, one?.available], [5 * HOUR, HOUR, 0, 0.8]);
    for (const nothing of [{ sinceMs: at("11-10T20:00") }, { sinceMs: at("11-11T20:00") }, { asOfMs: null }]) {
      const empty = compute({ incidents: [down("12:00", "16:00")], planned: [work("12:00", "13:00")], ...nothing });
      assert.deepEqual([empty.window, empty.services], [{ fromMs: range.toMs, toMs: range.toMs }, []]);
    }
  });

  it("least available first, those never to be up last, equal ones by name", () => {
    const of = (service: string, from: string, to: string) => down(from, to, { service, key: service });
    const { services } = compute({
      incidents: [of("c", "12:00", "13:00"), of("b", "12:00", "13:00"), of("d", "12:00", "14:00")],
      planned: [work("09:00", "21:00", "a"), work("12:00", "13:00", "e"), work("21:00", "22:00", "f")],
    });
    assert.deepEqual(
      services.map(({ name, available }) => [name, available]),
      [
        ["d", 0.8],
        ["b", 0.9],
        ["c", 0.9],
        ["e", 1],
        ["a", null],
      ],
    );
  });
});
