import { type Arg, usage, wordsArg } from "../args.ts";
import { readVs } from "../graph/options.ts";
import { rangeLengths, readRange, wordsOf } from "../graph/range.ts";
import { type Token, topTokens } from "../graph/tokens.ts";
import { parseVs } from "../graph/vs.ts";
import type { RangeContext, TimeRange } from "../time/range.ts";

/** Which lines to count, as it was said. */
export interface MeasureWords {
  /** As it was typed, quotes kept: words, or a source's own language; undefined when nothing was said. */
  readonly text?: string | undefined;
  readonly range?: TimeRange | undefined;
  /** Compared with so long before: "1w", "previous". */
  readonly vs?: string | undefined;
  readonly by?: string | undefined;
  /** One of a source's names. */
  readonly source?: string | undefined;
  /** How many of the loudest. */
  readonly top?: number | undefined;
}

type Options = Omit<MeasureWords, "text" | "top">;

const MOST_CHARS = 2_000;
/** More words than these hold no options at an end. */
const MOST_OPTIONS = 16;
const MOST_TOP = 20;
const LABEL = /^[\p{L}\p{N}_.@-]{1,80}$/u;
const NAMED = /^(source|src|by|range|vs):(?!\/\/)(.+)$/is;
/** What people say between a command and the words they look for. */
const FILLER = /^(?:of|for|with|lines(?: with| of)?|how many)\s+(?=["'{]|[1-5]\d\d(?:\s|$))/i;

const bare = (text: string): string => (/^(["'])(.*)\1$/s.exec(text)?.[2] ?? text).trim();

/** An option that some words are: how many of them, and what it says. */
interface Found {
  readonly count: number;
  readonly says: Options;
}

const readNamed = (token: string, context: RangeContext): readonly Options[] => {
  const [, name = "", given = ""] = NAMED.exec(token) ?? [];
  const value = bare(given);
  if (name === "" || value === "") return [];
  if (/^s/i.test(name)) return /^[\w.-]{1,40}$/.test(value) ? [{ source: value.toLowerCase() }] : [];
  if (/^v/i.test(name)) {
    const vs = parseVs(value);
    if (vs !== undefined) return [{ vs }];
    throw usage(`vs:${value}`, `I cannot read vs:${given.slice(0, 60)}. Write it like vs:1w or vs:"last week".`);
  }
  if (/^b/i.test(name)) return LABEL.test(value) ? [{ by: value }] : [];
  const range = readRange(value, context);
  if (range) return [{ range }];
  throw usage(`range:${value}`, `I cannot read range:${given.slice(0, 60)}. Write it like range:"last 2h".`);
};

/** Every way to read an option at a place. */
const optionsAt = (tokens: readonly Token[], at: number, end: number, context: RangeContext): readonly Found[] => {
  const [word = "", next = ""] = [tokens[at]?.text, at + 1 < end ? tokens[at + 1]?.text : ""];
  const by = /^by$/i.test(word) && LABEL.test(next) ? [{ count: 2, says: { by: next } }] : [];
  const named = readNamed(word, context).map((says) => ({ count: 1, says }));
  const ranges = rangeLengths(tokens, at, end).flatMap((count) => {
    const range = readRange(wordsOf(tokens, at, at + count), context);
    return range === undefined ? [] : [{ count, says: { range } }];
  });
  const compared = readVs(tokens, at, end, context).map(({ count, adds: { vs } }) => ({ count, says: { vs } }));
  return [...compared, ...by, ...named, ...ranges];
};

/** Both; undefined where one thing would be said twice. */
const both = (one: Options, other: Options): Options | undefined =>
  (["range", "vs", "by", "source"] as const).some((name) => one[name] !== undefined && other[name] !== undefined)
    ? undefined
    : { ...one, ...other };

/** What words from one place to another say, if they are nothing but options. */
const readAll = (
  at: number,
  end: number,
  given: Options,
  found: (at: number, end: number) => readonly Found[],
): Options | undefined => {
  if (at === end) return given;
  for (const { count, says } of found(at, end)) {
    const merged = at + count <= end ? both(given, says) : undefined;
    const whole = merged && readAll(at + count, end, merged, found);
    if (whole) return whole;
  }
  return undefined;
};

/** How options begin that no text begins with, unless it is in quotes. */
const AHEAD =
  /^(?:last|past|previous|since|this|today|yesterday|in|over|during|from|now-.*|\d+[a-z]+|(?:source|src|by|range|vs):.*)$/i;

/** Options stand behind the text, or before it where that is plain to see. */
const split = (words: string, context: RangeContext): Options & { readonly text: string } => {
  const tokens = topTokens(words);
  const found = (at: number, end: number): readonly Found[] => optionsAt(tokens, at, end, context);
  const tailFrom = (least: number): { readonly at: number; readonly options: Options } => {
    for (let at = Math.max(least, tokens.length - MOST_OPTIONS); at < tokens.length; at += 1) {
      const options = readAll(at, tokens.length, {}, found);
      if (options) return { at, options };
    }
    return { at: tokens.length, options: {} };
  };
  const { at: end, options } = tailFrom(0);
  for (let at = Math.min(end - 1, MOST_OPTIONS); at > 0; at -= 1) {
    if (!/^["{]/.test(tokens[at]?.text ?? "") && !AHEAD.test(tokens[0]?.text ?? "")) continue;
    const head = readAll(0, at, options, found);
    if (head) return { ...head, text: words.slice(tokens[at]?.from, tokens[end - 1]?.to) };
  }
  return { ...options, text: words.slice(tokens[0]?.from, tokens[end - 1]?.to ?? 0) };
};

/** Quotes around one word change nothing, unless it is an operator or has letters that mean more. */
const tidyText = (text: string): string | undefined => {
  const said = text
    .replace(FILLER, "")
    .trim()
    .replace(/^'([^'"]+)'$/, '"$1"')
    .replace(/^"([^"]*)$/, "$1");
  const inner = /^"([\p{L}\p{N}_.]+)"$/u.exec(said)?.[1];
  const one = inner !== undefined && !/^(?:and|or|not)$/i.test(inner) ? inner : said;
  return one === "" || one === '""' ? undefined : one;
};

const plain = (said: string): string =>
  said
    .replace(/[“”„«»]/g, '"')
    .replace(/\p{Cc}+/gu, " ")
    .trim();

const parseMeasure = (said: string, context: RangeContext): MeasureWords => {
  const { text, ...options } = split(plain(said), context);
  return { ...options, text: tidyText(text) };
};

const COUNTED = /^(?:the\s+)?(?:top\s+)?(\d{1,3})(?=\s|$)\s*/i;
const PLURAL = /^(?:(?:loudest|noisiest|worst)\s+)?([\p{L}_][\p{L}\p{N}_.]*s)\s+(?=(?:(?:of|for|with)\s+)?["{])/iu;

const singular = (word: string): string => word.replace(/ies$/i, "y").replace(/s$/i, "").toLowerCase();

/** "5 hosts …", "5 …", "hosts …": how many, and by what. */
const parseTop = (said: string, context: RangeContext): MeasureWords => {
  const words = plain(said);
  const number = COUNTED.exec(words);
  const counted = number !== null && Number(number[1]) <= MOST_TOP ? number : null;
  if (number?.[1] === "0") throw usage("top 0", `How many? At least 1 and at most ${MOST_TOP}.`);
  const behind = number === null ? "" : words.slice(number[0].length);
  if (number && !counted && (/^["{]/.test(behind) || PLURAL.test(behind)))
    throw usage(`top ${number[1]}`, `At most ${MOST_TOP}, please: further down there is little to see.`);
  const rest = counted ? behind : words;
  const plural = PLURAL.exec(rest);
  const of = plural?.[1] !== undefined && !FILLER.test(`${plural[1]} "`) ? singular(plural[1]) : undefined;
  const { text, ...options } = split(of === undefined ? rest : rest.slice(plural?.[0].length), context);
  const by = options.by ?? of;
  return {
    ...options,
    text: tidyText(text),
    ...(by === undefined ? {} : { by }),
    ...(counted ? { top: Number(counted[1]) } : {}),
  };
};

const USAGE = '"<text>" [range] [vs last week] [by <field>] [source:…]';

/** `"502" last 1h by host source:loki`: the words that are none of these are the text. Throws Failure("usage"). */
export const measureWords = (): Arg<MeasureWords> => wordsArg(USAGE, parseMeasure, { free: true, most: MOST_CHARS });

/** The same after how many of them: `5 "502" last 1h by host`, `5 hosts "502"`. */
export const measureTopWords = (): Arg<MeasureWords> =>
  wordsArg(`[how many] ${USAGE}`, parseTop, { free: true, most: MOST_CHARS });
