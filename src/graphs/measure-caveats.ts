import type { Series } from "../core/chart.ts";
import { formatValue } from "../core/measure/units.ts";
import { figuresOf, type SpokenPoints } from "../core/measure/words.ts";
import type { Measured } from "../core/measure.ts";
import { formatDuration } from "../core/number-words.ts";
import type { Asking } from "./measure-asked.ts";

/** What comes from a source some minutes late is still its last value. */
const LATE_MS = 5 * 60_000;
const LATE_STEPS = 3;

const isKnown = (value: number | null): value is number => value !== null;

const everyWords = ({ stepMs }: Measured): string => formatValue(stepMs, "ms");

/** How the points were made: "every 15 min", "means of 15 min". */
export const stepWords = (measured: Measured): string => {
  if (measured.between === "mean") return `means of ${everyWords(measured)}`;
  return `${measured.between === "unseen" ? "single moments, " : ""}every ${everyWords(measured)}`;
};

/** A difference that can be seen, as a share of all that is drawn. */
const SEEN_SHARE = 0.01;

const isSeen = (peaks: Series["values"], values: Series["values"]): boolean => {
  const { min, max } = figuresOf([...values, ...peaks]) ?? { min: 0, max: 0 };
  return peaks.some((peak, at) => isKnown(peak) && peak - (values[at] ?? min) > (max - min) * SEEN_SHARE);
};

/** A lone series has the highest of each step beside it, so that no spike is missing from the picture. */
export const peakSeries = ([only, ...more]: readonly Series[], measured: Measured): readonly Series[] => {
  const peaks = measured.series.find(({ name }) => name === only?.name)?.peaks;
  if (only === undefined || more.length > 0 || peaks === undefined || !isSeen(peaks, only.values)) return [];
  const name = `highest in each ${everyWords(measured)}`;
  return [{ name, values: peaks, ...(only.hue === undefined ? {} : { hue: only.hue }), dashed: true }];
};

/** What is not to be taken for what it is not: an old last value, points that hide a peak. */
export const caveatsOf = (
  { window }: Asking,
  measured: Measured,
  [loudest]: readonly Series[],
): Pick<SpokenPoints, "lastAgo" | "peak" | "each"> => {
  const { timesMs, stepMs, between, newestHasMs } = measured;
  const lastMs = timesMs[loudest?.values.findLastIndex(isKnown) ?? -1] ?? window.toMs;
  const agoMs = window.toMs - lastMs;
  const row = measured.series.find(({ name }) => name === loudest?.name);
  const each = [
    ...(between === "mean" ? [`each point is the mean of ${everyWords(measured)}`] : []),
    ...(between === "unseen" ? [`points are single moments, ${everyWords(measured)} apart`] : []),
    ...(newestHasMs === undefined ? [] : [`the last point has only ${formatDuration(newestHasMs)} so far`]),
  ];
  return {
    ...(agoMs > Math.max(LATE_MS, LATE_STEPS * stepMs) ? { lastAgo: formatDuration(agoMs) } : {}),
    peak: figuresOf(row?.peaks ?? [])?.max,
    ...(each.length === 0 ? {} : { each: each.join(", ") }),
  };
};
