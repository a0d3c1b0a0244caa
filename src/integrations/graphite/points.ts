import * as z from "zod";
import type { MeasuredSeries } from "../../core/measure.ts";
import { peaksName } from "./target.ts";

/** https://graphite.readthedocs.io/en/latest/render_api.html#json: seconds, and null where nothing was stored. */
export const Row = z.object({
  target: z.string(),
  tags: z.record(z.string(), z.coerce.string()).catch({}),
  datapoints: z.array(z.tuple([z.number().nullable().catch(null), z.number()])),
});
/** One series of an answer. */
export type Row = z.infer<typeof Row>;

/** What Graphite writes among the tags about its own functions, and the name, which is the target again. */
const OWN_TAGS = new Set(["name", "aggregatedBy", "summarize", "summarizeFunction", "consolidatedBy"]);

type Datapoints = readonly (readonly [atMs: number, value: number | null])[];

/** A series within the range. */
export interface Points {
  readonly target: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly stepMs: number | undefined;
  readonly points: Datapoints;
  /** The highest of what became one point, where Graphite told it. */
  readonly peaks: Datapoints;
  /** A line at one value, of which Graphite gives only its ends and its middle. */
  readonly constant: number | undefined;
}

/** What constantLine and threshold answer: https://graphite.readthedocs.io/en/latest/functions.html#graphite.render.functions.constantLine */
const CONSTANT_POINTS = 3;

const within = ({ datapoints }: Pick<Row, "datapoints">, fromMs: number, toMs: number): Datapoints =>
  datapoints
    .map(([value, seconds]) => [seconds * 1000, value] as const)
    .filter(([atMs]) => atMs >= fromMs && atMs < toMs);

const constantOf = ({ datapoints }: Row): number | undefined => {
  const [[value] = []] = datapoints;
  const isLine = datapoints.length <= CONSTANT_POINTS && datapoints.every(([other]) => other === value);
  return isLine && datapoints.length > 1 ? (value ?? undefined) : undefined;
};

/** A row within [fromMs, toMs), with its peaks by name. */
export const pointsOf = (row: Row, peaks: ReadonlyMap<string, Row>, fromMs: number, toMs: number): Points => {
  const { target, tags, datapoints } = row;
  const [first, second] = datapoints;
  const highest = peaks.get(peaksName(target));
  return {
    target,
    labels: Object.fromEntries(Object.entries(tags).filter(([name]) => !OWN_TAGS.has(name))),
    stepMs: first && second ? (second[1] - first[1]) * 1000 : undefined,
    points: within(row, fromMs, toMs),
    peaks: highest ? within(highest, fromMs, toMs) : [],
    constant: constantOf(row),
  };
};

/** The times that all series stand on. */
export interface Grid {
  readonly firstMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** So many times coarser than the others is a line; a metric that is stored so seldom is seldom among them. */
const LINE_COARSER = 10;

/** Whether a series is a line at one value beside finer ones. */
const isLine = ({ constant, stepMs = 0 }: Points, all: readonly Points[]): boolean =>
  constant !== undefined && all.some((other) => (other.stepMs ?? stepMs) * LINE_COARSER < stepMs);

/** That of the coarsest; lines at one value lie over all of it. */
export const gridOf = (
  all: readonly Points[],
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): Grid => {
  const some = all.filter((one) => !isLine(one, all));
  const stepMs = Math.max(...some.map((one) => one.stepMs ?? 0)) || Math.max(1_000, toMs - fromMs);
  const coarsest = some.find((one) => one.stepMs === stepMs) ?? some[0];
  const phaseMs = coarsest?.points[0]?.[0] ?? fromMs;
  const firstMs = phaseMs - Math.floor((phaseMs - fromMs) / stepMs) * stepMs;
  return { firstMs, stepMs, count: Math.max(1, Math.ceil((toMs - firstMs) / stepMs)) };
};

/** What falls into each step, made one; where nothing does, or nothing was stored, there is no data. */
const placed = (
  points: Datapoints,
  { firstMs, stepMs, count }: Grid,
  how: (values: readonly number[]) => number,
): readonly (number | null)[] => {
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const [atMs, value] of points) if (value !== null) found[Math.floor((atMs - firstMs) / stepMs)]?.push(value);
  return found.map((values) => (values.length === 0 ? null : how(values)));
};

const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const highestOf = (values: readonly number[]): number => Math.max(...values);

/** Sums are not exact to the last digit. */
const isAbove = (peak: number, value: number): boolean => peak - value > Math.abs(value) * 1e-9;

/** Values on the grid, and the highest of each step where that is another. */
export const rowOf = (one: Points, grid: Grid, all: readonly Points[]): Pick<MeasuredSeries, "values" | "peaks"> => {
  const { points, peaks, constant = null } = one;
  if (isLine(one, all)) return { values: Array.from({ length: grid.count }, () => constant) };
  const values = placed(points, grid, meanOf);
  const highest = placed([...points, ...peaks], grid, highestOf);
  const hidden = values.some((value, at) => value !== null && isAbove(highest[at] ?? value, value));
  return hidden ? { values, peaks: highest } : { values };
};
