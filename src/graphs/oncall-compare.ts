import { defineGraph, type Panel } from "../core/chart.ts";
import { type Cell, formatCsv } from "../core/csv-text.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { requireShowable } from "../core/stats/args.ts";
import { type CompareNumber, compareNumbers, NIGHTLY } from "../core/stats/compare.ts";
import { COMPARE_ARGS, type CompareSide, requireComparable, sideQuery } from "../core/stats/compare-args.ts";
import { isOfOne } from "../core/stats/of-one.ts";
import { filterWords, noteWords, STATS_DEFINITION } from "../core/stats/words.ts";
import type { Names, OncallStats } from "../core/stats.ts";
import { formatSpan, type TimeRange } from "../core/time/range.ts";
import { isOwn, knownSince, type StatsData, unread, whenOf } from "./stats-frame.ts";

/** What a comparison is asked with. */
interface Args {
  readonly a: CompareSide;
  readonly b: CompareSide;
  readonly range: TimeRange;
  readonly team?: string | undefined;
  readonly service?: string | undefined;
}

interface Compared {
  readonly a: OncallStats;
  readonly b: OncallStats;
  readonly nameA: string;
  readonly nameB: string;
  readonly numbers: readonly CompareNumber[];
  /** Nights of one person are on it. */
  readonly isPrivate: boolean;
}

const askedOf = (side: CompareSide, { viewer, names }: StatsData): CompareSide => {
  if (side.kind !== "person") return side;
  const me = side.name.toLowerCase() === "me" && viewer?.email !== undefined;
  const asked = me ? { kind: side.kind, name: viewer.email } : side;
  if (!isOwn(viewer, asked.name)) requireShowable(asked.name, names);
  return asked;
};

const sideName = (side: CompareSide, names: Names, nth: string): string => {
  if (side.kind === "range") return formatSpan(side.range.fromMs, side.range.toMs, side.range.tz);
  if (side.kind !== "person") return side.name;
  return names === "shown" ? side.name.replace(/@.*$/, "") : `${nth} person`;
};

const compare = async (data: StatsData, given: Args): Promise<Compared> => {
  const [a, b] = [askedOf(given.a, data), askedOf(given.b, data)];
  requireComparable(a, b);
  const shared = { range: given.range, team: given.team, service: given.service };
  const [one, other] = await Promise.all([
    data.stats("overview", sideQuery(a, shared)),
    data.stats("overview", sideQuery(b, shared)),
  ]);
  const persons = [a, b].flatMap((side) => (side.kind === "person" ? [side.name] : []));
  const alone = persons.length === 0 && (isOfOne(one.people) || isOfOne(other.people));
  const isOpen = alone ? data.viewer?.lead === true : persons.every((name) => isOwn(data.viewer, name));
  return {
    ...{ a: one, b: other, nameA: sideName(a, data.names, "first"), nameB: sideName(b, data.names, "second") },
    numbers: compareNumbers(one, other).filter(({ label }) => isOpen || !NIGHTLY.has(label)),
    isPrivate: isOpen && (alone || persons.length > 0),
  };
};

const nWords = ({ n }: CompareNumber): string =>
  n === undefined ? "" : ` · n ${formatCount(n.a)}/${formatCount(n.b)}`;

const panelOf = (unit: CompareNumber["unit"], title: string, { numbers, nameA, nameB, a }: Compared): Panel => {
  const rows = numbers.filter((one) => one.unit === unit);
  return {
    title,
    kind: "bars-horizontal",
    x: { label: "", unit: unit === "ms" ? "ms" : "" },
    y: { label: "Measure", unit: "" },
    categories: rows.map((row) => `${row.label}${nWords(row)}`),
    series: [
      { name: nameA, tone: "off", values: rows.map((row) => row.a) },
      { name: nameB === nameA ? `${nameB} (second)` : nameB, tone: "night", values: rows.map((row) => row.b) },
    ],
    empty: unread(a) ?? (unit === "ms" ? "Nothing was acked or resolved." : "Nothing happened."),
  };
};

const saidOf = ({ numbers }: Compared, side: "a" | "b"): string => {
  const value = (label: string): number | null => numbers.find((one) => one.label === label)?.[side] ?? null;
  const [incidents, pages] = [value("Incidents"), value("Pages")];
  if (incidents === null || pages === null) return "no data";
  return `${countOf(pages, "page")} and ${countOf(incidents, "incident")}`;
};

const MOST_TITLE = 56;

/** Both names where they fit; else they stand in the legend alone. */
const titleOf = ({ nameA, nameB }: Compared): string => {
  const both = `${nameA} and ${nameB}`;
  return both.length > MOST_TITLE ? "On-call, compared" : both;
};

const notesOf = ({ a, b }: Compared, names: Names): readonly string[] => [
  ...new Set([...a.notes, ...b.notes].map((note) => noteWords(note, names).replaceAll("\n", " "))),
];

/** Two ranges, teams, services or people side by side. Units: counts, and mean times in milliseconds. */
export default defineGraph({
  name: "oncall-compare",
  title: "Comparison",
  args: COMPARE_ARGS,
  personal: true,

  async load(data: StatsData, args) {
    const compared = await compare(data, args);
    const { a, b, nameA, nameB } = compared;
    const filters = filterWords({ team: args.team, service: args.service }, data.names);
    const when = args.a.kind === "range" ? [a.range.tz] : [whenOf(a.range)];
    return {
      title: `${titleOf(compared)}${filters && ` · ${filters}`}`,
      subtitle: [...when, ...new Set([a, b].flatMap(knownSince)), ...notesOf(compared, data.names)].join(" · "),
      panels: [panelOf("count", "How much", compared), panelOf("ms", "How long, on average", compared)],
      tz: a.range.tz,
      asOfMs: a.asOfMs,
      definition: STATS_DEFINITION,
      read: `counted from ${countOf(a.read.incidents + b.read.incidents, "incident")} and ${countOf(a.read.facts + b.read.facts, "event")}, the ranges before included`,
      summary: `${nameA}: ${saidOf(compared, "a")}. ${nameB}: ${saidOf(compared, "b")}.`,
      ...(compared.isPrivate ? { private: true } : {}),
    };
  },

  async csv(data, args) {
    const { numbers, nameA, nameB } = await compare(data, args);
    const cellOf = ({ unit }: CompareNumber, value: number | null): Cell =>
      value === null || unit === "count" ? value : value / 1_000;
    return formatCsv([
      ["measure", "unit", nameA, nameB],
      ...numbers.map((one) => [one.label, one.unit === "ms" ? "s" : "", cellOf(one, one.a), cellOf(one, one.b)]),
    ]);
  },
});
