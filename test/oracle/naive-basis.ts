import { Temporal } from "temporal-polyfill";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Person } from "../../src/core/fact.ts";
import type { StatsHead, Who } from "../../src/core/stats/head.ts";
import type { Span, StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import type { Durations, StatsQuery } from "../../src/core/stats.ts";
import { previousRange, type TimeRange } from "../../src/core/time/range.ts";

/** Everything that is left for a query after its filters, for the slow and simple way of counting. */
export interface Left {
  readonly rows: StatsRows;
  readonly range: TimeRange;
  readonly before: TimeRange;
  readonly incidents: readonly StatsIncident[];
  readonly facts: readonly StatsFact[];
  readonly duties: readonly Duty[];
  readonly planned: readonly PlannedWork[];
}

/** A push, SMS or call that nothing within the minute before it was part of. */
export interface Interruption {
  readonly source: string;
  readonly personId: string;
  readonly atMs: number;
  readonly first: StatsFact;
}

export type Part = "sleep" | "business" | "off";

export const within = (atMs: number, { fromMs, toMs }: Span): boolean => fromMs <= atMs && atMs < toMs;

/** -1, 0 or 1 by code units. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const walls = new Map<string, Temporal.ZonedDateTime>();

/** Wall clock of a moment; asked for again and again, it is made once. */
export const wall = (atMs: number, tz: string): Temporal.ZonedDateTime => {
  const known = walls.get(`${atMs} ${tz}`);
  if (known) return known;
  const made = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(tz);
  if (walls.size > 20_000) walls.clear();
  walls.set(`${atMs} ${tz}`, made);
  return made;
};

/** Calendar days that have a moment in the range, in its zone. */
export const daysOf = ({ fromMs, toMs, tz }: TimeRange): readonly string[] => {
  const days: string[] = [];
  if (toMs <= fromMs) return days;
  const last = wall(toMs - 1, tz).toPlainDate();
  for (let day = wall(fromMs, tz).toPlainDate(); Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 }))
    days.push(day.toString());
  return days;
};

/** Days from the first on whose end is not after the beginning of data. */
export const unknownDaysOf = (range: TimeRange, sinceMs: number | null | undefined): number => {
  if (sinceMs === null || sinceMs === undefined) return 0;
  return daysOf(range).filter(
    (day) => Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(range.tz).epochMilliseconds <= sinceMs,
  ).length;
};

export const dayIn = (atMs: number, tz: string): string => wall(atMs, tz).toPlainDate().toString();

/** How many of the moments lie on each day of the range. */
export const perDay = (moments: readonly number[], range: TimeRange): readonly number[] =>
  daysOf(range).map((day) => moments.filter((atMs) => dayIn(atMs, range.tz) === day).length);

export const durations = (values: readonly number[]): Durations => {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return { n, meanMs: null, p50Ms: null, p95Ms: null };
  const at = (p: number): number => {
    const rank = (n - 1) * p;
    const low = sorted[Math.floor(rank)] ?? 0;
    const high = sorted[Math.ceil(rank)] ?? 0;
    return Math.round(low + (high - low) * (rank - Math.floor(rank)));
  };
  return { n, meanMs: Math.round(sorted.reduce((sum, one) => sum + one, 0) / n), p50Ms: at(0.5), p95Ms: at(0.95) };
};

export const personOf = (rows: StatsRows, source: string, id: string): Person | undefined =>
  rows.people.find((one) => one.source === source && one.id === id);

export const zoneOf = ({ rows, range }: Left, source: string, id: string): string =>
  personOf(rows, source, id)?.tz ?? range.tz;

export const whoIs = (rows: StatsRows, source: string, id: string): Who => {
  const person = personOf(rows, source, id);
  return { source, id, name: person?.name ?? id, ...(person?.email === undefined ? {} : { email: person.email }) };
};

/** By name, then by source and id. */
export const byWho = (a: Who, b: Who): number =>
  byText(a.name, b.name) || byText(a.source, b.source) || byText(a.id, b.id);

const WAKES: readonly unknown[] = ["push", "sms", "phone"];

/** Notifications that can interrupt somebody, oldest first, those of one millisecond by incident key. */
export const rings = (facts: readonly StatsFact[]): readonly (StatsFact & { readonly personId: string })[] =>
  facts
    .flatMap((fact) =>
      fact.kind === "notified" && fact.personId !== undefined && WAKES.includes(fact.channel)
        ? [{ ...fact, personId: fact.personId }]
        : [],
    )
    .toSorted((a, b) => a.atMs - b.atMs || byText(a.incidentKey, b.incidentKey));

/** Everybody's interruptions, oldest first: a ring begins one when the one before began more than a minute ago. */
export const interruptionsOf = (facts: readonly StatsFact[]): readonly Interruption[] => {
  const found: Interruption[] = [];
  for (const ring of rings(facts)) {
    const earlier = found.findLast((one) => one.source === ring.source && one.personId === ring.personId);
    if (earlier === undefined || ring.atMs - earlier.atMs > 60_000)
      found.push({ source: ring.source, personId: ring.personId, atMs: ring.atMs, first: ring });
  }
  return found;
};

export const partOf = (atMs: number, tz: string): Part => {
  const { hour, dayOfWeek } = wall(atMs, tz);
  if (hour >= 22 || hour < 8) return "sleep";
  return dayOfWeek <= 5 && hour < 18 ? "business" : "off";
};

/** Evening that names the night of a moment at night. */
export const eveningOf = (atMs: number, tz: string): string => {
  const at = wall(atMs, tz);
  return (at.hour < 8 ? at.toPlainDate().subtract({ days: 1 }) : at.toPlainDate()).toString();
};

/** Milliseconds that at least one of the spans covers within `inside`: cut at every edge, each piece looked at. */
export const covered = (spans: readonly Span[], inside: Span): number =>
  stretches(spans, inside).reduce((sum, one) => sum + one.toMs - one.fromMs, 0);

/** The union of spans within `inside`, touching ones as one, oldest first. */
export const stretches = (spans: readonly Span[], inside: Span): readonly Span[] => {
  const edges = [...new Set([inside.fromMs, inside.toMs, ...spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs])])]
    .filter((edge) => inside.fromMs <= edge && edge <= inside.toMs)
    .toSorted((a, b) => a - b);
  const found: { fromMs: number; toMs: number }[] = [];
  for (const [index, fromMs] of edges.entries()) {
    const toMs = edges[index + 1];
    if (toMs === undefined || !spans.some((one) => one.fromMs <= fromMs && toMs <= one.toMs)) continue;
    const last = found.at(-1);
    if (last?.toMs === fromMs) last.toMs = toMs;
    else found.push({ fromMs, toMs });
  }
  return found;
};

/** Everybody with a duty or an interruption in the span, each once. */
export const everybody = (
  duties: readonly Duty[],
  interruptions: readonly Interruption[],
  span: Span,
): readonly { readonly source: string; readonly id: string }[] => {
  const all = [
    ...duties
      .filter((one) => covered([one], span) > 0)
      .map(({ source, personId }) => JSON.stringify([source, personId])),
    ...interruptions
      .filter(({ atMs }) => within(atMs, span))
      .map(({ source, personId }) => JSON.stringify([source, personId])),
  ];
  return [...new Set(all)].map((text) => {
    const [source, id]: [string, string] = JSON.parse(text);
    return { source, id };
  });
};

export const median = (values: readonly number[]): number | null => {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const high = sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0;
  return (low + high) / 2;
};

/** Not merged away and created in the span. */
export const createdIn = (incidents: readonly StatsIncident[], span: Span): readonly StatsIncident[] =>
  incidents.filter(({ openedAtMs, ending }) => ending !== "merged" && within(openedAtMs, span));

export const incidentOf = (incidents: readonly StatsIncident[], fact: StatsFact): StatsIncident | undefined =>
  incidents.find(({ source, key }) => source === fact.source && key === fact.incidentKey);

/** What every statistic says besides its numbers; what was read and said about filters is not compared. */
export const headOf = (rows: StatsRows, query: StatsQuery): StatsHead => ({
  range: query.range,
  previousRange: previousRange(query.range),
  asOfMs: rows.asOfMs,
  sinceMs: rows.sinceMs ?? null,
  notes: [],
  read: { incidents: 0, facts: 0 },
});
