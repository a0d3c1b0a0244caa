import { defineCommand } from "../core/command.ts";
import type { SayButton } from "../core/message.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import {
  askStats,
  beginWords,
  changed,
  linkOf,
  NOTHING_YET,
  peopleRows,
  type Row,
  requireFound,
} from "../core/stats/answer.ts";
import { isUnread } from "../core/stats/head.ts";
import { isOfOne, OF_ONE } from "../core/stats/of-one.ts";
import { fewWords, hasPast, timeRows } from "../core/stats/times.ts";
import { asOfWords, noteWords, readWords, STATS_DEFINITION } from "../core/stats/words.ts";
import { OVERVIEW_WORDS } from "../core/stats/words-args.ts";
import type { Names, OncallStats, PersonStats, StatsQuery } from "../core/stats.ts";
import { lastingWords } from "../core/time/query.ts";
import { formatMoment, formatRange } from "../core/time/range.ts";

const MOST_PEOPLE = 20;
/** The rest of the statistics, as buttons show them. */
const PARTS = ["Load", "Nights", "Fairness", "Response", "Noise", "Services", "Availability"];

const incidentRows = (stats: OncallStats): readonly Row[] => [...timeRows(stats), ...openRows(stats)];

const openRows = ({ totals }: OncallStats): readonly Row[] => [
  {
    label: "Still open",
    value: `${formatCount(totals.open)}${totals.openUnacked === 0 ? "" : ` · ${formatCount(totals.openUnacked)} not acked`}`,
  },
  { label: "Ended without an ack", value: formatCount(totals.neverAcked) },
];

/** `alone`: of one person, whose nights are not for a channel. */
const totalRows = (stats: OncallStats, alone: boolean): readonly Row[] => {
  const { totals, previous } = stats;
  const count = (of: "incidents" | "pages" | "nights" | "acks"): string =>
    changed(totals[of], previous[of], hasPast(stats));
  const nights = `${count("nights")} · ${countOf(totals.sleep, "page")} between 22:00 and 08:00`;
  return [
    { label: "Incidents", value: count("incidents") },
    { label: "Pages", value: count("pages") },
    ...(alone ? [] : [{ label: "Disturbed nights", value: nights }]),
    { label: "Acks", value: count("acks") },
    ...(totals.incidents > 0 ? incidentRows(stats) : []),
    ...(totals.merged > 0 ? [{ label: "Merged away, not counted", value: formatCount(totals.merged) }] : []),
  ];
};

/** Parts that are zero are left out; who has none of them has been on call and was left in peace. */
const personWords = ({ pages, acked }: PersonStats): string => {
  const parts = [
    { count: pages, what: "page" },
    { count: acked, what: "ack" },
  ].flatMap(({ count, what }) => (count === 0 ? [] : [countOf(count, what)]));
  return parts.length === 0 ? "no pages" : parts.join(" · ");
};

const sentences = (stats: OncallStats, names: Names): readonly string[] => {
  const { totals, notes, asOfMs, previousRange, range, sinceMs } = stats;
  const told = notes.map((note) => noteWords(note, names));
  if (asOfMs === null) return [...told, NOTHING_YET];
  if (notes.some(({ found }) => found.length === 0)) return told;
  const whole = sinceMs === null || sinceMs <= range.fromMs;
  if (totals.pages === 0 && whole)
    told.push(
      totals.incidents === 0 ? "Nobody was paged and nothing broke: a quiet time." : "Nobody was paged: sleep well.",
    );
  told.push(...beginWords(stats));
  if (isUnread(stats)) return told;
  const begins = sinceMs === null ? "" : formatMoment(sinceMs, range.tz);
  told.push(
    hasPast(stats)
      ? `In brackets: against ${previousRange.label}.`
      : `No comparison: ${begins ? `what I know begins ${begins}` : `nothing is known of ${previousRange.label}`}.`,
    ...fewWords(stats),
  );
  return told;
};

const quoted = (value: string): string => (/\s/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/**
 * One button for each other statistic, of the window and the person that are shown, whenever and by whomever it is pressed;
 * nights of one person are asked for in private.
 */
const partButtons = ({ range, team, service, person }: StatsQuery): readonly SayButton[] => {
  const filters = Object.entries({ team, service, person }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${quoted(value)}`],
  );
  const words = [lastingWords(range), ...filters].join(" ");
  return PARTS.map((part) => ({ label: part, say: `oncall stats ${part.toLowerCase()} ${words}` }));
};

/** Numbers of on-call life over a range, in words at once and as a picture after. */
export default defineCommand({
  name: "oncall stats",
  aliases: ["stats", "oncall statistics", "statistics"],
  help: "Counts incidents, pages, nights and times over a range, with a picture.",
  examples: ["oncall stats this week", "oncall stats last month team:payments", "oncall stats since monday person:me"],
  args: OVERVIEW_WORDS,
  notes: [STATS_DEFINITION],

  async run(context, given) {
    const { query, about, alone } = await askStats(context, given);
    const stats = await context.stats("overview", query);
    requireFound(stats, context.names);
    const ofOne = !alone && isOfOne(stats.people);
    return {
      title: `On-call stats · ${about}`,
      lines: [formatRange(stats.range), ...sentences(stats, context.names), ...(ofOne ? [OF_ONE] : [])],
      rows: isUnread(stats)
        ? []
        : [...totalRows(stats, alone || ofOne), ...peopleRows(stats.people, context.names, MOST_PEOPLE, personWords)],
      buttons: partButtons(query),
      footer: [`${asOfWords(stats)} · ${readWords(stats)}`],
      picture: { graph: "oncall-stats", query: linkOf(query) },
    };
  },
});
