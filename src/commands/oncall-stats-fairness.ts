import { defineCommand } from "../core/command.ts";
import { countOf, formatCount, formatDuration, formatRate } from "../core/number-words.ts";
import { askStats, knowsBefore, peopleRows, type Row, requireFound, statsReply, toldOf } from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { FairnessStats, PersonShare } from "../core/stats/fairness-types.ts";
import { FEW } from "../core/stats/times.ts";

const MOST_PEOPLE = 7;

const two = (value: number): string => value.toFixed(2);

const evenRows = (stats: FairnessStats): readonly Row[] => {
  const { gini, previousGini, maxToMean, basis } = stats;
  const before = previousGini !== null && knowsBefore(stats, 1) ? ` · before: ${two(previousGini)}` : "";
  const most = basis === "rate" ? "Most pages per hour" : "Most pages";
  return [
    {
      label: "Gini (0 even, 1 one person)",
      value: gini === null ? "needs three people and a page" : `${two(gini)}${before}`,
    },
    ...(maxToMean === null ? [] : [{ label: most, value: `${maxToMean.toFixed(1)} times the mean` }]),
  ];
};

const shiftRows = ({ shifts }: FairnessStats): readonly Row[] =>
  shifts.pieces === 0
    ? []
    : [
        {
          label: "Overloaded (12 h on call, over 2 incidents)",
          value: `${formatCount(shifts.over)} of ${formatCount(shifts.pieces)} · most ${formatCount(shifts.most)}`,
        },
      ];

const personWords = ({ pages, oncallMs, perHour, over }: PersonShare): string =>
  [
    ...(perHour === null ? [] : [`${formatRate(perHour)} an hour`]),
    perHour === null
      ? `${countOf(pages, "page")}, on no schedule`
      : `${countOf(pages, "page")} in ${formatDuration(oncallMs)}`,
    ...(over > 0 ? [`${formatCount(over)} overloaded`] : []),
  ].join(" · ");

const honest = ({ people, basis }: FairnessStats): readonly string[] => {
  const pages = people.reduce((sum, one) => sum + one.pages, 0);
  return [
    ...(basis === "pages" && pages > 0
      ? ["No time on schedules is known, so pages are compared, not pages per hour."]
      : []),
    ...(pages > 0 && pages < FEW ? [`Only ${countOf(pages, "page")}: such differences may be chance.`] : []),
  ];
};

/** How the load was shared, as a rate over hours on call. */
export default defineCommand({
  name: "oncall stats fairness",
  aliases: ["oncall stats fair"],
  help: "Says how evenly pages were shared, per hour on call.",
  examples: ["oncall stats fairness last 90 days", "oncall stats fairness this month team:payments"],
  args: STATS_ARGS,
  notes: [
    DEFINITIONS.fairness,
    "No leaderboard: who has the most is who needs help, and the schedule or the alerts are what to change.",
  ],

  async run(context, given) {
    const asked = await askStats(context, given);
    const stats = await context.stats("fairness", asked.query);
    requireFound(stats, context.names);
    return statsReply(asked, stats, {
      part: "fairness",
      title: "How load was shared",
      lines: [...toldOf(stats, context.names), ...honest(stats)],
      rows: [
        ...evenRows(stats),
        ...shiftRows(stats),
        ...peopleRows(stats.people, context.names, MOST_PEOPLE, personWords),
      ],
    });
  },
});
