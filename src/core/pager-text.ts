import { Temporal } from "temporal-polyfill";
import type { Arg } from "./args.ts";
import { Failure } from "./failure.ts";
import { type IncidentRef, parseIncidentRef } from "./incident-ref.ts";
import { type Ahead, splitAhead } from "./time-ahead.ts";
import type { RangeContext } from "./time-range.ts";

/** Most characters of anything that is said about an incident. */
const MOST_TEXT = 4_000;
/** The same of words with a time among them, which is looked for at each of them: two long names and two dates. */
export const MOST_TIMED = 400;

/** Failure("usage") with what to say instead. */
export const usage = (message: string, tell: string): Failure => new Failure("usage", message, { tell });

/** An argument made of all the words, whose values can be said as words again. */
export const argOf = <T>(
  usageText: string,
  parse: (text: string, context: RangeContext) => T,
  say: (value: T) => string,
  { most = MOST_TEXT, ...options }: { readonly free?: true; readonly most?: number } = {},
): Arg<T> => {
  const read = (text: string, context: RangeContext): T => {
    if (text.length > most)
      throw usage(`${text.length} characters`, `That is too long: at most ${most} characters, please.`);
    return parse(text.trim(), context);
  };
  return {
    ...options,
    text: "rest",
    usage: usageText,
    parse: (value, context) => read(value ?? "", context),
    fromQuery: (query, name, context) => read(query.get(name) ?? "", context),
    toQuery: (value, query, name) => {
      const words = say(value);
      if (words !== "") query.append(name, words);
    },
  };
};

/** Curly quotes made straight. */
export const straight = (text: string): string => text.replace(/[“”„«»]/g, '"').replace(/[‘’‚`]/g, "'");

/** A name without the quotes around it, and without "for", "of", "on" or "in" before it. */
export const bareName = (text: string): string => {
  const name = straight(text).trim();
  const bare = name.replace(/^(?:for|of|on|in|to)\s+(?=\S)/i, "").trim();
  return (/^"(.*)"$/s.exec(bare)?.[1] ?? /^'(.*)'$/s.exec(bare)?.[1] ?? bare).trim();
};

/** Whether a name means the same when it is said in quotes. */
export const isSayable = (name: string): boolean =>
  name !== "" && name === name.normalize("NFKC").replace(/\s+/g, " ").trim() && !/["“”„«»‘’‚`\p{C}]/u.test(name);

/** `Ana, "Bob and Co" and @U123` -> each name. */
export const splitNames = (text: string): readonly string[] =>
  [...straight(text).matchAll(/"([^"]+)"|(?:(?!\s+(?:and|&)\s|\s*,|").)+/gis)]
    .map(([all, quoted]) => quoted ?? all.replace(/^[\s,]*(?:(?:and|&)\s+)?/i, ""))
    .map((name) => name.trim())
    .filter((name) => name !== "" && !/^(?:,|and|&)+$/i.test(name));

const PRONOUN = /^(?:it|this|that)$/i;
const FIRST =
  /^(?:(?:on|for)\s+(?=#?\d))?(?:incident\s+(?=\S))?((?:that|this)\s+(?:one|incident)|\S+?)(?:[:,]?\s+([\s\S]*)|[:,]?)$/i;

/** Words that may begin with an incident -> which, and the rest. `pronouns`: "it", "this" and "that" alone are one too. */
export const splitRef = (
  text: string,
  { pronouns }: { readonly pronouns: boolean },
): { readonly ref?: IncidentRef | undefined; readonly rest: string } => {
  const [, word = "", rest = ""] = FIRST.exec(text) ?? [];
  const ref = PRONOUN.test(word) && !pronouns ? undefined : parseIncidentRef(word.replace(/\s+/g, " "));
  return ref === undefined ? { rest: text } : { ref, rest };
};

/** An incident as it is said; "" for none. */
export const sayRef = (ref: IncidentRef | undefined): string => {
  if (ref === undefined) return "";
  if (ref.kind === "here") return "here";
  return ref.host === undefined ? ref.ref : `https://${ref.host}/incidents/${ref.ref}`;
};

/** Words that hold no text of their own, without the "please" at their end. */
export const withoutPlease = (text: string): string => text.replace(/(?:^|[\s,]+)(?:please|pls|plz)$/i, "");

/** `[#12, that one and 14]` -> each once; throws Failure("usage") for a word that is none. */
export const parseRefs = (text: string): readonly IncidentRef[] => {
  const words = text
    .replace(/\b(?:that|this)\s+(?:one|incident)\b/gi, "here")
    .replace(/(?:^|\s)incidents?:?(?=\s)/gi, " ")
    .split(/[\s,;]+/)
    .filter((word) => word !== "" && !/^(?:and|&)$/i.test(word));
  const refs = words.map((word) => {
    const ref = parseIncidentRef(word);
    if (ref) return ref;
    throw usage(`no incident: ${word}`, `"${word.slice(0, 80)}" is no incident. Say its number, like 1234.`);
  });
  return refs.filter((ref, at) => refs.findIndex((other) => sayRef(other) === sayRef(ref)) === at);
};

const ISO = "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?";
const ZONED = new RegExp(`${ISO}(?:Z|[+-]\\d{2}:?\\d{2})`, "gi");
const TWO = new RegExp(`(${ISO})[-–—](?=\\d{4}-)`, "gi");
const EXACT = new RegExp(`^(?:(?:from )?(${ZONED.source}) ?(?:-|–|—|to|until) ?|until )(${ZONED.source})$`, "i");

const instantOf = (text: string): number | undefined => {
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Moments with a zone as the wall clock of the asker shows them. */
const onWall = (text: string, tz: string): string =>
  text.replace(ZONED, (word) => {
    const atMs = instantOf(word);
    if (atMs === undefined) return word;
    const at = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(tz);
    return at.toPlainDateTime().toString({ smallestUnit: "second" });
  });

/** A moment as it is said so that it means the same in every zone: "2026-11-25T21:00:00Z". */
export const sayMoment = (atMs: number): string =>
  Temporal.Instant.fromEpochMilliseconds(atMs).toString({ smallestUnit: "second" });

const MARK = /\uE100(\d+)\uE101/g;

/**
 * Words with a time ahead among them -> what stands before it, the time, and what stands after it. The longest time
 * wins; nothing within quotes is one. "until" may be left out: "tomorrow 9:00". Moments with a zone are exact.
 */
export const splitWindow = (
  text: string,
  context: Pick<RangeContext, "nowMs" | "tz">,
): { readonly before: string; readonly window: Ahead; readonly after: string } | undefined => {
  const kept: string[] = [];
  const masked = straight(text).replace(/"[^"]*"/g, (all) => `\uE100${kept.push(all) - 1}\uE101`);
  const shown = (words: string): string => words.replace(MARK, (_all, at: string) => kept[Number(at)] ?? "").trim();
  const tokens = masked.replace(TWO, "$1 - ").split(/\s+/).filter(Boolean);
  for (let end = tokens.length; end > 0; end -= 1) {
    const found = endsInTime(tokens.slice(0, end), context);
    if (!found) continue;
    const after = shown(tokens.slice(end).join(" "));
    return { before: shown(found.before), window: found.window, after };
  }
  return undefined;
};

const endsInTime = (
  tokens: readonly string[],
  context: Pick<RangeContext, "nowMs" | "tz">,
): { readonly before: string; readonly window: Ahead } | undefined => {
  for (let at = Math.max(0, tokens.length - 4); at < tokens.length; at += 1) {
    const [, first, last] = EXACT.exec(tokens.slice(at).join(" ")) ?? [];
    const fromMs = first === undefined ? context.nowMs : instantOf(first);
    const toMs = last === undefined ? undefined : instantOf(last);
    if (fromMs !== undefined && toMs !== undefined && toMs > fromMs && toMs > context.nowMs)
      return { before: tokens.slice(0, at).join(" "), window: { fromMs, toMs } };
  }
  const { before, ahead } = splitAhead(onWall(tokens.join(" "), context.tz), context);
  return ahead && { before, window: ahead };
};

/** The same where the words end with the time; also a moment alone, "tomorrow 9:00", and a number alone: minutes. */
export const splitUntil = (
  text: string,
  context: Pick<RangeContext, "nowMs" | "tz">,
): { readonly before: string; readonly window: Ahead } | undefined => {
  const whole = splitWindow(text, context);
  if (whole && whole.after === "") return whole;
  const [, before = "", minutes] = /^(.*?)\s*\b(?:for\s+)?(\d{1,5})$/is.exec(text) ?? [];
  if (minutes !== undefined && Number(minutes) > 0)
    return { before, window: { fromMs: context.nowMs, toMs: context.nowMs + Number(minutes) * 60_000 } };
  const until = text.trim() === "" ? undefined : splitWindow(`until ${text}`, context);
  return until && until.before === "" && until.after === "" ? until : undefined;
};
