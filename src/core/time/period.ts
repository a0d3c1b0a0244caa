import type { Temporal } from "temporal-polyfill";

/** Periods that begin with a calendar. */
export type Period = "minute" | "hour" | "day" | "week" | "month" | "quarter" | "year";

const PERIODS: readonly (readonly [RegExp, Period])[] = [
  [/^(?:m|mins?|minutes?)$/, "minute"],
  [/^(?:h|hrs?|hours?)$/, "hour"],
  [/^(?:d|days?)$/, "day"],
  [/^(?:w|wks?|weeks?)$/, "week"],
  [/^(?:mo|mos|mths?|months?)$/, "month"],
  [/^(?:q|qtrs?|quarters?)$/, "quarter"],
  [/^(?:y|yrs?|years?)$/, "year"],
];

/** "wk" -> "week"; undefined for other words. */
export const periodOf = (word: string): Period | undefined => PERIODS.find(([pattern]) => pattern.test(word))?.[1];

/** A count of periods as Temporal wants it: minutes and hours are exact, the rest goes by the calendar. */
export const durationOf = (count: number, period: Period): Temporal.DurationLike =>
  period === "quarter" ? { months: 3 * count } : { [`${period}s`]: count };

/** First day of the week, month, quarter or year that a date is in. */
export const periodStart = (date: Temporal.PlainDate, period: Period, weekStart: number): Temporal.PlainDate => {
  if (period === "week") return date.subtract({ days: (date.dayOfWeek - weekStart + 7) % 7 });
  if (period === "month") return date.with({ day: 1 });
  if (period === "quarter") return date.with({ month: date.month - ((date.month - 1) % 3), day: 1 });
  return period === "year" ? date.with({ month: 1, day: 1 }) : date;
};
