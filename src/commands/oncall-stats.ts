import { argsToQuery } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf, formatCount, formatDuration } from "../core/number-words.ts";
import type { Durations, Names, OncallStats } from "../core/stats.ts";
import { requireShowable, STATS_ARGS } from "../core/stats-args.ts";
import { asOfWords, filterWords, noteWords, readWords, STATS_DEFINITION, shownNames } from "../core/stats-words.ts";
import { formatMoment, formatRange } from "../core/time-range.ts";

type Row = { readonly label: string; readonly value: string };

/** Below so many incidents a mean moves by chance: no trend is shown. */
const FEW = 20;
const MOST_PEOPLE = 20;

/** Whether the range before was read whole: a comparison with half of it would mislead. */
const hasPast = ({ previous, previousRange, sinceMs }: OncallStats): boolean =>
  sinceMs === null ? previous.incidents + previous.pages + previous.acks > 0 : previousRange.fromMs >= sinceMs;

const signed = (now: number, before: number): string => {
  const change = now - before;
  return change === 0 ? "±0" : `${change > 0 ? "+" : "−"}${formatCount(Math.abs(change))}`;
};

const trend = (now: Durations, before: Durations | undefined): string => {
  if (!before || now.meanMs === null || before.meanMs === null) return "";
  if (now.n < FEW || before.n < FEW) return ` · n=${Math.min(now.n, before.n)}, too few for a trend`;
  const change = now.meanMs - before.meanMs;
  if (Math.abs(change) < 1000) return " · as before";
  return ` ${change > 0 ? "▲" : "▼"} ${formatDuration(Math.abs(change))}`;
};

const times = (now: Durations, before: Durations | undefined, none: string): string => {
  if (now.meanMs === null || now.p50Ms === null || now.p95Ms === null) return none;
  const spread = `n ${formatCount(now.n)}, p50 ${formatDuration(now.p50Ms)}, p95 ${formatDuration(now.p95Ms)}`;
  return `${formatDuration(now.meanMs)} (${spread})${trend(now, before)}`;
};

const timeRows = ({ totals }: OncallStats, before: OncallStats["previous"] | undefined): readonly Row[] => [
  { label: "MTTA", value: times(totals.mtta, before?.mtta, "nothing acked") },
  { label: "MTTR by people", value: times(totals.mttrHuman, before?.mttrHuman, "nothing resolved by people") },
  { label: "MTTR by itself", value: times(totals.mttrAuto, before?.mttrAuto, "nothing resolved by itself") },
];

const incidentRows = (stats: OncallStats): readonly Row[] => [
  ...timeRows(stats, hasPast(stats) ? stats.previous : undefined),
  ...openRows(stats),
];

const openRows = ({ totals }: OncallStats): readonly Row[] => [
  { label: "Still open", value: `${formatCount(totals.open)} (${formatCount(totals.openUnacked)} not acked)` },
  { label: "Ended without an ack", value: formatCount(totals.neverAcked) },
];

const totalRows = (stats: OncallStats): readonly Row[] => {
  const { totals, previous } = stats;
  const count = (of: "incidents" | "pages" | "nights" | "acks"): string =>
    `${formatCount(totals[of])}${hasPast(stats) ? ` (${signed(totals[of], previous[of])})` : ""}`;
  return [
    { label: "Incidents", value: count("incidents") },
    { label: "Pages", value: count("pages") },
    { label: "Disturbed nights", value: `${count("nights")} · ${countOf(totals.sleep, "page")} at 22-08` },
    { label: "Acks", value: count("acks") },
    ...(totals.incidents > 0 ? incidentRows(stats) : []),
    ...(totals.merged > 0 ? [{ label: "Merged away, not counted", value: formatCount(totals.merged) }] : []),
  ];
};

const personRows = ({ people }: OncallStats, names: Names): readonly Row[] => {
  if (names === "totals") return [];
  const shown = shownNames(people, names);
  const rows = people.slice(0, MOST_PEOPLE).map((person) => ({
    label: shown.get(person) ?? person.id,
    value: [countOf(person.pages, "page"), countOf(person.acked, "ack"), countOf(person.nights, "night")].join(" · "),
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
  );
  return told;
};

/** Numbers of on-call life over a range, in words at once and as a picture after. */
export default defineCommand({
  name: "oncall stats",
  aliases: ["stats", "oncall statistics", "statistics"],
  help: "Counts incidents, pages, nights and times over a range, with a picture.",
  examples: ["oncall stats this week", "oncall stats last month team:payments", "oncall stats since monday person:me"],
  args: STATS_ARGS,

  async run(context, given) {
    const person = given.person?.toLowerCase() === "me" ? (context.asker.email ?? context.asker.name) : given.person;
    requireShowable(person, context.names);
    const args = { ...given, person };
    const stats = await context.stats(args);
    const filters = filterWords(given, context.names);
    return {
      title: `On-call stats · ${given.range.label} (${formatRange(stats.range)})${filters && ` · ${filters}`}`,
      lines: sentences(stats, context.names),
      rows: [...totalRows(stats), ...personRows(stats, context.names)],
      footer: [STATS_DEFINITION, `${asOfWords(stats)} · ${readWords(stats)}`],
      picture: { graph: "oncall-stats", query: argsToQuery(STATS_ARGS, args) },
    };
  },
});
