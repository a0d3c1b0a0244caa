import type { ChartConfiguration, Scale, ScaleOptionsByType } from "chart.js";
import type { Panel } from "../core/chart.ts";
import { axisUnit, formatTicks, tickStep, wholeOf } from "../core/measure/units.ts";
import { isLying, isStacked, isTimed, timeRangeOf } from "./chart-datasets.ts";
import { heatScales, isHeat } from "./chart-heat.ts";
import { LAYOUT, WIDE } from "./chart-layout.ts";
import { logTickOptions } from "./chart-log.ts";
import { isSpans } from "./chart-spans.ts";
import { estimateWidth, fitText, font, shortNames } from "./chart-text.ts";
import { FONT, type Palette } from "./chart-theme.ts";
import { formatCategory, formatTick, timeTicks } from "./chart-time.ts";
import { isEmpty } from "./chart-values.ts";

type AxisOptions = NonNullable<NonNullable<ChartConfiguration<"bar" | "line">["options"]>["scales"]>[string];
type Ticks = ScaleOptionsByType<"linear">["ticks"]["callback"];

/** A threshold so many times beyond the data is named at the edge instead of pressing the data flat. */
const FARTHEST_LINE = 4;
/** Lines that move within less than this share of their height are drawn without the zero. */
const NARROW = 0.1;
const MOST_TICKS = 7;
/** Names of so few letters, like days, are whole or not there at all. */
const SHORT = 8;

/** A font as Chart.js takes it. */
export const fontOf = (size: number, weight: 400 | 700 = 400) => ({ family: FONT, size, weight });

/** "pages" or "response time (requests)"; a unit that stands at each number, like ms, is not repeated. */
export const axisTitle = ({ label, unit }: Panel["y"]): string => {
  const word = axisUnit(unit);
  return word && word.toLowerCase() !== label.toLowerCase() ? `${label} (${word})`.trim() : label;
};

const axisBase = (palette: Palette, title: string) => ({
  border: { display: false },
  grid: { color: palette.grid, drawTicks: false, lineWidth: 1.5 },
  title: { display: title !== "", text: title, color: palette.muted, font: fontOf(LAYOUT.axis) },
});

interface Reach {
  readonly min: number;
  readonly max: number;
}

const reachOf = (values: readonly (number | null)[]): Reach => {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value === null) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return max < min ? { min: 0, max: 0 } : { min, max };
};

/** Sums of what stands on each other, else the values. */
const heightsOf = (panel: Panel): readonly (number | null)[] => {
  const plain = panel.series.filter((series) => !isStacked(panel) || series.dashed === true);
  const stacked = panel.series.filter((series) => isStacked(panel) && series.dashed !== true);
  const sums = (stacked[0]?.values ?? []).map((_, at) => stacked.reduce((sum, one) => sum + (one.values[at] ?? 0), 0));
  return [...sums, ...plain.flatMap(({ values }) => values)];
};

/** How far the axis goes: zero is on it, unless lines move far from it; near thresholds are on it too. */
const limitsOf = (panel: Panel) => {
  const data = reachOf(heightsOf(panel));
  const lines = (panel.annotations ?? []).filter(({ axis, from }) => axis === "y" && Number.isFinite(from));
  const farthest = Math.max(Math.abs(data.max), Math.abs(data.min)) * FARTHEST_LINE || Number.POSITIVE_INFINITY;
  const { min, max } = reachOf([
    data.min,
    data.max,
    ...lines.map(({ from }) => from).filter((at) => Math.abs(at) <= farthest),
  ]);
  const far = panel.kind === "lines" && data.min > 0 && max > min && max - Math.min(min, data.min) < max * NARROW;
  const reach = far ? max - min : Math.max(max, 0) - Math.min(min, 0);
  const whole = wholeOf(isLying(panel) ? panel.x.unit : panel.y.unit);
  const floored = panel.floor !== undefined;
  return {
    beginAtZero: !far && !floored,
    ...(floored ? { min: panel.floor } : {}),
    ...(max > data.max ? { suggestedMax: max + reach * 0.04 } : {}),
    ...(min < data.min && min !== 0 ? { suggestedMin: min - reach * 0.04 } : {}),
    ...(whole !== undefined && max <= whole && max + reach * 0.06 > whole ? { max: whole } : {}),
    reach: (floored ? Math.max(0, max - (panel.floor ?? 0)) : reach) * 1.06,
  };
};

const logAxis = (base: object, unit: string, palette: Palette): AxisOptions => {
  const { afterBuildTicks, callback } = logTickOptions(unit);
  return {
    ...base,
    type: "logarithmic",
    afterBuildTicks,
    ticks: { color: palette.muted, font: fontOf(LAYOUT.tick), padding: 10, maxRotation: 0, autoSkip: false, callback },
  };
};

const valueAxis = (panel: Panel, palette: Palette): AxisOptions => {
  const values = panel.series.flatMap((series) => series.values);
  const counts = values.every((value) => value === null || Number.isInteger(value));
  const axis = isLying(panel) ? panel.x : panel.y;
  const base = axisBase(palette, axisTitle(axis));
  if (panel.scale === "log" && values.some((value) => value !== null)) return logAxis(base, axis.unit, palette);
  const ticks = { color: palette.muted, font: fontOf(LAYOUT.tick), padding: 10, maxRotation: 0 };
  const callback: Ticks = (_value, place, all) =>
    formatTicks(
      all.map(({ value }) => value),
      axis.unit,
    )[place];
  const { reach, ...limits } = limitsOf(panel);
  const stepSize = tickStep(reach, axis.unit, MOST_TICKS - 1);
  return {
    ...base,
    ...limits,
    grace:
      panel.kind === "lines" ? "5%" : isLying(panel) && axis.unit !== "" && axisUnit(axis.unit) === "" ? "20%" : "9%",
    stacked: isStacked(panel),
    ...(isEmpty(panel) ? { suggestedMax: 5 } : {}),
    ticks: {
      ...{ ...ticks, maxTicksLimit: stepSize ? MOST_TICKS + 2 : MOST_TICKS, callback },
      ...(stepSize ? { stepSize } : {}),
      ...(counts ? { precision: 0 } : {}),
    },
  };
};

/** What is written at each category: cut at its end or, where that makes two the same, in its middle. */
const categoryWords = (
  { ctx }: Scale["chart"],
  categories: readonly string[],
  widest: number,
): readonly (string | string[])[] => {
  ctx.font = font(LAYOUT.tick);
  const fit = (name: string): string => (name.length <= SHORT ? name : fitText(ctx, name, widest));
  const isApart = new Set(categories.map(fit)).size === new Set(categories).size;
  const names = isApart ? categories : shortNames(categories, Math.floor(widest / estimateWidth("n", LAYOUT.tick)));
  return names.map((name) => {
    const words = formatCategory(name);
    return Array.isArray(words) ? words : fit(words);
  });
};

const categoryAxis = (panel: Panel, palette: Palette): AxisOptions => {
  const lying = isLying(panel);
  const known = new Map<number, readonly (string | string[])[]>();
  const callback: Ticks = function (this: Scale, value) {
    const { width } = this.chart;
    const widest = lying
      ? width * (width < WIDE ? 0.36 : 0.3)
      : width / Math.max(1, Math.min(8, panel.categories.length));
    const words = known.get(width) ?? categoryWords(this.chart, panel.categories, widest);
    known.set(width, words);
    return words[Number(value)] ?? "";
  };
  const ticks = { color: palette.text, font: fontOf(LAYOUT.tick), padding: 10, maxRotation: 0, autoSkip: !lying };
  return {
    ...axisBase(palette, lying ? "" : panel.x.label),
    type: "category",
    stacked: isStacked(panel),
    grid: { display: false },
    ticks: { ...ticks, callback },
  };
};

const timeAxis = (panel: Panel, palette: Palette, tz: string, width: number): AxisOptions => {
  const { fromMs: min, toMs: max } = timeRangeOf(panel);
  const { atMs, stepMin } = timeTicks(min, max, tz, Math.max(3, Math.floor(width / 140)));
  const ticks = { color: palette.muted, font: fontOf(LAYOUT.tick), padding: 10, maxRotation: 0, autoSkip: false };
  const callback: Ticks = (value) => formatTick(Number(value), tz, stepMin);
  return {
    ...axisBase(palette, ""),
    type: "linear",
    ...(panel.kind === "columns" ? { stacked: true, offset: false } : {}),
    min,
    max,
    // Where there are columns, Chart.js draws its lines half-way between the numbers unless told otherwise.
    grid: { color: palette.grid, drawTicks: false, lineWidth: 1.5, offset: false },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = atMs.map((value) => ({ value }));
    },
    ticks: { ...ticks, callback },
  };
};

/** Both axes of a panel, hidden where there is nothing to draw. */
export const scalesOf = (panel: Panel, palette: Palette, tz: string, width: number): Record<string, AxisOptions> => {
  if (isHeat(panel)) return heatScales(panel, palette);
  if (isSpans(panel)) {
    const display = isEmpty(panel) ? { display: false } : {};
    const room = width * 0.7;
    return {
      x: { ...timeAxis(panel, palette, tz, room), ...display },
      y: { ...categoryAxis(panel, palette), ...display },
    };
  }
  const along = isTimed(panel) ? timeAxis(panel, palette, tz, width) : categoryAxis(panel, palette);
  const value = valueAxis(panel, palette);
  const bare = isTimed(panel) ? isEmpty(panel) : panel.categories.length === 0;
  const shown = bare ? { display: false } : {};
  const [x, y] = isLying(panel) ? [value, along] : [along, value];
  return { x: { ...x, ...shown }, y: { ...y, ...shown } };
};
