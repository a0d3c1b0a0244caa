import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Measured, MeasuredSeries } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import { leftOutNote, leftOutOf, outermostRows } from "../../lib/outermost-rows.ts";
import { nameSeries, type Unnamed } from "../../lib/series-names.ts";
import { unitOf } from "./target.ts";

/** https://graphite.readthedocs.io/en/latest/render_api.html#json: seconds, and null where nothing was stored. */
const Row = z.object({
  target: z.string(),
  tags: z.record(z.string(), z.coerce.string()).catch({}),
  datapoints: z.array(z.tuple([z.number().nullable().catch(null), z.number()])),
});
type Row = z.infer<typeof Row>;

const MOST_SERIES = 200;
/** What Graphite writes among the tags about its own functions, and the name, which is the target again. */
const OWN_TAGS = new Set(["name", "aggregatedBy", "summarize", "summarizeFunction", "consolidatedBy"]);

interface Points {
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stepMs: number | undefined;
  readonly points: readonly (readonly [atMs: number, value: number | null])[];
}

const pointsOf = ({ target, tags, datapoints }: Row, fromMs: number, toMs: number): Points => {
  const points = datapoints
    .map(([value, seconds]) => [seconds * 1000, value] as const)
    .filter(([atMs]) => atMs >= fromMs && atMs < toMs);
  const [first, second] = datapoints;
  const stepMs = first && second ? (second[1] - first[1]) * 1000 : undefined;
  return {
    target,
    labels: Object.fromEntries(Object.entries(tags).filter(([name]) => !OWN_TAGS.has(name))),
    stepMs,
    points,
  };
};

/** The mean of what falls into each step; where nothing does, or nothing was stored, there is no data. */
const merged = ({ points }: Points, firstMs: number, stepMs: number, count: number): readonly (number | null)[] => {
  const sums = new Float64Array(count);
  const counts = new Uint32Array(count);
  for (const [atMs, value] of points) {
    const index = Math.floor((atMs - firstMs) / stepMs);
    if (value === null || index < 0 || index >= count) continue;
    sums[index] = (sums[index] ?? 0) + value;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return Array.from(sums, (sum, index) => (counts[index] ? sum / (counts[index] ?? 1) : null));
};

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
  const short = unlikeNodes(all.map(({ target }) => target));
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

/**
 * What /render answered in [fromMs, toMs), on the grid of its coarsest series. What is not flushed yet is null like any
 * other gap. Throws Failure("upstream") for what is no such answer.
 */
export const readRender = (
  body: unknown,
  { fromMs, toMs, by }: { readonly fromMs: number; readonly toMs: number; readonly by: string | undefined },
): Measured => {
  const rows = readRows(body).map((row) => pointsOf(row, fromMs, toMs));
  const known = rows.filter(({ points }) => points.some(([, value]) => value !== null));
  const all = outermostRows(known, MOST_SERIES, ({ points }) => points.map(([, value]) => value));
  const stepMs = Math.max(...all.map((one) => one.stepMs ?? 0)) || Math.max(1_000, toMs - fromMs);
  const coarsest = all.find((one) => one.stepMs === stepMs) ?? all[0];
  if (!coarsest) return { timesMs: [], stepMs, series: [], notes: [] };
  const phaseMs = coarsest.points[0]?.[0] ?? fromMs;
  const firstMs = phaseMs - Math.floor((phaseMs - fromMs) / stepMs) * stepMs;
  const count = Math.max(1, Math.ceil((toMs - firstMs) / stepMs));
  const names = nameSeries(unnamedOf(all, by), by !== undefined && isTagged(all, by) ? by : undefined);
  return {
    timesMs: Array.from({ length: count }, (_, index) => firstMs + index * stepMs),
    stepMs,
    series: all.map(
      (one, index): MeasuredSeries => ({
        name: names[index] ?? one.target,
        labels: Object.keys(one.labels).length > 0 ? one.labels : { target: one.target },
        values: merged(one, firstMs, stepMs, count),
      }),
    ),
    unit: unitOf(all.map(({ target }) => target)),
    ...leftOutOf(known.length, MOST_SERIES),
    notes: notesOf(all, known.length, stepMs),
  };
};
