import type { LogCount } from "../measure.ts";
import { countOf, formatCount, formatDuration } from "../number-words.ts";
import type { TimeRange } from "../time/range.ts";
import { when } from "../time/when.ts";

const MIN_MS = 60_000;
const HOUR_MS = 60 * MIN_MS;

/** "12.3", "80", "1,240"; never "0" for what is more. */
const formatRate = (value: number): string => {
  if (value >= 100 || Number.isInteger(value)) return formatCount(Math.round(value));
  return value < 0.05 ? "less than 0.1" : value.toFixed(1).replace(/\.0$/, "");
};

const peakOf = ({ timesMs, values }: LogCount): { readonly count: number; readonly atMs: number } | undefined => {
  const known = values.flatMap((count, index) => (count === null ? [] : [{ count, atMs: timesMs[index] ?? 0 }]));
  const [first] = known;
  return first && known.reduce((most, one) => (one.count > most.count ? one : most), first);
};

/**
 * "12.3 per minute, peak 80" and when that was; by the hour when that would be less than one in ten minutes. What was
 * counted over less than that is told as it is: no minute need have had three times the lines of 20 seconds.
 */
export const rateOf = (
  count: LogCount,
  { fromMs, toMs }: Pick<TimeRange, "fromMs" | "toMs">,
): { readonly title: string; readonly lines: readonly string[] } => {
  const perMs = count.count / Math.max(1, toMs - fromMs);
  const [unitMs, unit] = count.count > 0 && perMs * MIN_MS < 0.1 ? [HOUR_MS, "per hour"] : [MIN_MS, "per minute"];
  const peak = peakOf(count);
  const total = `${count.exact ? "" : "at least "}${countOf(count.count, "line")} in all.`;
  if (peak === undefined || peak.count === 0)
    return { title: `${count.exact ? "" : "at least "}${formatRate(perMs * unitMs)} ${unit}`, lines: [total] };
  const within = `within ${formatDuration(count.stepMs)}`;
  const most =
    count.stepMs < unitMs
      ? `most ${formatCount(peak.count)} ${within}`
      : `peak ${formatRate((peak.count * unitMs) / count.stepMs)}`;
  return {
    title: `${count.exact ? "" : "at least "}${formatRate(perMs * unitMs)} ${unit}, ${most}`,
    lines: [`Peak: ${countOf(peak.count, "line")} ${within} from ${when(peak.atMs)}; ${total}`],
  };
};
