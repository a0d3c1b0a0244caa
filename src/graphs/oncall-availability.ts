import { defineGraph, type Panel } from "../core/chart.ts";
import { formatValue } from "../core/measure-units.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import type { AvailabilityStats, ServiceAvailability } from "../core/stats/availability-types.ts";
import { csvOf } from "../core/stats/csv.ts";
import { askable, emptyWords, frameOf, namesFor, type StatsData, unread, whenOf } from "./stats-frame.ts";

const TOP = 15;
/** An axis of shares begins at the highest of these that leaves room below the lowest value. */
const FLOORS = [99.9, 99.5, 99, 98, 95, 90, 75, 50];

const DEFINITION =
  "Outage: an incident of severity critical or error, from its creation to its end, overlapping ones joined. Available: the window without maintenance, less outages outside maintenance. MTBF: time up by outages that began outside maintenance. Not PagerDuty's uptime, which counts major incidents only";

const nameOf = ({ name }: ServiceAvailability): string => name || "unknown service";

const percentOf = ({ available }: ServiceAvailability): number | null => (available === null ? null : available * 100);

/** Where the axis of shares begins: far enough below the lowest that its bar can be seen; 0 where that is far down. */
const floorOf = (values: readonly (number | null)[]): number => {
  const lowest = Math.min(100, ...values.filter((value) => value !== null));
  return FLOORS.find((floor) => lowest >= floor + (100 - floor) * 0.1) ?? 0;
};

const barsPanel = (stats: AvailabilityStats, top: readonly ServiceAvailability[]): Panel => {
  const values = top.map(percentOf);
  const floor = floorOf(values);
  const more = stats.services.length > top.length ? `, the lowest ${top.length} of ${stats.services.length}` : "";
  return {
    title: `Availability${more}${floor === 0 ? "" : ` (the axis begins at ${floor} %)`}`,
    kind: "stacked-bars-horizontal",
    x: { label: "Available", unit: "percent" },
    y: { label: "Service", unit: "" },
    ...(floor === 0 ? {} : { floor }),
    categories: top.map(nameOf),
    series: [{ name: "Available", tone: "business", values }],
    empty: emptyWords(stats, "No outages."),
  };
};

const outagesPanel = (stats: AvailabilityStats, top: readonly ServiceAvailability[]): Panel => ({
  title: "Outages",
  kind: "spans",
  x: { label: "Outages", unit: "" },
  y: { label: "Service", unit: "" },
  categories: top.map(nameOf),
  spans: top.map(({ outages }) => outages),
  range: { fromMs: stats.range.fromMs, toMs: stats.range.toMs },
  series: [],
  empty: emptyWords(stats, "No outages."),
});

const summaryOf = (stats: AvailabilityStats): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { services, range, window } = stats;
  const since = window.fromMs > range.fromMs ? " What I know begins later than the range." : "";
  const failing = services.filter(({ outages }) => outages.length > 0);
  const [first] = failing;
  const when = whenOf(range);
  if (first === undefined) return `No outages, ${when}.${since}`;
  const failures = services.reduce((sum, one) => sum + one.failures, 0);
  const share = first.available === null ? "" : `${formatValue(first.available * 100, "percent")}, `;
  const between = first.mtbfMs === null ? "" : `, ${formatDuration(first.mtbfMs)} up between outages`;
  return `${countOf(failures, "outage")} began at ${countOf(failing.length, "service")}, ${when}. Least available: ${nameOf(first)} with ${share}down ${formatDuration(first.downMs)}${between}.${since}`;
};

/** How long services were up. Units: percent, and spans of time. */
export default defineGraph({
  name: "oncall-availability",
  title: "Availability",
  args: STATS_ARGS,

  async load(data: StatsData, args) {
    const query = askable(data, args);
    const stats = await data.stats("availability", query);
    const top = stats.services.slice(0, TOP);
    const failing = top.filter(({ outages }) => outages.length > 0);
    const read = "older ones that were still open included";
    return {
      ...frameOf(stats, query, namesFor(data, query), { title: "Availability", definition: DEFINITION, read }),
      panels: failing.length === 0 ? [barsPanel(stats, top)] : [barsPanel(stats, top), outagesPanel(stats, failing)],
      summary: summaryOf(stats),
    };
  },

  async csv(data, args) {
    return csvOf("availability", await data.stats("availability", askable(data, args)), data.names, data.viewer);
  },
});
