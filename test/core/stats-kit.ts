import type { Duty } from "../../src/core/duty.ts";
import type { Person } from "../../src/core/fact.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsFact, StatsIncident } from "../../src/core/stats/rows.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "../../src/core/time/range.ts";
import { type GivenRows, incidentRow, rowsWith } from "../support/stats-rows.ts";

export const MIN = 60_000;
export const HOUR = 60 * MIN;

const BERLIN: RangeContext = { nowMs: Date.parse("2026-11-21T09:30:00Z"), tz: "Europe/Berlin", weekStart: 1 };

/** A range as people say it, on Saturday 21 November 2026 in Berlin. */
export const rangeOf = (words: string, more: Partial<RangeContext> = {}): TimeRange =>
  parseTimeRange(words, { ...BERLIN, ...more });

/** Mon 9 Nov - Sun 15 Nov, UTC+1. */
export const WEEK = rangeOf("2026-W46");

/** Two zones, and one that is not known. */
export const [ana, bob, chen]: readonly [Person, Person, Person] = [
  { source: "pagerduty", id: "P1", name: "Ana Souza", email: "ana.s@example.com", tz: "America/New_York" },
  { source: "pagerduty", id: "P2", name: "Bob Anders", email: "bob@example.com", tz: "Europe/Berlin" },
  { source: "pagerduty", id: "P3", name: "Chen Wei", email: "chen@example.com" },
];

/** A phone call to Bob about incident Q1 unless more is said. */
export const fact = (at: string, more: Partial<StatsFact> = {}): StatsFact => ({
  source: "pagerduty",
  kind: "notified",
  atMs: Date.parse(at),
  personId: "P2",
  incidentKey: "Q1",
  channel: "phone",
  service: "api",
  teams: [],
  ...more,
});

/** One of service "api", still open and not acked unless more is said. */
export const incident = (key: string, opened: string, more: Partial<StatsIncident> = {}): StatsIncident =>
  incidentRow({
    source: "pagerduty",
    key,
    service: "api",
    teams: [],
    openedAtMs: Date.parse(opened),
    ackedAtMs: null,
    resolvedAtMs: null,
    ending: null,
    ...more,
  });

/** Bob on the schedule "Primary" unless more is said. */
export const duty = (from: string, to: string, more: Partial<Duty> = {}): Duty => ({
  source: "pagerduty",
  personId: "P2",
  scheduleId: "S1",
  schedule: "Primary",
  fromMs: Date.parse(from),
  toMs: Date.parse(to),
  ...more,
});

/** What a statistic says of made-up rows in that week, or what the query says. */
export const count = <K extends StatisticName>(
  name: K,
  rows: GivenRows,
  query: Partial<StatsQuery> = {},
): StatisticOf[K] =>
  STATISTICS[name].compute(rowsWith({ people: [ana, bob, chen], asOfMs: 1, ...rows }), { range: WEEK, ...query });
