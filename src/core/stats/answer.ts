import { argsToQuery } from "../args.ts";
import type { CommandContext } from "../command.ts";
import { Failure } from "../failure.ts";
import type { Reply } from "../message.ts";
import { countOf, formatCount } from "../number-words.ts";
import type { Names, PersonStats, StatsQuery } from "../stats.ts";
import { formatMoment, formatRange } from "../time/range.ts";
import { maySee, type Viewer } from "../viewer.ts";
import { requireShowable, STATS_ARGS } from "./args.ts";
import { DEFINITIONS } from "./definitions.ts";
import { isPartly, isUnread, type StatsHead, type Who } from "./head.ts";
import { signed } from "./times.ts";
import { asOfWords, filterWords, noteWords, readWords, shownNames } from "./words.ts";

/** Label and value. */
export type Row = { readonly label: string; readonly value: string };

/** A statistic that has a page of its own besides the overview. */
export type Part = keyof typeof DEFINITIONS;

/** What somebody asked for. */
export interface AskedStats {
  readonly query: StatsQuery;
  /** "this week · team:payments", as it was said. */
  readonly about: string;
  /** One person is asked for: what a channel may not read of one person is left out. */
  readonly alone: boolean;
  readonly names: Names;
}

/** "me" is the asker, by their address at the pager where it is known. */
export const whoIsMeant = async (context: CommandContext, person: string | undefined): Promise<string | undefined> => {
  if (person?.toLowerCase() !== "me") return person;
  const { email } = await context.viewer();
  return email ?? context.asker.email ?? context.asker.name;
};

/** The query with "me" filled in. Throws Failure("forbidden") for one person where only totals are shown, unless it is private. */
export const askStats = async (
  context: CommandContext,
  given: StatsQuery,
  { isPrivate = false } = {},
): Promise<AskedStats> => {
  const { names } = context;
  const person = await whoIsMeant(context, given.person);
  if (!isPrivate) requireShowable(person, names);
  const filters = filterWords(given, isPrivate ? "shown" : names);
  return {
    query: { ...given, person },
    about: [given.range.label, filters].filter(Boolean).join(" · "),
    alone: given.person !== undefined,
    names,
  };
};

/** Throws Failure("usage") when a filter stands for nothing: zeros would look like an answer. */
export const requireFound = ({ asOfMs, notes }: Pick<StatsHead, "asOfMs" | "notes">, names: Names): void => {
  const missed = notes.filter(({ found, known }) => found.length === 0 && known.length > 0);
  if (asOfMs === null || missed.length === 0) return;
  throw new Failure("usage", `nothing found for ${missed.map(({ what }) => what).join(", ")}`, {
    tell: missed.map((note) => noteWords(note, names)).join("\n"),
  });
};

/** Whether the range before was read whole; where that is not known, whether anything is known of it. */
export const knowsBefore = ({ previousRange, sinceMs }: StatsHead, before: number): boolean =>
  sinceMs === null ? before > 0 : previousRange.fromMs >= sinceMs;

/** "24 (+4)": a count, and its change where the range before is known. */
export const changed = (now: number, before: number, known: boolean): string =>
  `${formatCount(now)}${known ? ` (${signed(now - before, formatCount)})` : ""}`;

/** "42%", of a share 0-1; what is there is never 0%. */
export const percent = (share: number): string => {
  const rounded = Math.round(share * 100);
  return rounded === 0 && share > 0 ? "<1%" : `${rounded}%`;
};

/** Before the first poll. */
export const NOTHING_YET = "Nothing has been collected yet: ask again soon.";

/** That what is known begins within the range, or after it. */
export const beginWords = (head: Pick<StatsHead, "asOfMs" | "sinceMs" | "range">): readonly string[] => {
  const { sinceMs, range } = head;
  if (sinceMs === null || !isPartly(head)) return [];
  const begins = formatMoment(sinceMs, range.tz);
  if (isUnread(head)) return [`I have no numbers of that time: what I know begins ${begins}.`];
  return [`What I know begins ${begins}: before that is no data, not zero.`];
};

/** What to know before the numbers: filters, and what was not read. `before`: whether the range before is known; absent where nothing is compared. */
export const toldOf = (head: StatsHead, names: Names, before?: boolean): readonly string[] => {
  const { notes, asOfMs, previousRange } = head;
  const told = notes.map((note) => noteWords(note, names));
  if (asOfMs === null) return [...told, NOTHING_YET];
  if (notes.some(({ found }) => found.length === 0)) return told;
  told.push(...beginWords(head));
  if (isUnread(head)) return told;
  if (before !== undefined)
    told.push(
      before ? `In brackets: against ${previousRange.label}.` : `No comparison: ${previousRange.label} is not known.`,
    );
  return told;
};

/** Rows of people as a channel may read them, none where only totals are shown; those beyond `most` in one. */
export const peopleRows = <P extends Pick<PersonStats, "id" | "name" | "pages">>(
  people: readonly P[],
  names: Names,
  most: number,
  write: (person: P) => string,
): readonly Row[] => {
  if (names === "totals") return [];
  const shown = shownNames(people, names);
  const few = people.length <= most + 1 ? people : people.slice(0, most);
  const rows = few.map((person) => ({ label: shown.get(person) ?? person.id, value: write(person) }));
  const rest = people.slice(few.length);
  const pages = rest.reduce((sum, one) => sum + one.pages, 0);
  return rest.length === 0 ? rows : [...rows, { label: `${rest.length} others`, value: countOf(pages, "page") }];
};

/** What a page's link is asked with. */
export const linkOf = ({ range, team, service, person }: StatsQuery): URLSearchParams =>
  argsToQuery(STATS_ARGS, { range, team, service, person });

/** What an answer says besides what every answer about statistics says. */
export interface Answer {
  readonly part: Part;
  /** "On-call load". */
  readonly title: string;
  readonly lines?: readonly string[];
  readonly rows: readonly Row[];
  readonly buttons?: Reply["buttons"];
  /** What it says has no picture that a channel may see. */
  readonly unpictured?: true;
}

/** What was read besides the range, where that is not the range before. */
const READ: Partial<Record<Part, string>> = {
  availability: "",
  noise: "the range before and at least seven days before included",
};

const bodyOf = ({ about }: AskedStats, head: StatsHead, { part, title, lines = [], rows, buttons }: Answer): Reply => ({
  title: `${title} · ${about}`,
  lines: [formatRange(head.range), ...lines],
  rows: isUnread(head) ? [] : rows,
  ...(buttons && { buttons }),
  footer: [DEFINITIONS[part], `${asOfWords(head)} · ${readWords(head, READ[part])}`],
});

/** An answer that a channel may read, with its picture. */
export const statsReply = (asked: AskedStats, head: StatsHead, answer: Answer): Reply => ({
  ...bodyOf(asked, head, answer),
  ...(answer.unpictured ? {} : { picture: { graph: `oncall-${answer.part}`, query: linkOf(asked.query) } }),
});

const OWN_LINK = "The link is yours for 12 hours and can act in your name: do not pass it on.";

/** An answer for the asker alone, with a link of their own to the picture. */
export const privateStatsReply = async (
  context: CommandContext,
  asked: AskedStats,
  head: StatsHead,
  answer: Answer,
): Promise<Reply> => ({
  ...bodyOf(asked, head, { ...answer, lines: [...(answer.lines ?? []), OWN_LINK] }),
  links: [
    {
      label: "Open the live view",
      url: await context.personalLink(`oncall-${answer.part}`, linkOf(asked.query)),
    },
  ],
  private: true,
});

/** Throws Failure("forbidden") unless the viewer is that person or a lead; nobody known is for leads alone. */
export const requireSeen = (viewer: Viewer, who: Pick<Who, "email"> | null, what: string, yours: string): void => {
  if (maySee(viewer, who ?? {})) return;
  throw new Failure("forbidden", `${what} of somebody else`, {
    tell: `${what} of one person are for them and for leads alone.\nFor yours say "${yours}"; for the team leave out the name.`,
  });
};
