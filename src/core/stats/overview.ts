import type { OncallStats, StatsQuery } from "../stats.ts";
import { previousRange, type TimeRange } from "../time/range.ts";
import { createZoneClock, dayOfWall, formatDay } from "../time/zone-clock.ts";
import { narrow } from "./filter.ts";
import { countPeople } from "./people.ts";
import type { StatsIncident, StatsRows, StatsWindow } from "./rows.ts";
import type { Statistic } from "./statistic.ts";
import { totalsOf } from "./totals.ts";

/** Facts read from before the range, so that a burst of notifications that runs into it is counted where it began. */
const BEFORE_MS = 10 * 60_000;
/** Facts read from after it, so that an incident of its last minutes is known to be somebody's. */
const AFTER_MS = 24 * 3_600_000;

/** What the store must read for a query: the range and the one it is compared with, whatever the filters. */
const statsWindow = (query: StatsQuery): StatsWindow => {
  const { fromMs } = previousRange(query.range);
  const { toMs } = query.range;
  const after = query.person === undefined && query.team === undefined ? 0 : AFTER_MS;
  return { incidents: { fromMs, toMs }, facts: { fromMs: fromMs - BEFORE_MS, toMs: toMs + after } };
};

const createdIn = (incidents: readonly StatsIncident[], { fromMs, toMs }: TimeRange): readonly StatsIncident[] =>
  incidents.filter(({ openedAtMs }) => openedAtMs >= fromMs && openedAtMs < toMs);

/** Incidents created on each day of the range in its zone, by service; most incidents first, then by name. */
const seriesOf = (created: readonly StatsIncident[], range: TimeRange): Pick<OncallStats, "days" | "services"> => {
  const clock = createZoneClock(range.tz, range.fromMs, range.toMs);
  const first = dayOfWall(clock.wallMs(range.fromMs));
  const count = Math.max(0, dayOfWall(clock.wallMs(range.toMs - 1)) - first + 1);
  const perDay = new Map<string, number[]>();
  for (const { service, openedAtMs, ending } of created) {
    if (ending === "merged") continue;
    const values = perDay.get(service) ?? new Array<number>(count).fill(0);
    const day = dayOfWall(clock.wallMs(openedAtMs)) - first;
    values[day] = (values[day] ?? 0) + 1;
    perDay.set(service, values);
  }
  const total = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);
  return {
    days: Array.from({ length: count }, (_, day) => formatDay(first + day)),
    services: [...perDay]
      .map(([name, values]) => ({ name, perDay: values }))
      .sort((a, b) => total(b.perDay) - total(a.perDay) || (a.name < b.name ? -1 : 1)),
  };
};

/** Days at the beginning of the range that ended before anything was read. */
const unknownDays = (range: TimeRange, sinceMs: number | null): number => {
  if (sinceMs === null || sinceMs <= range.fromMs) return 0;
  const clock = createZoneClock(range.tz, range.fromMs, range.toMs);
  const first = dayOfWall(clock.wallMs(range.fromMs));
  return dayOfWall(clock.wallMs(Math.min(sinceMs, range.toMs - 1))) - first + (sinceMs >= range.toMs ? 1 : 0);
};

/**
 * On-call statistics of a range and the one before it. An interruption ("page") is a push, SMS or phone notification to
 * one person; those within 60 s of the last counted one are the same; e-mail never counts
 * (https://support.pagerduty.com/main/docs/responder-insights). Filters apply before counting. Pure; rows as
 * `statsWindow` asks for them, more do no harm.
 */
const computeStats = (rows: StatsRows, query: StatsQuery): OncallStats => {
  const { range } = query;
  const before = previousRange(range);
  const { incidents, facts, notes } = narrow(rows, query);
  const [people = [], peopleBefore = []] = countPeople(facts, rows.people, range.tz, [range, before]);
  const created = createdIn(incidents, range);
  return {
    range,
    totals: totalsOf(created, people),
    previous: totalsOf(createdIn(incidents, before), peopleBefore),
    previousRange: before,
    people,
    ...seriesOf(created, range),
    asOfMs: rows.asOfMs,
    sinceMs: rows.sinceMs ?? null,
    unknownDays: unknownDays(range, rows.sinceMs ?? null),
    notes,
    read: { incidents: rows.incidents.length, facts: rows.facts.length },
  };
};

/** Totals, people and services of a range: what is answered when nothing special is asked. */
export const overview: Statistic<"overview"> = { window: statsWindow, compute: computeStats };
