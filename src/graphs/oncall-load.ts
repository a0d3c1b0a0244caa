import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { LoadStats } from "../core/stats/load-types.ts";
import { createZoneClock, dayOfWall, hourOfWall, weekdayOf } from "../core/time/zone-clock.ts";
import { type DayRow, daysPanel } from "./days-panel.ts";
import {
  against,
  askedHours,
  emptyWords,
  frameOf,
  requireHours,
  type StatsData,
  unread,
  whenOf,
} from "./stats-frame.ts";

/** Monday first, as statistics have them. */
export const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const LONG_DAYS = ["Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays"];
const HOUR_MS = 3_600_000;
const WEEKS_MS = 15 * 24 * HOUR_MS;

/** Where hours would be those of one person. */
const HIDDEN = "hours are for them and leads";

const hourWords = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** Weekday and hour of every hour that the range has and that was read. */
const hoursIn = ({ range, sinceMs }: LoadStats): ReadonlySet<number> => {
  const fromMs = Math.max(range.fromMs, sinceMs ?? range.fromMs);
  const toMs = Math.min(range.toMs, fromMs + WEEKS_MS);
  const clock = createZoneClock(range.tz, fromMs, toMs + 1);
  const found = new Set<number>();
  for (let at = fromMs; at < toMs; at += HOUR_MS / 2) {
    const wall = clock.wallMs(at);
    found.add((weekdayOf(dayOfWall(wall)) - 1) * 24 + hourOfWall(wall));
  }
  return found;
};

const heatPanel = (stats: LoadStats): Panel => {
  const there = unread(stats) === undefined ? hoursIn(stats) : new Set<number>();
  return {
    title: "Pages by hour and weekday",
    kind: "heatmap",
    x: { label: "Hour", unit: "" },
    y: { label: "Weekday", unit: "pages" },
    categories: Array.from({ length: 24 }, (_, hour) => hourWords(hour)),
    series: WEEKDAYS.map((name, day) => ({
      name,
      values: (stats.interruptions.heat[day] ?? []).map((value, hour) =>
        value === 0 && !there.has(day * 24 + hour) ? null : value,
      ),
    })),
    empty: emptyWords(stats, "Nobody was paged."),
  };
};

/** Days without names: with the hours above they would say whose night it was. */
const dayRows = ({ incidents, interruptions }: LoadStats): readonly DayRow[] =>
  [...incidents.days, ...interruptions.days].every((count) => count === 0)
    ? []
    : [
        { name: "Incidents", perDay: incidents.days, tone: "off" },
        { name: "Pages", perDay: interruptions.days, tone: "business" },
      ];

const busiest = (counts: readonly number[]): number => counts.indexOf(Math.max(...counts));

const summaryOf = (stats: LoadStats, isWhole: boolean): string => {
  const { interruptions, incidents, previous, range } = stats;
  const pages = interruptions.days.reduce((sum, one) => sum + one, 0);
  const broken = incidents.days.reduce((sum, one) => sum + one, 0);
  const none = unread(stats);
  if (none !== undefined) return none;
  const when = whenOf(range);
  if (pages === 0) return `Nobody was paged; ${countOf(broken, "incident")}, ${when}.`;
  const hour = busiest(interruptions.hours);
  const day = busiest(interruptions.weekdays);
  const most = isWhole
    ? ` Most between ${hourWords(hour)} and ${hourWords((hour + 1) % 24)} (${formatCount(interruptions.hours[hour] ?? 0)}) and on ${LONG_DAYS[day]} (${formatCount(interruptions.weekdays[day] ?? 0)}).`
    : "";
  return `${countOf(pages, "page")}${against(stats, pages, previous.pages)} and ${countOf(broken, "incident")}, ${when}.${most}`;
};

/** What paged people when: cells of hour and weekday, and days. Units: interruptions. Hours of one person only to those who may see them. */
export default defineGraph({
  name: "oncall-load",
  title: "On-call load",
  args: STATS_ARGS,
  personal: true,

  async load(data: StatsData, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    const stats = await data.stats("load", query);
    const words = { what: "Incidents and pages", unit: "", by: "", empty: emptyWords(stats, "Nobody was paged.") };
    const days = daysPanel({ ...stats, rows: dayRows(stats) }, words, "bars");
    const frame = frameOf(stats, asked, { title: "On-call load", definition: DEFINITIONS.load });
    return {
      ...frame,
      subtitle: asked.hours ? frame.subtitle : `${frame.subtitle} · ${HIDDEN}`,
      panels: asked.hours ? [heatPanel(stats), days] : [days],
      summary: summaryOf(stats, asked.hours),
    };
  },

  async csv(data, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    requireHours(asked, "The hours");
    return csvOf("load", await data.stats("load", query), data.names, data.viewer);
  },
});
