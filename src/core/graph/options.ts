import type { By, Threshold } from "../measure.ts";
import type { RangeContext, TimeRange } from "../time/types.ts";
import { rangeLengths, readRange, wordsOf } from "./range.ts";
import { isOperand, type Token, topTokens } from "./tokens.ts";
import { parseVs } from "./vs.ts";

/** What can be said about a graph besides its name or query. */
export interface GraphOptions {
  readonly range?: TimeRange | undefined;
  /** "1w", "2d"; "previous": as long as the range. */
  readonly vs?: string | undefined;
  readonly by?: { readonly label: string; readonly how?: By["how"] | undefined } | undefined;
  readonly log?: true | undefined;
  readonly thresholds?: readonly Threshold[] | undefined;
  readonly unit?: string | undefined;
  /** Placeholders by name. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** More words than these hold no options at their end. */
const MOST_TAIL = 24;
const MOST_THRESHOLDS = 4;
const LONGEST_VS = 6;
const LABEL = /^[\p{L}\p{N}_.:/@-]{1,80}$/u;
const HOWS = ["avg", "sum", "max", "min"] as const;

export const howOf = (word: string): By["how"] | undefined =>
  HOWS.find((how) => how === word.toLowerCase().replace(/^(?:mean|average)$/, "avg"));

const NUMBER = /^([<>]?)=?\s*(-?\d+(?:\.\d+)?(?:[eE][-+]?\d{1,3})?)\s*(?:([kKMG])|([a-zA-Z%°/]{1,12}))?$/;
const TIMES: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** ">500", "500ms", "< 10", "5k" -> a threshold and its unit; undefined for what is no number. */
export const parseThreshold = (
  words: string,
  trouble: Threshold["trouble"] = "above",
): { readonly threshold: Threshold; readonly unit: string | undefined } | undefined => {
  const [all, sign, number, times = "", unit] = NUMBER.exec(words.trim()) ?? [];
  if (all === undefined) return undefined;
  const side = sign === "<" ? "below" : sign === ">" ? "above" : trouble;
  return { threshold: { value: Number(number) * (TIMES[times] ?? 1), trouble: side }, unit };
};

/** An option that some words are: how many of them, and what it adds. */
export type Read = (tokens: readonly Token[], at: number, end: number, context: RangeContext) => readonly Found[];
interface Found {
  readonly count: number;
  readonly adds: GraphOptions;
}

/** "vs last week", "compared to yesterday". */
export const readVs: Read = (tokens, at, end) => {
  const word = tokens[at]?.text.toLowerCase() ?? "";
  const compared = /^compared?$/.test(word) && /^(?:to|with)$/i.test(tokens[at + 1]?.text ?? "");
  if (!compared && !/^(?:vs\.?|versus)$/.test(word)) return [];
  const first = at + (compared ? 2 : 1);
  const lengths = Array.from({ length: Math.max(0, Math.min(LONGEST_VS, end - first)) }, (_, index) => index + 1);
  return lengths.toReversed().flatMap((length) => {
    const vs = parseVs(wordsOf(tokens, first, first + length));
    return vs === undefined ? [] : [{ count: first + length - at, adds: { vs } }];
  });
};

const readBy: Read = (tokens, at, end) => {
  const label = tokens[at + 1]?.text ?? "";
  if (!/^by$/i.test(tokens[at]?.text ?? "") || at + 1 >= end || !LABEL.test(label)) return [];
  const how = at + 2 < end ? howOf(tokens[at + 2]?.text ?? "") : undefined;
  const plain = { count: 2, adds: { by: { label } } };
  return how === undefined ? [plain] : [{ count: 3, adds: { by: { label, how } } }, plain];
};

const readLog: Read = (tokens, at) =>
  /^(?:log|logarithmic)$/i.test(tokens[at]?.text ?? "") ? [{ count: 1, adds: { log: true } }] : [];

const readLimit: Read = (tokens, at, end) => {
  const word = tokens[at]?.text.toLowerCase() ?? "";
  const trouble = /^(?:above|over)$/.test(word) ? "above" : /^(?:below|under)$/.test(word) ? "below" : undefined;
  const read = trouble && at + 1 < end ? parseThreshold(tokens[at + 1]?.text ?? "", trouble) : undefined;
  return read ? [{ count: 2, adds: { thresholds: [read.threshold], unit: read.unit } }] : [];
};

const VALUE = /^([A-Za-z_][\w-]{0,60})=(?!=|~)(.+)$/s;
const bare = (text: string): string => /^(["'])(.*)\1$/s.exec(text)?.[2] ?? text;

const readValue: Read = (tokens, at) => {
  const [, name, value] = VALUE.exec(tokens[at]?.text ?? "") ?? [];
  return name === undefined || value === undefined ? [] : [{ count: 1, adds: { values: { [name]: bare(value) } } }];
};

const readTime: Read = (tokens, at, end, context) =>
  rangeLengths(tokens, at, end).flatMap((count) => {
    const range = readRange(wordsOf(tokens, at, at + count), context);
    return range === undefined ? [] : [{ count, adds: { range } }];
  });

const READERS: readonly Read[] = [readVs, readBy, readLog, readLimit, readValue, readTime];
const ONCE = ["range", "vs", "by", "log"] as const;

/** Both together; undefined where something that there is one of would be said twice. */
export const mergeOptions = (one: GraphOptions, other: GraphOptions): GraphOptions | undefined => {
  if (ONCE.some((name) => one[name] !== undefined && other[name] !== undefined)) return undefined;
  const thresholds = [...(one.thresholds ?? []), ...(other.thresholds ?? [])];
  const [names, more] = [Object.keys(one.values ?? {}), Object.keys(other.values ?? {})];
  if (thresholds.length > MOST_THRESHOLDS || more.some((name) => names.includes(name))) return undefined;
  return {
    ...{ range: one.range ?? other.range, vs: one.vs ?? other.vs, by: one.by ?? other.by, log: one.log ?? other.log },
    unit: one.unit ?? other.unit,
    ...(thresholds.length > 0 ? { thresholds } : {}),
    ...(names.length + more.length > 0 ? { values: { ...one.values, ...other.values } } : {}),
  };
};

/** Options from one place to the end, and nothing else; undefined when there is another word among them. */
const readAll = (
  tokens: readonly Token[],
  at: number,
  given: GraphOptions,
  found: (at: number) => readonly Found[],
): GraphOptions | undefined => {
  if (at === tokens.length) return given;
  for (const { count, adds } of found(at)) {
    const merged = mergeOptions(given, adds);
    const whole = merged && readAll(tokens, at + count, merged, found);
    if (whole) return whole;
  }
  return undefined;
};

/**
 * The longest tail that is nothing but options -> what stands before it, as it was typed, and what they say. `given` was
 * said already. Nothing in brackets, in quotes or behind an operator is an option.
 */
export const splitOptions = (
  text: string,
  given: GraphOptions,
  context: RangeContext,
): { readonly before: string; readonly options: GraphOptions } => {
  const tokens = topTokens(text);
  const known = new Map<number, readonly Found[]>();
  const found = (at: number): readonly Found[] => {
    const all =
      known.get(at) ??
      (isOperand(tokens, at) ? [] : READERS.flatMap((read) => read(tokens, at, tokens.length, context)));
    known.set(at, all);
    return all;
  };
  for (let at = Math.max(0, tokens.length - MOST_TAIL); at < tokens.length; at += 1) {
    const options = readAll(tokens, at, given, found);
    if (options)
      return {
        before: text
          .slice(0, tokens[at]?.from)
          .trim()
          .replace(/,$|\s[–—]$/, "")
          .trimEnd(),
        options,
      };
  }
  return { before: text.trim(), options: given };
};
