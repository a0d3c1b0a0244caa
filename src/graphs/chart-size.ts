import type { ChartSpec, Panel } from "../core/chart.ts";
import { estimateLines } from "./chart-text.ts";

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

/** Text sizes and distances, logical pixels: made for 1200, still readable when Slack shows 480. */
export const LAYOUT = {
  ...{ side: 36, top: 30, bottom: 22, title: 36, subtitle: 24, panelTitle: 28, tick: 24, legend: 24, axis: 22 },
  ...{
    footer: 20,
    footerLine: 27,
    footerLines: 4,
    titleLine: 46,
    subtitleLine: 33,
    panelTitleLine: 38,
    gap: 16,
    air: 10,
  },
} as const;

/** From this logical width on there is room for everything in one line. */
export const WIDE = 900;
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

/** Logical height a panel needs: lying bars grow with their number, everything else has a fixed shape. */
export const panelHeight = (panel: Panel, width: number): number => {
  if (panel.kind !== "stacked-bars-horizontal") return width < WIDE ? 540 : 600;
  const rows = Math.max(3, panel.categories.length);
  const legendRows = width < WIDE ? 2 : 1;
  return rows * rowHeight(rows) + 150 + legendRows * 44;
};

/** The sizes of all panels of one picture, below each other; header on the first, footer on the last. */
export const pictureSizes = (spec: ChartSpec, width: number): readonly PanelSize[] => {
  const last = spec.panels.length - 1;
  const sizes = spec.panels.map((panel, place) => {
    const header = place === 0;
    const footer = place === last;
    const single = last === 0 && panel.kind !== "stacked-bars-horizontal" && width >= WIDE;
    const extra = (header ? headerHeight() : 0) + (footer ? footerHeight(spec, width) : 0);
    return { width, height: single ? 630 : panelHeight(panel, width) + extra, header, footer };
  });
  const total = sizes.reduce((sum, size) => sum + size.height, 0);
  return sizes.map((size) => ({ ...size, pixelRatio: total > TALLEST ? 1 : 2 }));
};
