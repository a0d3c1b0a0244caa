import type { Chart, ChartConfiguration, Scale, ScaleOptionsByType } from "chart.js";
import type { Panel } from "../core/chart.ts";
import { formatCount } from "../core/number-words.ts";
import { onColour } from "./chart-colour.ts";
import type { Data } from "./chart-datasets.ts";
import type { Drawing } from "./chart-heading.ts";
import { LAYOUT } from "./chart-layout.ts";
import { font } from "./chart-text.ts";
import { FONT, type Palette } from "./chart-theme.ts";

type Axes = NonNullable<NonNullable<ChartConfiguration<"bar" | "line">["options"]>["scales"]>;
type Ticks = ScaleOptionsByType<"linear">["ticks"]["callback"];

/** Logical height of the scale below a heatmap. */
export const HEAT_SCALE = 58;
/** Below this logical width a day's hours stand below each other: 24 columns would have no room for a number. */
const NARROW = 800;
const SIZES = [26, 24, 22, 20, 18];
const CELL = { wide: 60, narrow: 38 } as const;
const SWATCH = 30;

/** Whether a panel is made of cells. */
export const isHeat = ({ kind }: Panel): boolean => kind === "heatmap";

/** The same cells with rows and columns changed. */
const turned = (panel: Panel): Panel => ({
  ...panel,
  x: { ...panel.y, unit: panel.x.unit },
  y: { ...panel.x, unit: panel.y.unit },
  categories: panel.series.map(({ name }) => name),
  series: panel.categories.map((name, at) => ({ name, values: panel.series.map(({ values }) => values[at] ?? null) })),
});

/** A panel as it is drawn at a logical width: a wide heatmap stands upright where there is little room. */
export const fittedPanel = (panel: Panel, width: number): Panel =>
  isHeat(panel) && width < NARROW && panel.categories.length > panel.series.length ? turned(panel) : panel;

/** Logical height of the cells and the words around them. */
export const heatHeight = ({ series }: Panel, width: number): number =>
  series.length * (width < NARROW ? CELL.narrow : CELL.wide) + 150 + HEAT_SCALE;

/** How many values one colour stands for: whole numbers, at most as many colours as there are. */
const stepOf = (panel: Panel, palette: Palette): number => {
  const most = Math.max(0, ...panel.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  return Math.max(1, Math.ceil(most / (palette.heat.length - 1)));
};

const colourOf = (value: number | null, step: number, palette: Palette): string =>
  value === null ? palette.background : (palette.heat[Math.ceil(value / step)] ?? palette.muted);

/** Rows of cells as bars of the same height that stand on each other: they have a place for the pointer. */
export const heatData = (panel: Panel, palette: Palette): Data[] => {
  const step = stepOf(panel, palette);
  return panel.series.map(({ name, values }) => ({
    type: "bar",
    label: name,
    data: panel.categories.map(() => 1),
    backgroundColor: panel.categories.map((_, at) => colourOf(values[at] ?? null, step, palette)),
    borderColor: palette.background,
    borderWidth: 2,
    borderRadius: 5,
    borderSkipped: false,
    barPercentage: 1,
    categoryPercentage: 1,
  }));
};

/** "14:00" -> "14". */
const shortHour = (name: string): string => name.replace(/:00$/, "");

const rowAxis = ({ series }: Panel, base: object): Axes[string] => {
  const callback: Ticks = (value) => series[Math.floor(Number(value))]?.name ?? "";
  return {
    ...base,
    type: "linear",
    ...{ stacked: true, reverse: true, min: 0, max: Math.max(1, series.length), grid: { display: false } },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = series.map((_, row) => ({ value: row + 0.5 }));
    },
    ticks: { ...textOf(base), autoSkip: false, padding: 10, callback },
  };
};

const textOf = (base: object) => ("ticks" in base && typeof base.ticks === "object" ? base.ticks : {});

/** Both axes: names of columns below, names of rows on the left, the first on top. */
export const heatScales = (panel: Panel, palette: Palette): Axes => {
  const ticks = { color: palette.text, font: { family: FONT, size: LAYOUT.axis }, maxRotation: 0 };
  const base = { border: { display: false }, ticks };
  const callback: Ticks = (value) => shortHour(panel.categories[Number(value)] ?? "");
  return {
    x: {
      ...base,
      type: "category",
      stacked: true,
      grid: { display: false },
      ticks: { ...ticks, padding: 8, callback },
    },
    y: rowAxis(panel, base),
  };
};

interface Cell {
  readonly value: number | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const cellsOf = ({ scales: { x, y } }: Chart, { series, categories }: Panel): readonly Cell[] => {
  if (!x || !y) return [];
  const [width, height] = [x.width / Math.max(1, categories.length), y.height / Math.max(1, series.length)];
  return series.flatMap(({ values }, row) =>
    categories.map((_, column) => ({
      ...{ value: values[column] ?? null, width, height },
      ...{ x: x.left + column * width, y: y.top + row * height },
    })),
  );
};

/** Lines from corner to corner: there is no data, which is not zero. */
const hatch = ({ ctx }: Chart, { x, y, width, height }: Pick<Cell, "x" | "y" | "width" | "height">, colour: string) => {
  ctx.save();
  ctx.beginPath();
  ctx.roundRect(x + 2, y + 2, width - 4, height - 4, 5);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2;
  ctx.beginPath();
  for (let at = x - height; at < x + width; at += 10) {
    ctx.moveTo(at, y + height);
    ctx.lineTo(at + height, y);
  }
  ctx.stroke();
  ctx.restore();
};

/** The largest letters with which every number fits into its cell; undefined when none does: a few numbers alone would mislead. */
const sizeFor = ({ ctx }: Chart, cells: readonly Cell[]): number | undefined => {
  const [first] = cells;
  const texts = [...new Set(cells.flatMap(({ value }) => (value ? [formatCount(value)] : [])))];
  if (!first || texts.length === 0) return undefined;
  return SIZES.find((size) => {
    ctx.font = font(size, 700);
    const widest = Math.max(...texts.map((text) => ctx.measureText(text).width));
    return widest <= first.width - 8 && size <= first.height - 10;
  });
};

const drawNumbers = (chart: Chart, cells: readonly Cell[], step: number, palette: Palette): void => {
  const { ctx } = chart;
  const size = sizeFor(chart, cells);
  if (size === undefined) return;
  ctx.font = font(size, 700);
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  for (const { value, x, y, width, height } of cells) {
    if (!value) continue;
    ctx.fillStyle = onColour(colourOf(value, step, palette));
    ctx.fillText(formatCount(value), x + width / 2, y + height / 2 + 1);
  }
};

const classWords = (place: number, step: number): string => {
  const to = place * step;
  return place === 0 ? "0" : step === 1 ? formatCount(to) : `${formatCount(to - step + 1)}–${formatCount(to)}`;
};

/** What each colour stands for, from left to right below the cells. */
const drawScale = (chart: Chart, panel: Panel, step: number, palette: Palette): void => {
  const { ctx, scales } = chart;
  const most = Math.max(0, ...panel.series.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const gaps = panel.series.some(({ values }) => panel.categories.some((_, at) => (values[at] ?? null) === null));
  const classes = palette.heat.slice(0, Math.ceil(most / step) + 1);
  const small = chart.width < NARROW;
  const top = (scales.x?.bottom ?? 0) + 14;
  let left: number = LAYOUT.side;
  ctx.font = font(small ? 20 : LAYOUT.axis);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  const say = (words: string, gap: number): void => {
    ctx.fillStyle = palette.text;
    ctx.fillText(words, left, top + SWATCH / 2 + 1);
    left += ctx.measureText(words).width + gap;
  };
  for (const [place, colour] of classes.entries()) {
    ctx.fillStyle = colour;
    ctx.strokeStyle = palette.muted;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(left, top, SWATCH, SWATCH, 5);
    ctx.fill();
    ctx.stroke();
    left += SWATCH + 8;
    say(classWords(place, step), small ? 12 : 20);
  }
  say(panel.y.unit, small ? 14 : 30);
  if (!gaps) return;
  hatch(chart, { x: left, y: top, width: SWATCH, height: SWATCH }, palette.muted);
  left += SWATCH + 8;
  say("no data", 0);
};

/** Gaps, numbers and the scale of colours. */
export const heatPlugin = (panel: Panel, palette: Palette): Drawing => {
  const step = stepOf(panel, palette);
  return {
    id: "heat",
    shows: { step, unit: panel.y.unit },
    afterDatasetsDraw(chart) {
      const cells = cellsOf(chart, panel);
      chart.ctx.save();
      for (const cell of cells) if (cell.value === null) hatch(chart, cell, palette.grid);
      drawNumbers(chart, cells, step, palette);
      drawScale(chart, panel, step, palette);
      chart.ctx.restore();
    },
  };
};
