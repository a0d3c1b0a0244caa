import { formatSpan } from "./format.ts";
import { dayStart, type Moment, momentAt, type TimeRange } from "./types.ts";

const startsDay = (at: Moment): boolean => at.startOfDay().epochMilliseconds === at.epochMilliseconds;
const startsMonth = (at: Moment): boolean => at.day === 1 && startsDay(at);

interface Length {
  readonly months?: number;
  readonly days?: number;
  readonly milliseconds?: number;
}

/** How long the whole period is: in months or days when it begins and ends with the calendar, else exactly. */
const lengthOf = (from: Moment, end: Moment): Length => {
  const days = from.toPlainDate().until(end.toPlainDate(), { largestUnit: "days" }).days;
  if (startsMonth(from) && startsMonth(end))
    return { months: from.toPlainDate().until(end.toPlainDate(), { largestUnit: "months" }).months };
  if (days > 0 && startsDay(from) && startsDay(end)) return { days };
  if (days > 0 && from.toPlainTime().equals(end.toPlainTime())) return { days };
  return { milliseconds: end.epochMilliseconds - from.epochMilliseconds };
};

const back = (at: Moment, by: Length): Moment =>
  startsDay(at) && by.milliseconds === undefined
    ? dayStart(at.toPlainDate().subtract(by), at.timeZoneId)
    : at.subtract(by);

/**
 * What a range is compared with: the equal period before it (the month before a month, the week before a week); for one
 * that still runs, the same elapsed part of it: Monday to Wednesday 14:23 of this week and of the last.
 */
export const previousRange = (range: TimeRange): TimeRange => {
  const from = momentAt(range.fromMs, range.tz);
  const by = lengthOf(from, momentAt(range.endMs, range.tz));
  const fromMs = back(from, by).epochMilliseconds;
  const running = range.toMs < range.endMs;
  const toMs = running
    ? Math.max(fromMs, Math.min(range.fromMs, back(momentAt(range.toMs, range.tz), by).epochMilliseconds))
    : range.fromMs;
  return { fromMs, toMs, endMs: toMs, tz: range.tz, label: formatSpan(fromMs, toMs, range.tz) };
};
