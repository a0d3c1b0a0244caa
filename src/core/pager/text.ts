import { Temporal } from "temporal-polyfill";
import { usage } from "../args.ts";
import { type IncidentRef, parseIncidentRef } from "../incident-ref.ts";
import { type Ahead, splitAhead } from "../time/ahead.ts";
import { ifThere, type RangeContext } from "../time/types.ts";

/** Curly quotes made straight. */
export const straight = (text: string): string => text.replace(/[“”„«»]/g, '"').replace(/[‘’‚`]/g, "'");

/** Words without the straight quotes around them. */
export const unquoted = (text: string): string => {
  const said = text.trim();
  return (/^"(.*)"$/s.exec(said)?.[1] ?? /^'(.*)'$/s.exec(said)?.[1] ?? said).trim();
};

/** A name without the quotes around it, and without "for", "of", "on" or "in" before it. */
export const bareName = (text: string): string => {
  const name = straight(text).trim();
  return unquoted(name.replace(/^(?:for|of|on|in|to)\s+(?=\S)/i, ""));
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

const instantOf = (text: string): number | undefined => ifThere(() => Temporal.Instant.from(text).epochMilliseconds);

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
