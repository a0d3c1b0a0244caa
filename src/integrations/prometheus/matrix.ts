import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Measured, MeasuredSeries } from "../../core/measure.ts";
import { countOf } from "../../core/number-words.ts";
import { leftOutNote, leftOutOf, outermostRows } from "../../lib/outermost-rows.ts";
import { nameSeries } from "../../lib/series-names.ts";
import type { TimeGrid } from "../../lib/time-grid.ts";

type Point = readonly [seconds: number, value: string];
const isPoint = (point: unknown): point is Point =>
  Array.isArray(point) && point.length === 2 && typeof point[0] === "number" && typeof point[1] === "string";
/** Hundreds of thousands of points are looked at, not copied. */
const Points = z.custom<readonly Point[]>((values) => Array.isArray(values) && values.every(isPoint));
const Row = z.object({
  metric: z.record(z.string(), z.string()),
  values: Points.default([]),
  histograms: z.array(z.unknown()).default([]),
});
/** https://prometheus.io/docs/prometheus/latest/querying/api/#range-queries */
const Reply = z.object({
  status: z.literal("success"),
  data: z.object({ resultType: z.literal("matrix"), result: z.array(Row) }),
  warnings: z.array(z.string()).nullish(),
  infos: z.array(z.string()).nullish(),
  /** VictoriaMetrics: a part of its storage did not answer. */
  isPartial: z.boolean().nullish(),
});
type Row = z.infer<typeof Row>;
type Reply = z.infer<typeof Reply>;

/** Bodies of range queries: of the grid, of the newest moment alone, of the highest of each step. */
export interface Answers {
  readonly range: unknown;
  readonly newest?: { readonly atMs: number; readonly body: unknown } | undefined;
  readonly peaks?: unknown;
}

/** A row with what else is known of it. */
interface Known extends Row {
  readonly newest: readonly Point[];
  readonly peaks: readonly Point[];
}

const MOST_SERIES = 200;
const MOST_WARNINGS = 3;

const numberOf = (text: string | undefined): number | null => {
  const value = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
};

/** Values on the grid; "NaN" and "+Inf" are no data, and so is where there is none. */
const onGrid = (points: readonly Point[], { timesMs, stepMs }: TimeGrid): readonly (number | null)[] => {
  const row: (number | null)[] = timesMs.map(() => null);
  const firstMs = timesMs[0] ?? 0;
  for (const [seconds, text] of points) {
    const index = Math.round((seconds * 1000 - firstMs) / stepMs);
    const value = numberOf(text);
    if (index in row && value !== null) row[index] = value;
  }
  return row;
};

const readReply = (body: unknown, service: string): Reply => {
  const read = Reply.safeParse(body);
  if (read.success) return read.data;
  throw new Failure("upstream", `${service}: the answer has not the shape of a range query`, {
    tell: `What answers at PROMETHEUS_URL is no ${service}: perhaps a login page. Whoever runs me has to look at it.`,
  });
};

const keyOf = (metric: Row["metric"], withName: boolean): string =>
  JSON.stringify(
    Object.entries(metric)
      .filter(([label]) => withName || label !== "__name__")
      .sort(),
  );

interface Newest {
  readonly atMs: number;
  readonly rows: readonly Row[];
}

/**
 * The newest moment, where it is what was answered: Thanos moves it back to a multiple of the step.
 * https://thanos.io/tip/components/query-frontend.md/
 */
const newestOf = ({ newest }: Answers, service: string): Newest | undefined => {
  if (newest === undefined) return undefined;
  const { atMs, body } = newest;
  const { result } = readReply(body, service).data;
  const rows = result.filter(({ values }) => values.at(-1)?.[0] === atMs / 1000);
  return result.length > 0 && rows.length === 0 ? undefined : { atMs, rows };
};

/** Rows of the range with their newest point and their peaks, and those that are only there by now; peaks alone where moments met none. */
const joined = ({ data: { result } }: Reply, newest: Newest | undefined, highest: readonly Row[]) => {
  const latest = new Map(newest?.rows.map((row) => [keyOf(row.metric, true), row]));
  // max_over_time takes the metric's name away.
  const highestOf = new Map(highest.map((row) => [keyOf(row.metric, false), row.values]));
  const known = new Set(result.map(({ metric }) => keyOf(metric, true)));
  const late = [...latest].flatMap(([key, row]) => (known.has(key) ? [] : [{ ...row, values: [] }]));
  const sparse = result.length + late.length === 0 && highest.length > 0;
  const rows = (sparse ? highest : [...result, ...late]).map(
    (row): Known => ({
      ...row,
      newest: latest.get(keyOf(row.metric, true))?.values ?? [],
      peaks: highestOf.get(keyOf(row.metric, false)) ?? [],
    }),
  );
  return { rows, sparse };
};

const isStrange = ([, text]: Point): boolean => /^(?:NaN|[+-]?Inf)$/.test(text);

const notesOf = ({ data, warnings, infos, isPartial }: Reply, rows: readonly Known[]): readonly string[] => {
  const { result } = data;
  const histograms = result.filter(({ values, histograms }) => values.length === 0 && histograms.length > 0);
  const strange = rows.reduce((sum, { values }) => sum + values.filter(isStrange).length, 0);
  return [
    ...(rows.length > MOST_SERIES ? [leftOutNote(rows.length, MOST_SERIES)] : []),
    ...(strange > 0 ? [`${countOf(strange, "value")} NaN or infinite, as 0 / 0 is: drawn as gaps.`] : []),
    ...(histograms.length > 0 ? ["Native histograms have no value of their own: ask for histogram_quantile."] : []),
    ...(isPartial ? ["A part of the storage did not answer: there may be more."] : []),
    ...[...(warnings ?? []), ...(infos ?? [])].slice(0, MOST_WARNINGS),
  ];
};

const SPARSE = "Samples are so rare that moments meet none: each point is the highest within its step.";

const whyNone = (rows: readonly Known[]): string | undefined => {
  if (rows.some(({ values, newest }) => values.some(isStrange) || newest.some(isStrange)))
    return "its values are all NaN or infinite, as 0 / 0 is,";
  if (rows.some(({ histograms }) => histograms.length > 0))
    return "a native histogram has no value of its own, ask for histogram_quantile of it,";
  return undefined;
};

/** Peaks where they say more than the values. */
const peaksBeside = (
  values: MeasuredSeries["values"],
  peaks: MeasuredSeries["values"],
): Pick<MeasuredSeries, "peaks"> => {
  const beside = values.map((value, at) => {
    const peak = peaks[at] ?? null;
    return peak === null || (value !== null && value > peak) ? value : peak;
  });
  return beside.some((peak, at) => peak !== values[at]) ? { peaks: beside } : {};
};

/** What a range query answered, as rows on the grid with names. Throws Failure("upstream") for what is no such answer. */
export const readMatrix = (
  answers: Answers,
  grid: TimeGrid,
  asked: { readonly service: string; readonly query: string; readonly by: string | undefined },
): Pick<Measured, "timesMs" | "series" | "notes" | "leftOut" | "why"> => {
  const reply = readReply(answers.range, asked.service);
  const newest = newestOf(answers, asked.service);
  const highest = answers.peaks === undefined ? [] : readReply(answers.peaks, asked.service).data.result;
  const { rows, sparse } = joined(reply, newest, highest);
  // Thousands of series are no trouble as long as they are not laid out on the grid.
  const kept = outermostRows(rows, MOST_SERIES, ({ values, newest, peaks }) =>
    [...values, ...newest, ...peaks].map(([, text]) => Number(text)),
  )
    .map((row) => {
      const values = [...onGrid(row.values, grid), ...(newest ? [numberOf(row.newest.at(-1)?.[1])] : [])];
      return { labels: row.metric, values, ...peaksBeside(values, onGrid(row.peaks, grid)) };
    })
    .filter(({ values }) => values.some((value) => value !== null));
  const names = nameSeries(
    kept.map(({ labels }) => ({ labels, otherwise: labels.__name__ ?? asked.query })),
    asked.by,
  );
  return {
    timesMs: newest ? [...grid.timesMs, newest.atMs] : grid.timesMs,
    series: kept.map((row, index) => ({ name: names[index] ?? "", ...row })),
    notes: [...(sparse ? [SPARSE] : []), ...notesOf(reply, rows)],
    ...leftOutOf(rows.length, MOST_SERIES),
    why: whyNone(rows),
  };
};
