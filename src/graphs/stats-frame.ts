import type { ChartSpec } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import type { GraphData } from "../core/graph-data.ts";
import { countOf, formatCount } from "../core/number-words.ts";
import { requireShowable } from "../core/stats/args.ts";
import type { StatsHead } from "../core/stats/head.ts";
import { signed } from "../core/stats/times.ts";
import { filterWords, noteWords } from "../core/stats/words.ts";
import type { Names, StatsQuery } from "../core/stats.ts";
import { formatSpan, type TimeRange } from "../core/time-range.ts";
import type { Viewer } from "../core/viewer.ts";

/** What graphs of statistics read. */
export type StatsData = Pick<GraphData, "names" | "stats" | "viewer">;

/** "Mon 9 Nov – Sun 15 Nov 2026 (Europe/Berlin)" */
export const whenOf = ({ fromMs, toMs, tz }: TimeRange): string => `${formatSpan(fromMs, toMs, tz)} (${tz})`;

/** Whether who looks may see everything about the person that a query names: it is their own address, or they lead. */
export const isOwn = (viewer: Viewer | undefined, person: string | undefined): boolean =>
  viewer !== undefined &&
  person !== undefined &&
  (viewer.lead || (viewer.email !== undefined && viewer.email.toLowerCase() === person.toLowerCase()));

/** Whether hours of the day may be shown: of one person only to themselves and leads, of a team to all. */
export const mayShowHours = ({ viewer }: Pick<StatsData, "viewer">, { person }: Pick<StatsQuery, "person">): boolean =>
  person === undefined || isOwn(viewer, person);

/** The query, "me" of a link replaced by who looks. Throws Failure("forbidden") for one person where only totals are shown. */
export const askable = <Q extends StatsQuery>({ viewer, names }: StatsData, query: Q): Q => {
  const me = query.person?.toLowerCase() === "me" && viewer?.email !== undefined;
  const asked = me ? { ...query, person: viewer.email } : query;
  if (!isOwn(viewer, asked.person)) requireShowable(asked.person, names);
  return asked;
};

/** What is said to those who ask for one person who is not them. */
export const onlyOwn = (what: string): Failure =>
  new Failure("forbidden", `${what} of one person, for somebody who may not see them`, {
    tell: `${what} of one person are shown to them and to leads alone. For yours, open your personal link: type \`/oncall stats person:me\` in Slack.`,
  });

/** Throws Failure("forbidden") with how to get there, where somebody asks for one person who is not them. */
export const requireOwn = (data: Pick<StatsData, "viewer">, query: Pick<StatsQuery, "person">, what: string): void => {
  if (!mayShowHours(data, query)) throw onlyOwn(what);
};

/** How names stand on it: as they are where who looks may see them. */
export const namesFor = (
  { viewer, names }: Pick<StatsData, "viewer" | "names">,
  { person }: Pick<StatsQuery, "person">,
) => (isOwn(viewer, person) ? "shown" : names);

const readLine = ({ read }: StatsHead, what: string): string =>
  `counted from ${countOf(read.incidents, "incident")} and ${countOf(read.facts, "event")}, ${what}`;

/** What stands around the panels. */
export const frameOf = (
  head: StatsHead,
  query: StatsQuery,
  names: Names,
  { title, definition, read = "the range before included" }: Frame,
): Omit<ChartSpec, "panels" | "summary"> => {
  const filters = filterWords(query, names);
  const notes = head.notes.map((note) => noteWords(note, names).replaceAll("\n", " "));
  return {
    title: filters === "" ? title : `${title} · ${filters}`,
    subtitle: [whenOf(head.range), ...notes].join(" · "),
    tz: head.range.tz,
    asOfMs: head.asOfMs,
    definition,
    read: readLine(head, read),
  };
};

/** Words of a graph that do not depend on its numbers; `read` says what was read besides the range. */
export interface Frame {
  readonly title: string;
  readonly definition: string;
  readonly read?: string;
}

/** Why there are no numbers yet, as a sentence; undefined where there are some. */
export const unread = ({ asOfMs, sinceMs, range }: StatsHead): string | undefined => {
  if (asOfMs === null) return "Nothing has been collected yet.";
  return sinceMs !== null && sinceMs >= range.toMs ? `No data was read for ${whenOf(range)}.` : undefined;
};

/** " (+3 against Mon 9 Nov – Sun 15 Nov 2026)": only where the range before was read whole. */
export const against = (
  { previousRange, sinceMs }: StatsHead,
  now: number,
  before: number,
  format: (value: number) => string = formatCount,
): string => {
  const isKnown = sinceMs === null ? before > 0 : previousRange.fromMs >= sinceMs;
  return isKnown ? ` (${signed(now - before, format)} against ${previousRange.label})` : "";
};

/** What a panel writes where it is empty: that nothing was read is not that nothing happened. */
export const emptyWords = (head: StatsHead, quiet: string): string => unread(head) ?? quiet;
