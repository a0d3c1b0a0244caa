import type { Chart } from "chart.js";
import type { Annotation } from "../core/chart.ts";
import type { Drawing } from "./chart-heading.ts";
import { fitText, font } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

const LABEL_PX = 22;
const LABEL_HEIGHT = 30;

interface Span {
  readonly horizontal: boolean;
  /** A line beyond the axis: named at the edge it lies behind. */
  readonly beyond?: "↑" | "↓";
  readonly from: number;
  readonly to: number;
}

/** Where a mark lies in pixels, inside the chart's area; undefined when it is wholly outside. */
const spanOf = (chart: Chart, mark: Annotation): Span | undefined => {
  const lying = chart.options.indexAxis === "y";
  const scale = chart.scales[(mark.axis === "x") === lying ? "y" : "x"];
  if (!scale) return undefined;
  const horizontal = scale.axis === "y";
  const [low, high] = horizontal
    ? [chart.chartArea.top, chart.chartArea.bottom]
    : [chart.chartArea.left, chart.chartArea.right];
  const ends = [scale.getPixelForValue(mark.from), scale.getPixelForValue(mark.to)];
  const [from, to] = [Math.min(...ends), Math.max(...ends)];
  if (horizontal && mark.from === mark.to && Number.isFinite(from) && (from < low || from > high)) {
    const [edge, beyond] = from < low ? [low, "↑" as const] : [high, "↓" as const];
    return { horizontal, from: edge, to: edge, beyond };
  }
  if (!(to >= low && from <= high)) return undefined;
  return { horizontal, from: Math.max(low, from), to: Math.min(high, to) };
};

const drawBand = (chart: Chart, span: Span, colour: string, line: boolean): void => {
  const { ctx, chartArea: area } = chart;
  if (!line) {
    ctx.globalAlpha = 0.16;
    ctx.fillStyle = colour;
    const length = span.to - span.from;
    if (span.horizontal) ctx.fillRect(area.left, span.from, area.right - area.left, length);
    else ctx.fillRect(span.from, area.top, length, area.bottom - area.top);
    ctx.globalAlpha = 1;
    return;
  }
  ctx.strokeStyle = colour;
  ctx.lineWidth = 3;
  ctx.setLineDash([12, 8]);
  ctx.beginPath();
  ctx.moveTo(span.horizontal ? area.left : span.from, span.horizontal ? span.from : area.top);
  ctx.lineTo(span.horizontal ? area.right : span.from, span.horizontal ? span.from : area.bottom);
  ctx.stroke();
  ctx.setLineDash([]);
};

/** A pill beside the mark, a line's at its beginning where the oldest data is; kept inside the area; `row` moves labels of neighbouring marks apart. */
const drawLabel = (chart: Chart, span: Span, mark: Annotation, row: number, palette: Palette): void => {
  const { ctx, chartArea: area } = chart;
  ctx.font = font(LABEL_PX, 700);
  const words = span.beyond ? `${span.beyond} ${mark.label}` : mark.label;
  const text = fitText(ctx, words, (area.right - area.left) / 2);
  const width = ctx.measureText(text).width + 20;
  const left = span.horizontal
    ? area.left + 6
    : Math.min(area.right - width, Math.max(area.left, (span.from + span.to - width) / 2));
  const wanted = span.horizontal ? span.from - LABEL_HEIGHT / 2 : area.top + 4 + row * (LABEL_HEIGHT + 4);
  const top = Math.min(area.bottom - LABEL_HEIGHT, Math.max(area.top, wanted));
  ctx.fillStyle = palette.marks[mark.tone];
  ctx.beginPath();
  ctx.roundRect(left, top, width, LABEL_HEIGHT, 6);
  ctx.fill();
  ctx.fillStyle = palette.onMark;
  ctx.fillText(text, left + 10, top + LABEL_HEIGHT / 2 + 1);
};

/** Lines (from = to) and spans behind the data, their labels before it. */
export const marksPlugin = (marks: readonly Annotation[], palette: Palette): Drawing => ({
  id: "marks",
  shows: marks,
  beforeDatasetsDraw(chart) {
    chart.ctx.save();
    for (const mark of marks) {
      const span = spanOf(chart, mark);
      if (span && span.beyond === undefined) drawBand(chart, span, palette.marks[mark.tone], mark.from === mark.to);
    }
    chart.ctx.restore();
  },
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const drawn = marks.flatMap((mark) => {
      const span = spanOf(chart, mark);
      return span ? [{ mark, span }] : [];
    });
    let row = 0;
    for (const { mark, span } of drawn) {
      if (mark.label) drawLabel(chart, span, mark, span.horizontal ? 0 : row++, palette);
    }
    ctx.restore();
  },
});
