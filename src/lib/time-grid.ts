const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Steps between points that a clock face has, in milliseconds. */
const NICE_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND_MS),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR_MS),
];

/** Times equally far apart on whole multiples of the step since 1970, so that the same range is asked alike twice. */
export interface TimeGrid {
  readonly stepMs: number;
  readonly timesMs: readonly number[];
}

const niceStep = (atLeastMs: number): number =>
  NICE_MS.find((ms) => ms >= atLeastMs) ?? Math.ceil(atLeastMs / DAY_MS) * DAY_MS;

/** At most `points` times in [fromMs, toMs), at least `leastMs` apart; a range shorter than that is cut finer. */
export const timeGrid = (
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  points: number,
  leastMs: number,
): TimeGrid => {
  const span = toMs - fromMs;
  const least = span >= leastMs ? leastMs : SECOND_MS;
  const stepMs = niceStep(Math.max(least, span / Math.max(1, points)));
  const firstMs = Math.ceil(fromMs / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((toMs - firstMs) / stepMs));
  return { stepMs, timesMs: Array.from({ length: count }, (_, index) => firstMs + index * stepMs) };
};
