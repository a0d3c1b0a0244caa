import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import { parseTimeRange, type TimeRange } from "../../src/core/time/range.ts";
import { asRead } from "../oracle/as-read.ts";
import { NAIVE } from "../oracle/naive.ts";
import { assertSame } from "../oracle/same.ts";

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;
const DAY_MS = 24 * HOUR_MS;

/** Monday 16 to Sunday 22 November 2026, in a zone. */
const week = (tz: string, words = "2026-11-16..2026-11-22"): TimeRange =>
  parseTimeRange(words, { nowMs: Date.parse("2026-12-24T12:00Z"), tz, weekStart: 1 });

const WEEK = week("UTC");
const at = (text: string): number => Date.parse(`${text}Z`);

let keys = 0;
const incident = (given: Partial<StatsIncident> & { readonly openedAtMs: number }): StatsIncident => {
  keys += 1;
  return {
    ...{ source: "pagerduty", key: `Q${keys}`, service: "api", teams: [], severity: "error", title: "Down" },
    ...{ ackedAtMs: null, ackedBy: null, resolvedAtMs: null, ending: null, verdict: null },
    ...given,
  };
};

const page = (atMs: number, personId = "P1", incidentKey = "Q", channel: StatsFact["channel"] = "push"): StatsFact => ({
  ...{ source: "pagerduty", kind: "notified", atMs, personId, incidentKey, channel, service: "api", teams: [] },
});

const duty = (personId: string, fromMs: number, toMs: number): Duty => ({
  ...{ source: "pagerduty", personId, scheduleId: "S1", schedule: "Primary", fromMs, toMs },
});

const work = (fromMs: number, toMs: number): PlannedWork => ({
  ...{ source: "pagerduty", ref: "W1", service: "api", fromMs, toMs },
});

const rowsOf = (given: Partial<StatsRows>): StatsRows => ({
  ...{ incidents: [], facts: [], people: [], duties: [], planned: [], asOfMs: WEEK.toMs },
  ...given,
});

/** What the statistic answers; throws unless the naive way answers the same. */
const both = <K extends StatisticName>(
  name: K,
  given: Partial<StatsRows>,
  range = WEEK,
  person?: string,
): StatisticOf[K] => {
  const query = { range, ...(person === undefined ? {} : { person }) };
  const rows = rowsOf(given);
  const window = STATISTICS[name].window(query);
  const answer = STATISTICS[name].compute(asRead(rows, window), query);
  assertSame(answer, NAIVE[name](rows, query, window), name);
  return answer;
};

/** 19 that took 5 minutes and one that took 8 hours. */
const TWENTY = Array.from({ length: 20 }, (_, index) => {
  const openedAtMs = WEEK.fromMs + index * HOUR_MS;
  const tookMs = index === 7 ? 8 * HOUR_MS : 5 * MIN_MS;
  const acked = { ackedAtMs: openedAtMs + tookMs, ackedBy: "human" } as const;
  return incident({ openedAtMs, ...acked, resolvedAtMs: openedAtMs + tookMs, ending: "human" });
});

describe("worked by hand: means", () => {
  it("19 x 5 min and 1 x 8 h: mean 28.75, median 5 and p95 28.75 minutes", () => {
    const expected = { n: 20, meanMs: 28.75 * MIN_MS, p50Ms: 5 * MIN_MS, p95Ms: 28.75 * MIN_MS };
    assert.deepEqual(both("overview", { incidents: TWENTY }).totals.mtta, expected);
    assert.deepEqual(both("response", { incidents: TWENTY }).totals.mttaHuman, expected);
    assert.deepEqual(both("response", { incidents: TWENTY }).totals.mttrHuman, expected);
    assert.deepEqual(both("services", { incidents: TWENTY }).services[0]?.mtta, expected);
  });

  it("twenty are a trend, nineteen are a list", () => {
    assert.equal(both("response", { incidents: TWENTY }).list.length, 0);
    const list = both("response", { incidents: TWENTY.slice(0, 19) }).list;
    assert.deepEqual([list.length, list[0]?.openedAtMs], [19, TWENTY[18]?.openedAtMs]);
  });

  it("acks by people and by automation are apart, and what was never acked is in neither", () => {
    const openedAtMs = WEEK.fromMs;
    const [one, two] = [openedAtMs + 2 * MIN_MS, openedAtMs + 10 * MIN_MS];
    const { totals } = both("response", {
      incidents: [
        incident({ openedAtMs, ackedAtMs: one, ackedBy: "human", resolvedAtMs: two, ending: "human" }),
        incident({ openedAtMs, ackedAtMs: openedAtMs, ackedBy: "auto", resolvedAtMs: two, ending: "auto" }),
        incident({ openedAtMs, resolvedAtMs: two, ending: "auto" }),
        incident({ openedAtMs }),
      ],
    });
    assert.deepEqual([totals.acked, totals.ackRate, totals.neverAcked], [2, 0.5, 1]);
    assert.deepEqual([totals.mttaHuman.meanMs, totals.mttaAuto.meanMs], [2 * MIN_MS, 0]);
    assert.deepEqual([totals.mttrHuman.n, totals.mttrAuto.n, totals.open, totals.openUnacked], [1, 2, 1, 1]);
  });
});

describe("worked by hand: fairness", () => {
  const rota = ["P1", "P2", "P3", "P4"].map((id) => duty(id, WEEK.fromMs, WEEK.fromMs + DAY_MS));
  const ten = Array.from({ length: 10 }, (_, index) => page(WEEK.fromMs + index * HOUR_MS));

  it("10, 0, 0, 0: Gini 0.75, one has four times the mean, and the zeros are people", () => {
    const { gini, maxToMean, basis, people } = both("fairness", { duties: rota, facts: ten });
    assert.deepEqual([gini, maxToMean, basis, people.length], [0.75, 4, "rate", 4]);
    assert.deepEqual([people[0]?.share, people[0]?.perHour, people[0]?.onCallShare], [1, 10 / 24, 1 / 7]);
  });

  it("fewer than three people have no Gini, and one alone no comparison", () => {
    const two = both("fairness", { duties: rota.slice(0, 2), facts: ten });
    assert.deepEqual([two.gini, two.maxToMean], [null, 2]);
    const one = both("fairness", { duties: rota.slice(0, 1), facts: ten });
    assert.deepEqual([one.gini, one.maxToMean], [null, null]);
  });

  it("rates count, not pages: twice the pages in twice the time is even", () => {
    const duties = [duty("P1", WEEK.fromMs, WEEK.fromMs + 2 * DAY_MS), ...rota.slice(1, 3)];
    const facts = ["P1", "P1", "P2", "P3"].map((id, index) => page(WEEK.fromMs + index * HOUR_MS, id));
    assert.equal(both("fairness", { duties, facts }).gini, 0);
  });

  it("three incidents in one piece of 12 hours are over; a stretch across UTC days is one stretch", () => {
    const fromMs = WEEK.fromMs + 20 * HOUR_MS;
    const midnightMs = WEEK.fromMs + DAY_MS;
    const duties = [duty("P1", fromMs, midnightMs), duty("P1", midnightMs, fromMs + 25 * HOUR_MS)];
    const facts = [1, 5, 11, 13].map((hours) => page(fromMs + hours * HOUR_MS, "P1", `Q${hours}`));
    const { shifts } = both("fairness", { duties, facts });
    assert.deepEqual(shifts, { pieces: 3, over: 1, most: 3 });
  });
});

describe("worked by hand: the edges of time on call", () => {
  it("who is paged at the moment their time ends is not paged in it", () => {
    const endMs = WEEK.fromMs + 24 * HOUR_MS;
    const facts = [1, 2, 3].map((index) => page(index === 3 ? endMs : endMs - index * HOUR_MS, "P1", `Q${index}`));
    const { shifts, people } = both("fairness", { duties: [duty("P1", endMs - 5 * HOUR_MS, endMs)], facts });
    assert.deepEqual([shifts, people[0]?.pages], [{ pieces: 1, over: 0, most: 2 }, 3]);
  });
});

describe("worked by hand: the day and the night", () => {
  const people = [{ source: "pagerduty", id: "P1", name: "Ana", tz: "Europe/Berlin" }];
  /** Wall time in Berlin, which is an hour ahead in this week. */
  const berlin = (text: string): number => at(text) - HOUR_MS;

  it("sleep goes before all, business is Monday to Friday, the rest is off", () => {
    const parts = {
      sleep: ["2026-11-16T07:59", "2026-11-16T22:00", "2026-11-21T23:30", "2026-11-22T05:00"],
      business: ["2026-11-16T08:00", "2026-11-20T17:59"],
      off: ["2026-11-16T18:00", "2026-11-16T21:59", "2026-11-21T12:00", "2026-11-22T08:00"],
    };
    for (const [part, moments] of Object.entries(parts))
      for (const moment of moments) {
        const [one] = both("load", { people, facts: [page(berlin(moment))] }, week("America/New_York")).people;
        const { sleep, business, off } = one ?? {};
        const expected = { sleep: 0, business: 0, off: 0, [part]: 1 };
        assert.deepEqual({ sleep, business, off }, expected, moment);
      }
  });

  it("a night is named by its evening, and two in a row are a run", () => {
    const moments = [
      "2026-11-16T22:00",
      "2026-11-17T02:10",
      "2026-11-17T02:50",
      "2026-11-18T07:59",
      "2026-11-20T23:00",
    ];
    const facts = moments.map((moment) => page(berlin(moment)));
    const { people: all, totals, hardest } = both("nights", { people, facts });
    assert.deepEqual(all[0]?.nights, [
      { evening: "2026-11-16", pages: 3, hours: 2 },
      { evening: "2026-11-17", pages: 1, hours: 1 },
      { evening: "2026-11-20", pages: 1, hours: 1 },
    ]);
    assert.deepEqual(totals, { nights: 3, pages: 5, hard: 1, people: 1, inARow: 1 });
    assert.deepEqual([all[0]?.longestRun, hardest?.evening], [2, "2026-11-16"]);
  });

  it("the hour that comes twice in autumn is one hour of one night", () => {
    const facts = ["2026-10-25T00:30", "2026-10-25T01:30"].map((moment) => page(at(moment)));
    const [one] = both("nights", { people, facts }, week("UTC", "2026-10-19..2026-10-25")).people;
    assert.deepEqual(one?.nights, [{ evening: "2026-10-24", pages: 2, hours: 1 }]);
  });
});

describe("worked by hand: interruptions", () => {
  it("several channels within 60 s are one, an e-mail is none, and the next begins after 60 s", () => {
    const fromMs = WEEK.fromMs;
    const rings = [0, 0, 30, 60, 61, 100, 121, 122].map((seconds) => page(fromMs + seconds * 1000));
    const mail = page(fromMs + HOUR_MS, "P1", "Q", "email");
    assert.equal(both("load", { facts: [...rings, mail] }).people[0]?.pages, 3);
  });

  it("of two at one millisecond the first incident key says whose the interruption is", () => {
    const other = { ...page(WEEK.fromMs, "P1", "Q10"), service: "batch" };
    const { services } = both("load", { facts: [page(WEEK.fromMs, "P1", "Q9"), other] });
    assert.deepEqual(services, [{ name: "batch", incidents: 0, pages: 1 }]);
  });

  it("what was merged away counts for nothing but keeps the people it woke", () => {
    const merged = incident({
      key: "QM",
      openedAtMs: at("2026-11-17T03:00"),
      resolvedAtMs: at("2026-11-17T03:30"),
      ending: "merged",
    });
    const given = { incidents: [merged], facts: [page(at("2026-11-17T03:01"), "P1", "QM")] };
    const { totals } = both("overview", given);
    assert.deepEqual([totals.incidents, totals.merged, totals.pages, totals.sleep], [0, 1, 1, 1]);
    assert.equal(both("response", given).totals.mttrHuman.n, 0);
    assert.deepEqual(both("availability", given).services, []);
    assert.deepEqual(both("load", given).alerts, [{ service: "api", name: "Down", incidents: 0, pages: 1 }]);
  });
});

describe("worked by hand: availability", () => {
  const outage = (from: string, to: string | null, severity: StatsIncident["severity"] = "critical") =>
    incident({
      openedAtMs: at(from),
      severity,
      ...(to === null ? {} : { resolvedAtMs: at(to), ending: "human" as const }),
    });

  it("overlapping outages are down once; maintenance is taken out of both", () => {
    const [service] = both("availability", {
      incidents: [
        outage("2026-11-17T00:00", "2026-11-17T06:00"),
        outage("2026-11-17T04:00", "2026-11-17T10:00"),
        outage("2026-11-18T00:00", "2026-11-18T01:00", "warning"),
      ],
      planned: [work(at("2026-11-17T08:00"), at("2026-11-17T14:00"))],
    }).services;
    assert.deepEqual(
      [service?.plannedMs, service?.maintenanceMs, service?.downMs],
      [162 * HOUR_MS, 6 * HOUR_MS, 8 * HOUR_MS],
    );
    assert.deepEqual([service?.failures, service?.mtbfMs, service?.available], [1, 154 * HOUR_MS, 1 - 8 / 162]);
  });

  it("an outage that began before the window adds downtime and no failure: no MTBF", () => {
    const [service] = both("availability", { incidents: [outage("2026-11-15T12:00", "2026-11-16T12:00")] }).services;
    assert.deepEqual([service?.downMs, service?.failures, service?.mtbfMs], [12 * HOUR_MS, 0, null]);
  });

  it("one that begins during maintenance is no failure, and one still open lasts until the end", () => {
    const [service] = both("availability", {
      incidents: [outage("2026-11-22T20:00", null)],
      planned: [work(at("2026-11-22T18:00"), at("2026-11-22T22:00"))],
    }).services;
    assert.deepEqual([service?.downMs, service?.failures], [2 * HOUR_MS, 0]);
  });

  it("a window that is all maintenance has no availability", () => {
    const [service] = both("availability", { planned: [work(WEEK.fromMs - DAY_MS, WEEK.toMs + DAY_MS)] }).services;
    assert.deepEqual([service?.plannedMs, service?.available, service?.mtbfMs], [0, null, null]);
  });

  it("an outage that goes on in one that begins with the window is no failure of the window", () => {
    const [service] = both("availability", {
      incidents: [outage("2026-11-15T12:00", "2026-11-16T00:00"), outage("2026-11-16T00:00", "2026-11-16T01:00")],
    }).services;
    assert.deepEqual([service?.downMs, service?.failures], [HOUR_MS, 0]);
  });

  it("counts from where data begins", () => {
    const sinceMs = WEEK.fromMs + 3 * DAY_MS;
    const { window, services } = both("availability", {
      sinceMs,
      incidents: [outage("2026-11-18T12:00", "2026-11-19T12:00")],
    });
    assert.deepEqual([window.fromMs, services[0]?.downMs, services[0]?.plannedMs], [sinceMs, 12 * HOUR_MS, 4 * DAY_MS]);
  });
});

describe("worked by hand: noise", () => {
  it("action and no action make the rate, untagged ones stand apart, and what comes back within a day has re-fired", () => {
    const ended = (openedAtMs: number, verdict: StatsIncident["verdict"]) =>
      incident({ openedAtMs, resolvedAtMs: openedAtMs + HOUR_MS, ending: "auto", title: "Disk 91% full", verdict });
    const first = at("2026-11-17T00:00");
    const { totals, alerts } = both("noise", {
      incidents: [
        ended(first, "viewissue"),
        ended(first + 25 * HOUR_MS, "downtimenotset"),
        ended(first + 51 * HOUR_MS, "checkfaulty"),
        ended(first + 75 * HOUR_MS, null),
      ],
    });
    const { action, none, fix, unjudged, actionRate, refired, endedAlone } = totals;
    assert.deepEqual(
      { action, none, fix, unjudged, refired, endedAlone },
      { action: 1, none: 1, fix: 1, unjudged: 1, refired: 2, endedAlone: 4 },
    );
    assert.equal(actionRate, 1 / 3);
    assert.deepEqual([alerts[0]?.name, alerts[0]?.cost], ["Disk #% full", 4 * (1 - 1 / 3)]);
  });
});
