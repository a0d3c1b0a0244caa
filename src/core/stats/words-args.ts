import { type Arg, label, usage, wordsArg } from "../args.ts";
import { Failure } from "../failure.ts";
import { parseTimeRange, type RangeContext, type TimeRange } from "../time/range.ts";
import { editDistance } from "../words-near.ts";
import { STATS_ARGS } from "./args.ts";

const PARTS = ["load", "nights", "fairness", "response", "noise", "services", "availability", "person", "compare"];
const THIS_WEEK = "this week";

/** The part of the statistics that a word was meant to be: one letter off for short words, two for longer ones. */
const nearPart = (word: string): string | undefined =>
  PARTS.map((part) => ({ part, away: editDistance(word, part) }))
    .filter(({ part, away }) => away <= (part.length < 6 ? 1 : 2))
    .sort((a, b) => a.away - b.away)[0]?.part;

const ABOUT = /^(?:(.{0,60}?) )?(?:for|of|about) (?:the )?(.+)$/i;

/** A name without its kind, and the words that it stands in; undefined where the words hold no range. */
const nameIn = (text: string, context: RangeContext): { readonly name: string; readonly words: string } | undefined => {
  const [all, before = "", after = text] = ABOUT.exec(text) ?? [];
  const { name, range } = before === "" ? splitName(after, context) : { name: after, range: asRange(before, context) };
  if (name === "" || name.length > 60 || (range === undefined && (all === undefined || before !== "")))
    return undefined;
  const from = all === undefined ? 0 : before === "" ? 0 : before.length + 1;
  return { name, words: text.slice(from, text.lastIndexOf(name) + name.length) };
};

/** Asks of what kind a name is, with what to press. */
const whichKind = ({ name, words }: { readonly name: string; readonly words: string }, cause: Failure): Failure => {
  const quoted = /\s/.test(name) ? `"${name}"` : name;
  const options = ["team", "service", "person"].map((kind) => ({ label: kind, value: `${kind}:${quoted}` }));
  return new Failure("usage", "a name without its kind", {
    tell: `Is ${quoted} a team, a service or a person? Say team:${quoted}, service:${quoted} or person:${quoted}.`,
    choices: { words, plain: true, options },
    cause,
  });
};

/** A range, as words; what was meant to be one of the other statistics is told, and how to say whose. */
const rangeOrPart = (text: string, context: RangeContext): TimeRange => {
  try {
    return parseTimeRange(text === "" ? THIS_WEEK : text, context);
  } catch (error) {
    const [word = ""] = text.toLowerCase().split(/\s+/);
    const part = word.length > 20 ? undefined : nearPart(word);
    if (!(error instanceof Failure)) throw error;
    const named = part === undefined ? nameIn(text, context) : undefined;
    if (named !== undefined) throw whichKind(named, error);
    if (part === undefined) throw error;
    throw new Failure("usage", "a part of the statistics with a typo", {
      tell: `I do not know "${word}" here. Did you mean "oncall stats ${part}"?`,
      choices: { words: word, plain: true, options: [{ label: part, value: part }] },
      cause: error,
    });
  }
};

/** What the overview is asked with: the range may be a misspelt part. */
export const OVERVIEW_WORDS = { ...STATS_ARGS, range: { ...STATS_ARGS.range, ...wordsArg("[range]", rangeOrPart) } };

/** Somebody, and a range. */
export interface PersonAndRange {
  /** Undefined: the asker. */
  readonly person: string | undefined;
  readonly range: TimeRange;
}

const asRange = (text: string, context: RangeContext): TimeRange | undefined => {
  try {
    return parseTimeRange(text, context);
  } catch (error) {
    if (error instanceof Failure && error.code === "usage") return undefined;
    throw error;
  }
};

/**
 * A name and the range after it: the longest end of the words that is a range. A name in quotes is a name whatever it
 * says. Without a range `range` is undefined, without a name `name` is "".
 */
export const splitName = (
  text: string,
  context: RangeContext,
): { readonly name: string; readonly range: TimeRange | undefined } => {
  const [, quoted, after = ""] = /^"([^"]*)"\s*(.*)$/.exec(text) ?? [];
  if (quoted !== undefined)
    return { name: quoted.trim(), range: after === "" ? undefined : parseTimeRange(after, context) };
  const words = text.split(/\s+/).filter(Boolean);
  for (let at = 0; at < words.length; at += 1) {
    const range = asRange(words.slice(at).join(" "), context);
    if (range) return { name: words.slice(0, at).join(" "), range };
  }
  return { name: words.join(" "), range: undefined };
};

const LIKE_TIME = /\b(?:last|this|since|today|yesterday|weeks?|days?|months?|\d+\s?[hdwm])\b|\d{4}-\d{2}/i;

/** `<person> [range]`: "ana last 90 days", "me", "last month". */
const personAndRange: Arg<PersonAndRange> = wordsArg(
  "[person] [range]",
  (text, context) => {
    const { name, range } = splitName(text.replace(/^(?::\s*|(?:for|of)\s+)/i, ""), context);
    const named = /^(?:|me|my|myself|mine)$/i.test(name) ? undefined : name;
    if (range === undefined && named !== undefined && LIKE_TIME.test(named))
      throw usage(
        `no range at the end of ${named}`,
        `I cannot read a time at the end of "${named.slice(0, 80)}".\nSay it like "ana last 90 days" or "ana this month".`,
      );
    return { person: named, range: range ?? parseTimeRange(THIS_WEEK, context) };
  },
  { most: 200 },
);

/** What one person's sheet is asked with. */
export const PERSON_WORDS = {
  whose: personAndRange,
  team: label("team"),
  service: label("service"),
  person: label("person"),
};
