import type { Series } from "../core/chart.ts";
import { figuresOf } from "../core/measure/words.ts";
import { HUES, steadyHues } from "./steady-hues.ts";

/** Most rows that are drawn apart; all others become one. */
export const MOST_SERIES = 12;

/** A row before it has a colour. */
export interface Row {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly peaks?: readonly (number | null)[] | undefined;
}

/** How several rows become one. */
export type Together = "sum" | "mean";

/** The sum or the mean of rows at each moment, of those that have a value there; null where none has. */
const putTogether = (rows: readonly Row[], how: Together): readonly (number | null)[] =>
  (rows[0]?.values ?? []).map((_, at) => {
    let [sum, count] = [0, 0];
    for (const { values } of rows) {
      const value = values[at] ?? null;
      if (value === null) continue;
      sum += value;
      count++;
    }
    return count === 0 ? null : how === "sum" ? sum : sum / count;
  });

const loudness = ({ values, peaks }: Row, isBelow: boolean): number => {
  const figures = figuresOf(isBelow ? values : (peaks ?? values));
  if (!figures) return Number.NEGATIVE_INFINITY;
  return isBelow ? -figures.min : figures.max;
};

/** Rows with the highest maximum first, or the lowest minimum where trouble lies below; alike ones by their name. */
export const loudestFirst = <T extends Row>(rows: readonly T[], isBelow: boolean): readonly T[] =>
  rows
    .map((row) => ({ row, most: loudness(row, isBelow) }))
    .toSorted((a, b) => b.most - a.most || (a.row.name < b.row.name ? -1 : 1))
    .map(({ row }) => row);

/** Whether all that tells this row from the others is said of one of the problems, under whatever name. */
export const isOneOf = (
  { labels: { __name__: _metric, ...labels } }: { readonly labels: Readonly<Record<string, string>> },
  about: readonly Readonly<Record<string, string>>[],
): boolean => {
  const values = Object.values(labels);
  return values.length > 0 && about.some((known) => values.every((value) => Object.values(known).includes(value)));
};

/** A sum so many times higher than what is drawn apart would press all of that flat. */
const FLATTENING = 2;

const mostOf = (rows: readonly Row[]): number => Math.max(...rows.map(({ values }) => figuresOf(values)?.max ?? 0));

/**
 * The grey row of all those that are not drawn apart, its name says how it was made; of a lone one its own. A sum is a
 * mean where it would press flat what is drawn apart.
 */
export const othersOf = (rows: readonly Row[], how: Together, drawn: readonly Row[]): Series => {
  const sum: Row = { name: `${rows.length} others`, values: putTogether(rows, "sum") };
  const isSum = how === "sum" && mostOf([sum]) <= FLATTENING * mostOf(drawn);
  const { name, values } = isSum ? sum : { name: `${sum.name} (mean)`, values: putTogether(rows, "mean") };
  return { name: rows.length === 1 ? (rows[0]?.name ?? "") : name, hue: HUES, values };
};

/** Rows with colours that stay with their names, in the order they came in. */
export const coloured = (rows: readonly Row[]): readonly Series[] => {
  const hueOf = new Map(steadyHues(rows).map(({ name, hue }) => [name, hue]));
  return rows.map(({ name, values }, place) => ({
    name,
    values,
    hue: rows.length === 1 ? 0 : (hueOf.get(name) ?? place),
  }));
};
