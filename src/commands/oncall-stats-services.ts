import { defineCommand } from "../core/command.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { askStats, changed, knowsBefore, type Row, requireFound, statsReply, toldOf } from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import { isOfOne, OF_ONE } from "../core/stats/of-one.ts";
import type { ServiceRow, ServicesStats } from "../core/stats/services-types.ts";
import { FEW } from "../core/stats/times.ts";

const MOST = 9;

/** A median where there are enough for one. */
const medianWords = ({ mtta, mttr }: ServiceRow): readonly string[] => [
  ...(mtta.n >= FEW && mtta.p50Ms !== null ? [`half acked within ${formatDuration(mtta.p50Ms)}`] : []),
  ...(mttr.n >= FEW && mttr.p50Ms !== null ? [`over within ${formatDuration(mttr.p50Ms)}`] : []),
];

const serviceWords = (row: ServiceRow, known: boolean, alone: boolean): string =>
  [
    `${changed(row.incidents, row.previous, known)} ${row.incidents === 1 ? "incident" : "incidents"}`,
    ...(row.pages > 0
      ? [`${countOf(row.pages, "page")}${row.sleepPages > 0 && !alone ? `, ${row.sleepPages} at night` : ""}`]
      : []),
    ...(row.endedAlone > 0 ? [`${row.endedAlone} ended alone`] : []),
    ...(row.open > 0 ? [`${row.open} open`] : []),
    ...medianWords(row),
  ].join(" · ");

const serviceRows = ({ services }: ServicesStats, known: boolean, alone: boolean): readonly Row[] => {
  const few = services.length <= MOST + 1 ? services : services.slice(0, MOST);
  const rest = services.slice(few.length);
  const rows = few.map((row) => ({ label: row.name || "unknown service", value: serviceWords(row, known, alone) }));
  const incidents = rest.reduce((sum, row) => sum + row.incidents, 0);
  return rest.length === 0
    ? rows
    : [...rows, { label: `${rest.length} others`, value: countOf(incidents, "incident") }];
};

/** What broke. */
export default defineCommand({
  name: "oncall stats services",
  aliases: ["oncall stats service"],
  help: "Counts incidents and pages of each service, against the range before.",
  examples: ["oncall stats services this month", "oncall stats services last 90 days team:payments"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.services],

  async run(context, given) {
    const asked = await askStats(context, given);
    const [stats, { people }] = await Promise.all([
      context.stats("services", asked.query),
      context.stats("overview", asked.query),
    ]);
    requireFound(stats, context.names);
    const ofOne = !asked.alone && isOfOne(people);
    const known = knowsBefore(
      stats,
      stats.services.reduce((sum, { previous }) => sum + previous, 0),
    );
    const quiet = stats.services.length === 0 && stats.asOfMs !== null && (stats.sinceMs ?? 0) <= stats.range.fromMs;
    return statsReply(asked, stats, {
      part: "services",
      title: "What broke",
      lines: [...(quiet ? ["Nothing broke."] : []), ...toldOf(stats, context.names, known), ...(ofOne ? [OF_ONE] : [])],
      rows: serviceRows(stats, known, asked.alone || ofOne),
    });
  },
});
