import type { Chart } from "chart.js";
import type { Panel } from "../core/chart.ts";
import { axisUnit, formatValue } from "../core/measure/units.ts";
import { formatDuration } from "../core/number-words.ts";
import { onColour } from "./chart-colour.ts";
import { isLying } from "./chart-datasets.ts";
import type { Drawing } from "./chart-heading.ts";
import { font, formatNumber, wrapText } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

const VALUE_PX = 24;
const INSIDE_PX = 20;
const EMPTY_PX = 30;

/** Whether a panel has anything to draw: a bar above zero, or any value on a line. */
export const isEmpty = (panel: Panel): boolean =>
  (panel.spans ?? []).every((row) => row.length === 0) &&
  panel.series.every((series) =>
    series.values.every((value) => value === null || (value === 0 && panel.kind !== "lines")),
  );

/** The sum of each category; null where no series has a value. */
export const totalsOf = (panel: Panel): readonly (number | null)[] =>
  panel.categories.map((_, place) =>
    panel.series.reduce<number | null>((sum, series) => {
      const value = series.values[place] ?? null;
      return value === null ? sum : (sum ?? 0) + value;
    }, null),
  );

/** A value of bars as words: durations and shares with their unit, counts as numbers. */
export const barWords = (value: number, unit: string): string => {
  if (unit === "ms") return formatDuration(value);
  return unit !== "" && axisUnit(unit) === "" ? formatValue(value, unit) : formatNumber(value);
};

/** Unit of the values, whichever way bars lie. */
const unitOf = (panel: Panel): string => (isLying(panel) ? panel.x.unit : panel.y.unit);

/** Where there is no room behind a bar its value stands at the end of it. */
const drawInside = (chart: Chart, place: number, text: string, end: number, middle: number): void => {
  const { ctx, data } = chart;
  const colours = data.datasets.findLast(({ data: values }) => Number(values[place] ?? 0) > 0)?.backgroundColor;
  ctx.fillStyle = onColour(String(colours));
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  ctx.fillText(text, end - 10, middle + 1);
};

const drawTotal = (chart: Chart, place: number, total: number | null, unit: string, palette: Palette): void => {
  const { ctx, scales } = chart;
  const lying = chart.options.indexAxis === "y";
  const [along, across] = lying ? [scales.x, scales.y] : [scales.y, scales.x];
  if (!along || !across) return;
  const end = along.getPixelForValue(total ?? 0);
  const middle = across.getPixelForValue(place);
  const text = total === null ? "no data" : barWords(total, unit);
  const room = lying ? Number.POSITIVE_INFINITY : across.width / Math.max(1, chart.data.labels?.length ?? 1);
  ctx.font = font(VALUE_PX, total === null ? 400 : 700);
  if (lying && end + 16 + ctx.measureText(text).width > chart.width) {
    drawInside(chart, place, text, end, middle);
    return;
  }
  if (ctx.measureText(text).width > room) return;
  ctx.fillStyle = total ? palette.text : palette.muted;
  ctx.textAlign = lying ? "left" : "center";
  ctx.textBaseline = lying ? "middle" : "bottom";
  const [x, y] = [lying ? end + 10 : middle, lying ? middle + 1 : end - 5];
  ctx.strokeStyle = palette.background;
  ctx.lineWidth = 6;
  ctx.lineJoin = "round";
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
};

const drawParts = (chart: Chart, unit: string): void => {
  const { ctx } = chart;
  ctx.font = font(INSIDE_PX, 700);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const [place, dataset] of chart.data.datasets.entries()) {
    for (const [index, bar] of chart.getDatasetMeta(place).data.entries()) {
      const value = dataset.data[index];
      const { x, base, y } = bar.getProps(["x", "base", "y"], true) as { x: number; base: number; y: number };
      const text = typeof value === "number" && value > 0 ? barWords(value, unit) : "";
      if (!text || Math.abs(x - base) < ctx.measureText(text).width + 14) continue;
      ctx.fillStyle = onColour(String(dataset.backgroundColor));
      ctx.fillText(text, (x + base) / 2, y + 1);
    }
  }
};

/** At each bar of several side by side its own value, where it is wide enough. */
const drawEach = (chart: Chart, unit: string, palette: Palette): void => {
  const { ctx } = chart;
  const lying = chart.options.indexAxis === "y";
  ctx.font = font(lying ? 22 : VALUE_PX, 700);
  ctx.textAlign = lying ? "left" : "center";
  ctx.textBaseline = lying ? "middle" : "bottom";
  for (const [place, dataset] of chart.data.datasets.entries()) {
    for (const [index, bar] of chart.getDatasetMeta(place).data.entries()) {
      const value = dataset.data[index];
      const { x, y, width } = bar.getProps(["x", "y", "width"], true) as { x: number; y: number; width: number };
      const text = typeof value === "number" ? barWords(value, unit) : lying ? "no data" : "";
      const isOut = lying && x + 16 + ctx.measureText(text).width > chart.width;
      ctx.fillStyle = isOut ? onColour(String(dataset.backgroundColor)) : value ? palette.text : palette.muted;
      if (isOut) ctx.fillText(text, x - 10 - ctx.measureText(text).width, y + 1);
      else if (lying) ctx.fillText(text, (Number.isFinite(x) ? x : (chart.scales.x?.left ?? 0)) + 10, y + 1);
      else if (ctx.measureText(text).width <= width + 10) ctx.fillText(text, x, y - 5);
    }
  }
};

/** The sum at the end of each bar and, in lying bars, each part where there is room; bars side by side have their own. */
export const valuesPlugin = (panel: Panel, palette: Palette): Drawing => {
  const totals = totalsOf(panel);
  return {
    id: "values",
    shows: totals,
    afterDatasetsDraw(chart) {
      chart.ctx.save();
      const unit = unitOf(panel);
      if (panel.kind === "stacked-bars-horizontal" && panel.series.length > 1) drawParts(chart, unit);
      if (panel.kind.startsWith("bars") && panel.series.length > 1) drawEach(chart, unit, palette);
      else for (const [place, total] of totals.entries()) drawTotal(chart, place, total, unit, palette);
      chart.ctx.restore();
    },
  };
};

/** Words in the middle of a panel that has nothing to draw. */
export const emptyPlugin = (panel: Panel, palette: Palette): Drawing => ({
  id: "empty",
  shows: isEmpty(panel) ? panel.empty : "",
  afterDatasetsDraw({ ctx, chartArea: area }) {
    if (!isEmpty(panel)) return;
    ctx.save();
    ctx.font = font(EMPTY_PX);
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    const lines = wrapText(ctx, panel.empty, (area.right - area.left) * 0.8, 3);
    const width = Math.max(...lines.map((line) => ctx.measureText(line).width)) + 48;
    const height = lines.length * 42 + 36;
    const [x, y] = [(area.left + area.right) / 2, (area.top + area.bottom) / 2];
    ctx.fillStyle = palette.background;
    ctx.fillRect(x - width / 2, y - height / 2, width, height);
    ctx.fillStyle = palette.muted;
    for (const [place, line] of lines.entries()) ctx.fillText(line, x, y + (place - (lines.length - 1) / 2) * 42);
    ctx.restore();
  },
});
