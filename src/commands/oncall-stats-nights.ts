import { type CommandContext, defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import {
  type AskedStats,
  askStats,
  changed,
  knowsBefore,
  privateStatsReply,
  type Row,
  requireFound,
  statsReply,
  toldOf,
} from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { DEFINITIONS } from "../core/stats/definitions.ts";
import { eveningWords, nightWords } from "../core/stats/night-words.ts";
import type { NightStats } from "../core/stats/nights-types.ts";
import { isOfOne, OF_ONE } from "../core/stats/of-one.ts";
import { requireOne } from "../core/stats/one-person.ts";
import { lastingWords } from "../core/time/query.ts";

const MOST_EVENINGS = 6;

const totalRows = ({ totals, previous }: NightStats, known: boolean): readonly Row[] => [
  { label: "Disturbed nights", value: changed(totals.nights, previous.nights, known) },
  { label: "Pages at night", value: changed(totals.pages, previous.pages, known) },
  { label: "Hard nights (3 pages or more)", value: changed(totals.hard, previous.hard, known) },
];

/** How many people, without a word about who. */
const teamRows = ({ totals, previous, hardest }: NightStats, known: boolean): readonly Row[] => [
  { label: "People disturbed", value: changed(totals.people, previous.people, known) },
  {
    label: "Two nights or more in a row",
    value: totals.inARow === 0 ? "nobody" : countOf(totals.inARow, "person", "people"),
  },
  ...(hardest ? [{ label: "Hardest night of one person", value: nightWords(hardest) }] : []),
];

/** The worst evenings, oldest first. */
const eveningRows = ({ evenings }: NightStats): readonly Row[] =>
  [...evenings]
    .sort((a, b) => b.pages - a.pages)
    .slice(0, MOST_EVENINGS)
    .sort((a, b) => (a.evening < b.evening ? -1 : 1))
    .map(({ evening, people, pages }) => ({
      label: eveningWords(evening),
      value: `${countOf(pages, "page")} · ${countOf(people, "person", "people")}`,
    }));

const title = "Disturbed nights";

const teamReply = (asked: AskedStats, stats: NightStats, known: boolean) => {
  const some = stats.totals.nights > 0;
  const quiet = !some && stats.asOfMs !== null && (stats.sinceMs ?? 0) <= stats.range.fromMs;
  const more =
    stats.evenings.length > MOST_EVENINGS ? [`The ${MOST_EVENINGS} hardest of ${stats.evenings.length} evenings.`] : [];
  return statsReply(asked, stats, {
    part: "nights",
    title,
    lines: [...(quiet ? ["Everybody slept."] : []), ...toldOf(stats, asked.names, known), ...more],
    rows: [...totalRows(stats, known), ...(some ? [...teamRows(stats, known), ...eveningRows(stats)] : [])],
  });
};

/** Nights of a team are one person's when nobody else was paged. */
const ofOneReply = (asked: AskedStats, stats: NightStats) =>
  statsReply(asked, stats, {
    part: "nights",
    title,
    lines: [...toldOf(stats, asked.names), OF_ONE],
    rows: [],
    buttons: [{ label: "Mine, in private", say: `oncall stats nights ${lastingWords(asked.query.range)} person:me` }],
    unpictured: true,
  });

const ownReply = async (context: CommandContext, asked: AskedStats, stats: NightStats, known: boolean) => {
  const [one] = stats.people;
  const nights = one?.nights.slice(-MOST_EVENINGS) ?? [];
  return privateStatsReply(context, asked, stats, {
    part: "nights",
    title,
    lines: toldOf(stats, "shown", known),
    rows: [
      ...totalRows(stats, known),
      ...(one ? [{ label: "Most in a row", value: countOf(one.longestRun, "night") }] : []),
      ...nights.map((night) => ({ label: eveningWords(night.evening), value: nightWords(night, "") })),
    ],
  });
};

/** Sleep that was cut: of the team for all, of one person for them and leads alone. */
export default defineCommand({
  name: "oncall stats nights",
  help: "Counts nights that were disturbed; of one person for themselves and leads alone.",
  examples: ["oncall stats nights last month team:payments", "oncall stats nights person:me"],
  args: STATS_ARGS,
  notes: [DEFINITIONS.nights],

  async run(context, given) {
    const isPrivate = given.person !== undefined;
    const said = await askStats(context, given, { isPrivate });
    const asked = isPrivate ? (await requireOne(context, said, "Nights", "oncall stats nights person:me")).own : said;
    const stats = await context.stats("nights", asked.query);
    requireFound(stats, context.names);
    const known = knowsBefore(stats, stats.previous.nights);
    if (isPrivate) return ownReply(context, asked, stats, known);
    const ofOne = stats.totals.people === 1 && isOfOne((await context.stats("overview", asked.query)).people);
    return ofOne ? ofOneReply(asked, stats) : teamReply(asked, stats, known);
  },
});
