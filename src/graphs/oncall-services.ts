import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { ServiceRow, ServicesStats } from "../core/stats/services-types.ts";
import { daysPanel } from "./days-panel.ts";
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

const TOP = 15;

const nameOf = ({ name }: ServiceRow): string => name || "unknown service";

/** Pages of each service, those at night apart unless they are one person's. */
const pagesPanel = (stats: ServicesStats, isWhole: boolean): Panel => {
  const paging = stats.services.filter(({ pages }) => pages > 0).toSorted((a, b) => b.pages - a.pages);
  const top = paging.slice(0, TOP);
  const values = (of: (row: ServiceRow) => number): readonly number[] => top.map(of);
  return {
    title: paging.length > TOP ? `Pages by service, the first ${TOP} of ${paging.length}` : "Pages by service",
    kind: "stacked-bars-horizontal",
    x: { label: "Pages", unit: "pages" },
    y: { label: "Service", unit: "" },
    categories: top.map(nameOf),
    series: isWhole
      ? [
          { name: "By day", tone: "business", values: values(({ pages, sleepPages }) => pages - sleepPages) },
          { name: "At night", tone: "night", values: values(({ sleepPages }) => sleepPages) },
        ]
      : [{ name: "Pages", tone: "business", values: values(({ pages }) => pages) }],
    empty: emptyWords(stats, "Nobody was paged."),
  };
};

const sumOf = (rows: readonly ServiceRow[], of: (row: ServiceRow) => number): number =>
  rows.reduce((sum, row) => sum + of(row), 0);

const summaryOf = (stats: ServicesStats): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { services, range } = stats;
  const when = whenOf(range);
  const incidents = sumOf(services, (row) => row.incidents);
  const change = against(
    stats,
    incidents,
    sumOf(services, ({ previous }) => previous),
  );
  const broken = services.filter((row) => row.incidents > 0);
  const [first] = broken;
  if (first === undefined) return `No incidents${change}, ${when}.`;
  const open = sumOf(services, (row) => row.open);
  const left = open === 0 ? "" : ` ${formatCount(open)} still open.`;
  return `${countOf(incidents, "incident")}${change} of ${countOf(broken.length, "service")} and ${countOf(
    sumOf(services, ({ pages }) => pages),
    "page",
  )}, ${when}. Most: ${nameOf(first)} with ${formatCount(first.incidents)}.${left}`;
};

/** What broke: incidents a day by service, and what each service paged. */
export default defineGraph({
  name: "oncall-services",
  title: "Services",
  args: STATS_ARGS,
  personal: true,

  async load(data: StatsData, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    const stats = await data.stats("services", query);
    const rows = stats.services.filter(({ incidents }) => incidents > 0).map((row) => ({ ...row, name: nameOf(row) }));
    const words = { what: "Incidents", unit: "incidents", by: "by service", empty: emptyWords(stats, "No incidents.") };
    return {
      ...frameOf(stats, asked, { title: "What broke", definition: DEFINITIONS.services }),
      panels: [daysPanel({ ...stats, rows }, words), pagesPanel(stats, asked.hours)],
      summary: summaryOf(stats),
    };
  },

  async csv(data, args) {
    const asked = await askedHours(data, args);
    const { query } = asked;
    requireHours(asked, "The hours");
    return csvOf("services", await data.stats("services", query), data.names, data.viewer);
  },
});
