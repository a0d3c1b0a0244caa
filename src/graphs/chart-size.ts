import type { ChartSpec, Panel } from "../core/chart.ts";
import { isLying, isTimed } from "./chart-datasets.ts";
import { fittedPanel, heatHeight, isHeat } from "./chart-heat.ts";
import { LANE, laneRows } from "./chart-lanes.ts";
import { LAYOUT, WIDE } from "./chart-layout.ts";
import { estimateLines, estimateWidth, shortNames } from "./chart-text.ts";

/** Where and how large a panel is drawn; logical pixels. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** Draw the spec's title and subtitle above the panel. */
  readonly header?: boolean;
  /** Draw how the numbers are made below the panel. */
  readonly footer?: boolean;
}

const TALLEST = 4000;

/** Logical height of title and subtitle. */
const headerHeight = (): number => LAYOUT.top + LAYOUT.titleLine + LAYOUT.subtitleLine;

/** What stands at the very bottom of a picture: definition and how much was read. */
export const footerText = (spec: ChartSpec): string => [spec.definition, spec.read].filter(Boolean).join(" · ");

/** Logical height of the footer at a width. */
export const footerHeight = (spec: ChartSpec, width: number): number => {
  const lines = estimateLines(footerText(spec), LAYOUT.footer, width - 2 * LAYOUT.side, LAYOUT.footerLines);
  return lines === 0 ? 0 : lines * LAYOUT.footerLine + LAYOUT.gap;
};

const rowHeight = (rows: number): number => (rows <= 14 ? 54 : rows <= 30 ? 46 : 38);

/** Distance between names of a legend: many stand closer. */
export const legendPadding = ({ series }: Panel): number => (series.length > 5 ? 16 : 26);

/** About how many lines the legend takes at a width; Chart.js puts as many names into one as fit. */
const legendRows = (panel: Panel, width: number): number => {
  if (panel.series.length < 2) return 0;
  const padding = legendPadding(panel);
  let [rows, right] = [1, 0];
  for (const name of shortNames(panel.series.map((series) => series.name))) {
    const wide = estimateWidth(name, LAYOUT.legend) + 36 + padding;
    if (right > 0 && right + wide > width - 2 * LAYOUT.side) [rows, right] = [rows + 1, 0];
    right += wide;
  }
  return rows;
};

/** What a panel over times needs besides its usual shape: further lines of names, lanes of marks. */
const extraHeight = (panel: Panel, width: number): number =>
  isTimed(panel)
    ? Math.max(0, legendRows(panel, width) - 1) * (LAYOUT.legend + legendPadding(panel)) + laneRows(panel, width) * LANE
    : 0;

/** Logical height a panel needs: lying bars grow with their number, legends with their lines, all else has a fixed shape. */
export const panelHeight = (panel: Panel, width: number): number => {
  if (isHeat(panel)) return heatHeight(fittedPanel(panel, width), width);
  if (!isLying(panel)) return (width < WIDE ? 540 : 600) + extraHeight(panel, width);
  const aside = panel.kind === "bars-horizontal" ? Math.max(1, panel.series.length) * 0.75 : 1;
  const rows = Math.max(3, panel.categories.length * aside);
  const legendLines = width < WIDE ? 2 : 1;
  return rows * rowHeight(rows) + 150 + legendLines * 44;
};

/** The sizes of all panels of one picture, below each other; header on the first, footer on the last. */
export const pictureSizes = (spec: ChartSpec, width: number): readonly PanelSize[] => {
  const last = spec.panels.length - 1;
  const sizes = spec.panels.map((panel, place) => {
    const header = place === 0;
    const footer = place === last;
    const single = last === 0 && !isLying(panel) && !isHeat(panel) && width >= WIDE;
    const extra = (header ? headerHeight() : 0) + (footer ? footerHeight(spec, width) : 0);
    return {
      width,
      height: single ? 630 + extraHeight(panel, width) : panelHeight(panel, width) + extra,
      header,
      footer,
    };
  });
  const total = sizes.reduce((sum, size) => sum + size.height, 0);
  return sizes.map((size) => ({ ...size, pixelRatio: total > TALLEST ? 1 : 2 }));
};
