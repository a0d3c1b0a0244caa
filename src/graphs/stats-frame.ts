import type { ChartSpec } from "../core/chart.ts";
import { Failure } from "../core/failure.ts";
import type { GraphData } from "../core/graph/data.ts";
import { formatCount } from "../core/number-words.ts";
import { knowsBefore } from "../core/stats/answer.ts";
import { requireShowable } from "../core/stats/args.ts";
import { isPartly, isUnread, type StatsHead } from "../core/stats/head.ts";
import { isOfOne } from "../core/stats/of-one.ts";
import { signed } from "../core/stats/times.ts";
import { filterWords, noteWords, readWords } from "../core/stats/words.ts";
import type { Names, StatsQuery } from "../core/stats.ts";
import { formatMoment, formatSpan, type TimeRange } from "../core/time/range.ts";
import { maySee, type Viewer } from "../core/viewer.ts";

/** What graphs of statistics read. */
export type StatsData = Pick<GraphData, "names" | "stats" | "viewer">;

/** "Mon 9 Nov – Sun 15 Nov 2026 (Europe/Berlin)" */
export const whenOf = ({ fromMs, toMs, tz }: TimeRange): string => `${formatSpan(fromMs, toMs, tz)} (${tz})`;

/** Whether who looks may see everything about the person that a query names: it is their own address, or they lead. */
export const isOwn = (viewer: Viewer | undefined, person: string | undefined): boolean =>
  person !== undefined && maySee(viewer, { email: person });

/** What is asked for, and what of it who looks may see. */
export interface Asked {
  /** "me" of a link replaced by who looks. */
  readonly query: StatsQuery;
  /** It is about one person, and everything about them may be shown: it is for this viewer alone. */
  readonly own: boolean;
  /** Hours of the day may be shown: of one person only to themselves and leads, of a team to all. */
  readonly hours: boolean;
  /** How names stand on it. */
  readonly names: Names;
}

/** Whether the person of a query is who looks, or who looks leads; what words stand for is looked up. */
const isTheirs = async ({ viewer, stats }: StatsData, query: StatsQuery): Promise<boolean> => {
  if (viewer === undefined || query.person === undefined) return false;
  return isOwn(viewer, query.person) || maySee(viewer, (await stats("person", query)).who ?? {});
};

/** Throws Failure("forbidden") for one person where only totals are shown. */
export const askedOf = async (data: StatsData, args: StatsQuery): Promise<Asked> => {
  const { viewer, names } = data;
  const me = args.person?.toLowerCase() === "me" && viewer?.email !== undefined;
  const query = me ? { ...args, person: viewer.email } : args;
  const own = await isTheirs(data, query);
  if (!own) requireShowable(query.person, names);
  return { query, own, hours: own || query.person === undefined, names: own ? "shown" : names };
};

/**
 * Likewise where hours of the day or nights are drawn: those of a team are one person's where nobody else was paged, and
 * then for leads alone.
 */
export const askedHours = async (data: StatsData, args: StatsQuery): Promise<Asked> => {
  const asked = await askedOf(data, args);
  if (asked.query.person !== undefined || !isOfOne((await data.stats("overview", asked.query)).people)) return asked;
  const hours = data.viewer?.lead === true;
  return { ...asked, hours, own: hours, names: hours ? "shown" : asked.names };
};

/** Throws Failure("forbidden") with how to get there, where hours are one person's who is not the viewer. */
export const requireHours = ({ hours }: Asked, what: string): void => {
  if (hours) return;
  throw new Failure("forbidden", `${what} of one person, for somebody who may not see them`, {
    tell: `${what} of one person are shown to them and to leads alone. For yours, open your personal link: type \`/oncall stats person:me\` in Slack.`,
  });
};

/** From when on there is data, where that is within the range: before it is no data, not zero. */
export const knownSince = (head: StatsHead): readonly string[] =>
  head.sinceMs === null || !isPartly(head) || isUnread(head)
    ? []
    : [`data since ${formatMoment(head.sinceMs, head.range.tz)}`];

/** What stands around the panels; of one person to themselves it is private. */
export const frameOf = (
  head: StatsHead,
  { query, names, own }: Pick<Asked, "query" | "names" | "own">,
  { title, definition, read }: Frame,
): Omit<ChartSpec, "panels" | "summary"> => {
  const filters = filterWords(query, names);
  const notes = head.notes.map((note) => noteWords(note, names).replaceAll("\n", " "));
  return {
    title: filters === "" ? title : `${title} · ${filters}`,
    subtitle: [whenOf(head.range), ...knownSince(head), ...notes].join(" · "),
    tz: head.range.tz,
    asOfMs: head.asOfMs,
    definition,
    read: readWords(head, read),
    ...(own ? { private: true } : {}),
  };
};

/** Words of a graph that do not depend on its numbers; `read` says what was read besides the range. */
export interface Frame {
  readonly title: string;
  readonly definition: string;
  readonly read?: string;
}

/** Why there are no numbers yet, as a sentence; undefined where there are some. */
export const unread = (head: StatsHead): string | undefined => {
  if (head.asOfMs === null) return "Nothing has been collected yet.";
  return isUnread(head) ? `No data was read for ${whenOf(head.range)}.` : undefined;
};

/** " (+3 against Mon 9 Nov – Sun 15 Nov 2026)": only where the range before was read whole. */
export const against = (
  head: StatsHead,
  now: number,
  before: number,
  format: (value: number) => string = formatCount,
): string => {
  return knowsBefore(head, before) ? ` (${signed(now - before, format)} against ${head.previousRange.label})` : "";
};

/** What a panel writes where it is empty: that nothing was read is not that nothing happened. */
export const emptyWords = (head: StatsHead, quiet: string): string => unread(head) ?? quiet;
