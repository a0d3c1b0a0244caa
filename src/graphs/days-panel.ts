import type { Panel, Series } from "../core/chart.ts";
import { bucketDays } from "./day-buckets.ts";
import { HUES, steadyHues } from "./steady-hues.ts";

/** Numbers for each day, in rows that add up. */
export interface DayRows {
  /** "2026-11-16". */
  readonly days: readonly string[];
  /** Of them, from the first on, those before anything was read. */
  readonly unknownDays: number;
  readonly rows: readonly DayRow[];
}

/** One of the rows; those without a tone get a colour that stays with their name. */
export interface DayRow {
  readonly name: string;
  readonly perDay: readonly number[];
  readonly tone?: Series["tone"];
}

/** What a panel of days says: "Incidents", "incidents", "by service". */
export interface DayWords {
  readonly what: string;
  readonly unit: string;
  readonly by: string;
  readonly empty: string;
}

const TOP = 6;

const X_WORDS = { day: "Day", week: "Week of", month: "Month" } as const;

/** Rows over days as stacked bars, or side by side: by day, week or month, the largest six apart, what was not read as a gap. */
export const daysPanel = (
  { days, unknownDays, rows }: DayRows,
  { what, unit, by, empty }: DayWords,
  kind: "stacked-bars" | "bars" = "stacked-bars",
): Panel => {
  const { every, categories, sum: sumAll } = bucketDays(days);
  const known = sumAll([days.map((_, day) => (day < unknownDays ? 0 : 1))]);
  const sum = (all: readonly (readonly number[])[]): readonly (number | null)[] =>
    sumAll(all).map((value, bucket) => (known[bucket] === 0 ? null : value));
  const few = rows.length <= TOP + 1;
  const top = few ? rows : rows.slice(0, TOP);
  const rest = few ? [] : rows.slice(TOP);
  const toned = top.some(({ tone }) => tone !== undefined);
  const series: Series[] = (toned ? top : steadyHues(top)).map(({ perDay, ...row }) => ({
    ...row,
    values: sum([perDay]),
  }));
  if (rest.length > 0)
    series.push({ name: `${rest.length} others`, hue: HUES, values: sum(rest.map(({ perDay }) => perDay)) });
  return {
    title: `${what} per ${every}${by && ` ${by}`}`,
    kind,
    x: { label: X_WORDS[every], unit: "" },
    y: { label: what, unit },
    categories: series.length === 0 ? [] : categories,
    series,
    empty,
  };
};
