import { durationMsOf, momentOf } from "./ahead.ts";
import { MONTH, WEEKDAY, ZONE } from "./names.ts";
import { readSpan } from "./span.ts";
import { dayStart, type Moment, momentAt, type RangeContext, zoneNamed } from "./types.ts";

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
    .replace(/\btomm?orr?ow\b|\btmrw\b/g, "tomorrow")
    .replace(/@ ?(?=\d)/g, "at ")
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

/** Hours of a day that have a name; a night goes on into the next day. */
const PARTS: Readonly<Record<string, readonly [fromHour: number, toHour: number]>> = {
  morning: [6, 12],
  afternoon: [12, 18],
  evening: [18, 24],
  night: [20, 32],
};

/** "tonight", "tomorrow morning", "last night", "friday evening"; before eight the night is the one that is. */
const partOfDay = (text: string, now: Moment): WhenAsked | undefined => {
  const [, day = "", part = ""] = /^(to|.+? ?)(morning|afternoon|evening|night)$/.exec(text) ?? [];
  const hours = PARTS[part];
  if (!hours) return undefined;
  const said = day.trim();
  const today = now.toPlainDate();
  const isNow = /^(?:to|this|today)$/.test(said);
  const running = part === "night" && isNow && now.hour < 8 ? -1 : 0;
  const date = isNow
    ? today.add({ days: running })
    : /^(?:last|yesterday)$/.test(said)
      ? today.subtract({ days: 1 })
      : momentOf(`${said} 12:00`, now)?.toPlainDate();
  const at = (hour: number): Moment | undefined =>
    date
      ?.add({ days: Math.floor(hour / 24) })
      .toZonedDateTime({ timeZone: now.timeZoneId, plainTime: { hour: hour % 24 } });
  const [from, to] = hours.map(at);
  return from && to && some(from, to, now.epochMilliseconds);
};

/** The weekend that is, else the next. */
const weekend = (text: string, now: Moment): WhenAsked | undefined => {
  if (!/^(?:this |the |next )?weekend$/.test(text)) return undefined;
  const today = now.toPlainDate();
  const tz = now.timeZoneId;
  const ahead = today.dayOfWeek === 7 ? -1 : 6 - today.dayOfWeek;
  const saturday = today.add({ days: ahead + (text.startsWith("next") ? 7 : 0) });
  return some(dayStart(saturday, tz), dayStart(saturday.add({ days: 2 }), tz), now.epochMilliseconds);
};

const A_DAY = new RegExp(`^(?:this |next )?${WEEKDAY}s?$|^tomorrow$|^${MONTH} \\d{1,2}$|^\\d{1,2}\\.? ${MONTH}$`);
const A_MONTH = new RegExp(`^${MONTH}$`);
const ZONED = new RegExp(`^(.+?) (?:in )?(${ZONE})(?: time)?$`, "i");

/**
 * "at 3am tomorrow", "friday", "tomorrow 9:00", "at 18:00", "in 2 hours", "yesterday", "August 24th", "this weekend",
 * "tomorrow morning", "at 3am Europe/London" -> when. Days and times without a date are those to come; a running one
 * begins now. Undefined for anything else, and for more than a month. Throws Failure("usage") for a zone nobody knows.
 */
export const parseWhen = (words: string, context: RangeContext): WhenAsked | undefined => {
  const here = readWhen(words, context);
  if (here) return here;
  const [, time = "", zone = ""] = ZONED.exec(words.replace(/[,?!\s]+$/, "")) ?? [];
  if (zone === "" || !readWhen(time, context)) return undefined;
  return readWhen(time, { ...context, tz: zoneNamed(zone) });
};

const readWhen = (words: string, context: RangeContext): WhenAsked | undefined => {
  const now = momentAt(context.nowMs, context.tz);
  const text = tidy(words);
  const later = durationMsOf(/^in (.+)$/.exec(text)?.[1] ?? "");
  if (later !== undefined) return oneMoment(now.add({ milliseconds: later }));
  const ago = durationMsOf(/^(.+) ago$/.exec(text)?.[1] ?? "");
  if (ago !== undefined) return oneMoment(now.subtract({ milliseconds: ago }));
  const special = partOfDay(text, now) ?? weekend(text, now);
  if (special) return special;
  if (text === "now") return oneMoment(now);
  const ahead = text === "today" ? undefined : momentOf(text, now);
  if (ahead && !A_DAY.test(text)) {
    const whole = /^\d{4}-\d{2}-\d{2}$/.test(text);
    return whole
      ? some(ahead, dayStart(ahead.toPlainDate().add({ days: 1 }), context.tz), context.nowMs)
      : oneMoment(ahead);
  }
  if (ahead) {
    const weekday = now.dayOfWeek === ahead.dayOfWeek && ahead.since(now).total("days") > 6 && !text.startsWith("next");
    const date = weekday ? now.toPlainDate() : ahead.toPlainDate();
    return some(dayStart(date, context.tz), dayStart(date.add({ days: 1 }), context.tz), context.nowMs);
  }
  return spanAhead(text, context);
};

/** Days and months by their names; a month without a year is the one to come. */
const spanAhead = (text: string, context: RangeContext): WhenAsked | undefined => {
  const span = readSpan(text, context);
  if (!span || span.from.until(span.to, { largestUnit: "days" }).days > LONGEST_DAYS) return undefined;
  if (span.from.epochMilliseconds === span.to.epochMilliseconds) return oneMoment(span.from);
  const years = A_MONTH.test(text) && span.to.epochMilliseconds <= context.nowMs ? 1 : 0;
  return some(span.from.add({ years }), span.to.add({ years }), context.nowMs);
};
