import type { Durations } from "../stats.ts";

/** Linear interpolation between closest ranks (rank p*(n-1)) of ascending values; null without any. */
const percentile = (ascending: Float64Array, p: number): number | null => {
  const rank = p * (ascending.length - 1);
  const low = ascending[Math.floor(rank)];
  const high = ascending[Math.ceil(rank)];
  return low === undefined || high === undefined ? null : low + (high - low) * (rank - Math.floor(rank));
};

/** The middle of values in any order: the mean of the two middle ones of an even number; null without any. */
export const median = (values: readonly number[]): number | null => percentile(Float64Array.from(values).sort(), 0.5);

const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value));

/** n, mean and percentiles of durations in milliseconds, rounded to whole ones; null where there are none. */
export const summarize = (durations: readonly number[]): Durations => {
  const ascending = Float64Array.from(durations).sort();
  const n = ascending.length;
  const sum = ascending.reduce((total, one) => total + one, 0);
  return {
    n,
    meanMs: n === 0 ? null : Math.round(sum / n),
    p50Ms: rounded(percentile(ascending, 0.5)),
    p95Ms: rounded(percentile(ascending, 0.95)),
  };
};

/** From one moment to a later one, milliseconds; a source's clock that runs behind cannot make it negative. */
export const lasted = (fromMs: number, untilMs: number): number => Math.max(0, untilMs - fromMs);
