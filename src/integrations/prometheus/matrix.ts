import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Measured } from "../../core/measure.ts";
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

const MOST_SERIES = 200;
const MOST_WARNINGS = 3;

/** Values on the grid; "NaN" and "+Inf" are no data, and so is where there is none. */
const onGrid = ({ values }: Row, { timesMs, stepMs }: TimeGrid): readonly (number | null)[] => {
  const row: (number | null)[] = timesMs.map(() => null);
  const firstMs = timesMs[0] ?? 0;
  for (const [seconds, text] of values) {
    const index = Math.round((seconds * 1000 - firstMs) / stepMs);
    const value = Number(text);
    if (index in row && Number.isFinite(value)) row[index] = value;
  }
  return row;
};

const readReply = (body: unknown, service: string): z.infer<typeof Reply> => {
  const read = Reply.safeParse(body);
  if (read.success) return read.data;
  throw new Failure("upstream", `${service}: the answer has not the shape of a range query`, {
    tell: `What answers at PROMETHEUS_URL is no ${service}: perhaps a login page. Whoever runs me has to look at it.`,
  });
};

const notesOf = ({ data, warnings, infos, isPartial }: z.infer<typeof Reply>): readonly string[] => {
  const { result } = data;
  const histograms = result.filter(({ values, histograms }) => values.length === 0 && histograms.length > 0);
  return [
    ...(result.length > MOST_SERIES ? [leftOutNote(result.length, MOST_SERIES)] : []),
    ...(histograms.length > 0 ? ["Native histograms have no value of their own: ask for histogram_quantile."] : []),
    ...(isPartial ? ["A part of the storage did not answer: there may be more."] : []),
    ...[...(warnings ?? []), ...(infos ?? [])].slice(0, MOST_WARNINGS),
  ];
};

/** What a range query answered, as rows on the grid with names. Throws Failure("upstream") for what is no such answer. */
export const readMatrix = (
  body: unknown,
  grid: TimeGrid,
  asked: { readonly service: string; readonly query: string; readonly by: string | undefined },
): Pick<Measured, "series" | "notes" | "leftOut"> => {
  const reply = readReply(body, asked.service);
  // Thousands of series are no trouble as long as they are not laid out on the grid.
  const kept = outermostRows(reply.data.result, MOST_SERIES, ({ values }) => values.map(([, text]) => Number(text)))
    .map((row) => ({ labels: row.metric, values: onGrid(row, grid) }))
    .filter(({ values }) => values.some((value) => value !== null));
  const names = nameSeries(
    kept.map(({ labels }) => ({ labels, otherwise: labels.__name__ ?? asked.query })),
    asked.by,
  );
  return {
    series: kept.map(({ labels, values }, index) => ({ name: names[index] ?? "", labels, values })),
    notes: notesOf(reply),
    ...leftOutOf(reply.data.result.length, MOST_SERIES),
  };
};
