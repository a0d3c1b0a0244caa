import { dayName } from "../core/time/range.ts";

/** Days grouped so that a chart stays legible. */
export interface Buckets {
  readonly every: "day" | "week" | "month";
  /** "Mon 16", "16 Nov", "Nov 2026". */
  readonly categories: readonly string[];
  /** Values per day of several rows -> one value per bucket. */
  sum(rows: readonly (readonly number[])[]): readonly number[];
}

/** Up to 31 days one by one, up to half a year by weeks from the first day, else by months. `days` are "2026-11-16". */
export const bucketDays = (days: readonly string[]): Buckets => {
  const every = days.length <= 31 ? "day" : days.length <= 184 ? "week" : "month";
  const keyOf = (day: string, index: number): string => {
    const { weekday, date, month, year } = dayName(day);
    if (every === "day") return `${weekday} ${date}`;
    if (every === "month") return `${month} ${year}`;
    const first = dayName(days[index - (index % 7)] ?? day);
    return `${first.date} ${first.month}`;
  };
  const keys = days.map(keyOf);
  const isFirst = keys.map((key, index) => index === 0 || (every === "day" ? true : keys[index - 1] !== key));
  const categories = keys.filter((_, index) => isFirst[index]);
  return {
    every,
    categories,
    sum(rows) {
      const sums = new Array<number>(categories.length).fill(0);
      let bucket = -1;
      for (const [index] of days.entries()) {
        if (isFirst[index]) bucket += 1;
        for (const row of rows) sums[bucket] = (sums[bucket] ?? 0) + (row[index] ?? 0);
      }
      return sums;
    },
  };
};
