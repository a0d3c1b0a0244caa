import { defineGraph, type Panel, type Series } from "../core/chart.ts";
import type { GraphData } from "../core/graph-data.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { requireShowable, STATS_ARGS } from "../core/stats/args.ts";
import { filterWords, noteWords, readWords, STATS_DEFINITION, shownNames } from "../core/stats/words.ts";
import type { Names, OncallStats, PersonStats } from "../core/stats.ts";
import { formatSpan } from "../core/time-range.ts";
import { bucketDays } from "./day-buckets.ts";
import { HUES, steadyHues } from "./steady-hues.ts";

const TOP_PEOPLE = 12;
const TOP_SERVICES = 6;

const PARTS = [
  { name: "Business hours", tone: "business", of: (person: PersonStats) => person.business },
  { name: "Off hours", tone: "off", of: (person: PersonStats) => person.off },
  { name: "Night", tone: "night", of: (person: PersonStats) => person.sleep },
] as const;

interface Bar {
  readonly name: string;
  readonly people: readonly PersonStats[];
}

const barsOf = ({ people }: OncallStats, names: Names): readonly Bar[] => {
  const paged = people.filter(({ pages }) => pages > 0);
  if (paged.length === 0) return [];
  if (names === "totals") return [{ name: "Everybody", people: paged }];
  const shown = shownNames(people, names);
  const few = paged.length <= TOP_PEOPLE + 1;
  const top = few ? paged : paged.slice(0, TOP_PEOPLE);
  const rest = few ? [] : paged.slice(TOP_PEOPLE);
  const bars = top.map((person) => ({ name: shown.get(person) ?? person.id, people: [person] }));
  return rest.length === 0 ? bars : [...bars, { name: `${rest.length} others`, people: rest }];
};

const peoplePanel = (bars: readonly Bar[]): Panel => ({
  title: "Pages per person",
  kind: "stacked-bars-horizontal",
  x: { label: "Pages", unit: "pages" },
  y: { label: "Person", unit: "" },
  categories: bars.map(({ name }) => name),
  series: PARTS.map(({ name, tone, of }) => ({
    name,
    tone,
    values: bars.map(({ people }) => people.reduce((sum, person) => sum + of(person), 0)),
  })),
  empty: "Nobody was paged.",
});

const servicesPanel = ({ days, services, unknownDays }: OncallStats): Panel => {
  const { every, categories, sum: sumAll } = bucketDays(days);
  const known = sumAll([days.map((_, day) => (day < unknownDays ? 0 : 1))]);
  const sum = (rows: readonly (readonly number[])[]): readonly (number | null)[] =>
    sumAll(rows).map((value, bucket) => (known[bucket] === 0 ? null : value));
  const few = services.length <= TOP_SERVICES + 1;
  const top = few ? services : services.slice(0, TOP_SERVICES);
  const rest = few ? [] : services.slice(TOP_SERVICES);
  const series: Series[] = steadyHues(top).map(({ name, perDay, hue }) => ({
    name: name || "unknown service",
    hue,
    values: sum([perDay]),
  }));
  if (rest.length > 0)
    series.push({ name: `${rest.length} others`, hue: HUES, values: sum(rest.map(({ perDay }) => perDay)) });
  return {
    title: `Incidents per ${every} by service`,
    kind: "stacked-bars",
    x: { label: every === "day" ? "Day" : every === "week" ? "Week of" : "Month", unit: "" },
    y: { label: "Incidents", unit: "incidents" },
    categories: series.length === 0 ? [] : categories,
    series,
    empty: "No incidents.",
  };
};

const summaryOf = (
  { totals, people, sinceMs, range }: OncallStats,
  bars: readonly Bar[],
  names: Names,
  when: string,
): string => {
  if (sinceMs !== null && sinceMs >= range.toMs) return `No data was read for ${when}.`;
  const paged = people.filter(({ pages }) => pages > 0).length;
  const incidents = countOf(totals.incidents, "incident");
  if (paged === 0) return `Nobody was paged; ${incidents}, ${when}.`;
  const first = bars[0];
  const most =
    names === "totals" || first === undefined || paged === 1
      ? ""
      : ` Most: ${first.name} with ${formatCount(first.people[0]?.pages ?? 0)}.`;
  const night = `${formatCount(totals.sleep)} of them at night`;
  return `${countOf(totals.pages, "page")} to ${countOf(paged, "person", "people")}, ${night}, and ${incidents}, ${when}.${most}`;
};

/** Who was paged when, and what broke where. Units: interruptions and incidents; half-open range, days of its zone. */
export default defineGraph({
  name: "oncall-stats",
  title: "On-call stats",
  args: STATS_ARGS,

  async load(data: Pick<GraphData, "names" | "stats">, args) {
    requireShowable(args.person, data.names);
    const stats = await data.stats("overview", args);
    const { fromMs, toMs, tz } = stats.range;
    const when = `${formatSpan(fromMs, toMs, tz)} (${tz})`;
    const filters = filterWords(args, data.names);
    const bars = barsOf(stats, data.names);
    const notes = stats.notes.map((note) => noteWords(note, data.names).replaceAll("\n", " "));
    return {
      title: filters === "" ? "On-call stats" : `On-call stats · ${filters}`,
      subtitle: [when, ...notes].join(" · "),
      panels: [peoplePanel(bars), servicesPanel(stats)],
      tz,
      asOfMs: stats.asOfMs,
      definition: STATS_DEFINITION,
      read: readWords(stats),
      summary: summaryOf(stats, bars, data.names, when),
    };
  },
});
