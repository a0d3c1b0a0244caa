import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { noise } from "../../src/core/stats/noise.ts";
import type { StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { at, factOf, incidentOf, rowsOf, WEEK } from "./stats-made.ts";

const compute = (rows: Partial<StatsRows>, query: Partial<StatsQuery> = {}) =>
  noise.compute(rowsOf(rows), { range: WEEK, ...query });
const over = (key: string, opened: string, ended: string, more: Partial<StatsIncident> = {}): StatsIncident =>
  incidentOf(key, opened, { resolvedAtMs: at(ended), ending: "auto", title: "Disk 91% full", ...more });

describe("noise, what is read", () => {
  it("incidents from the range before or a week before, whichever is earlier; facts of the range", () => {
    const day = { fromMs: at("11-10T00:00"), toMs: at("11-11T00:00"), endMs: at("11-11T00:00"), tz: "UTC", label: "" };
    const window = noise.window({ range: day });
    assert.deepEqual(window.incidents, { fromMs: at("11-03T00:00"), toMs: at("11-11T00:00") });
    assert.deepEqual(window.facts, { fromMs: at("11-09T23:50"), toMs: at("11-11T00:00") });
    assert.equal(window.titles, true);
    assert.equal(noise.window({ range: WEEK }).incidents.fromMs, at("11-01T23:00"), "a week: the week before");
  });
});

describe("noise, incidents that needed nobody", () => {
  it("ended alone: by itself, and nobody had acked by then; merged ones are left out", () => {
    const { totals } = compute({
      incidents: [
        over("alone", "11-10T10:00", "11-10T10:05"),
        over("acked before", "11-10T11:00", "11-10T11:05", { ackedAtMs: at("11-10T11:04") }),
        over("acked at its end", "11-10T12:00", "11-10T12:05", { ackedAtMs: at("11-10T12:05") }),
        over("acked after", "11-10T13:00", "11-10T13:05", { ackedAtMs: at("11-10T13:06") }),
        over("by people", "11-10T14:00", "11-10T14:05", { ending: "human" }),
        over("merged", "11-10T15:00", "11-10T15:05", { ending: "merged" }),
        incidentOf("open", "11-10T16:00"),
      ],
    });
    assert.deepEqual([totals.incidents, totals.endedAlone, totals.unjudged], [6, 2, 5]);
  });

  it("verdicts: the rate is of what was judged, an open one may be judged, long tags count as what they mean", () => {
    const { totals } = compute({
      incidents: [
        over("1", "11-10T10:00", "11-10T10:05", { verdict: "action" }),
        over("2", "11-10T11:00", "11-10T11:05", { verdict: "viewissue" }),
        over("3", "11-10T12:00", "11-10T12:05", { verdict: "downtimenotset" }),
        over("4", "11-10T13:00", "11-10T13:05", { verdict: "checkfaulty" }),
        incidentOf("5", "11-10T14:00", { verdict: "fix" }),
        incidentOf("6", "11-10T15:00"),
        over("7", "11-10T16:00", "11-10T16:05"),
      ],
    });
    const { action, none, fix, unjudged, actionRate } = totals;
    assert.deepEqual([action, none, fix, unjudged, actionRate], [2, 1, 2, 1, 0.4]);
  });

  it("without any, there is no rate", () => {
    assert.equal(compute({ incidents: [over("1", "11-10T10:00", "11-10T10:05")] }).totals.actionRate, null);
    assert.deepEqual(compute({}).totals, compute({}).previous);
    assert.deepEqual([compute({}).alerts, compute({}).kinds], [[], 0]);
  });
});

describe("noise, what fired again", () => {
  const again = (...incidents: readonly StatsIncident[]): number => compute({ incidents }).totals.refired;
  const first = over("1", "11-10T10:00", "11-10T10:05");

  it("from the end of an earlier one to 24 h after it, both included", () => {
    assert.equal(again(first, over("2", "11-10T10:05", "11-10T10:06")), 1);
    assert.equal(again(first, over("2", "11-11T10:05", "11-11T10:06")), 1);
    const late = { ...over("2", "11-11T10:05", "11-11T10:06"), openedAtMs: at("11-11T10:05") + 1 };
    assert.equal(again(first, late), 0);
    assert.equal(again(first, over("2", "11-10T10:04", "11-10T10:06")), 0, "the first still ran");
  });

  it("of the same alert of the same service, whatever its number; not after a merged one, not after itself", () => {
    const second = over("2", "11-10T11:00", "11-10T11:05", { title: "Disk 95%  full" });
    assert.equal(again(first, second), 1);
    assert.equal(again(first, { ...second, service: "web" }), 0);
    assert.equal(again(first, { ...second, title: "Disk db-3 full" }), 0);
    assert.equal(again({ ...first, ending: "merged" }, second), 0);
    assert.equal(again(over("1", "11-10T10:00", "11-10T10:00")), 0);
    assert.equal(again(over("1", "11-10T10:00", "11-10T10:00"), over("2", "11-10T10:00", "11-10T10:00")), 0);
  });

  it("any earlier one counts, also one from before the range; what began later is no earlier one", () => {
    const long = over("1", "11-09T10:00", "11-14T10:00");
    const short = over("2", "11-10T10:00", "11-10T10:05");
    assert.equal(again(long, short, over("3", "11-10T12:00", "11-10T12:05")), 1);
    assert.equal(again(over("0", "11-08T22:00", "11-08T22:30"), over("1", "11-09T08:00", "11-09T08:05")), 1);
    const behind = over("2", "11-10T12:00", "11-10T09:00");
    assert.equal(again(over("1", "11-10T10:00", "11-10T10:05"), behind), 1, "the second after the first");
    assert.equal(again(over("1", "11-10T10:00", "11-10T13:05"), behind), 0, "one that ended before it began");
    assert.equal(again(behind, over("3", "11-11T08:59", "11-11T09:05")), 1, "within 24 h of that end");
    assert.equal(again(behind, over("3", "11-11T09:01", "11-11T09:05")), 0, "of its end, not of its beginning");
  });

  it("the range before knows what came before in it", () => {
    const { previous } = compute({
      incidents: [over("0", "11-03T10:00", "11-03T10:05"), over("1", "11-03T12:00", "11-03T12:05"), first],
    });
    assert.deepEqual([previous.incidents, previous.refired], [2, 1]);
  });
});

describe("noise, alerts to fix first", () => {
  it("by cost: judged ones by their rate, others by those that ended alone", () => {
    const stats = compute({
      incidents: [
        over("a1", "11-10T10:00", "11-10T10:05", { title: "A", verdict: "none", ending: "human" }),
        over("a2", "11-11T10:06", "11-11T10:07", { title: "A", verdict: "action", ending: "human" }),
        over("a3", "11-12T10:08", "11-12T10:09", { title: "A", ending: "human" }),
        over("b1", "11-10T10:00", "11-10T10:05", { title: "B" }),
        over("b2", "11-12T10:00", "11-12T10:05", { title: "B" }),
        over("c1", "11-10T10:00", "11-10T10:05", { title: "C", ending: "human" }),
        over("e1", "11-10T10:00", "11-10T10:05", { title: "E", ending: "human" }),
        over("e2", "11-12T10:00", "11-12T10:05", { title: "E", ending: "human" }),
        over("d1", "11-10T10:00", "11-10T10:05", { title: "C", ending: "human", service: "aa" }),
        over("x", "11-03T10:00", "11-03T10:05", { title: "only before" }),
      ],
    });
    assert.deepEqual(
      stats.alerts.map(({ service, name, incidents, cost }) => [service, name, incidents, cost]),
      [
        ["api", "B", 2, 2],
        ["api", "A", 3, 1.5],
        ["api", "E", 2, 0],
        ["aa", "C", 1, 0],
        ["api", "C", 1, 0],
      ],
    );
    assert.equal(stats.kinds, 5);
    assert.equal(stats.alerts[1]?.lastAtMs, at("11-12T10:08"));
  });

  it("pages belong to the incident of their first notification, also one from before the range", () => {
    const stats = compute({
      incidents: [
        over("Q0", "11-08T20:00", "11-09T10:00", { title: "A" }),
        over("Q1", "11-10T10:00", "11-10T10:05", { title: "A" }),
        over("Q2", "11-10T10:00", "11-10T10:05", { title: "B", ending: "merged" }),
        over("Q3", "11-10T10:00", "11-10T10:05", { title: "B" }),
      ],
      facts: [
        factOf("11-09T08:00", { incidentKey: "Q0" }),
        factOf("11-10T10:00"),
        factOf("11-10T10:01", { incidentKey: "Q3" }),
        factOf("11-10T11:00", { incidentKey: "Q2" }),
        factOf("11-10T12:00", { channel: "email" }),
        factOf("11-10T13:00", { incidentKey: "unknown" }),
        factOf("11-08T13:00", { incidentKey: "Q1" }),
        factOf("11-10T14:00", { incidentKey: "Q1", source: "opsgenie" }),
      ],
    });
    assert.deepEqual(
      stats.alerts.map(({ name, pages }) => [name, pages]),
      [
        ["A", 2],
        ["B", 1],
      ],
    );
  });

  it("at most 100 are listed, all are counted", () => {
    const incidents = Array.from({ length: 120 }, (_, n) =>
      over(`Q${n}`, "11-10T10:00", "11-10T10:05", { title: `Alert on web-${n}` }),
    );
    const { alerts, kinds } = compute({ incidents });
    assert.deepEqual([alerts.length, kinds], [100, 120]);
  });
});
