import { type DemoSeries, FIRST_MS, SCRAPE_MS } from "./series.ts";

/** A stored value. */
export interface Sample {
  readonly atMs: number;
  readonly value: number;
}

/** What a range of a counter comes to. */
export interface Span {
  readonly first: Sample;
  readonly last: Sample;
  /** What it had each time before it began anew. */
  readonly lost: number;
  readonly count: number;
}

/** How long a value counts when no newer one came. */
const LOOKBACK_MS = 5 * 60_000;

/** One series as queries read it; nothing of it is later than `nowMs`. */
export interface Samples {
  /** The newest in (atMs - 5 min, atMs]. */
  latest(atMs: number): number | undefined;
  /** Of [fromMs, toMs]; undefined with fewer than two. */
  span(fromMs: number, toMs: number): Span | undefined;
}

/** Reads a series; values are remembered, because ranges overlap. */
export const createSamples = (series: DemoSeries, nowMs: number): Samples => {
  const known = new Map<number, number | undefined>();
  const at = (atMs: number): number | undefined => {
    if (known.has(atMs)) return known.get(atMs);
    const value = atMs < FIRST_MS ? undefined : series.at(atMs);
    known.set(atMs, value);
    return value;
  };
  const newest = (atMs: number): number => Math.floor(Math.min(atMs, nowMs) / SCRAPE_MS) * SCRAPE_MS;
  return {
    latest(atMs) {
      for (let tick = newest(atMs); tick > atMs - LOOKBACK_MS; tick -= SCRAPE_MS) {
        const value = at(tick);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    span(fromMs, toMs) {
      let first: Sample | undefined;
      let last: Sample | undefined;
      let [count, lost] = [0, 0];
      for (let tick = Math.ceil(fromMs / SCRAPE_MS) * SCRAPE_MS; tick <= newest(toMs); tick += SCRAPE_MS) {
        const value = at(tick);
        if (value === undefined) continue;
        if (last && value < last.value) lost += last.value;
        last = { atMs: tick, value };
        first ??= last;
        count += 1;
      }
      return first && last && count > 1 ? { first, last, count, lost } : undefined;
    },
  };
};

/** What a counter grew in a range, stretched to its edges as Prometheus does: promql/functions.go, extrapolatedRate. */
export const growth = ({ first, last, count, lost }: Span, fromMs: number, toMs: number): number => {
  const grown = last.value - first.value + lost;
  const sampled = last.atMs - first.atMs;
  const between = sampled / (count - 1);
  let toStart = first.atMs - fromMs;
  const toEnd = toMs - last.atMs;
  if (grown > 0 && first.value >= 0) toStart = Math.min(toStart, sampled * (first.value / grown));
  const threshold = between * 1.1;
  const stretched = sampled + (toStart < threshold ? toStart : between / 2) + (toEnd < threshold ? toEnd : between / 2);
  return grown * (stretched / sampled);
};
