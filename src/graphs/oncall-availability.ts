import { defineGraph, type Panel } from "../core/chart.ts";
import { formatValue } from "../core/measure/units.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import type { AvailabilityStats, ServiceAvailability } from "../core/stats/availability-types.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import { askedOf, emptyWords, frameOf, type StatsData, unread, whenOf } from "./stats-frame.ts";

const TOP = 15;
/** An axis of shares begins at the highest of these that leaves room below the lowest value. */
const FLOORS = [99.9, 99.5, 99, 98, 95, 90, 75, 50];

const nameOf = ({ name }: ServiceAvailability): string => name || "unknown service";

/** What was down is never 100. */
const percentOf = ({ available }: ServiceAvailability): number | null =>
  available === null ? null : available === 1 ? 100 : Math.min(available * 100, 99.999);

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
    title: `Availability${floor === 0 ? "" : `, axis from ${floor} %`}${more}`,
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
  const share = first.available === null ? "" : `${formatValue(percentOf(first) ?? 0, "percent")}, `;
  const between = first.mtbfMs === null ? "" : `, ${formatDuration(first.mtbfMs)} up between outages`;
  return `${countOf(failures, "outage")} began at ${countOf(failing.length, "service")}, ${when}. Least available: ${nameOf(first)} with ${share}down ${formatDuration(first.downMs)}${between}.${since}`;
};

/** How long services were up. Units: percent, and spans of time. */
export default defineGraph({
  name: "oncall-availability",
  title: "Availability",
  args: STATS_ARGS,

  async load(data: StatsData, args) {
    const asked = await askedOf(data, args);
    const { query } = asked;
    const stats = await data.stats("availability", query);
    const top = stats.services.slice(0, TOP);
    const failing = asked.hours ? top.filter(({ outages }) => outages.length > 0) : [];
    const read = "older ones that were still open included";
    return {
      ...frameOf(stats, asked, { title: "Availability", definition: DEFINITIONS.availability, read }),
      panels: failing.length === 0 ? [barsPanel(stats, top)] : [barsPanel(stats, top), outagesPanel(stats, failing)],
      summary: summaryOf(stats),
    };
  },

  async csv(data, args) {
    return csvOf(
      "availability",
      await data.stats("availability", (await askedOf(data, args)).query),
      data.names,
      data.viewer,
    );
  },
});
