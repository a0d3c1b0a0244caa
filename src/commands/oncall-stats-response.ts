import { defineCommand } from "../core/command.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import {
  type AskedStats,
  askStats,
  knowsBefore,
  percent,
  type Row,
  requireFound,
  statsReply,
  toldOf,
} from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import type { PersonResponse, ResponseStats } from "../core/stats/response-types.ts";
import { FEW, timeWords } from "../core/stats/times.ts";
import { shownNames } from "../core/stats/words.ts";
import type { Durations } from "../core/stats.ts";
import { formatDate, formatMoment } from "../core/time/range.ts";

const MOST = 4;

const timeRow = (label: string, now: Durations, before: Durations | undefined, none: string): readonly Row[] =>
  now.n === 0 && none === "" ? [] : [{ label, value: timeWords(now, before, none) }];

const timeRows = ({ totals, previous }: ResponseStats, known: boolean): readonly Row[] => {
  const before = known ? previous : undefined;
  return [
    ...timeRow("Time to ack, people (MTTA)", totals.mttaHuman, before?.mttaHuman, "nothing acked"),
    ...timeRow("Time to ack, automation", totals.mttaAuto, before?.mttaAuto, ""),
    ...timeRow("Time to resolve, people (MTTR)", totals.mttrHuman, before?.mttrHuman, "nothing resolved"),
    ...timeRow("Time to resolve, by itself", totals.mttrAuto, before?.mttrAuto, ""),
  ];
};

const courseRows = ({ totals }: ResponseStats): readonly Row[] => {
  const { escalatedByHand, escalatedByTimeout, reassigned, neverAcked, open, openUnacked } = totals;
  const still = open === 0 ? "0" : `${formatCount(open)} · ${formatCount(openUnacked)} of them not acked`;
  return [
    {
      label: "Escalated",
      value: `${formatCount(escalatedByTimeout)} by time · ${formatCount(escalatedByHand)} by hand`,
    },
    { label: "Handed on", value: formatCount(reassigned) },
    { label: "Ended without an ack", value: formatCount(neverAcked) },
    { label: "Still open", value: still },
  ];
};

/** Few are listed, one by one: their mean moves by chance. `alone`: those of one person, whose hours are not for a channel. */
const listRows = ({ list, range }: ResponseStats, alone: boolean): readonly Row[] =>
  list.slice(0, MOST).map(({ openedAtMs, title, service, ackMs, resolveMs }) => ({
    label: alone ? formatDate(openedAtMs, range.tz) : formatMoment(openedAtMs, range.tz),
    value: [
      title || service,
      `acked after ${formatDuration(ackMs ?? 0)}`,
      resolveMs === null ? "open" : `over after ${formatDuration(resolveMs)}`,
    ].join(" · "),
  }));

const personWords = ({ assigned, acked, ackTime }: PersonResponse): string =>
  [
    `${formatCount(assigned)} assigned`,
    `${formatCount(acked)} acked`,
    ...(ackTime.p50Ms === null ? [] : [`half within ${formatDuration(ackTime.p50Ms)}`]),
  ].join(" · ");

const personRows = ({ people }: ResponseStats, { names }: AskedStats): readonly Row[] => {
  const shown = shownNames(people, names);
  return people.slice(0, MOST).map((one) => ({ label: shown.get(one) ?? one.id, value: personWords(one) }));
};

/** How quickly problems were taken and ended. */
export default defineCommand({
  name: "oncall stats response",
  aliases: ["oncall stats mtta", "oncall stats mttr", "oncall stats times"],
  help: "Says how quickly problems were acked and resolved, by people and by themselves.",
  examples: ["oncall stats response last month", "oncall stats response this week service:checkout"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.response],

  async run(context, given) {
    const asked = await askStats(context, given);
    const stats = await context.stats("response", asked.query);
    requireFound(stats, context.names);
    const { totals, previous, list } = stats;
    const known = knowsBefore(stats, previous.incidents);
    const enough = totals.incidents >= FEW && previous.incidents >= FEW;
    const few = totals.incidents > 0 && totals.incidents < FEW;
    const acked = `${formatCount(totals.acked)} of ${formatCount(totals.incidents)}`;
    return statsReply(asked, stats, {
      part: "response",
      title: "Response times",
      lines: [
        ...toldOf(stats, context.names, enough ? known : undefined),
        ...(few
          ? [`Only ${countOf(totals.incidents, "incident")}: too few for a trend, so the newest are listed.`]
          : []),
        ...(few && list.length > MOST ? [`${list.length - MOST} more were acked.`] : []),
      ],
      rows: [
        { label: "Acked", value: totals.ackRate === null ? "no incidents" : `${acked} (${percent(totals.ackRate)})` },
        ...(totals.incidents === 0 ? [] : [...timeRows(stats, known), ...courseRows(stats)]),
        ...(list.length > 0
          ? listRows(stats, asked.alone)
          : context.names === "totals"
            ? []
            : personRows(stats, asked)),
      ],
    });
  },
});
