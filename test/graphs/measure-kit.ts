import { argsFromQuery } from "../../src/core/args.ts";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { AskedGraph } from "../../src/core/graph/asked.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import type { Mark, MeasureWindow } from "../../src/core/measure/data.ts";
import type { LogCount, Measured } from "../../src/core/measure.ts";
import measure from "../../src/graphs/measure.ts";

/** A source made of functions; what is not given answers nothing. */
export interface Made {
  readonly asked?: Partial<AskedGraph>;
  readonly points?: (window: MeasureWindow, points: number) => Measured | Promise<Measured>;
  readonly logs?: (window: MeasureWindow, points: number) => LogCount;
  readonly marks?: readonly Mark[];
}

/** Sat 21 Nov 2026, 15:00 in Berlin. */
export const NOW_MS = Date.parse("2026-11-21T14:00:00Z");
export const BERLIN = "Europe/Berlin";

/** No points at all. */
export const NOTHING: Measured = { timesMs: [], stepMs: 60_000, series: [], notes: [] };

/** What the graph reads, and every window it asked for. */
export const dataOf = ({ asked = {}, points, logs, marks = [] }: Made) => {
  const windows: MeasureWindow[] = [];
  const data: GraphData = {
    names: "shown",
    stats: () => Promise.reject(new Error("no statistics here")),
    ratings: async () => [],
    nowMs: () => NOW_MS,
    scrub: (text) => text.replaceAll("hunter2", "[redacted]"),
    asked: async () => ({ kind: "points", source: "prometheus", query: "up", ...asked }),
    sourceName: (source) => ({ prometheus: "Prometheus", loki: "Loki" })[source] ?? source,
    points: async (_asked, window, most) => {
      windows.push(window);
      return (await points?.(window, most)) ?? NOTHING;
    },
    logs: async (_asked, window, most) => {
      windows.push(window);
      if (logs === undefined) throw new Error("no logs here");
      return logs(window, most);
    },
    openIn: (_asked, { fromMs, toMs }) => `https://prometheus.example/graph?from=${fromMs}&to=${toMs}`,
    marks: async () => marks,
  };
  return { data, windows };
};

/** The spec of what is asked; `query` as a link has it. */
export const specOfMade = async (made: Made, query = "", tz = BERLIN, nowMs = NOW_MS): Promise<ChartSpec> => {
  const values = argsFromQuery(measure.args, new URLSearchParams(query), { nowMs, tz, weekStart: 1 });
  return measure.load(dataOf(made).data, values, "1f2e3d4c5b6a7988");
};

/** Rows on the times of a window: `value(row, atMs, place)`. */
export const rowsOver = (
  { fromMs, toMs }: MeasureWindow,
  stepMs: number,
  names: readonly string[],
  value: (row: number, atMs: number, place: number) => number | null,
  more: Partial<Measured> = {},
): Measured => {
  const timesMs = Array.from({ length: Math.ceil((toMs - fromMs) / stepMs) }, (_, at) => fromMs + at * stepMs);
  const series = names.map((name, row) => ({
    name,
    labels: { instance: name },
    values: timesMs.map((at, place) => value(row, at, place)),
  }));
  return { timesMs, stepMs, series, notes: [], ...more };
};
