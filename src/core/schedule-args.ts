import { type Arg, usage, wordsArg } from "./args.ts";
import { unquoted, withoutPlease } from "./pager/text.ts";
import { parseWhen, type WhenAsked } from "./time/moment.ts";
import { ZONE } from "./time/names.ts";
import { type RangeContext, zoneNamed } from "./time/types.ts";

/** Of what, and when; everything and now when nothing is said. */
export interface WhoWords {
  readonly wanted: string | undefined;
  readonly at: WhenAsked | undefined;
  /** The words of it. */
  readonly when: string | undefined;
}

/** Whose turns, of what; the asker's, of everything, when nothing is said. */
export interface WhenWords {
  readonly person: string | undefined;
  readonly schedule: string | undefined;
}

/** How far ahead, and in which IANA zone; defaults are the command's. */
export interface DaysWords {
  readonly days: number | undefined;
  readonly tz: string | undefined;
}

const LONGEST = 200;
/** PagerDuty renders schedules for at most three months at a time. */
const MOST_DAYS = 90;

const tidy = (text: string): string =>
  text
    .replace(/\p{C}+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();

const argOf = <T>(usageText: string, parse: (text: string, context: RangeContext) => T): Arg<T> =>
  wordsArg(usageText, (text, context) => parse(tidy(text), context), { most: LONGEST });

const some = (text: string): string | undefined => (text === "" ? undefined : text);

/** "for Payments at 3am tomorrow" -> Payments, then; a name in quotes is a name whatever it says. */
const readWho = (text: string, context: RangeContext): WhoWords => {
  const bare = withoutPlease(text)
    .replace(/^(?:(?:right )?now|currently)\b ?/i, "")
    .replace(/(?:^| )(?:(?:right )?now|currently)$/i, "");
  const name = (words: string) => some(unquoted(words.replace(/^(?:for|in|of|on|at)\b ?/i, "")));
  if (/^(?:(?:for|in|of|on) )?(?:"[^"]*"|'[^']*')$/i.test(bare))
    return { wanted: name(bare), at: undefined, when: undefined };
  const whole = parseWhen(bare.replace(/^(?:for|on) /i, ""), context);
  if (whole) return { wanted: undefined, at: whole, when: bare };
  const [, first = "", after = ""] = /^(.+?) (?:for|of) (.+)$/i.exec(bare) ?? [];
  const before = first === "" ? undefined : parseWhen(first, context);
  if (before) return { wanted: name(after), at: before, when: first };
  const parts = bare.split(" ");
  for (let at = 1; at < parts.length; at += 1) {
    const when = parts.slice(at).join(" ");
    const found = parseWhen(when, context);
    const head = parts.slice(0, at).join(" ");
    if (found && !/^(?:for|in|of|on|at)$/i.test(head)) return { wanted: name(head), at: found, when };
  }
  if (/(?:^| )at \d/i.test(bare))
    throw usage(
      `no time in ${bare}`,
      `I cannot read the time in "${bare}".\nTry "at 18:00", "at 3am tomorrow" or "on friday".`,
    );
  return { wanted: name(bare), at: undefined, when: undefined };
};

/** `[for <schedule|policy|service>] [at <when>]` */
export const whoWords = (): Arg<WhoWords> => argOf("[for …] [at <when>]", readWho);

/** "am i on triage", "is Carl on call", "Carl" -> whose, of what. */
const readWhen = (text: string): WhenWords => {
  const bare = text.replace(/^(?:am|are|is|will|'s|s)\b ?/i, "").replace(/\bbe\b ?/i, "");
  const [, who = "", what = ""] =
    /^(.*?)(?: ?\bon(?:[ -]?call)?\b(?: (?:next|again))?(?: (?:for|in|of|on)\b)?|(?:^| )(?:for|in|of)\b) ?(.*)$/i.exec(
      bare,
    ) ?? [undefined, bare];
  const person = unquoted(who.replace(/(?:^| )(?:next|again)$/i, ""));
  const schedule = unquoted(what);
  return {
    person: /^(?:i|me|myself|my(?: next)? (?:shift|turn|duty)s?)?$/i.test(person) ? undefined : person,
    schedule: /^(?:next|again)?$/i.test(schedule) ? undefined : schedule,
  };
};

/** `[am I | is <person>] [on call] [for <schedule>]` */
export const whenWords = (): Arg<WhenWords> => argOf("[am I | is <person>] [on <schedule>]", readWhen);

const A_ZONE = new RegExp(`^${ZONE}$`, "i");
const DAYS = /^(\d{1,4}) ?(?:d|days?)?$/i;
const WEEKS = /^(\d{1,2}) ?(?:w|weeks?)$/i;

const checkDays = (days: number): number => {
  if (days >= 1 && days <= MOST_DAYS) return days;
  throw usage(`${days} days`, `From 1 to ${MOST_DAYS} days, please.`);
};

/** Takes days and a zone from the end, in either order. */
const splitDays = (text: string): DaysWords & { readonly before: string } => {
  let parts = text === "" ? [] : text.replace(/(\d) (?=(?:d|days?|w|weeks?)\b)/gi, "$1").split(" ");
  let days: number | undefined;
  let tz: string | undefined;
  for (;;) {
    const last = parts.at(-1) ?? "";
    const count = DAYS.exec(last)?.[1];
    const weeks = WEEKS.exec(last)?.[1];
    if (days === undefined && (count ?? weeks) !== undefined)
      days = checkDays(count === undefined ? 7 * Number(weeks) : Number(count));
    else if (tz === undefined && A_ZONE.test(last)) tz = zoneNamed(last);
    else break;
    parts = parts.slice(0, -1);
    if (/^(?:in|for)$/i.test(parts.at(-1) ?? "")) parts = parts.slice(0, -1);
  }
  return { before: parts.join(" ").replace(/ (?:(?:for|in|over)(?: the)?(?: next)?|(?:the )?next)$/i, ""), days, tz };
};

/** `[days] [zone]`, in either order: "30", "14 Europe/Berlin", "2 weeks". */
export const daysWords = (): Arg<DaysWords> =>
  argOf("[days] [zone]", (text) => {
    const { before, days, tz } = splitDays(withoutPlease(text).replace(/^(?:for|in|next)(?: the)?(?: next)?\b ?/i, ""));
    if (before === "") return { days, tz };
    throw usage(
      `no number of days: ${before}`,
      `I do not understand "${before}" here: say how many days, and a zone like Europe/Berlin.`,
    );
  });

/** `<schedule> [days] [zone]`; a schedule whose name ends in a number is put in quotes. */
export const scheduleWords = (): Arg<DaysWords & { readonly schedule: string }> =>
  argOf("<schedule> [days] [zone]", (text) => {
    const [, name = "", after = ""] = /^(?:of |for )?"([^"]+)" ?(.*)$/i.exec(text) ?? [];
    const { before, days, tz } = splitDays(withoutPlease(name === "" ? text : after));
    if (name !== "" && before !== "")
      throw usage(`words after the name: ${before}`, `I do not understand "${before}" here.`);
    const schedule = name === "" ? unquoted(before.replace(/^(?:of|for) /i, "")) : name;
    if (schedule === "") throw usage("no schedule given", 'Which schedule? "oncall schedules" lists them.');
    return { schedule, days, tz };
  });
