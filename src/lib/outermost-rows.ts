import { formatCount } from "../core/number-words.ts";

/** How far the numbers of a row reach; undefined where it has none. */
type Reach = { readonly least: number; readonly most: number } | undefined;

const reachOf = (values: Iterable<number | null>): Reach => {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return least > most ? undefined : { least, most };
};

/**
 * The rows that have a number, in their order, at most `limit`: half of those kept reach highest, the others lowest,
 * because trouble may lie on either side.
 */
export const outermostRows = <T>(
  rows: readonly T[],
  limit: number,
  valuesOf: (row: T) => Iterable<number | null>,
): readonly T[] => {
  const known = rows.flatMap((row) => {
    const reach = reachOf(valuesOf(row));
    return reach ? [{ row, ...reach }] : [];
  });
  if (known.length <= limit) return known.map(({ row }) => row);
  const highest = known.toSorted((a, b) => b.most - a.most).slice(0, Math.ceil(limit / 2));
  const high = new Set(highest);
  const others = known.filter((one) => !high.has(one)).toSorted((a, b) => a.least - b.least);
  const kept = new Set([...highest, ...others.slice(0, limit - highest.length)]);
  return known.filter((one) => kept.has(one)).map(({ row }) => row);
};

/** What to say where rows were left out. */
export const leftOutNote = (count: number, limit: number): string =>
  `${formatCount(count)} series: the ${limit / 2} highest and the ${limit / 2} lowest were looked at.`;

/** How many were not looked at, for who counts them all. */
export const leftOutOf = (count: number, limit: number): { readonly leftOut?: number } =>
  count > limit ? { leftOut: count - limit } : {};
