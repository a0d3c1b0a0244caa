import { argsToQuery } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { requireShowable, STATS_ARGS } from "../core/stats/args.ts";
import { fewWords, hasPast, signed, timeRows } from "../core/stats/times.ts";
import { asOfWords, filterWords, noteWords, readWords, STATS_DEFINITION, shownNames } from "../core/stats/words.ts";
import type { Names, OncallStats, PersonStats } from "../core/stats.ts";
import { formatMoment, formatRange } from "../core/time-range.ts";

type Row = { readonly label: string; readonly value: string };

const MOST_PEOPLE = 20;

const incidentRows = (stats: OncallStats): readonly Row[] => [...timeRows(stats), ...openRows(stats)];

const openRows = ({ totals }: OncallStats): readonly Row[] => [
  {
    label: "Still open",
    value: `${formatCount(totals.open)}${totals.openUnacked === 0 ? "" : ` · ${formatCount(totals.openUnacked)} not acked`}`,
  },
  { label: "Ended without an ack", value: formatCount(totals.neverAcked) },
];

const totalRows = (stats: OncallStats): readonly Row[] => {
  const { totals, previous } = stats;
  const count = (of: "incidents" | "pages" | "nights" | "acks"): string =>
    `${formatCount(totals[of])}${hasPast(stats) ? ` (${signed(totals[of] - previous[of], formatCount)})` : ""}`;
  return [
    { label: "Incidents", value: count("incidents") },
    { label: "Pages", value: count("pages") },
    {
      label: "Disturbed nights",
      value: `${count("nights")} · ${countOf(totals.sleep, "page")} between 22:00 and 08:00`,
    },
    { label: "Acks", value: count("acks") },
    ...(totals.incidents > 0 ? incidentRows(stats) : []),
    ...(totals.merged > 0 ? [{ label: "Merged away, not counted", value: formatCount(totals.merged) }] : []),
  ];
};

/** Parts that are zero are left out; who has none of them has been on call and was left in peace. */
const personWords = ({ pages, acked, nights }: PersonStats): string => {
  const parts = [
    { count: pages, what: "page" },
    { count: acked, what: "ack" },
    { count: nights, what: "night" },
  ].flatMap(({ count, what }) => (count === 0 ? [] : [countOf(count, what)]));
  return parts.length === 0 ? "no pages" : parts.join(" · ");
};

const personRows = ({ people }: OncallStats, names: Names): readonly Row[] => {
  if (names === "totals") return [];
  const shown = shownNames(people, names);
  const rows = people.slice(0, MOST_PEOPLE).map((person) => ({
    label: shown.get(person) ?? person.id,
    value: personWords(person),
  }));
  const rest = people.slice(MOST_PEOPLE);
  const pages = rest.reduce((sum, one) => sum + one.pages, 0);
  return rest.length === 0 ? rows : [...rows, { label: `${rest.length} others`, value: countOf(pages, "page") }];
};

const sentences = (stats: OncallStats, names: Names): readonly string[] => {
  const { totals, notes, asOfMs, previousRange, range, sinceMs } = stats;
  const told = notes.map((note) => noteWords(note, names));
  if (asOfMs === null) return [...told, "Nothing has been collected yet, so these zeros mean nothing: ask again soon."];
  if (notes.some(({ found }) => found.length === 0)) return told;
  const whole = sinceMs === null || sinceMs <= range.fromMs;
  if (totals.pages === 0 && whole)
    told.push(
      totals.incidents === 0 ? "Nobody was paged and nothing broke: a quiet time." : "Nobody was paged: sleep well.",
    );
  const begins = sinceMs === null ? "" : formatMoment(sinceMs, range.tz);
  if (!whole) told.push(`What I know begins ${begins}: before that is no data, not zero.`);
  told.push(
    hasPast(stats)
      ? `In brackets: against ${previousRange.label}.`
      : `No comparison: ${begins ? `what I know begins ${begins}` : `nothing is known of ${previousRange.label}`}.`,
    ...fewWords(stats),
  );
  return told;
};

/** Throws Failure("usage") when a filter stands for nothing: zeros would look like an answer. */
const requireFound = ({ asOfMs, notes }: OncallStats, names: Names): void => {
  const missed = notes.filter(({ found, known }) => found.length === 0 && known.length > 0);
  if (asOfMs === null || missed.length === 0) return;
  throw new Failure("usage", `nothing found for ${missed.map(({ what }) => what).join(", ")}`, {
    tell: missed.map((note) => noteWords(note, names)).join("\n"),
  });
};

/** Numbers of on-call life over a range, in words at once and as a picture after. */
export default defineCommand({
  name: "oncall stats",
  aliases: ["stats", "oncall statistics", "statistics"],
  help: "Counts incidents, pages, nights and times over a range, with a picture.",
  examples: ["oncall stats this week", "oncall stats last month team:payments", "oncall stats since monday person:me"],
  args: STATS_ARGS,
  notes: [STATS_DEFINITION],

  async run(context, given) {
    const person = given.person?.toLowerCase() === "me" ? (context.asker.email ?? context.asker.name) : given.person;
    requireShowable(person, context.names);
    const args = { ...given, person };
    const stats = await context.stats("overview", args);
    requireFound(stats, context.names);
    const filters = filterWords(given, context.names);
    return {
      title: `On-call stats · ${given.range.label}${filters && ` · ${filters}`}`,
      lines: [formatRange(stats.range), ...sentences(stats, context.names)],
      rows: [...totalRows(stats), ...personRows(stats, context.names)],
      footer: [`${asOfWords(stats)} · ${readWords(stats)}`],
      picture: { graph: "oncall-stats", query: argsToQuery(STATS_ARGS, args) },
    };
  },
});
