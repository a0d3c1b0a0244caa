import type { TooltipCallbacks } from "chart.js";
import type { Panel } from "../core/chart.ts";
import { formatValue } from "../core/measure/units.ts";
import { columnMs, isLying, isTimed } from "./chart-datasets.ts";
import { isHeat } from "./chart-heat.ts";
import { isSpans, spanWords } from "./chart-spans.ts";
import { formatDate, formatMoment, isDaily } from "./chart-time.ts";

type Callbacks = Partial<Pick<TooltipCallbacks<"bar" | "line">, "title" | "label">>;

const cellCallbacks = (panel: Panel): Callbacks => ({
  title: ([item]) =>
    item === undefined ? "" : `${panel.series[item.datasetIndex]?.name}, ${panel.categories[item.dataIndex]}`,
  label: ({ datasetIndex, dataIndex }) => {
    const value = panel.series[datasetIndex]?.values[dataIndex] ?? null;
    return value === null ? " no data" : ` ${formatValue(value, panel.y.unit)}`;
  },
});

const spanCallbacks = (panel: Panel, tz: string): Callbacks => ({
  title: ([item]) => (item === undefined ? "" : (panel.categories[item.dataIndex] ?? "")),
  label: ({ datasetIndex, dataIndex }) => {
    const span = panel.spans?.[dataIndex]?.[datasetIndex];
    return span === undefined ? "" : ` ${spanWords(span, tz)}`;
  },
});

/** What a browser writes under the pointer: the moment in the spec's zone, each value in its unit; gaps are named. */
export const tooltipCallbacks = (panel: Panel, tz: string): Callbacks => {
  if (isHeat(panel)) return cellCallbacks(panel);
  if (isSpans(panel)) return spanCallbacks(panel, tz);
  const unit = isLying(panel) ? panel.x.unit : panel.y.unit;
  const times = panel.timesMs ?? [];
  const daily = isDaily(times, tz);
  const endOf = (atMs: number): string => formatMoment(atMs + columnMs(panel), tz).slice(-5);
  return {
    ...(isTimed(panel)
      ? {
          title: ([item]) => {
            const atMs = item === undefined ? undefined : times[item.dataIndex];
            if (atMs === undefined) return "";
            if (daily) return formatDate(atMs, tz);
            return panel.kind === "columns" ? `${formatMoment(atMs, tz)}–${endOf(atMs)}` : formatMoment(atMs, tz);
          },
        }
      : {}),
    label: ({ datasetIndex, dataIndex }) => {
      const series = panel.series[datasetIndex];
      const value = series?.values[dataIndex] ?? null;
      return ` ${series?.name ?? ""}: ${value === null ? "no data" : formatValue(value, unit)}`;
    },
  };
};
