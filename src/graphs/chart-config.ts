import type { ChartConfiguration, LegendItem } from "chart.js";
import type { ChartSpec, Panel } from "../core/chart.ts";
import { axisTitle, fontOf, scalesOf } from "./chart-axes.ts";
import { type Datum, datasetsOf, isLying, isTimed } from "./chart-datasets.ts";
import { backgroundPlugin, headingPlugin, topOf } from "./chart-heading.ts";
import { fittedPanel, HEAT_SCALE, heatPlugin, isHeat } from "./chart-heat.ts";
import { LANE, laneRows, lanesPlugin } from "./chart-lanes.ts";
import { LAYOUT } from "./chart-layout.ts";
import { marksPlugin } from "./chart-marks.ts";
import { footerHeight, footerText, legendPadding, type PanelSize } from "./chart-size.ts";
import { isSpans } from "./chart-spans.ts";
import { PALETTES, type Palette, type Theme } from "./chart-theme.ts";
import { formatMoment } from "./chart-time.ts";
import { tooltipCallbacks } from "./chart-tooltip.ts";
import { emptyPlugin, isEmpty, valuesPlugin } from "./chart-values.ts";

export { axisTitle };

/** A Chart.js configuration of ours: bars over categories, or lines and columns over epoch milliseconds. */
export type PanelConfig = ChartConfiguration<"bar" | "line", Datum[]>;

/** How fresh the data is, and the same shorter. */
const freshnessOf = ({ asOfMs, tz }: ChartSpec): readonly [string, string] => {
  if (asOfMs === null) return ["no data yet", "no data yet"];
  const moment = formatMoment(asOfMs, tz);
  return [`as of ${moment}`, `as of ${moment.replace(/^\w+ (.+) \d+, /, "$1, ")}`];
};

/** What the subtitle of a picture says: the graph's own words and how fresh the data is. */
export const subtitleOf = (spec: ChartSpec): string =>
  [spec.subtitle, freshnessOf(spec)[0]].filter(Boolean).join(" · ");

/** As the spec has them, also where one is drawn before another. */
const inTheirOrder = (a: LegendItem, b: LegendItem): number => (a.datasetIndex ?? 0) - (b.datasetIndex ?? 0);

const legendOf = (panel: Panel, palette: Palette) => ({
  display: panel.series.length > 1 && !isHeat(panel) && !(isEmpty(panel) && panel.categories.length === 0),
  position: "bottom" as const,
  align: "start" as const,
  labels: {
    ...{ color: palette.text, font: fontOf(LAYOUT.legend), padding: legendPadding(panel), boxWidth: 20, boxHeight: 18 },
    ...{ usePointStyle: true, pointStyle: "rectRounded" as const, sort: inTheirOrder },
  },
});

const layoutOf = (top: number, footerPx: number) => ({
  padding: { left: LAYOUT.side, right: LAYOUT.side, top, bottom: LAYOUT.bottom + footerPx },
});

const optionsOf = (panel: Panel, spec: ChartSpec, palette: Palette, size: PanelSize): PanelConfig["options"] => ({
  ...{ responsive: false, maintainAspectRatio: false, animation: false, events: [] },
  ...{ devicePixelRatio: size.pixelRatio, locale: "en-US" },
  ...{ normalized: true, indexAxis: isLying(panel) ? "y" : "x", color: palette.text },
  ...(isTimed(panel) ? { parsing: false as const } : {}),
  font: fontOf(LAYOUT.tick),
  scales: scalesOf(panel, palette, spec.tz, size.width),
  plugins: {
    legend: legendOf(panel, palette),
    tooltip: { enabled: false, callbacks: tooltipCallbacks(panel, spec.tz) },
  },
});

/** A panel as a Chart.js configuration: the same in Node and in a browser, no clock, no locale, no zone but the spec's. */
export const chartConfig = (given: Panel, spec: ChartSpec, theme: Theme, size: PanelSize): PanelConfig => {
  const panel = fittedPanel(given, size.width);
  const palette = PALETTES[theme];
  const alone = spec.panels.length === 1 && size.header === true;
  const heading = {
    title: size.header ? spec.title : "",
    subtitle: size.header ? subtitleOf(spec) : "",
    ...(size.header ? { short: { words: spec.subtitle, fresh: freshnessOf(spec)[1] } } : {}),
    panelTitle: alone ? "" : panel.title,
    footer: size.footer ? footerText(spec) : "",
  };
  const footerPx = size.footer ? footerHeight(spec, size.width) : 0;
  const below = footerPx + (isHeat(panel) ? HEAT_SCALE : 0);
  const marks = panel.annotations ?? [];
  const rows = laneRows(panel, size.width);
  return {
    type: panel.kind === "lines" ? "line" : "bar",
    data: { labels: [...panel.categories], datasets: datasetsOf(panel, palette) },
    options: { ...optionsOf(panel, spec, palette, size), layout: layoutOf(topOf(heading) + rows * LANE, below) },
    plugins: [
      backgroundPlugin(palette),
      marksPlugin(
        marks.filter(({ lane }) => lane !== true),
        palette,
      ),
      ...(rows > 0 ? [lanesPlugin(panel, rows, palette)] : []),
      ...(isHeat(panel) ? [heatPlugin(panel, palette)] : []),
      ...(isTimed(panel) || isHeat(panel) || isSpans(panel) ? [] : [valuesPlugin(panel, palette)]),
      emptyPlugin(panel, palette),
      headingPlugin(heading, palette, footerPx),
    ],
  };
};
