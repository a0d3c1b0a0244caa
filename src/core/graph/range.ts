import type { Temporal } from "temporal-polyfill";
import { Failure } from "../failure.ts";
import { parseTimeRange } from "../time/range.ts";
import { readSpan } from "../time/span.ts";
import {
  dayStart,
  type Moment,
  makeRange,
  momentAt,
  type RangeContext,
  rangeFailure,
  type TimeRange,
} from "../time/types.ts";
import { around, betweenTimes, evened, inOwnZone } from "./moments.ts";
import { isOperand, type Token } from "./tokens.ts";

const MOST_WORDS = 8;
const LONGEST = 60;

type Unit = "seconds" | "minutes" | "hours" | "days" | "weeks" | "months" | "years";

/** Grafana's letters and Graphite's words; "m" are minutes, "M" are months. */
const UNITS: readonly (readonly [RegExp, Unit])[] = [
  [/^(?:s|sec(?:ond)?s?)$/i, "seconds"],
  [/^(?:m|min(?:ute)?s?)$/, "minutes"],
  [/^(?:h|hours?)$/i, "hours"],
  [/^(?:d|days?)$/i, "days"],
  [/^(?:w|weeks?)$/i, "weeks"],
  [/^(?:M|mon(?:th)?s?)$/, "months"],
  [/^(?:y|years?)$/i, "years"],
];

const unitOf = (word: string): Unit | undefined => UNITS.find(([pattern]) => pattern.test(word))?.[1];

const roundedDown = (at: Moment, unit: Unit, weekStart: number): Moment => {
  const day = at.toPlainDate();
  const start = (date: Temporal.PlainDate): Moment => dayStart(date, at.timeZoneId);
  if (unit === "days") return start(day);
  if (unit === "weeks") return start(day.subtract({ days: (day.dayOfWeek - weekStart + 7) % 7 }));
  if (unit === "months") return start(day.with({ day: 1 }));
  if (unit === "years") return start(day.with({ month: 1, day: 1 }));
  return at.round({ smallestUnit: unit, roundingMode: "floor" });
};

const MOVE = "[-+]\\d{1,5}[a-zA-Z]{1,7}";
const RELATIVE = new RegExp(`^(?:now((?:${MOVE}){0,4})(?:/([a-zA-Z]))?|(-\\d{1,5}[a-zA-Z]{1,7}))$`);

/** "now-6h", "now-1d/d", "-1h" as Grafana and Graphite mean it; rounded up where it ends a range. */
const relative = (text: string, ends: boolean, { nowMs, tz, weekStart }: RangeContext): Moment | undefined => {
  const [all, moves = "", round, back] = RELATIVE.exec(text) ?? [];
  if (all === undefined) return undefined;
  let at = momentAt(nowMs, tz);
  for (const [, sign, count, word = ""] of (back ?? moves).matchAll(/([-+])(\d+)([a-zA-Z]+)/g)) {
    const unit = unitOf(word);
    if (unit === undefined) return undefined;
    at = sign === "-" ? at.subtract({ [unit]: Number(count) }) : at.add({ [unit]: Number(count) });
  }
  const unit = round === undefined ? undefined : unitOf(round);
  if (round !== undefined && unit === undefined) return undefined;
  if (unit === undefined) return at;
  const start = roundedDown(at, unit, weekStart);
  return ends ? roundedDown(start.add({ [unit]: 1 }), unit, weekStart) : start;
};

/** One end of a range: relative, Unix seconds or milliseconds, or a date in words of ours. */
const endOf = (text: string, ends: boolean, context: RangeContext): Moment | undefined => {
  const near = relative(text, ends, context);
  if (near) return near;
  if (/^\d{10}$|^\d{13}$/.test(text)) return momentAt(Number(text.padEnd(13, "0")), context.tz);
  const span = readSpan(text.toLowerCase().replaceAll("_", " "), context);
  return ends ? span?.to : span?.from;
};

/** How words begin that were to be a time, as a part of a pattern. */
export const TIME_BEGINS =
  "(?:(?:last|past|since|before|until|during|between|yesterday|today|tomorrow|this|vs\\.?|compared)\\b|from (?=\\d))";

/** Times that graphs and counted lines take, for who said one that cannot be. */
export const HOW_TIMES =
  'Times are like "last 2h", "since 14:00", "yesterday" or "14:00-15:00"; "vs last week" compares.';

/** The same with times that people mean by graphs. */
const told = <T>(read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Failure) || !error.message.startsWith("time range: ")) throw error;
    const [why = ""] = (error.tell ?? "").split("\n");
    throw new Failure("usage", error.message, { tell: `${why}\n${HOW_TIMES}`, cause: error });
  }
};

const instant = (at: Moment): string => at.toInstant().toString();

/** How it is said again: relative ones as they are, moments as instants. */
const endLabel = (text: string, at: Moment): string => (RELATIVE.test(text) ? text : instant(at).toLowerCase());

/** The range from one end to another, each as `endOf` reads it; no end is now. Throws Failure("usage"). */
export const rangeOfEnds = (from: string, to: string | undefined, context: RangeContext): TimeRange =>
  told(() => readEnds(from, to, context));

const readEnds = (from: string, to: string | undefined, context: RangeContext): TimeRange => {
  const start = endOf(from, false, context);
  const end = endOf(to ?? "now", true, context);
  const unreadable = start === undefined ? from : to;
  if (start === undefined || end === undefined)
    throw rangeFailure(`I cannot read "${(unreadable ?? "").slice(0, LONGEST)}" as a time.`);
  return makeRange(start, end, `${endLabel(from, start)} to ${endLabel(to ?? "now", end)}`, context);
};

const END = "(now\\S*|-\\d\\S*|\\d{10}|\\d{13}|\\d{4}-\\d{2}-\\d{2}t\\S+z)";
const PAIR = new RegExp(`^(?:(?:from|since|between) )?${END}(?: (?:to |until |and |- |\\.\\.\\.? ?)?${END})?$`, "i");
const BEGINS =
  /^(?:[-\d]|now|last|past|prev|prior|this|current|since|from|between|after|today|yesterday|tomorrow|the$|for$|in$|over$|on$|during$|within$|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|w\d|week|an?$|one$|two$|three$|four$|five$|six$|seven$|eight$|nine$|ten$|eleven$|twelve$|noon|midnight|(?:at|around|about|near|half)$)/i;

/** Statistics count whole hours; whoever looks at a graph means the hour until now. */
const untilNow = (text: string): string =>
  text.replace(
    /^((?:(?:for|in|over|during|within) )?(?:the )?)(?:last|previous|prior) (?=(?:hour|minute)$)/i,
    "$1past ",
  );

/**
 * Words that are a range and nothing else: those of time/range.ts, "14:00-15:00", "around 14:00", and Grafana's and Graphite's
 * own. Undefined for other words. Throws Failure("usage") for a range that there cannot be: in the future, the wrong way
 * round.
 */
export const readRange = (words: string, asker: RangeContext): TimeRange | undefined =>
  told(() => readWords(words, asker));

const readWords = (words: string, asker: RangeContext): TimeRange | undefined => {
  const [text, context] = inOwnZone(evened(words), asker);
  if (text.length > LONGEST || !BEGINS.test(text.split(" ")[0] ?? "")) return undefined;
  const [, from, to] = PAIR.exec(text) ?? [];
  if (from !== undefined && (RELATIVE.test(from) || /^\d{10}$|^\d{13}$|z$/i.test(from)) && from !== "now")
    return readEnds(from, to, context);
  if (/^-/.test(text)) return undefined;
  const times = betweenTimes(text, context) ?? around(text, context);
  if (times) return times;
  try {
    return parseTimeRange(untilNow(text), context);
  } catch (error) {
    if (error instanceof Failure && error.message.includes("I cannot read")) return undefined;
    throw error;
  }
};

/** How many of the words from that place on are a range, the longest first; they are read by `readRange`. */
export const rangeLengths = (tokens: readonly Token[], at: number, end = tokens.length): readonly number[] => {
  if (isOperand(tokens, at) || !BEGINS.test(tokens[at]?.text ?? "")) return [];
  const most = Math.min(MOST_WORDS, end - at);
  return Array.from({ length: most }, (_, index) => most - index);
};

/** The words between two places, one space apart. */
export const wordsOf = (tokens: readonly Token[], from: number, to: number): string =>
  tokens
    .slice(from, to)
    .map(({ text }) => text)
    .join(" ");
