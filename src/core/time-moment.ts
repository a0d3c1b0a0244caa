import { durationMsOf, momentOf } from "./time-ahead.ts";
import { readSpan } from "./time-span.ts";
import { dayStart, type Moment, momentAt, type RangeContext } from "./time-types.ts";

/** When something is asked about: one moment (`toMs` a millisecond later), or a day or more. Epoch milliseconds, half-open. */
export interface WhenAsked {
  readonly fromMs: number;
  readonly toMs: number;
  readonly moment: boolean;
}

const LONGEST_DAYS = 31;
const CLOCK = "(?:noon|midnight|\\d{1,2}(?::\\d{2})?[ap]m|\\d{1,2}:\\d{2})";

/** Small letters, "3am" for "3 a.m.", "august 24" for "the 24th of August", the day before the time. */
const tidy = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[,?!]/g, " ")
    .replace(/\b([ap])\.?m\.?(?= |$)/g, "$1m")
    .replace(/(\d) (?=[ap]m\b)/g, "$1")
    .replace(/\b(?:the )?(\d{1,2})(?:st|nd|rd|th)(?: of)?\b/g, "$1")
    .replace(/\b(\d{4}-\d{2}-\d{2})t(?=\d{2}:\d{2}$)/, "$1 ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^at (\d{1,2})(?= |$)/, "$1:00")
    .replace(/^(?:at|on) /, "")
    .replace(new RegExp(`^(${CLOCK}) (?:on )?(.+)$`), "$2 $1")
    .replace(/ at (\d{1,2})$/, " $1:00")
    .replace(/ (?:on|at) /g, " ");

const oneMoment = (at: Moment): WhenAsked => ({
  fromMs: at.epochMilliseconds,
  toMs: at.epochMilliseconds + 1,
  moment: true,
});

const some = (from: Moment, to: Moment, nowMs: number): WhenAsked => ({
  fromMs: from.epochMilliseconds <= nowMs && nowMs < to.epochMilliseconds ? nowMs : from.epochMilliseconds,
  toMs: to.epochMilliseconds,
  moment: false,
});

/** Nights and weekends: the one that is, else the next. */
const named = (text: string, now: Moment): WhenAsked | undefined => {
  const today = now.toPlainDate();
  const tz = now.timeZoneId;
  if (/^(?:to|this )night$/.test(text))
    return some(
      today.toZonedDateTime({ timeZone: tz, plainTime: "20:00" }),
      today.add({ days: 1 }).toZonedDateTime({ timeZone: tz, plainTime: "08:00" }),
      now.epochMilliseconds,
    );
  if (!/^(?:this |the |next )?weekend$/.test(text)) return undefined;
  const ahead = today.dayOfWeek === 7 ? -1 : 6 - today.dayOfWeek;
  const saturday = today.add({ days: ahead + (text.startsWith("next") ? 7 : 0) });
  return some(dayStart(saturday, tz), dayStart(saturday.add({ days: 2 }), tz), now.epochMilliseconds);
};

/**
 * "at 3am tomorrow", "friday", "tomorrow 9:00", "at 18:00", "in 2 hours", "yesterday", "August 24th", "this weekend" -> when.
 * Days and times without a date are those to come; a running one begins now. Undefined for anything else, and for more
 * than a month.
 */
export const parseWhen = (words: string, context: RangeContext): WhenAsked | undefined => {
  const now = momentAt(context.nowMs, context.tz);
  const text = tidy(words);
  const later = durationMsOf(/^in (.+)$/.exec(text)?.[1] ?? "");
  if (later !== undefined) return oneMoment(now.add({ milliseconds: later }));
  const special = named(text, now);
  if (special) return special;
  if (text === "now") return oneMoment(now);
  const day = /^(?:next )?[a-z]{3,9}$|^[a-z]{3,9} \d{1,2}$|^\d{1,2} [a-z]{3,9}$/.test(text);
  const ahead = text === "today" ? undefined : momentOf(text, now);
  if (ahead && !day) {
    const whole = /^\d{4}-\d{2}-\d{2}$/.test(text);
    return whole
      ? some(ahead, dayStart(ahead.toPlainDate().add({ days: 1 }), context.tz), context.nowMs)
      : oneMoment(ahead);
  }
  if (ahead && /^(?:noon|midnight)$/.test(text)) return oneMoment(ahead);
  if (ahead) {
    const weekday = now.dayOfWeek === ahead.dayOfWeek && ahead.since(now).total("days") > 6 && !text.startsWith("next");
    const date = weekday ? now.toPlainDate() : ahead.toPlainDate();
    return some(dayStart(date, context.tz), dayStart(date.add({ days: 1 }), context.tz), context.nowMs);
  }
  const span = readSpan(text, context);
  if (!span || span.from.until(span.to, { largestUnit: "days" }).days > LONGEST_DAYS) return undefined;
  return span.from.epochMilliseconds === span.to.epochMilliseconds
    ? oneMoment(span.from)
    : some(span.from, span.to, context.nowMs);
};
