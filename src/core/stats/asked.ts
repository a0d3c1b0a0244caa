import type { StatsQuery } from "../stats.ts";
import { previousRange } from "../time/range.ts";
import { type Narrowed, narrow } from "./filter.ts";
import type { StatsHead } from "./head.ts";
import { BURST_MS } from "./interruptions.ts";
import type { Span, StatsIncident, StatsRows, StatsWindow } from "./rows.ts";

/** Facts read from after a range: those of incidents of its last minutes. */
export const AFTER_MS = 24 * 3_600_000;

/** The range and the one before it, as one span. */
export const bothRanges = ({ range }: StatsQuery): Span => ({
  fromMs: previousRange(range).fromMs,
  toMs: range.toMs,
});

/**
 * What has to be read to count interruptions of a range and the one before. Incidents, and the facts that say whose they
 * are, are read where they are counted (`incidents`) or a filter names what only they may know.
 */
export const pagesWindow = (query: StatsQuery, counted: { readonly incidents: boolean }): StatsWindow => {
  const span = bothRanges(query);
  const filtered = query.service !== undefined || query.team !== undefined;
  const after = counted.incidents && (query.person !== undefined || query.team !== undefined) ? AFTER_MS : 0;
  return {
    incidents: counted.incidents || filtered ? span : { fromMs: span.toMs, toMs: span.toMs },
    facts: { fromMs: span.fromMs - BURST_MS, toMs: span.toMs + after },
  };
};

/** What is said besides the numbers. */
export const headOf = (rows: StatsRows, { range }: StatsQuery, { notes }: Pick<Narrowed, "notes">): StatsHead => ({
  range,
  previousRange: previousRange(range),
  asOfMs: rows.asOfMs,
  sinceMs: rows.sinceMs ?? null,
  notes,
  read: { incidents: rows.incidents.length, facts: rows.facts.length },
});

/** Incidents created in a span, those that were merged away left out. */
export const createdIn = (incidents: readonly StatsIncident[], { fromMs, toMs }: Span): readonly StatsIncident[] =>
  incidents.filter(({ openedAtMs, ending }) => openedAtMs >= fromMs && openedAtMs < toMs && ending !== "merged");

/** Whether a moment lies in a span. */
export const isIn = (atMs: number, { fromMs, toMs }: Span): boolean => atMs >= fromMs && atMs < toMs;

/** Rows that are left after the filters, with the head of the answer. */
export const asked = (rows: StatsRows, query: StatsQuery): { readonly head: StatsHead; readonly left: Narrowed } => {
  const left = narrow(rows, query);
  return { head: headOf(rows, query, left), left };
};

/** From the first to the last moment that interruptions may have: what clocks have to know. */
export const clockSpan = (query: StatsQuery): Span => {
  const { fromMs, toMs } = bothRanges(query);
  return { fromMs: fromMs - BURST_MS, toMs };
};
