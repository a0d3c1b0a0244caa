import type { Rating } from "../../src/core/rating.ts";
import type { ReportFacts } from "../../src/core/report/types.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import { parseTimeRange } from "../../src/core/time/range.ts";

const MIN = 60_000;
/** A Monday, nine o'clock in Berlin. */
export const MONDAY = Date.parse("2026-11-16T08:00:00Z");
/** The week that a report of that moment is about. */
export const WEEK = parseTimeRange("last week", { nowMs: MONDAY, tz: "Europe/Berlin", weekStart: 1 });

const PEOPLE = [
  { source: "pagerduty", id: "PANA", name: "Ana Kovac", email: "ana@northwind.example", tz: "Europe/Berlin" },
  { source: "pagerduty", id: "PBEN", name: "Ben Okafor", email: "ben@northwind.example", tz: "Europe/Berlin" },
] as const;

/** An incident that somebody acked after four minutes and ended after twenty, unless told otherwise. */
export const incidentOf = (at: string, more: Partial<StatsIncident> = {}): StatsIncident => {
  const openedAtMs = Date.parse(at);
  return {
    ...{ source: "pagerduty", key: `Q${openedAtMs}`, service: "Checkout", teams: [], openedAtMs },
    ...{ ackedAtMs: openedAtMs + 4 * MIN, ackedBy: "human", resolvedAtMs: openedAtMs + 20 * MIN, ending: "human" },
    ...{ severity: "error", title: "Disk 91% full on db-3", verdict: null },
    ...more,
  };
};

/** A push to one person about an incident. */
export const pageOf = (incident: StatsIncident, personId = "PANA", laterMin = 0): StatsFact => ({
  ...{ source: "pagerduty", kind: "notified", atMs: incident.openedAtMs + laterMin * MIN, personId },
  ...{ incidentKey: incident.key, channel: "push", service: incident.service, teams: [] },
});

/** What a report is made from when the store holds these. */
export const factsOf = (
  incidents: readonly StatsIncident[],
  facts: readonly StatsFact[],
  more: Partial<ReportFacts> = {},
  rowsMore: Partial<StatsRows> = {},
): ReportFacts => {
  const rows: StatsRows = {
    ...{ incidents, facts, people: PEOPLE, duties: [], planned: [], asOfMs: MONDAY, sinceMs: MONDAY - 60 * 86_400_000 },
    ...rowsMore,
  };
  const query = { range: WEEK };
  return {
    kind: "weekly",
    overview: STATISTICS.overview.compute(rows, query),
    nights: STATISTICS.nights.compute(rows, query),
    response: STATISTICS.response.compute(rows, query),
    noise: STATISTICS.noise.compute(rows, query),
    services: STATISTICS.services.compute(rows, query),
    unjudged: undefined,
    ratings: [],
    ...more,
  };
};

/** What somebody said of a shift. */
export const ratingOf = (userId: string, hard: number, sleep?: number): Rating => ({
  ...{ userId, schedule: "Primary", fromMs: WEEK.fromMs, toMs: WEEK.toMs, hard, sleep, atMs: MONDAY },
});
