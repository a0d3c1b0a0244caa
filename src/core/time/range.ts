import { formatSpan } from "./format.ts";
import { durationOf, type Period, periodOf } from "./period.ts";
import { readSpan, type Span } from "./span.ts";
import {
  dayStart,
  type Moment,
  makeRange,
  momentAt,
  type RangeContext,
  rangeFailure,
  type TimeRange,
} from "./types.ts";

export { dayName, formatDate, formatMoment, formatRange, formatSpan } from "./format.ts";
export { previousRange } from "./previous.ts";
export { RANGE_EXAMPLES, type RangeContext, type TimeRange, type WeekStart } from "./types.ts";

const LONGEST = 80;
const NUMBERS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
];

const countOf = (word: string): number => {
  if (/^\d{1,5}$/.test(word)) return Number(word);
  return word === "a" || word === "an" ? 1 : NUMBERS.indexOf(word);
};

/** Small letters, single spaces, plain quotes and dashes, without what people put around a range. */
const tidy = (words: string): string =>
  words
    .normalize("NFKC")
    .toLowerCase()
    .replace(/["'`‘’‚“”„«»]/g, "")
    .replace(/[‐‑‒–—−]/g, "-")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[?!,;:\s]+$|(?<!\.)\.$/g, "")
    .replace(/^(?:(?:for|in|during|over|on|within) )?(?:the (?=last|past|previous|current|week))?/, "");

/** "24h", "last 7 days", "1h30m": from that long ago until now. */
const readRolling = (text: string, context: RangeContext): { from: Moment; to: Moment } | undefined => {
  const past = /^(?:last|past|previous|prior) /.test(text);
  const amount = text.replace(/^(?:last|past|previous|prior) /, "").replace(/^(?=[a-z]+$)/, past ? "1" : "");
  const parts = [...amount.matchAll(/(\d+|[a-z]+(?= ))\s*([a-z]+)\s*/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join("") !== amount) return undefined;
  const to = momentAt(context.nowMs, context.tz);
  let from = to;
  for (const [, count = "", unit = ""] of parts) {
    const period: Period | undefined = periodOf(unit);
    if (period === undefined || countOf(count) < 1) return undefined;
    from = from.subtract(durationOf(countOf(count), period));
  }
  return { from, to };
};

/** Open at its end: lasts whole days (weeks, when named by a weekday) from its beginning, so that its link stays open. */
const openFrom = (span: Span, label: string, context: RangeContext): TimeRange => {
  const { from, weekly } = span;
  if (from.epochMilliseconds > context.nowMs) throw rangeFailure(`"${label}" is in the future.`);
  const step = weekly ? 7 : 1;
  const gone = from.until(momentAt(context.nowMs, context.tz), { largestUnit: "days" }).days;
  const days = (Math.floor(gone / step) + 1) * step;
  const named = span.to !== from;
  return makeRange(
    from,
    named ? dayStart(from.toPlainDate().add({ days }), context.tz) : from.add({ days }),
    label,
    context,
  );
};

const BETWEEN = /^(?:from |between )?(.+?)(?: ?\.{2,3} ?| to | until | till | through | and | - )(.+)$/;

/** As machines write a moment: nobody wants to read it back. */
const INSTANT = /^\d{4}-\d{2}-\d{2}t.*(?:z|[+-]\d{2}:\d{2})$/;

const readPair = (text: string, context: RangeContext): TimeRange | undefined => {
  const [, first = "", second = ""] = BETWEEN.exec(text) ?? [];
  const from = readSpan(first, context);
  const to = readSpan(second, context);
  if (!from || !to) return undefined;
  if (second === "now") return openFrom(from, text, context);
  const exact = INSTANT.test(first) && INSTANT.test(second);
  const label = exact ? formatSpan(from.from.epochMilliseconds, to.to.epochMilliseconds, context.tz) : text;
  return makeRange(from.from, to.to, label, context);
};

const readRange = (text: string, context: RangeContext): TimeRange | undefined => {
  const since = /^(?:since|from|after) (.+)$/.exec(text)?.[1] ?? /^(.+?) ?\.{2,3}$/.exec(text)?.[1];
  const pair = readPair(text, context);
  if (pair) return pair;
  if (since !== undefined) {
    const span = readSpan(since.replace(/^the (?=last|week)/, ""), context);
    return span && openFrom(span, text, context);
  }
  const span = readSpan(text, context);
  if (span && span.to !== span.from) return makeRange(span.from, span.to, text, context);
  const rolling = readRolling(text, context);
  return rolling && makeRange(rolling.from, rolling.to, text, context);
};

/**
 * Words -> range: "this week", "last 24h", "since monday", "2026-11-01..2026-11-07", "nov 1", "2026-W46"… Hours and minutes
 * are exact, days and longer go by the calendar of the zone; a bare end date is inclusive; "last 7 days" ends now, "last week"
 * is the whole week before this one. Throws Failure("usage") with examples in `tell` for anything else and for the future.
 */
export const parseTimeRange = (words: string, context: RangeContext): TimeRange => {
  const text = tidy(words);
  const unreadable = (cause?: unknown) =>
    rangeFailure(`I cannot read "${words.trim().slice(0, LONGEST)}" as a time.`, cause);
  if (text === "" || text.length > LONGEST) throw unreadable();
  try {
    const range = readRange(text, context);
    if (range) return range;
  } catch (error) {
    if (error instanceof RangeError) throw unreadable(error);
    throw error;
  }
  throw unreadable();
};
