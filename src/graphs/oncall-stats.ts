import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { STATS_DEFINITION, shownNames } from "../core/stats/words.ts";
import type { Names, OncallStats, PersonStats } from "../core/stats.ts";
import { daysPanel } from "./days-panel.ts";
import { askedHours, emptyWords, frameOf, requireHours, type StatsData, unread, whenOf } from "./stats-frame.ts";

const TOP_PEOPLE = 12;

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
  if (paged.length === 0 || names === "totals") return [];
  const shown = shownNames(people, names);
  const few = paged.length <= TOP_PEOPLE + 1;
  const top = few ? paged : paged.slice(0, TOP_PEOPLE);
  const rest = few ? [] : paged.slice(TOP_PEOPLE);
  const bars = top.map((person) => ({ name: shown.get(person) ?? person.id, people: [person] }));
  return rest.length === 0 ? bars : [...bars, { name: `${rest.length} others`, people: rest }];
};

const sumOf = (people: readonly PersonStats[], of: (person: PersonStats) => number): number =>
  people.reduce((sum, person) => sum + of(person), 0);

const pages = { x: { label: "Pages", unit: "pages" } };

/** How much each person was paged; when in their day is theirs to know. */
const peoplePanel = (bars: readonly Bar[], empty: string): Panel => ({
  ...pages,
  title: "Pages per person",
  kind: "stacked-bars-horizontal",
  y: { label: "Person", unit: "" },
  categories: bars.map(({ name }) => name),
  series: [
    { name: "Pages", tone: "business", values: bars.map(({ people }) => sumOf(people, (person) => person.pages)) },
  ],
  empty,
});

/** When everybody together was paged. */
const partsPanel = ({ people }: OncallStats, empty: string): Panel => {
  const paged = people.filter((person) => person.pages > 0);
  return {
    ...pages,
    title: "Pages by part of the day",
    kind: "stacked-bars-horizontal",
    y: { label: "Part of the day", unit: "" },
    categories: paged.length === 0 ? [] : PARTS.map(({ name }) => name),
    series: [
      { name: "Pages", tone: "business", values: paged.length === 0 ? [] : PARTS.map(({ of }) => sumOf(paged, of)) },
    ],
    empty,
  };
};

const summaryOf = (stats: OncallStats, bars: readonly Bar[], isWhole: boolean): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { totals, people, range } = stats;
  const when = whenOf(range);
  const paged = people.filter((person) => person.pages > 0).length;
  const incidents = countOf(totals.incidents, "incident");
  if (paged === 0) return `Nobody was paged; ${incidents}, ${when}.`;
  const [first] = bars;
  const most =
    first === undefined || paged === 1 ? "" : ` Most: ${first.name} with ${formatCount(first.people[0]?.pages ?? 0)}.`;
  const night = isWhole ? `, ${formatCount(totals.sleep)} of them at night,` : "";
  return `${countOf(totals.pages, "page")} to ${countOf(paged, "person", "people")}${night} and ${incidents}, ${when}.${most}`;
};

/** Who was paged how much, when all were, and what broke where. Units: interruptions and incidents; half-open range, days of its zone. */
export default defineGraph({
  name: "oncall-stats",
  title: "On-call stats",
  args: STATS_ARGS,
  personal: true,

  async load(data: StatsData, args) {
    const asked = await askedHours(data, args);
    const { hours, names, query } = asked;
    const stats = await data.stats("overview", query);
    const bars = barsOf(stats, names);
    const quiet = emptyWords(stats, "Nobody was paged.");
    const rows = stats.services.map((row) => ({ ...row, name: row.name || "unknown service" }));
    const words = { what: "Incidents", unit: "incidents", by: "by service", empty: emptyWords(stats, "No incidents.") };
    return {
      ...frameOf(stats, asked, { title: "On-call stats", definition: STATS_DEFINITION }),
      panels: [
        ...(names === "totals" ? [] : [peoplePanel(bars, quiet)]),
        ...(hours ? [partsPanel(stats, quiet)] : []),
        daysPanel({ ...stats, rows }, words),
      ],
      summary: summaryOf(stats, bars, hours),
    };
  },

  async csv(data, args) {
    const asked = await askedHours(data, args);
    requireHours(asked, "The nights");
    return csvOf("overview", await data.stats("overview", asked.query), data.names, data.viewer);
  },
});
