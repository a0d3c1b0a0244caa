import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Measured, MeasuredSeries } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import { leftOutNote, leftOutOf, outermostRows } from "../../lib/outermost-rows.ts";
import { nameSeries, type Unnamed } from "../../lib/series-names.ts";
import { type Grid, gridOf, type Points, pointsOf, Row, rowOf } from "./points.ts";
import { unitOf } from "./target.ts";

const MOST_SERIES = 200;

/** Where the paths of all differ: "stats.timers.api.mean" and "….web.mean" -> "api", "web". */
const unlikeNodes = (targets: readonly string[]): readonly string[] => {
  const paths = targets.map((target) => target.split("."));
  const [first = []] = paths;
  const alike = paths.every((path) => path.length === first.length) && !targets.some((target) => /[(;]/.test(target));
  if (!alike || targets.length < 2) return targets;
  const differ = first.map((_, node) => new Set(paths.map((path) => path[node])).size > 1);
  return paths.map((path) => path.filter((_, node) => differ[node]).join(".") || path.join("."));
};

const isTagged = (all: readonly Points[], by: string | undefined): boolean =>
  (by !== undefined && !/^\d+$/.test(by)) || all.some(({ labels }) => Object.keys(labels).length > 0);

const unnamedOf = (all: readonly Points[], by: string | undefined): readonly Unnamed[] => {
  const short = unlikeNodes(all.map(({ target }) => target || `no node ${by}`));
  const tagged = isTagged(all, by);
  return all.map(({ labels, target }, index) => ({
    labels: tagged ? labels : {},
    otherwise: short[index] ?? target,
  }));
};

const readRows = (body: unknown): readonly Row[] => {
  const read = z.array(Row).safeParse(body);
  if (read.success) return read.data;
  throw new Failure("upstream", "Graphite: the answer has not the shape of /render with format=json", {
    tell: "What answers at GRAPHITE_URL is no Graphite: perhaps a login page. Whoever runs me has to look at it.",
  });
};

const notesOf = (all: readonly Points[], known: number, stepMs: number): readonly string[] => {
  const finer = all.some((one) => one.stepMs !== undefined && one.stepMs < stepMs);
  return [
    ...(known > MOST_SERIES ? [leftOutNote(known, MOST_SERIES)] : []),
    ...(finer ? [`Series with finer points are averaged over ${formatDuration(stepMs)}.`] : []),
  ];
};

/** What is told of a series; of what has no such node nothing is. */
const labelsOf = ({ labels, target }: Points): MeasuredSeries["labels"] =>
  Object.keys(labels).length > 0 ? labels : target === "" ? {} : { target };

const newestOf = (
  { firstMs, stepMs }: Grid,
  series: readonly MeasuredSeries[],
  toMs: number,
): Pick<Measured, "newestHasMs"> => {
  const last = Math.max(...series.map(({ values }) => values.findLastIndex((value) => value !== null)));
  const hasMs = toMs - (firstMs + last * stepMs);
  return hasMs < stepMs ? { newestHasMs: hasMs } : {};
};

/** What is asked for besides the answer itself. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: string | undefined;
  /** Points are sums or counts over all of their step. */
  readonly sums?: boolean;
  /** The same with the highest of each step; undefined where nobody knows. */
  readonly peaks?: unknown;
}

/**
 * What /render answered in [fromMs, toMs), on the grid of its coarsest series. What is not flushed yet is null like any
 * other gap. Throws Failure("upstream") for what is no such answer.
 */
export const readRender = (body: unknown, { fromMs, toMs, by, sums = false, peaks }: Asked): Measured => {
  const highest = new Map((peaks === undefined ? [] : readRows(peaks)).map((row) => [row.target, row]));
  const rows = readRows(body).map((row) => pointsOf(row, highest, fromMs, toMs));
  const known = rows.filter(({ points }) => points.some(([, value]) => value !== null));
  const all = outermostRows(known, MOST_SERIES, ({ points, peaks }) => [...points, ...peaks].map(([, value]) => value));
  const grid = gridOf(all, { fromMs, toMs });
  const { firstMs, stepMs, count } = grid;
  if (all.length === 0) return { timesMs: [], stepMs, series: [], notes: [] };
  const names = nameSeries(unnamedOf(all, by), by !== undefined && isTagged(all, by) ? by : undefined);
  const series = all.map(
    (one, index): MeasuredSeries => ({
      ...{ name: names[index] ?? one.target, labels: labelsOf(one) },
      ...rowOf(one, grid, all),
    }),
  );
  return {
    timesMs: Array.from({ length: count }, (_, index) => firstMs + index * stepMs),
    ...{ stepMs, series },
    unit: unitOf(all.map(({ target }) => target)),
    ...(series.some((one) => one.peaks !== undefined) ? { between: "mean" } : {}),
    ...(sums ? newestOf(grid, series, toMs) : {}),
    ...leftOutOf(known.length, MOST_SERIES),
    notes: notesOf(all, known.length, stepMs),
  };
};
