import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { NightStats, PersonNights } from "../core/stats/nights-types.ts";
import { dayName } from "../core/time/range.ts";
import { maySee } from "../core/viewer.ts";
import { bucketDays } from "./day-buckets.ts";
import { eveningsOf } from "./evenings.ts";
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

const TOP = 20;

/** How many people were woken and how often, each evening side by side. */
const eveningsPanel = (stats: NightStats): Panel => {
  const there = new Map(stats.evenings.map((one) => [one.evening, one]));
  const { names, unknown } = eveningsOf(stats, [...there.keys()]);
  const { every, categories, sum } = bucketDays(names);
  const known = sum([names.map((_, at) => (at < unknown ? 0 : 1))]);
  const valuesOf = (of: "people" | "pages"): readonly (number | null)[] =>
    sum([names.map((name) => there.get(name)?.[of] ?? 0)]).map((value, at) => (known[at] === 0 ? null : value));
  return {
    title: every === "day" ? "Disturbed nights, by evening" : `Disturbed nights, by ${every}`,
    kind: "bars",
    x: { label: every === "day" ? "Evening" : every === "week" ? "Week of" : "Month", unit: "" },
    y: { label: "People and pages", unit: "" },
    categories,
    series: [
      { name: every === "day" ? "People disturbed" : "Nights disturbed", tone: "off", values: valuesOf("people") },
      { name: "Pages at night", tone: "night", values: valuesOf("pages") },
    ],
    empty: emptyWords(stats, "No night was disturbed."),
  };
};

/** Nights of those whom the viewer may see: nobody else gets this panel. */
const peoplePanel = (people: readonly PersonNights[]): Panel => {
  const top = people.slice(0, TOP);
  return {
    title: "Disturbed nights, only for you to see",
    kind: "stacked-bars-horizontal",
    x: { label: "Nights", unit: "nights" },
    y: { label: "Person", unit: "" },
    categories: top.map(({ name }) => name),
    series: [
      { name: "One or two pages", tone: "off", values: top.map(({ nights, hard }) => nights.length - hard) },
      { name: "Three or more", tone: "night", values: top.map(({ hard }) => hard) },
    ],
    empty: "No night was disturbed.",
  };
};

const eveningWords = (evening: string): string => {
  const { weekday, date, month } = dayName(evening);
  return `${weekday} ${date} ${month}`;
};

const summaryOf = (stats: NightStats): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { totals, previous, range, hardest } = stats;
  const when = whenOf(range);
  const change = against(stats, totals.nights, previous.nights);
  if (totals.nights === 0) return `No night was disturbed${change}, ${when}.`;
  const hard = totals.hard === 0 ? "none hard" : `${formatCount(totals.hard)} hard`;
  const row = totals.inARow === 0 ? "" : `; ${countOf(totals.inARow, "person", "people")} with two or more in a row`;
  const worst =
    hardest === null
      ? ""
      : ` Hardest: ${countOf(hardest.pages, "page")} to one person, evening of ${eveningWords(hardest.evening)}.`;
  return `${countOf(totals.nights, "disturbed night")}${change} of ${countOf(totals.people, "person", "people")}, ${hard}, ${countOf(totals.pages, "page")}${row}, ${when}.${worst}`;
};

/** Sleep that was cut: evenings without names; whose nights, only for those who may see them. */
export default defineGraph({
  name: "oncall-nights",
  title: "Disturbed nights",
  args: STATS_ARGS,
  personal: true,

  async load(data: StatsData, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    requireHours(asked, "Nights");
    const stats = await data.stats("nights", query);
    const own = stats.people.filter((person) => maySee(data.viewer, person));
    return {
      ...frameOf(stats, asked, { title: "Disturbed nights", definition: DEFINITIONS.nights }),
      panels: own.length > 0 ? [eveningsPanel(stats), peoplePanel(own)] : [eveningsPanel(stats)],
      summary: summaryOf(stats),
      ...(own.length > 0 ? { private: true } : {}),
    };
  },

  async csv(data, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    requireHours(asked, "Nights");
    return csvOf("nights", await data.stats("nights", query), data.names, data.viewer);
  },
});
