import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount, formatRate } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { FairnessStats, PersonShare } from "../core/stats/fairness-types.ts";
import { shownNames } from "../core/stats/words.ts";
import type { Names } from "../core/stats.ts";
import { formatNumber } from "./chart-text.ts";
import { askedOf, emptyWords, frameOf, type StatsData, unread, whenOf } from "./stats-frame.ts";

const TOP = 24;
const BINS = 8;
const HOUR_MS = 3_600_000;

const comparedValue = ({ perHour, pages }: PersonShare, { basis }: FairnessStats): number | null =>
  basis === "rate" ? perHour : pages;

/** What is compared, of those who have it. */
const comparedOf = (stats: FairnessStats): readonly number[] =>
  stats.people.map((person) => comparedValue(person, stats)).filter((value) => value !== null);

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length;

const wordsOf = ({ basis }: FairnessStats) =>
  basis === "rate"
    ? { title: "Pages per hour on call, by person", label: "Pages per hour on call", format: formatRate }
    : { title: "Pages by person", label: "Pages", format: formatNumber };

const LONGEST_NAME = 20;

/** With the hours behind it a long name has less room. */
const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length > LONGEST_NAME
    ? `${letters
        .slice(0, LONGEST_NAME - 1)
        .join("")
        .trimEnd()}…`
    : name;
};

const hoursOf = ({ oncallMs }: PersonShare): string => `${formatCount(Math.round(oncallMs / HOUR_MS))} h`;

const peoplePanel = (stats: FairnessStats, names: Names): Panel => {
  const { title, label, format } = wordsOf(stats);
  const shown = shownNames(stats.people, names);
  const all = stats.people.filter((person) => comparedValue(person, stats) !== null);
  const top = all.slice(0, TOP);
  const mean = meanOf(comparedOf(stats));
  const hours = (person: PersonShare): string => (stats.basis === "rate" ? ` · ${hoursOf(person)}` : "");
  return {
    title: all.length > TOP ? `${title}, the first ${TOP} of ${all.length}` : title,
    kind: "stacked-bars-horizontal",
    x: { label: mean > 0 ? `${label}; dashed: mean ${format(mean)}` : label, unit: "" },
    y: { label: "Person", unit: "" },
    categories: top.map((person) => `${shortened(shown.get(person) ?? person.id)}${hours(person)}`),
    series: [{ name: label, tone: "business", values: top.map((person) => comparedValue(person, stats)) }],
    ...(mean > 0 ? { annotations: [{ axis: "y", from: mean, to: mean, label: "", tone: "plain" }] } : {}),
    empty: emptyWords(stats, "Nobody was paged."),
  };
};

/** The next of 1, 2, 5, 10… times a power of ten. */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return ([1, 2, 5].find((nice) => nice * power >= least) ?? 10) * power;
};

/** How many people had about how much, without saying who. */
const spreadPanel = (stats: FairnessStats): Panel => {
  const { label, format } = wordsOf(stats);
  const values = comparedOf(stats);
  const most = Math.max(0, ...values);
  const whole = stats.basis === "pages";
  const step = whole ? Math.max(1, Math.ceil(most / BINS)) : roundStep(most / BINS);
  const bins = Array.from({ length: most === 0 ? 0 : Math.ceil(most / step - 1e-9) }, (_, at) => at + 1);
  const binOf = (value: number): number => Math.ceil(value / step - 1e-9);
  const nameOf = (bin: number): string => {
    const from = whole ? (bin - 1) * step + 1 : (bin - 1) * step;
    return from === bin * step ? format(from) : `${format(from)}–${format(bin * step)}`;
  };
  const countIn = (bin: number): number => values.filter((value) => (value === 0 ? 0 : binOf(value)) === bin).length;
  return {
    title: `How many people had how much: ${label.toLowerCase()}`,
    kind: "stacked-bars",
    x: { label, unit: "" },
    y: { label: "People", unit: "people" },
    categories: values.length === 0 ? [] : ["0", ...bins.map(nameOf)],
    series: [{ name: "People", tone: "business", values: [0, ...bins].map(countIn) }],
    empty: emptyWords(stats, "Nobody was paged."),
  };
};

const evenWords = ({ gini, previousGini }: FairnessStats): string => {
  if (gini === null) return "";
  const before = previousGini === null ? "" : `, ${previousGini.toFixed(2)} before`;
  return ` Gini ${gini.toFixed(2)}${before} (0 is even).`;
};

const summaryOf = (stats: FairnessStats, names: Names): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { people, maxToMean, shifts, range } = stats;
  const [first] = people;
  const when = whenOf(range);
  const paged = people.filter(({ pages }) => pages > 0).length;
  if (first === undefined || paged === 0) return `Nobody was paged, ${when}.`;
  const who = names === "totals" ? "The most loaded person" : (shownNames(people, names).get(first) ?? first.id);
  const { label, format } = wordsOf(stats);
  const times = maxToMean === null ? "" : `, ${format(maxToMean)} times the mean`;
  const over =
    shifts.pieces === 0
      ? ""
      : ` ${formatCount(shifts.over)} of ${countOf(shifts.pieces, "12-hour piece")} had more than two incidents.`;
  return `${who} had ${format(comparedValue(first, stats) ?? 0)} ${label.toLowerCase()}${times}; ${formatCount(paged)} of ${countOf(people.length, "person", "people")} were paged, ${when}.${evenWords(stats)}${over}`;
};

/** How the load was shared. Unit: interruptions per hour on call; names by the team's setting, without them only how many had how much. */
export default defineGraph({
  name: "oncall-fairness",
  title: "How on-call load is shared",
  args: STATS_ARGS,

  async load(data: StatsData, args) {
    const asked = await askedOf(data, args);
    const { query } = asked;
    const stats = await data.stats("fairness", query);
    return {
      ...frameOf(stats, asked, { title: "How on-call load is shared", definition: DEFINITIONS.fairness }),
      panels: [asked.names === "totals" ? spreadPanel(stats) : peoplePanel(stats, asked.names)],
      summary: summaryOf(stats, asked.names),
    };
  },

  async csv(data, args) {
    return csvOf("fairness", await data.stats("fairness", (await askedOf(data, args)).query), data.names, data.viewer);
  },
});
