import { defineCommand } from "../core/command.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import {
  askStats,
  changed,
  knowsBefore,
  percent,
  type Row,
  requireFound,
  statsReply,
  toldOf,
} from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { AlertNoise, NoiseStats, NoiseTotals } from "../core/stats/noise-types.ts";
import { lastingWords } from "../core/time/query.ts";

const MOST = 6;
const LONGEST = 60;

const judged = ({ action, none, fix }: NoiseTotals): number => action + none + fix;

const totalRows = ({ totals, previous }: NoiseStats, known: boolean): readonly Row[] => {
  const { incidents, endedAlone, action, none, fix, unjudged, actionRate, refired } = totals;
  const part = incidents === 0 ? "" : ` · ${percent(endedAlone / incidents)}`;
  const verdicts = `${formatCount(action)} needed action · ${formatCount(none)} did not · ${formatCount(fix)} to fix`;
  return [
    { label: "Incidents", value: changed(incidents, previous.incidents, known) },
    { label: "Ended by itself before an ack", value: `${changed(endedAlone, previous.endedAlone, known)}${part}` },
    { label: "Fired again within 24 h", value: changed(refired, previous.refired, known) },
    {
      label: "Verdicts",
      value:
        judged(totals) === 0
          ? `none · ${formatCount(unjudged)} to judge`
          : `${verdicts} · ${formatCount(unjudged)} to judge`,
    },
    ...(actionRate === null
      ? []
      : [{ label: "Worth waking for", value: `${percent(actionRate)} · n ${judged(totals)}` }]),
  ];
};

const alertWords = (alert: AlertNoise): string => {
  const needless = alert.none + alert.fix;
  return [
    countOf(alert.incidents, "incident"),
    judged(alert) > 0
      ? `${formatCount(needless)} of ${judged(alert)} needed nobody`
      : `${formatCount(alert.endedAlone)} ended alone`,
    ...(alert.pages > 0 ? [countOf(alert.pages, "page")] : []),
  ].join(" · ");
};

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);

const alertRows = ({ alerts }: NoiseStats): readonly Row[] =>
  alerts
    .filter(({ cost }) => cost > 0)
    .slice(0, MOST)
    .map((alert) => ({
      label: shortened([alert.service, alert.name || "no title"].filter(Boolean).join(" · ")),
      value: alertWords(alert),
    }));

/** Which alerts to fix first. */
export default defineCommand({
  name: "oncall stats noise",
  aliases: ["oncall stats noisy"],
  help: "Says how much needed nobody, and which alerts to fix first.",
  examples: ["oncall stats noise last month", "oncall stats noise this week team:payments"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.noise],

  async run(context, given) {
    const asked = await askStats(context, given);
    const stats = await context.stats("noise", asked.query);
    requireFound(stats, context.names);
    const known = knowsBefore(stats, stats.previous.incidents);
    const top = alertRows(stats);
    return statsReply(asked, stats, {
      part: "noise",
      title: "Noisy alerts",
      lines: [
        ...toldOf(stats, context.names, known),
        ...(top.length === 0 ? [] : ["To fix first: the alerts below, by what needed nobody."]),
      ],
      rows: [...totalRows(stats, known), ...top],
      ...(stats.totals.unjudged > 0 && {
        buttons: [{ label: "Not judged yet", say: `oncall verdicts missing ${lastingWords(given.range)}` }],
      }),
    });
  },
});
