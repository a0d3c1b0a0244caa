import type { Measured } from "../core/measure.ts";
import { leftOutNote, leftOutOf, outermostRows } from "./outermost-rows.ts";
import { nameSeries } from "./series-names.ts";

/** One series whose source chose the times: epoch milliseconds and values, in any order. */
export interface ScatteredRow {
  readonly labels: Readonly<Record<string, string>>;
  /** What it is called when its labels do not tell it from the others. */
  readonly otherwise: string;
  /** What the source calls it; counts where each of them has one, whatever the labels say. */
  readonly name?: string | undefined;
  readonly points: readonly (readonly [atMs: number, value: number | null])[];
}

/** The range that is wanted, and the most points of it. */
export interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
  /** Label that they were split by. */
  readonly by?: string | undefined;
  /** Distance of points, where the source says it. */
  readonly stepMs?: number | undefined;
}

const MINUTE_MS = 60_000;
const MOST_ROWS = 200;

/** Rows of one answer may be so many times coarser than others and still set the step for all. */
const MOST_COARSER = 10;

/** How far apart points are; times that are not quite so belong to the nearest one. */
interface Step {
  readonly ms: number;
  readonly isRough: boolean;
}

const SECOND_MS = 1_000;
/** "60.2 s" in the middle of others is one minute that is not kept well. */
const tidied = (ms: number): number => (ms >= 5 * SECOND_MS ? Math.round(ms / SECOND_MS) * SECOND_MS : Math.round(ms));

/** The distance that all others in the row are multiples of; where there is none, the mean of those about the middle one. */
const rowStep = ({ points }: ScatteredRow): readonly Step[] => {
  const times = points.map(([atMs]) => atMs).sort((a, b) => a - b);
  const gaps = times
    .slice(1)
    .map((atMs, at) => atMs - (times[at] ?? atMs))
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  const [least] = gaps;
  if (least === undefined) return [];
  if (gaps.every((gap) => gap % least === 0)) return [{ ms: least, isRough: false }];
  const middle = gaps[Math.floor(gaps.length / 2)] ?? least;
  const like = gaps.filter((gap) => gap > middle / 2 && gap < middle * 1.5);
  return [{ ms: tidied(like.reduce((a, b) => a + b, 0) / like.length), isRough: true }];
};

/** That of the coarsest row, so that no line falls apart between the points of a finer one. */
const stepOf = (rows: readonly ScatteredRow[]): Step => {
  const steps = rows.flatMap(rowStep);
  if (steps.length === 0) return { ms: MINUTE_MS, isRough: false };
  const least = Math.min(...steps.map(({ ms }) => ms));
  const ms = Math.max(...steps.map((step) => step.ms).filter((one) => one <= least * MOST_COARSER));
  return { ms, isRough: steps.some(({ isRough }) => isRough) };
};

const meanOf = (values: readonly number[]): number | null =>
  values.length === 0
    ? null
    : values.length === 1
      ? (values[0] ?? null)
      : values.reduce((a, b) => a + b, 0) / values.length;

const isNumber = (value: number | null): value is number => value !== null && Number.isFinite(value);

const place = (
  { points }: ScatteredRow,
  slots: { readonly firstMs: number; readonly stepMs: number; readonly count: number; readonly earlyMs: number },
): { readonly values: readonly (number | null)[]; readonly crowded: boolean } => {
  const found: number[][] = Array.from({ length: slots.count }, () => []);
  for (const [atMs, value] of points) {
    const at = Math.floor((atMs + slots.earlyMs - slots.firstMs) / slots.stepMs);
    if (isNumber(value)) found[Math.min(at, slots.count - 1)]?.push(value);
  }
  return { values: found.map(meanOf), crowded: found.some(({ length }) => length > 1) };
};

/**
 * Points of different series onto equally distant times of [fromMs, toMs): where nothing is, or no finite number, is
 * null. Several points of a slot become their mean, and a note says so. Rows without any number are left out, and all
 * but the 100 highest and the 100 lowest where there are more.
 */
export const gridPoints = (
  rows: readonly ScatteredRow[],
  { fromMs, toMs, points, by, stepMs: said }: Frame,
): Pick<Measured, "timesMs" | "stepMs" | "series" | "notes" | "leftOut"> => {
  const known = rows
    .map((row) => ({ ...row, points: row.points.filter(([atMs]) => atMs >= fromMs && atMs < toMs) }))
    .filter((row) => row.points.some(([, value]) => isNumber(value)));
  const within = outermostRows(known, MOST_ROWS, (row) => row.points.map(([, value]) => value));
  const { ms, isRough } = said === undefined ? stepOf(within) : { ms: said, isRough: false };
  const fine = Math.max(1, ms);
  const stepMs = fine * Math.max(1, Math.ceil((toMs - fromMs) / fine / Math.max(1, points)));
  const oldestMs = within.flatMap((row) => row.points.map(([atMs]) => atMs)).reduce((a, b) => Math.min(a, b), toMs);
  const firstMs = oldestMs - Math.floor((oldestMs - fromMs) / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((toMs - firstMs) / stepMs));
  const timesMs = Array.from({ length: count }, (_, at) => firstMs + at * stepMs);
  const earlyMs = isRough && stepMs === fine ? stepMs / 2 : 0;
  const placed = within.map((row) => place(row, { firstMs, stepMs, count, earlyMs }));
  const named = within.flatMap(({ name }) => (name === undefined ? [] : [{ labels: {}, otherwise: name }]));
  const names = nameSeries(
    named.length === within.length ? named : within,
    named.length === within.length ? undefined : by,
  );
  return {
    timesMs,
    stepMs,
    series: within.map(({ labels }, at) => ({ name: names[at] ?? "", labels, values: placed[at]?.values ?? [] })),
    ...leftOutOf(known.length, MOST_ROWS),
    notes: [
      ...(known.length > MOST_ROWS ? [leftOutNote(known.length, MOST_ROWS)] : []),
      ...(placed.some(({ crowded }) => crowded) ? [`Each point is the mean of ${stepMs / 1000} s.`] : []),
    ],
  };
};
