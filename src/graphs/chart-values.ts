import type { Chart } from "chart.js";
import type { Panel } from "../core/chart.ts";
import type { Drawing } from "./chart-heading.ts";
import { font, formatNumber, wrapText } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

const VALUE_PX = 24;
const INSIDE_PX = 20;
const EMPTY_PX = 30;

/** Whether a panel has anything to draw: a bar above zero, or any value on a line. */
export const isEmpty = (panel: Panel): boolean =>
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

const drawTotal = (chart: Chart, place: number, total: number | null, palette: Palette): void => {
  const { ctx, scales } = chart;
  const lying = chart.options.indexAxis === "y";
  const [along, across] = lying ? [scales.x, scales.y] : [scales.y, scales.x];
  if (!along || !across) return;
  const end = along.getPixelForValue(total ?? 0);
  const middle = across.getPixelForValue(place);
  const text = total === null ? "no data" : formatNumber(total);
  const room = lying ? Number.POSITIVE_INFINITY : across.width / Math.max(1, chart.data.labels?.length ?? 1);
  ctx.font = font(VALUE_PX, total === null ? 400 : 700);
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

const luminance = (hex: string): number => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
};

/** Black or white, whichever is read more easily on a #rrggbb colour (WCAG contrast). */
export const onColour = (hex: string): string => (luminance(hex) > 0.179 ? "#141517" : "#ffffff");

const drawParts = (chart: Chart): void => {
  const { ctx } = chart;
  ctx.font = font(INSIDE_PX, 700);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const [place, dataset] of chart.data.datasets.entries()) {
    for (const [index, bar] of chart.getDatasetMeta(place).data.entries()) {
      const value = dataset.data[index];
      const { x, base, y } = bar.getProps(["x", "base", "y"], true) as { x: number; base: number; y: number };
      const text = typeof value === "number" && value > 0 ? formatNumber(value) : "";
      if (!text || Math.abs(x - base) < ctx.measureText(text).width + 14) continue;
      ctx.fillStyle = onColour(String(dataset.backgroundColor));
      ctx.fillText(text, (x + base) / 2, y + 1);
    }
  }
};

/** The sum at the end of each bar and, in lying bars, each part where there is room. */
export const valuesPlugin = (panel: Panel, palette: Palette): Drawing => {
  const totals = totalsOf(panel);
  return {
    id: "values",
    shows: totals,
    afterDatasetsDraw(chart) {
      chart.ctx.save();
      if (panel.kind === "stacked-bars-horizontal" && panel.series.length > 1) drawParts(chart);
      for (const [place, total] of totals.entries()) drawTotal(chart, place, total, palette);
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
