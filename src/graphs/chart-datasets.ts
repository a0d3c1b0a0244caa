import type { ChartDataset } from "chart.js";
import type { Panel, Series } from "../core/chart.ts";
import { heatData, isHeat } from "./chart-heat.ts";
import { isSpans, spanData } from "./chart-spans.ts";
import { shortNames } from "./chart-text.ts";
import { type Palette, seriesColour } from "./chart-theme.ts";

/** A value at a moment, epoch milliseconds. */
export interface TimePoint {
  readonly x: number;
  readonly y: number | null;
}

/** A number, a gap, a value at a moment, or a bar from one moment to another. */
export type Datum = number | null | TimePoint | [number, number];

/** One row of numbers as Chart.js takes it. */
export type Data = ChartDataset<"bar" | "line", Datum[]>;

/** Whether a panel's values stand on times. */
export const isTimed = ({ kind }: Panel): boolean => kind === "lines" || kind === "columns";

/** Whether bars lie and the values or times go from left to right. */
export const isLying = ({ kind }: Panel): boolean => kind.endsWith("-horizontal") || kind === "spans";

/** Whether rows add up. */
export const isStacked = ({ kind }: Panel): boolean => kind.startsWith("stacked") || kind === "columns";

/** How long one column lasts, milliseconds; all of the range where there is only one. */
export const columnMs = ({ timesMs = [], range }: Panel): number => {
  const [first = 0, second] = timesMs;
  return second === undefined ? Math.max(1, (range?.toMs ?? first) - first) : second - first;
};

/** Beginning and end of a panel's time axis, also where there is no data. */
export const timeRangeOf = (panel: Panel): { readonly fromMs: number; readonly toMs: number } => {
  if (panel.range) return panel.range;
  const [fromMs, toMs] = [panel.timesMs?.[0] ?? 0, panel.timesMs?.at(-1) ?? 0];
  return { fromMs, toMs: panel.kind === "columns" ? toMs + columnMs(panel) : toMs };
};

/** From so many rows on lines are thinner: they cross each other. */
const MANY = 6;

const barData = (panel: Panel, palette: Palette): Data[] =>
  panel.series.map((series, place) => ({
    type: "bar",
    label: series.name,
    data: [...series.values],
    backgroundColor: seriesColour(series, place, palette),
    borderColor: palette.background,
    borderWidth: isStacked(panel) ? 1.5 : 0,
    borderRadius: 5,
    borderSkipped: false,
    barPercentage: isLying(panel) ? 0.78 : 0.82,
    categoryPercentage: isLying(panel) ? 0.94 : 0.86,
    maxBarThickness: 110,
  }));

/** A value between two gaps makes no line: it gets a dot. One size for all where there is none: a list costs time for each point. */
const dots = (values: readonly (number | null)[]): number | number[] => {
  const alone = (at: number): boolean =>
    (values[at] ?? null) !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
  return values.some((_, at) => alone(at)) ? values.map((_, at) => (alone(at) ? 5 : 0)) : 0;
};

const lineOf = (series: Series, place: number, panel: Panel, palette: Palette, shiftMs: number): Data => {
  const colour = seriesColour(series, place, palette);
  const dashed = series.dashed === true;
  return {
    type: "line",
    label: series.name,
    data: (panel.timesMs ?? []).map((at, index) => ({ x: at + shiftMs, y: series.values[index] ?? null })),
    borderColor: colour,
    backgroundColor: dashed ? palette.background : colour,
    borderWidth: panel.series.length > MANY ? 2.25 : 3,
    borderDash: dashed || place >= palette.series.length * 2 ? [10, 6] : [],
    borderJoinStyle: "round",
    pointRadius: dots(series.values),
    spanGaps: false,
    tension: 0,
  };
};

const columnOf = (series: Series, place: number, panel: Panel, palette: Palette, shiftMs: number): Data => ({
  type: "bar",
  label: series.name,
  data: (panel.timesMs ?? []).map((at, index) => ({ x: at + shiftMs, y: series.values[index] ?? null })),
  backgroundColor: seriesColour(series, place, palette),
  borderWidth: 0,
  barPercentage: 0.88,
  categoryPercentage: 1,
  stack: "columns",
});

/** A column stands in the middle of its time; what it is compared with goes over the columns as a line. */
const columnData = (panel: Panel, palette: Palette): Data[] => {
  const shiftMs = columnMs(panel) / 2;
  return panel.series.map((series, place) =>
    series.dashed === true
      ? {
          ...lineOf(series, place, panel, palette, shiftMs),
          ...{ borderColor: palette.text, stack: series.name, order: -1 },
        }
      : columnOf(series, place, panel, palette, shiftMs),
  );
};

const timedData = (panel: Panel, palette: Palette): Data[] => {
  const names = shortNames(panel.series.map(({ name }) => name));
  const rows =
    panel.kind === "columns"
      ? columnData(panel, palette)
      : panel.series.map((series, place) => lineOf(series, place, panel, palette, 0));
  return rows.map((row, place) => ({ ...row, label: names[place] ?? "" }));
};

/** The rows of a panel. null stays null: a gap. */
export const datasetsOf = (panel: Panel, palette: Palette): Data[] => {
  if (isHeat(panel)) return heatData(panel, palette);
  if (isSpans(panel)) return spanData(panel, palette);
  return isTimed(panel) ? timedData(panel, palette) : barData(panel, palette);
};
