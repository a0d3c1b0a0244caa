import type { Chart } from "chart.js";
import type { Annotation, Panel } from "../core/chart.ts";
import { timeRangeOf } from "./chart-datasets.ts";
import type { Drawing } from "./chart-heading.ts";
import { LAYOUT } from "./chart-layout.ts";
import { estimateWidth, fitText, font } from "./chart-text.ts";
import type { Palette } from "./chart-theme.ts";

/** Logical height of one lane above the data. */
export const LANE = 34;
const LABEL_PX = 22;
const BAR = 26;
/** Of one without room, in the gap below the last row. */
const THIN = 5;
const MOST_LANES = 5;
const GAP = 10;
const SHORTEST = 8;
/** Of the width for data: then a name always has room behind its bar or before it. */
const WIDEST = 0.48;

/** Bars that go on from each other: one thing in several states. A moment is a bar without length. */
interface Chain {
  readonly parts: readonly Annotation[];
  readonly label: string;
}

interface Area {
  readonly left: number;
  readonly right: number;
}

/** Where a chain lies: its bars from `from` to `to`, its words from `text` on, all of it from `left` to `right`. */
interface Placed extends Area {
  readonly chain: Chain;
  readonly row: number;
  readonly from: number;
  readonly to: number;
  readonly text: number;
  readonly inside: boolean;
  /** Where no row has room it has no words and is a thin bar below the last row: nobody takes another's words for its own. */
  readonly room: boolean;
}

type Spot = Pick<Placed, "from" | "to" | "left" | "right" | "text" | "inside">;

const chainsOf = (annotations: readonly Annotation[]): readonly Chain[] => {
  const chains: { parts: Annotation[]; label: string }[] = [];
  for (const mark of annotations) {
    const last = chains.at(-1);
    const before = last?.parts.at(-1);
    if (last && before && mark.label === "" && before.to === mark.from && mark.to > mark.from) last.parts.push(mark);
    else chains.push({ parts: [mark], label: mark.label });
  }
  return chains;
};

const lanesOf = ({ annotations = [] }: Panel): readonly Annotation[] =>
  annotations.filter(({ lane, axis }) => lane === true && axis === "x");

const isMoment = ({ parts: [first] }: Chain): boolean => first !== undefined && first.from === first.to;

/**
 * The words inside a bar, else behind it, else before it or cut inside it, where more of them is read; a moment's in the
 * middle of its line.
 */
const spotOf = (chain: Chain, from: number, to: number, labelPx: number, area: Area): Spot => {
  const wide = Math.min(labelPx, (area.right - area.left) * WIDEST);
  if (isMoment(chain)) {
    const left = Math.max(area.left, Math.min(area.right - wide, from - wide / 2));
    return { from, to, left, right: left + wide, text: left, inside: true };
  }
  if (to - from >= wide) return { from, to, left: from, right: to, text: from, inside: true };
  if (to + wide <= area.right) return { from, to, left: from, right: to + wide, text: to, inside: false };
  const left = Math.max(area.left, from - wide);
  if (to - from >= from - left) return { from, to, left: from, right: to, text: from, inside: true };
  return { from, to, left, right: Math.max(to, left + wide), text: left, inside: false };
};

const place = (
  annotations: readonly Annotation[],
  area: Area,
  pixelOf: (atMs: number) => number,
  widthOf: (label: string) => number,
  most: number,
): readonly Placed[] => {
  const rows: Area[][] = Array.from({ length: most }, () => []);
  return chainsOf(annotations).flatMap((chain) => {
    const start = pixelOf(chain.parts[0]?.from ?? 0);
    const end = pixelOf(chain.parts.at(-1)?.to ?? 0);
    if (!(end >= area.left && start <= area.right)) return [];
    const from = Math.max(area.left, isMoment(chain) ? start : Math.min(start, area.right - SHORTEST));
    const to = isMoment(chain) ? from : Math.min(area.right, Math.max(end, from + SHORTEST));
    const spot = spotOf(chain, from, to, chain.label === "" ? 0 : widthOf(chain.label), area);
    const isFree = (row: readonly Area[]): boolean =>
      row.every((other) => spot.right + GAP <= other.left || spot.left >= other.right + GAP);
    const free = rows.findIndex(isFree);
    const row = free < 0 ? most - 1 : free;
    if (free >= 0) rows[row]?.push(spot);
    return [{ ...spot, chain, row, room: free >= 0 }];
  });
};

/** About how wide a label is: layout comes before measuring. */
const estimate = (label: string): number => estimateWidth(label, LABEL_PX, 0.6) + 24;

/** How many lanes a panel needs at a width. */
export const laneRows = (panel: Panel, width: number): number => {
  const lanes = lanesOf(panel);
  if (lanes.length === 0) return 0;
  const { fromMs, toMs } = timeRangeOf(panel);
  const area = { left: LAYOUT.side + 90, right: width - LAYOUT.side };
  const scale = (area.right - area.left) / Math.max(1, toMs - fromMs);
  const placed = place(lanes, area, (at) => area.left + (at - fromMs) * scale, estimate, MOST_LANES);
  return Math.max(0, ...placed.map(({ row }) => row + 1));
};

const placedIn = (chart: Chart, panel: Panel, rows: number): readonly Placed[] => {
  const { x } = chart.scales;
  if (!x) return [];
  chart.ctx.font = font(LABEL_PX, 700);
  const area = { left: chart.chartArea.left, right: chart.chartArea.right };
  const widthOf = (label: string): number => chart.ctx.measureText(label).width + 22;
  return place(lanesOf(panel), area, (at) => x.getPixelForValue(at), widthOf, rows);
};

const drawLine = ({ ctx, chartArea: area }: Chart, at: number, colour: string): void => {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.5;
  ctx.setLineDash([10, 7]);
  ctx.beginPath();
  ctx.moveTo(at, area.top);
  ctx.lineTo(at, area.bottom);
  ctx.stroke();
  ctx.setLineDash([]);
};

const drawBars = (chart: Chart, { chain, from, to, room }: Placed, rowTop: number, palette: Palette): void => {
  const { ctx } = chart;
  const { x } = chart.scales;
  const [top, height] = room ? [rowTop, BAR] : [rowTop + BAR + 1, THIN];
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(from, top, to - from, height, 6);
  ctx.clip();
  for (const part of chain.parts) {
    const left = part === chain.parts[0] ? from : Math.max(from, x?.getPixelForValue(part.from) ?? from);
    ctx.fillStyle = palette.marks[part.tone];
    ctx.fillRect(left, top, to - left, height);
  }
  ctx.restore();
};

const drawPlaced = (chart: Chart, placed: Placed, lanesTop: number, palette: Palette): void => {
  const { ctx } = chart;
  const { chain, from, left, right, text, inside, room, row } = placed;
  const top = lanesTop + row * LANE;
  const moment = isMoment(chain);
  if (!moment) drawBars(chart, placed, top, palette);
  if (!room || chain.label === "") return;
  if (moment) {
    ctx.fillStyle = palette.marks[chain.parts[0]?.tone ?? "plain"];
    ctx.beginPath();
    ctx.roundRect(left, top, right - left, BAR, 6);
    ctx.fill();
  }
  ctx.fillStyle = inside ? palette.onMark : palette.text;
  const end = inside || text > from ? right : from;
  ctx.fillText(fitText(ctx, chain.label, Math.max(20, end - text - (inside ? 20 : 16))), text + 10, top + BAR / 2 + 1);
};

/** Beside the first row, far from the numbers of the axis: how many there was no room to name. */
const drawMore = ({ ctx, chartArea }: Chart, placed: readonly Placed[], middle: number, palette: Palette): void => {
  const count = placed.filter(({ room, chain }) => !room && chain.label !== "").length;
  if (count === 0) return;
  ctx.textAlign = "right";
  ctx.fillStyle = palette.muted;
  ctx.fillText(`+${count}`, chartArea.left - 8, middle);
};

/** Bars and pills above the data, one below the other, and the lines of moments through it. */
export const lanesPlugin = (panel: Panel, rows: number, palette: Palette): Drawing => ({
  id: "lanes",
  shows: { rows, lanes: lanesOf(panel) },
  beforeDatasetsDraw(chart) {
    chart.ctx.save();
    for (const { chain, from } of placedIn(chart, panel, rows))
      if (isMoment(chain)) drawLine(chart, from, palette.marks[chain.parts[0]?.tone ?? "plain"]);
    chart.ctx.restore();
  },
  afterDatasetsDraw(chart) {
    const { ctx } = chart;
    ctx.save();
    const placed = placedIn(chart, panel, rows);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const lanesTop = chart.chartArea.top - rows * LANE - 2;
    for (const one of placed) drawPlaced(chart, one, lanesTop, palette);
    drawMore(chart, placed, lanesTop + BAR / 2 + 1, palette);
    ctx.restore();
  },
});
