import type { TooltipCallbacks } from "chart.js";
import type { Panel } from "../core/chart.ts";
import { formatValue } from "../core/measure-units.ts";
import { columnMs, isLying, isTimed } from "./chart-datasets.ts";
import { formatMoment } from "./chart-time.ts";

type Callbacks = Partial<Pick<TooltipCallbacks<"bar" | "line">, "title" | "label">>;

/** What a browser writes under the pointer: the moment in the spec's zone, each value in its unit; gaps are named. */
export const tooltipCallbacks = (panel: Panel, tz: string): Callbacks => {
  const unit = isLying(panel) ? panel.x.unit : panel.y.unit;
  const times = panel.timesMs ?? [];
  const endOf = (atMs: number): string => formatMoment(atMs + columnMs(panel), tz).slice(-5);
  return {
    ...(isTimed(panel)
      ? {
          title: ([item]) => {
            const atMs = item === undefined ? undefined : times[item.dataIndex];
            if (atMs === undefined) return "";
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
