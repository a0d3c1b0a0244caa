import type { Connection, Integration } from "../../src/core/integration.ts";
import type { Measure } from "../../src/core/measure.ts";

const quiet = (): void => undefined;

/** What a source gets from outside, at the time of this machine. */
export const connection = (clock: () => number = Date.now): Connection => ({
  clock,
  log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  signal: new AbortController().signal,
});

/** The source that these settings connect. */
export const measureOf = (
  integration: Integration,
  settings: Readonly<Record<string, string | undefined>>,
  clock?: () => number,
): Measure => {
  const measure = integration.connect?.(settings, connection(clock))?.measure;
  if (!measure) throw new Error(`${integration.name} has nothing to measure with`);
  return measure;
};

/** The value of a series at a time; undefined when the time is not on it. */
export const valueAt = (
  { timesMs }: { readonly timesMs: readonly number[] },
  series: { readonly values: readonly (number | null)[] } | undefined,
  atMs: number,
): number | null | undefined => series?.values[timesMs.indexOf(atMs)];
