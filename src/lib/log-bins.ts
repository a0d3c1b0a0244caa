import type { LogQuestion } from "../core/measure.ts";

/** Stretches of time in which lines are counted: the first begins where the question does, the last may be cut off. */
export interface Bins {
  readonly timesMs: readonly number[];
  readonly stepMs: number;
}

const DAY_S = 86_400;
/** Stretches that divide the ranges people ask for. */
const STEPS_S = [
  1,
  2,
  5,
  10,
  15,
  20,
  30,
  60,
  120,
  300,
  600,
  900,
  1200,
  1800,
  3600,
  7200,
  10_800,
  21_600,
  43_200,
  DAY_S,
];

type Stretch = Pick<LogQuestion, "fromMs" | "toMs" | "points">;

const stepOf = ({ fromMs, toMs, points }: Stretch): number => {
  const least = (toMs - fromMs) / 1000 / Math.max(1, points);
  return (STEPS_S.find((step) => step >= least) ?? Math.ceil(least / DAY_S) * DAY_S) * 1000;
};

/** At most `points` stretches of whole seconds that cover [fromMs, toMs). */
export const binsOf = (question: Stretch): Bins => {
  const { fromMs, toMs } = question;
  const stepMs = stepOf(question);
  const count = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  return { timesMs: Array.from({ length: count }, (_, index) => fromMs + index * stepMs), stepMs };
};

/** Place of a moment among the stretches; it must lie within the question. */
export const binAt = ({ timesMs, stepMs }: Bins, atMs: number): number =>
  Math.floor((atMs - (timesMs[0] ?? 0)) / stepMs);

/** What a line without the label that is counted by belongs to. */
export const without = (by: string): string => `(no ${by})`;
