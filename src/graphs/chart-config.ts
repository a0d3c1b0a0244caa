import type { ChartConfiguration, ChartDataset, Scale, ScaleOptionsByType } from "chart.js";
import type { ChartSpec, Panel } from "../core/chart.ts";
import { backgroundPlugin, headingPlugin, topOf } from "./chart-heading.ts";
import { marksPlugin } from "./chart-marks.ts";
import { footerHeight, footerText, LAYOUT, type PanelSize, WIDE } from "./chart-size.ts";
import { fitText, font, formatNumber } from "./chart-text.ts";
import { FONT, PALETTES, type Palette, seriesColour, type Theme } from "./chart-theme.ts";
import { formatCategory, formatMoment, formatTick, timeTicks } from "./chart-time.ts";
import { emptyPlugin, isEmpty, valuesPlugin } from "./chart-values.ts";

/** A Chart.js configuration of ours: bars over categories, or lines over epoch milliseconds. */
export type PanelConfig = ChartConfiguration<"bar" | "line", (number | null | TimePoint)[]>;

interface TimePoint {
  readonly x: number;
  readonly y: number | null;
}

type Data = ChartDataset<"bar" | "line", (number | null | TimePoint)[]>;
type AxisOptions = NonNullable<NonNullable<PanelConfig["options"]>["scales"]>[string];
type Ticks = ScaleOptionsByType<"linear">["ticks"]["callback"];

const fontOf = (size: number, weight: 400 | 700 = 400) => ({ family: FONT, size, weight });

/** What the subtitle of a picture says: the graph's own words and how fresh the data is. */
export const subtitleOf = (spec: ChartSpec): string =>
  [spec.subtitle, spec.asOfMs === null ? "no data yet" : `as of ${formatMoment(spec.asOfMs, spec.tz)}`]
    .filter(Boolean)
    .join(" · ");

/** "pages" or "response time (ms)". */
export const axisTitle = ({ label, unit }: Panel["y"]): string =>
  unit && unit !== label.toLowerCase() ? `${label} (${unit})`.trim() : label;

const isBar = (panel: Panel): boolean => panel.kind !== "lines";
const isStacked = (panel: Panel): boolean => panel.kind.startsWith("stacked");
const isLying = (panel: Panel): boolean => panel.kind === "stacked-bars-horizontal";

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

/** A value between two gaps makes no line: it gets a dot. */
const dots = (values: readonly (number | null)[]): number[] =>
  values.map((value, at) =>
    value !== null && (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null ? 5 : 0,
  );

const lineData = (panel: Panel, palette: Palette): Data[] =>
  panel.series.map((series, place) => ({
    type: "line",
    label: series.name,
    data: (panel.timesMs ?? []).map((x, at) => ({ x, y: series.values[at] ?? null })),
    borderColor: seriesColour(series, place, palette),
    backgroundColor: seriesColour(series, place, palette),
    borderWidth: 3,
    borderDash: place < palette.series.length ? [] : [10, 6],
    pointRadius: dots(series.values),
    spanGaps: false,
    tension: 0,
  }));

const axisBase = (palette: Palette, title: string) => ({
  border: { display: false },
  grid: { color: palette.grid, drawTicks: false, lineWidth: 1.5 },
  title: { display: title !== "", text: title, color: palette.muted, font: fontOf(LAYOUT.axis) },
});

const valueAxis = (panel: Panel, palette: Palette): AxisOptions => {
  const values = panel.series.flatMap((series) => series.values);
  const counts = values.every((value) => value === null || Number.isInteger(value));
  const base = axisBase(palette, axisTitle(isLying(panel) ? panel.x : panel.y));
  const ticks = { color: palette.muted, font: fontOf(LAYOUT.tick), padding: 10, maxTicksLimit: 7, maxRotation: 0 };
  const callback: Ticks = (value) => formatNumber(Number(value));
  return {
    ...base,
    beginAtZero: true,
    grace: isBar(panel) ? "9%" : "5%",
    stacked: isStacked(panel),
    ...(isEmpty(panel) ? { suggestedMax: 5 } : {}),
    ticks: { ...ticks, ...(counts ? { precision: 0 } : {}), callback },
  };
};

const categoryAxis = (panel: Panel, palette: Palette): AxisOptions => {
  const lying = isLying(panel);
  const callback: Ticks = function (this: Scale, value) {
    const words = formatCategory(panel.categories[Number(value)] ?? "");
    const widest = lying
      ? this.chart.width * (this.chart.width < WIDE ? 0.36 : 0.3)
      : this.chart.width / Math.max(1, Math.min(8, panel.categories.length));
    this.chart.ctx.font = font(LAYOUT.tick);
    return Array.isArray(words) ? words : fitText(this.chart.ctx, words, widest);
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
  const times = panel.timesMs ?? [];
  const [min, max] = [times[0] ?? 0, times.at(-1) ?? 0];
  const { atMs, stepMin } = timeTicks(min, max, tz, Math.max(3, Math.floor(width / 140)));
  const ticks = { color: palette.muted, font: fontOf(LAYOUT.tick), padding: 10, maxRotation: 0, autoSkip: false };
  const callback: Ticks = (value) => formatTick(Number(value), tz, stepMin);
  return {
    ...axisBase(palette, ""),
    type: "linear",
    min,
    max,
    grid: { color: palette.grid, drawTicks: false, lineWidth: 1.5 },
    afterBuildTicks: (scale: Scale) => {
      scale.ticks = atMs.map((value) => ({ value }));
    },
    ticks: { ...ticks, callback },
  };
};

const scalesOf = (panel: Panel, palette: Palette, tz: string, width: number): Record<string, AxisOptions> => {
  const along = isBar(panel) ? categoryAxis(panel, palette) : timeAxis(panel, palette, tz, width);
  const value = valueAxis(panel, palette);
  const bare = isBar(panel) ? panel.categories.length === 0 : isEmpty(panel);
  const shown = bare ? { display: false } : {};
  const [x, y] = isLying(panel) ? [value, along] : [along, value];
  return { x: { ...x, ...shown }, y: { ...y, ...shown } };
};

const legendOf = (panel: Panel, palette: Palette) => ({
  display: panel.series.length > 1 && !(isEmpty(panel) && panel.categories.length === 0),
  position: "bottom" as const,
  align: "start" as const,
  labels: {
    ...{ color: palette.text, font: fontOf(LAYOUT.legend), padding: 26, boxWidth: 20, boxHeight: 18 },
    ...{ usePointStyle: true, pointStyle: "rectRounded" as const },
  },
});

const layoutOf = (top: number, footerPx: number) => ({
  padding: { left: LAYOUT.side, right: LAYOUT.side, top, bottom: LAYOUT.bottom + footerPx },
});

/** A panel as a Chart.js configuration: the same in Node and in a browser, no clock, no locale, no zone but the spec's. */
export const chartConfig = (panel: Panel, spec: ChartSpec, theme: Theme, size: PanelSize): PanelConfig => {
  const palette = PALETTES[theme];
  const alone = spec.panels.length === 1 && size.header === true;
  const heading = {
    title: size.header ? spec.title : "",
    subtitle: size.header ? subtitleOf(spec) : "",
    panelTitle: alone ? "" : panel.title,
    footer: size.footer ? footerText(spec) : "",
  };
  const footerPx = size.footer ? footerHeight(spec, size.width) : 0;
  return {
    type: isBar(panel) ? "bar" : "line",
    data: {
      labels: [...panel.categories],
      datasets: isBar(panel) ? barData(panel, palette) : lineData(panel, palette),
    },
    options: {
      ...{
        responsive: false,
        maintainAspectRatio: false,
        animation: false,
        events: [],
        devicePixelRatio: size.pixelRatio,
        locale: "en-US",
      },
      ...{ normalized: true, indexAxis: isLying(panel) ? "y" : "x", color: palette.text },
      ...(isBar(panel) ? {} : { parsing: false }),
      font: fontOf(LAYOUT.tick),
      layout: layoutOf(topOf(heading), footerPx),
      scales: scalesOf(panel, palette, spec.tz, size.width),
      plugins: { legend: legendOf(panel, palette), tooltip: { enabled: false } },
    },
    plugins: [
      backgroundPlugin(palette),
      marksPlugin(panel.annotations ?? [], palette),
      ...(isBar(panel) ? [valuesPlugin(panel, palette)] : []),
      emptyPlugin(panel, palette),
      headingPlugin(heading, palette, footerPx),
    ],
  };
};
