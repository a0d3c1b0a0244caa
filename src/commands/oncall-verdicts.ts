import { timeRange } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import type { Reply } from "../core/message.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import type { AlertNoise, NoiseStats, NoiseTotals } from "../core/stats/noise-types.ts";
import { lastingWords } from "../core/time/query.ts";
import { formatRange } from "../core/time/range.ts";

const MOST_ALERTS = 5;
/** Below this a share says nothing. */
const FEW = 20;

const judgedOf = ({ action, none, fix }: Pick<NoiseTotals, "action" | "none" | "fix">): number => action + none + fix;

const share = (count: number, judged: number): string =>
  judged < FEW ? formatCount(count) : `${formatCount(count)} · ${Math.round((100 * count) / judged)} %`;

const rowsOf = ({ totals }: NoiseStats): NonNullable<Reply["rows"]> => {
  const judged = judgedOf(totals);
  return [
    { label: "Action taken", value: share(totals.action, judged) },
    { label: "No action needed", value: share(totals.none, judged) },
    { label: "Fix the alert", value: share(totals.fix, judged) },
    { label: "Nobody said", value: formatCount(totals.unjudged) },
  ];
};

const alertLine = ({ service, name, action, none, fix, pages }: AlertNoise, at: number): string => {
  const judged = judgedOf({ action, none, fix });
  return `${at + 1}. ${name}: ${none + fix} of ${judged} needed nobody · ${[service, countOf(pages, "page")].filter(Boolean).join(" · ")}`;
};

/** What people said of the problems of a range, and which alerts to mend first. */
export default defineCommand({
  name: "oncall verdicts",
  help: "Sums up what people said of problems: action, no action, fix the alert, and which alerts to fix first.",
  examples: ["oncall verdicts", "oncall verdicts last month"],
  args: { range: timeRange("last 7 days") },

  async run({ stats }, { range }) {
    const noise = await stats("noise", { range });
    const toFix = noise.alerts.filter(({ none, fix }) => none + fix > 0).slice(0, MOST_ALERTS);
    const judged = judgedOf(noise.totals);
    return {
      title: `${countOf(judged, "verdict")} · ${range.label}`,
      lines: [
        formatRange(noise.range),
        ...(toFix.length === 0 ? [] : ["Fix these alerts first:", ...toFix.map(alertLine)]),
      ],
      rows: rowsOf(noise),
      buttons:
        noise.totals.unjudged === 0
          ? []
          : [{ label: "Without a verdict", say: `oncall verdicts missing ${lastingWords(range)}` }],
      footer: ["Of incidents that were created then, merged ones left out. The last word on each counts."],
    };
  },
});
