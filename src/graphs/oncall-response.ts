import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { ResponseStats } from "../core/stats/response-types.ts";
import type { Durations } from "../core/stats.ts";
import { formatDate, formatMoment } from "../core/time/range.ts";
import { daysAt, spanOfDays } from "./day-times.ts";
import { against, askedOf, emptyWords, frameOf, type StatsData, unread, whenOf } from "./stats-frame.ts";

/** Below so many incidents a median of a day says nothing: each is shown. */
const FEW = 20;

/** What a point of the lines is. */
const POINTS = "Each point: the median of the incidents created on that day, acked or ended by anybody";

const isTrend = ({ totals }: ResponseStats): boolean => totals.incidents >= FEW;

const known = <T>({ unknownDays }: ResponseStats, values: readonly T[]): readonly (T | null)[] =>
  values.map((value, day) => (day < unknownDays ? null : value));

const onDays = (stats: ResponseStats) => ({
  ...{ x: { label: "Day", unit: "" }, categories: [], timesMs: daysAt(stats.days, stats.range.tz, 12) },
  range: spanOfDays(stats.days, stats.range.tz),
  empty: emptyWords(stats, "No incidents."),
});

const trendPanel = (stats: ResponseStats): Panel => {
  const acks = known(
    stats,
    stats.perDay.map(({ ackP50Ms }) => ackP50Ms),
  );
  const ends = known(
    stats,
    stats.perDay.map(({ resolveP50Ms }) => resolveP50Ms),
  );
  const positive = [...acks, ...ends].every((value) => value === null || value > 0);
  return {
    ...onDays(stats),
    title: `Median time per day${positive ? " (log scale)" : ""}`,
    kind: "lines",
    y: { label: "", unit: "ms" },
    ...(positive ? { scale: "log" } : {}),
    series: [
      { name: "To ack", tone: "business", values: acks },
      { name: "To resolve", tone: "off", values: ends },
    ],
  };
};

const countPanel = (stats: ResponseStats): Panel => ({
  ...onDays(stats),
  title: "Incidents that these are of (n)",
  kind: "columns",
  timesMs: daysAt(stats.days, stats.range.tz, 0),
  y: { label: "Incidents", unit: "incidents" },
  series: [
    {
      name: "Incidents",
      tone: "business",
      values: known(
        stats,
        stats.perDay.map(({ incidents }) => incidents),
      ),
    },
  ],
});

/** Of few incidents each acked one: how long until somebody took it, and from then on until it was over. `hours`: when in the day may be shown. */
const listPanel = (stats: ResponseStats, hours: boolean): Panel => {
  const { list, totals, range } = stats;
  const whenWords = (atMs: number): string =>
    (hours ? formatMoment(atMs, range.tz) : formatDate(atMs, range.tz)).slice(4);
  const quiet =
    totals.incidents === 0 ? "No incidents." : `None of ${countOf(totals.incidents, "incident")} was acked.`;
  return {
    title: "Each acked incident, newest first",
    kind: "stacked-bars-horizontal",
    x: { label: "Time", unit: "ms" },
    y: { label: "Incident", unit: "" },
    categories: list.map(
      ({ title, service, openedAtMs, resolveMs }) =>
        `${whenWords(openedAtMs)}${resolveMs === null ? " (open)" : ""} ${title || service}`,
    ),
    series: [
      { name: "To ack", tone: "business", values: list.map(({ ackMs }) => ackMs) },
      {
        name: "From ack to the end",
        tone: "off",
        values: list.map(({ ackMs, resolveMs }) => (resolveMs === null ? null : Math.max(0, resolveMs - (ackMs ?? 0)))),
      },
    ],
    empty: emptyWords(stats, quiet),
  };
};

/** "half within 3 min, 95 % within 12 min (n 31)"; of fewer than five only the half. */
const spreadWords = ({ n, p50Ms, p95Ms }: Durations): string =>
  `half within ${formatDuration(p50Ms ?? 0)}${n < 5 ? "" : `, 95 % within ${formatDuration(p95Ms ?? 0)}`} (n ${formatCount(n)})`;

const summaryOf = (stats: ResponseStats): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { totals, previous, range } = stats;
  const when = whenOf(range);
  const change = against(stats, totals.incidents, previous.incidents);
  if (totals.incidents === 0) return `No incidents${change}, ${when}.`;
  const { mttaHuman, mttrHuman } = totals;
  const acks = mttaHuman.n === 0 ? "" : ` By people, ${spreadWords(mttaHuman)}.`;
  const ends = mttrHuman.n === 0 ? "" : ` Resolved by people: ${spreadWords(mttrHuman)}.`;
  const never = totals.neverAcked === 0 ? "" : ` ${formatCount(totals.neverAcked)} ended without an ack.`;
  return `${formatCount(totals.acked)} of ${countOf(totals.incidents, "incident")}${change} were acked, ${when}.${acks}${ends}${never}`;
};

/** How quickly incidents were taken and ended. Units: milliseconds and incidents; a trend only where there are enough of them. */
export default defineGraph({
  name: "oncall-response",
  title: "Response times",
  args: STATS_ARGS,

  async load(data: StatsData, args) {
    const asked = await askedOf(data, args);
    const { query } = asked;
    const stats = await data.stats("response", query);
    const read = "the range before and 24 h after included";
    return {
      ...frameOf(stats, asked, { title: "Response times", definition: `${DEFINITIONS.response}. ${POINTS}`, read }),
      panels: isTrend(stats) ? [trendPanel(stats), countPanel(stats)] : [listPanel(stats, asked.hours)],
      summary: summaryOf(stats),
    };
  },

  async csv(data, args) {
    return csvOf("response", await data.stats("response", (await askedOf(data, args)).query), data.names, data.viewer);
  },
});
