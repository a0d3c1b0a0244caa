import { defineGraph, type Panel } from "../core/chart.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { csvOf } from "../core/stats/csv.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { AlertNoise, NoiseStats, NoiseTotals } from "../core/stats/noise-types.ts";
import { against, askedOf, emptyWords, frameOf, requireHours, type StatsData, unread, whenOf } from "./stats-frame.ts";

const TOP = 12;

const PARTS = [
  { name: "Action taken", hue: 1, of: ({ action }: NoiseTotals) => action },
  { name: "No action needed", hue: 2, of: ({ none }: NoiseTotals) => none },
  { name: "Fix the alert", hue: 3, of: ({ fix }: NoiseTotals) => fix },
  { name: "Nobody said", hue: 8, of: ({ unjudged }: NoiseTotals) => unjudged },
  {
    name: "Still open",
    hue: 4,
    of: ({ incidents, action, none, fix, unjudged }: NoiseTotals) =>
      Math.max(0, incidents - action - none - fix - unjudged),
  },
] as const;

const nameOf = ({ service, name }: AlertNoise): string => {
  const what = name || "(no title)";
  return service === "" || what.toLowerCase().includes(service.toLowerCase()) ? what : `${what} (${service})`;
};

const bars = (top: readonly AlertNoise[]) => ({
  ...({ kind: "stacked-bars-horizontal", y: { label: "Alert", unit: "" } } as const),
  ...{ x: { label: "Incidents", unit: "incidents" }, categories: top.map(nameOf) },
});

const verdictPanel = (stats: NoiseStats, top: readonly AlertNoise[]): Panel => ({
  ...bars(top),
  title:
    stats.kinds > top.length
      ? `Alerts to fix first, ${top.length} of ${formatCount(stats.kinds)}`
      : "Alerts to fix first",
  series: PARTS.map(({ name, hue, of }) => ({ name, hue, values: top.map(of) })).filter(
    ({ values }) => values.some((value) => value > 0) || top.length === 0,
  ),
  empty: emptyWords(stats, "No incidents."),
});

const alonePanel = (stats: NoiseStats, top: readonly AlertNoise[]): Panel => ({
  ...bars(top),
  title: "Of these, ended by itself",
  series: [{ name: "Ended by itself", tone: "off", values: top.map(({ endedAlone }) => endedAlone) }],
  empty: emptyWords(stats, "None ended by itself."),
});

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const summaryOf = (stats: NoiseStats): string => {
  const none = unread(stats);
  if (none !== undefined) return none;
  const { totals, previous, alerts, range } = stats;
  const when = whenOf(range);
  const change = against(stats, totals.incidents, previous.incidents);
  if (totals.incidents === 0) return `No incidents${change}, ${when}.`;
  const [first] = alerts;
  const said = totals.action + totals.none + totals.fix;
  const rate =
    totals.actionRate === null
      ? " Nobody said yet what was needed."
      : ` ${percent(totals.actionRate)} of the ${formatCount(said)} that were judged needed somebody.`;
  const worst =
    first === undefined || first.cost === 0
      ? ""
      : ` First to fix: ${nameOf(first)} (${countOf(first.incidents, "incident")}).`;
  const again = totals.refired === 0 ? "" : ` ${formatCount(totals.refired)} came back within 24 h.`;
  return `${formatCount(totals.endedAlone)} of ${countOf(totals.incidents, "incident")}${change} ended by themselves before an ack, ${when}.${rate}${worst}${again}`;
};

/** Which alerts cry wolf: what people said of them, and which ended by themselves. Unit: incidents. */
export default defineGraph({
  name: "oncall-noise",
  title: "Noisy alerts",
  args: STATS_ARGS,

  async load(data: StatsData, args) {
    const asked = await askedOf(data, args);
    const { query } = asked;
    const stats = await data.stats("noise", query);
    const top = stats.alerts.slice(0, TOP);
    const alone = top.some(({ endedAlone }) => endedAlone > 0);
    const read = "the range before and at least seven days before included";
    return {
      ...frameOf(stats, asked, { title: "Noisy alerts", definition: DEFINITIONS.noise, read }),
      panels: alone ? [verdictPanel(stats, top), alonePanel(stats, top)] : [verdictPanel(stats, top)],
      summary: summaryOf(stats),
    };
  },

  async csv(data, args) {
    const asked = await askedOf(data, args);
    requireHours(asked, "The hours");
    return csvOf("noise", await data.stats("noise", asked.query), data.names, data.viewer);
  },
});
