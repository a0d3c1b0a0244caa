import type { Chart } from "chart.js";
import type { Annotation } from "../core/chart.ts";
import type { Drawing } from "./chart-heading.ts";
import { fitText, font } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

const LABEL_PX = 22;
const LABEL_HEIGHT = 30;
const LABEL_GAP = 6;

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

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const overlaps = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width + LABEL_GAP &&
  other.left < one.left + one.width + LABEL_GAP &&
  Math.abs(one.top - other.top) < LABEL_HEIGHT;

/** The first of these places that nothing lies on; the last where all are taken. */
const freeOf = (places: readonly Box[], taken: readonly Box[]): Box | undefined =>
  places.find((place) => taken.every((other) => !overlaps(place, other))) ?? places.at(-1);

/**
 * Beside a line, at its beginning where the oldest data is, or behind the names of lines near it; over the middle of a
 * span, below the names of those beside it. Always inside the area.
 */
const placesOf = ({ chartArea: area }: Chart, span: Span, width: number, taken: readonly Box[]): readonly Box[] => {
  const lowest = area.bottom - LABEL_HEIGHT;
  if (span.horizontal) {
    const top = Math.min(lowest, Math.max(area.top, span.from - LABEL_HEIGHT / 2));
    const lefts = [area.left + LABEL_GAP, ...taken.map((other) => other.left + other.width + LABEL_GAP)];
    return lefts.filter((left) => left + width <= area.right).map((left) => ({ left, top, width }));
  }
  const left = Math.min(area.right - width, Math.max(area.left, (span.from + span.to - width) / 2));
  return [0, ...taken.keys(), taken.length].map((row) => ({
    ...{ left, width },
    top: Math.min(lowest, area.top + 4 + row * (LABEL_HEIGHT + 4)),
  }));
};

/** A pill with the mark's name; where it lies. */
const drawLabel = (chart: Chart, span: Span, mark: Annotation, taken: readonly Box[], palette: Palette): Box => {
  const { ctx, chartArea: area } = chart;
  ctx.font = font(LABEL_PX, 700);
  const words = span.beyond ? `${span.beyond} ${mark.label}` : mark.label;
  const text = fitText(ctx, words, (area.right - area.left) / 2);
  const width = ctx.measureText(text).width + 20;
  const box = freeOf(placesOf(chart, span, width, taken), taken) ?? { left: area.left, top: area.top, width };
  ctx.fillStyle = palette.marks[mark.tone];
  ctx.beginPath();
  ctx.roundRect(box.left, box.top, width, LABEL_HEIGHT, 6);
  ctx.fill();
  ctx.fillStyle = palette.onMark;
  ctx.fillText(text, box.left + 10, box.top + LABEL_HEIGHT / 2 + 1);
  return box;
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
    const taken: Box[] = [];
    for (const mark of marks) {
      const span = mark.label ? spanOf(chart, mark) : undefined;
      if (span) taken.push(drawLabel(chart, span, mark, taken, palette));
    }
    ctx.restore();
  },
});
