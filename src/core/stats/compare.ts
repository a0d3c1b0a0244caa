import { formatCount, formatDuration } from "../number-words.ts";
import type { Durations, OncallStats, Totals } from "../stats.ts";
import { isPartly, isUnread } from "./head.ts";
import { FEW, signed } from "./times.ts";

/** One number of both sides; null where nothing was read of a side. */
export interface CompareNumber {
  /** Short enough for a phone. */
  readonly label: string;
  readonly unit: "count" | "ms";
  readonly a: number | null;
  readonly b: number | null;
  /** Of how many the mean is, for `ms`. */
  readonly n?: { readonly a: number; readonly b: number } | undefined;
}

/** One row as it is shown; `change` goes from a to b. */
export interface CompareRow {
  readonly label: string;
  readonly a: string;
  readonly b: string;
  readonly change: string;
}

const COUNTS: readonly (readonly [label: string, of: (totals: Totals) => number])[] = [
  ["Incidents", ({ incidents }) => incidents],
  ["Pages", ({ pages }) => pages],
  ["Pages at night", ({ sleep }) => sleep],
  ["Nights", ({ nights }) => nights],
  ["Acks", ({ acks }) => acks],
  ["Never acked", ({ neverAcked }) => neverAcked],
  ["Open", ({ open }) => open],
];
const TIMES: readonly (readonly [label: string, of: (totals: Totals) => Durations])[] = [
  ["MTTA", ({ mtta }) => mtta],
  ["MTTR, people", ({ mttrHuman }) => mttrHuman],
  ["MTTR, itself", ({ mttrAuto }) => mttrAuto],
];

/** What of one person is not for a channel. */
export const NIGHTLY: ReadonlySet<string> = new Set(["Pages at night", "Nights"]);

/** What a picture of both is drawn from: counts, then mean times in milliseconds. */
export const compareNumbers = (a: OncallStats, b: OncallStats): readonly CompareNumber[] => {
  const known = (side: OncallStats, value: number | null): number | null => (isUnread(side) ? null : value);
  return [
    ...COUNTS.map(
      ([label, of]): CompareNumber => ({
        ...{ label, unit: "count", a: known(a, of(a.totals)), b: known(b, of(b.totals)) },
      }),
    ),
    ...TIMES.map(([label, of]): CompareNumber => {
      const [one, other] = [of(a.totals), of(b.totals)];
      return {
        ...{ label, unit: "ms", a: known(a, one.meanMs), b: known(b, other.meanMs) },
        n: { a: one.n, b: other.n },
      };
    }),
  ];
};

const valueWords = ({ unit, n }: CompareNumber, side: "a" | "b", value: number | null, unread: boolean): string => {
  if (unread) return "no data";
  if (unit === "count") return formatCount(value ?? 0);
  return value === null ? "none" : `${formatDuration(value)} · n ${formatCount(n?.[side] ?? 0)}`;
};

const changeWords = ({ unit, a, b, n }: CompareNumber): string => {
  if (a === null || b === null) return "";
  if (unit === "count") return signed(b - a, formatCount);
  if (Math.min(n?.a ?? 0, n?.b ?? 0) < FEW) return "too few to compare";
  return signed(Math.abs(b - a) < 1_000 ? 0 : b - a, formatDuration);
};

/**
 * Two sides next to each other, and how the second differs from the first: counts as they are, means only where both are
 * of 20 or more. A side of which nothing was read is "no data", one that was read in part is compared with nothing.
 */
export const compareOf = (a: OncallStats, b: OncallStats): readonly CompareRow[] =>
  compareNumbers(a, b).map((one) => ({
    label: one.label,
    a: valueWords(one, "a", one.a, isUnread(a)),
    b: valueWords(one, "b", one.b, isUnread(b)),
    change: isPartly(a) || isPartly(b) ? "" : changeWords(one),
  }));
