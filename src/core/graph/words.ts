import { type Arg, usage, wordsArg } from "../args.ts";
import { type RangeContext, zoneNamed } from "../time/types.ts";
import { type GraphOptions, howOf, mergeOptions, parseThreshold, splitOptions } from "./options.ts";
import { rangeLengths, rangeOfEnds, readRange, wordsOf } from "./range.ts";
import { straightQuotes, type Token, topTokens } from "./tokens.ts";
import { parseVs } from "./vs.ts";

/** What to draw, as it was said: a saved name or a query, and everything about it. */
export interface GraphWords extends GraphOptions {
  /** "" when nothing was named. */
  readonly what: string;
  /** Source by one of its names, in small letters. */
  readonly source?: string | undefined;
  readonly title?: string | undefined;
  /** Zone that the range was said in, when it is not the asker's own. */
  readonly tz?: string | undefined;
  /** The time until now where none was said, outside of a problem's thread: "6h", as those who came from another bot know it. */
  readonly usual?: string | undefined;
}

const MOST_CHARS = 4_000;
const LONGEST_TITLE = 120;
const LONGEST_UNIT = 20;
const VALUE = /^(source|title|unit|threshold|range|vs|by|scale|src|data|usual):(?!\/\/)(.*)$/is;
/** Ends of a range as Grafana and Graphite write them, and what of theirs means nothing here. */
const OUTSIDE = /^(from|to|until|tz|timezone|width|height|orgId|apiEndpoint|theme|kiosk)(?:=(.*))?$/is;

const bare = (text: string): string => (/^(["'])(.*)\1$/s.exec(text.trim())?.[2] ?? text).trim();

const oneLine = (text: string, most: number, what: string): string => {
  const line = text
    .replace(/\p{C}+/gu, " ")
    .replace(/["\s]+/g, " ")
    .trim();
  if (line.length > most)
    throw usage(`${what} of ${line.length} characters`, `${what} is too long: at most ${most} characters, please.`);
  return line;
};

const wrong = (name: string, value: string, example: string): Error =>
  usage(`${name}: ${value}`, `I cannot read ${name}:${value.slice(0, 60)}. Write it like ${example}.`);

/** Named options of one word each: undefined for words that only look like one, such as the name of a recording rule. */
const readLabel = (name: string, given: string, context: RangeContext): Partial<GraphWords> | undefined => {
  const value = bare(given);
  if (value === "") return undefined;
  if (name === "source" || name === "src" || name === "data")
    return /^[\w.-]{1,40}$/.test(value) ? { source: value.toLowerCase() } : undefined;
  if (name === "title") return { title: oneLine(value, LONGEST_TITLE, "title:") };
  if (name === "unit") return { unit: oneLine(value, LONGEST_UNIT, "unit:") };
  if (name === "usual") return /^\d{1,3}[hd]$/.test(value) ? { usual: value } : undefined;
  if (name === "scale") return /^log/i.test(value) ? { log: true } : {};
  if (name === "range") {
    const range = readRange(value, context);
    if (range) return { range };
    throw wrong(name, given, 'range:"last 2h"');
  }
  if (name === "vs") {
    const vs = parseVs(value);
    if (vs !== undefined) return { vs };
    throw wrong(name, given, 'vs:1w or vs:"last week"');
  }
  if (name === "by") {
    const [label = "", how] = value.split(/\s+/);
    return { by: { label, ...(how === undefined ? {} : { how: howOf(how) }) } };
  }
  const read = parseThreshold(value);
  if (read) return { thresholds: [read.threshold], ...(read.unit === undefined ? {} : { unit: read.unit }) };
  throw wrong(name, given, 'threshold:">500"');
};

interface Taken {
  readonly left: string;
  readonly outside: Readonly<Record<string, string>>;
  readonly labels: readonly (readonly [name: string, value: string])[];
}

const LONELY = /^(?:source|title|unit|threshold|range|vs|by|scale):$/i;

/** The words, where a label and its value are one in spite of a space: "unit: ms". */
const labelled = (text: string): readonly Token[] => {
  const tokens = topTokens(text);
  return tokens.flatMap((token, at) => {
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    if (before !== undefined && LONELY.test(before.text)) return [];
    if (next === undefined || !LONELY.test(token.text)) return [token];
    return [{ text: `${token.text}${next.text}`, from: token.from, to: next.to }];
  });
};

/** Takes the words out that name their option themselves, wherever they stand outside brackets and quotes. */
const takeNamed = (text: string): Taken => {
  const outside: Record<string, string> = {};
  const labels: (readonly [string, string])[] = [];
  const kept: string[] = [];
  let from = 0;
  for (const token of labelled(text)) {
    const [, name, value = ""] = VALUE.exec(token.text) ?? [];
    const [, theirs, said] = OUTSIDE.exec(token.text) ?? [];
    const isTheirs = theirs !== undefined && (said !== undefined || /^kiosk$/i.test(theirs));
    const isLabel = name !== undefined && value !== "" && !(bare(value) === value && value.includes(":"));
    if (!isTheirs && !isLabel) continue;
    if (isLabel) labels.push([name.toLowerCase(), value]);
    else outside[theirs?.toLowerCase() ?? ""] = bare(said ?? "");
    kept.push(text.slice(from, token.from).trimEnd());
    from = token.to;
  }
  const left = [...kept, text.slice(from)].reduce((all, part) => (all === "" ? part.trimStart() : all + part), "");
  return { left: left.trim(), outside, labels };
};

const zoneOf = ({ tz, timezone }: Taken["outside"], context: RangeContext): string | undefined => {
  const said = tz ?? timezone;
  if (said === undefined || said === "" || said === "browser") return undefined;
  const zone = zoneNamed(said);
  return zone === context.tz ? undefined : zone;
};

/** How a time begins that is said first: no query begins so. */
const AHEAD = /^(?:last|past|previous|since|yesterday|today|now-.+)$/i;

/** A time that is said before the name or the query, and what stands behind it. */
const splitAhead = (text: string, context: RangeContext): Pick<GraphWords, "what" | "range"> => {
  const tokens = topTokens(text);
  const lengths = AHEAD.test(tokens[0]?.text ?? "") ? rangeLengths(tokens, 0, tokens.length - 1) : [];
  for (const count of lengths) {
    const range = readRange(wordsOf(tokens, 0, count), context);
    if (range) return { range, what: text.slice(tokens[count]?.from).replace(/^(?:of|for)\s+/i, "") };
  }
  return { what: text };
};

/** What people say between "graph" and what they mean. */
const FILLER = /^(?:(?:show me|show|me|of|for|the)\s+)+(?=\S)/i;
const PLEASE = /\s+(?:please|pls|plz|thanks|thx|thank you)[\s.!]*$/i;

/** Text -> what to draw. Throws Failure("usage") for an option that cannot be read. */
export const parseGraphWords = (said: string, asker: RangeContext): GraphWords => {
  const { left, outside, labels } = takeNamed(
    straightQuotes(said)
      .trim()
      .replace(/^[:,]\s+/, "")
      .replace(FILLER, "")
      .replace(PLEASE, ""),
  );
  const tz = zoneOf(outside, asker);
  const context = tz === undefined ? asker : { ...asker, tz };
  const end = outside.to ?? outside.until;
  let given: GraphWords = { what: "" };
  const add = (more: Partial<GraphWords>): void => {
    const merged = mergeOptions(given, more);
    if (!merged) throw usage("an option twice", "One thing is said twice there; once, please.");
    given = { ...given, ...more, ...merged };
  };
  for (const [name, value] of labels) add(readLabel(name, value, context) ?? {});
  if (outside.from !== undefined || end !== undefined)
    add({ range: rangeOfEnds(outside.from ?? "now-6h", end, context) });
  const ahead = splitAhead(left, context);
  if (ahead.range) add({ range: ahead.range });
  const { before, options } = splitOptions(ahead.what, given, context);
  return tidied({ ...given, ...options, what: before, tz });
};

/** Without what is undefined, so that two that mean the same are the same. */
const tidied = (words: GraphWords): GraphWords => {
  const { what, source, title, tz, range, vs, by, log, thresholds, unit, values, usual } = words;
  return {
    what,
    ...(source === undefined ? {} : { source }),
    ...(title === undefined || title === "" ? {} : { title }),
    ...(range === undefined ? {} : { range }),
    ...(vs === undefined ? {} : { vs }),
    ...(by === undefined ? {} : { by: { label: by.label, ...(by.how === undefined ? {} : { how: by.how }) } }),
    ...(log === undefined ? {} : { log }),
    ...(thresholds === undefined ? {} : { thresholds }),
    ...(unit === undefined || unit === "" ? {} : { unit }),
    ...(values === undefined ? {} : { values }),
    ...(tz === undefined ? {} : { tz }),
    ...(usual === undefined || range !== undefined ? {} : { usual }),
  };
};

/** Words of a graph as an argument: nothing of a query is changed but curly quotes. */
export const graphWords = (
  usageText = "<name or query> [range] [vs last week] [by <label>] [source:…] [title:…]",
): Arg<GraphWords> => wordsArg(usageText, parseGraphWords, { free: true, most: MOST_CHARS });
