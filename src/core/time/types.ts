import { Temporal } from "temporal-polyfill";
import { Failure } from "../failure.ts";

/** A half-open range [fromMs, toMs). `endMs` is the end of the named period, after `toMs` while the period still runs. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly endMs: number;
  /** IANA zone that its days are in. */
  readonly tz: string;
  /** As a person would say it: "this week", "2026-11-01 to 2026-11-07". */
  readonly label: string;
}

/** 1 = Monday … 7 = Sunday (ISO). */
export type WeekStart = 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** What words like "today" are relative to; `tz` is an IANA name. */
export interface RangeContext {
  readonly nowMs: number;
  readonly tz: string;
  readonly weekStart: WeekStart;
}

/** Ranges that help texts and failures show. */
export const RANGE_EXAMPLES = [
  "this week",
  "last week",
  "last 24h",
  "today",
  "since monday",
  "last month",
  "2026-11-01..2026-11-07",
];

/** A moment in a zone. */
export type Moment = Temporal.ZonedDateTime;

/** Failure("usage") about a range, with examples in `tell`. */
export const rangeFailure = (why: string, cause?: unknown): Failure =>
  new Failure("usage", `time range: ${why}`, { tell: `${why}\nTry one of: ${RANGE_EXAMPLES.join(", ")}.`, cause });

/** What was made, or undefined where there is no such date or moment. */
export const ifThere = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** Wall clock of a moment. Throws Failure("usage") for a zone nobody knows. */
export const momentAt = (atMs: number, tz: string): Moment => {
  try {
    return Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(tz);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new Failure("usage", `unknown time zone ${tz}`, {
      tell: `I do not know the time zone "${tz}".\nWrite it like Europe/Berlin or America/New_York.`,
      cause,
    });
  }
};

/** A zone that `ZONE` fits, as it is called: "europe/berlin" is Europe/Berlin. Throws Failure("usage") for one nobody knows. */
export const zoneNamed = (word: string): string => momentAt(0, /^(?:utc|gmt)$/i.test(word) ? "UTC" : word).timeZoneId;

/** First moment of a date in a zone; not always 00:00. */
export const dayStart = (date: Temporal.PlainDate, tz: string): Moment => date.toZonedDateTime(tz);

/**
 * Checked range from `from` to `end`, clipped at now. Throws Failure("usage") when it is empty, wholly in the future or
 * longer than two years.
 */
export const makeRange = (from: Moment, end: Moment, label: string, { nowMs, tz }: RangeContext): TimeRange => {
  const fromMs = from.epochMilliseconds;
  const endMs = end.epochMilliseconds;
  if (endMs <= fromMs) throw rangeFailure(`"${label}" ends before it begins.`);
  if (fromMs > nowMs) throw rangeFailure(`"${label}" is in the future.`);
  if (endMs > from.add({ years: 2 }).epochMilliseconds)
    throw rangeFailure(`"${label}" is longer than two years, the most I can show at once.`);
  return { fromMs, toMs: Math.min(nowMs, endMs), endMs, tz, label };
};
