import { Temporal } from "temporal-polyfill";
import { timeOf } from "./clock.ts";
import { MONTH, monthOf, WEEKDAY, weekdayOf } from "./names.ts";
import { dayStart, ifThere, type Moment, momentAt, type RangeContext } from "./types.ts";

/** A time to come, epoch milliseconds, half-open. */
export interface Ahead {
  readonly fromMs: number;
  readonly toMs: number;
}

const N = "\\d{1,5}(?:\\.\\d{1,2})?";
const UNITS = [
  ["w|wks?|weeks?", 7 * 86_400_000],
  ["d|days?", 86_400_000],
  ["h|hrs?|hours?", 3_600_000],
  ["m|mins?|minutes?", 60_000],
] as const;
/** Larger units before smaller ones, each at most once: "1h 30m", "2 days". */
const DURATION = UNITS.map(([unit]) => `(?:(${N}) ?(?:${unit})(?![a-z]) ?)?`).join("");
const WHOLE = new RegExp(`^${DURATION}$`, "i");
const AT_END = new RegExp(`(?:^|\\s)(?:(?:from )?now )?(?:for )?((?=\\d)${DURATION})$`, "i");

const inDigits = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\bhalf an hour\b/g, "30m")
    .replace(/\ban? (?=(?:hour|day|week)\b)/g, "1 ")
    .replace(/\s+/g, " ")
    .trim();

/** "90m", "1h 30m", "2 days", "half an hour" -> milliseconds; undefined for anything else. */
export const durationMsOf = (words: string): number | undefined => {
  const found = WHOLE.exec(inDigits(words));
  if (!found) return undefined;
  const ms = UNITS.reduce((sum, [, unitMs], at) => sum + Number(found[at + 1] ?? 0) * unitMs, 0);
  return ms > 0 ? Math.round(ms) : undefined;
};

const A_WEEKDAY = new RegExp(`^(?:on |this |next )?(${WEEKDAY})s?$`);
const A_DATE = new RegExp(`^(?:(\\d{1,2})\\.? )?(${MONTH})\\.?(?: (\\d{1,2}))?$`);

/** The next such day, today included. */
const dayOf = (text: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined => {
  if (text === "today" || text === "tonight") return today;
  if (text === "tomorrow") return today.add({ days: 1 });
  const weekday = A_WEEKDAY.exec(text)?.[1];
  if (weekday !== undefined) return today.add({ days: (weekdayOf(weekday) - today.dayOfWeek + 7) % 7 });
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return ifThere(() => Temporal.PlainDate.from(text));
  const [, day1, month, day2] = A_DATE.exec(text) ?? [];
  const number = monthOf(month);
  const day = Number(day1 ?? day2);
  if (number === 0 || !(day > 0)) return undefined;
  const inYear = (year: number) =>
    ifThere(() => Temporal.PlainDate.from({ year, month: number, day }, { overflow: "reject" }));
  const date = inYear(today.year);
  return date && Temporal.PlainDate.compare(date, today) < 0 ? inYear(today.year + 1) : date;
};

/** A moment to come: "17:00" (the next one), "tomorrow 9am", "monday", "2026-11-25T22:00". `after`: not before it. */
export const momentOf = (words: string, after: Moment): Moment | undefined => {
  const text = words.toLowerCase().replace(/\s+/g, " ").trim();
  if (text === "now") return after;
  const tz = after.timeZoneId;
  const today = after.toPlainDate();
  const alone = timeOf(text);
  if (alone) {
    const at = today.toZonedDateTime({ timeZone: tz, plainTime: alone });
    return at.epochMilliseconds > after.epochMilliseconds ? at : at.add({ days: 1 });
  }
  const day = dayOf(text, today);
  if (day) {
    const at = dayStart(day, tz);
    return at.epochMilliseconds > after.epochMilliseconds
      ? at
      : /^(?:today|tonight|\d)/.test(text)
        ? undefined
        : at.add({ days: 7 });
  }
  const [, date = "", time = ""] = /^(.*?\S)(?: at |t(?=\d)| )(\S+(?: ?[ap]m)?)$/.exec(text) ?? [];
  const plainTime = timeOf(time);
  if (plainTime && date === "tonight") return inNight(plainTime, /[ap]m$|^midnight$/.test(time), after);
  const on = plainTime && dayOf(date, today);
  return on?.toZonedDateTime({ timeZone: tz, plainTime: plainTime as Temporal.PlainTime });
};

/** "tonight 3:00" is what comes after midnight, "tonight 11:00" the evening; before noon the night is the one that is. */
const inNight = (time: Temporal.PlainTime, exact: boolean, now: Moment): Moment => {
  const at = !exact && time.hour >= 6 && time.hour < 12 ? time.add({ hours: 12 }) : time;
  const today = now.toPlainDate();
  const later = at.hour < 12 && now.hour >= 12;
  return today.add({ days: later ? 1 : 0 }).toZonedDateTime({ timeZone: now.timeZoneId, plainTime: at });
};

/** "2:30 - 3:30" in the night in which the clocks go from 2 to 3: nothing is left of it, and the next day is not meant. */
const isSkipped = (first: string, second: string, ms: number): boolean => {
  const [from, to] = [timeOf(/\S+$/.exec(first)?.[0] ?? ""), timeOf(second)];
  if (from === undefined || to === undefined || Temporal.PlainTime.compare(from, to) >= 0) return false;
  return ms - from.until(to).total("milliseconds") > 12 * 3_600_000;
};

const pair = (first: string, second: string, now: Moment): Ahead | undefined => {
  const from = momentOf(first, now);
  const lasts = durationMsOf(second.replace(/^for /, ""));
  if (!from) return undefined;
  const after = /^(?:today|tonight|tomorrow)\b/.test(second) ? now : from;
  const to = lasts === undefined ? momentOf(second, after)?.epochMilliseconds : from.epochMilliseconds + lasts;
  if (to === undefined || isSkipped(first, second, to - from.epochMilliseconds)) return undefined;
  return { fromMs: from.epochMilliseconds, toMs: to };
};

const BETWEEN = /^(?:from |between )?(.+?)(?: ?\.{2,3} ?| to | until | till | and | ?[-–—] )(.+)$/i;
const BETWEEN_TIMES = /^(?:from )?(.*?\d{1,2}(?::\d{2})?(?:[ap]m)?)[-–—](\d{1,2}(?::\d{2})?(?:[ap]m)?)$/i;

const readWhole = (words: string, now: Moment): Ahead | undefined => {
  const text = inDigits(words);
  const lasts = durationMsOf(text.replace(/^for /, ""));
  if (lasts !== undefined) return { fromMs: now.epochMilliseconds, toMs: now.epochMilliseconds + lasts };
  const until = /^(?:until|till) (.+)$/.exec(text)?.[1];
  if (until !== undefined) return pair("now", until, now);
  const [, start = "", length = ""] = /^(?:from )?(.+?) for (.+)$/.exec(text) ?? [];
  const timed = start === "" ? undefined : pair(start, length, now);
  if (timed) return timed;
  for (const pattern of [BETWEEN, BETWEEN_TIMES]) {
    const [, first = "", second = ""] = pattern.exec(text) ?? [];
    const found = first === "" ? undefined : pair(first, second, now);
    if (found) return found;
  }
  return undefined;
};

/** A day that was not understood with its time: no part of it may be taken for the whole. */
const DAY_LEFT = new RegExp(
  `(?:^|\\s)(?:(?:\\d{1,2} )?${MONTH} ?\\d{0,2}|${WEEKDAY}|today|tomorrow|yesterday|last|\\d{1,2}/\\d{1,2}(?:/\\d{2,4})?)$`,
  "i",
);

/**
 * Words that end in a time to come -> what stands before it, and the time: "web1 2h", "checkout until tomorrow 9:00",
 * "payments sat 22:00 - 23:30", "api tomorrow 9:00 for 2 hours". `ahead` is undefined when they end in none.
 */
export const splitAhead = (
  words: string,
  { nowMs, tz }: Pick<RangeContext, "nowMs" | "tz">,
): { readonly before: string; readonly ahead: Ahead | undefined } => {
  const now = momentAt(nowMs, tz);
  const parts = words.trim().split(/\s+/);
  const longest = parts.length > 12 ? parts.length - 12 : 0;
  const fits = (at: number): Ahead | undefined => {
    const ahead = readWhole(parts.slice(at).join(" "), now);
    return ahead && ahead.toMs > ahead.fromMs && ahead.toMs > nowMs ? ahead : undefined;
  };
  for (let at = longest; at < parts.length; at += 1) {
    if (
      !/^(?:for|until|till|from|between|on|today|tonight|tomorrow|now|next|\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(
        parts[at] ?? "",
      )
    )
      continue;
    const ahead = durationMsOf(parts.slice(at).join(" ").replace(/^for /i, "")) === undefined ? fits(at) : undefined;
    if (!ahead) continue;
    const before = parts.slice(0, at).join(" ");
    return DAY_LEFT.test(before) ? { before: words.trim(), ahead: undefined } : { before, ahead };
  }
  const text = inDigits(parts.join(" "));
  const [all = "", length = ""] = AT_END.exec(text) ?? [];
  const lasts = durationMsOf(length);
  if (lasts === undefined) return { before: words.trim(), ahead: undefined };
  const count = all.trim().split(" ").length;
  return { before: keepFirst(parts, text, count), ahead: { fromMs: nowMs, toMs: nowMs + lasts } };
};

/** The words as they were typed, without those that the time at the end took. */
const keepFirst = (parts: readonly string[], tidied: string, taken: number): string => {
  const total = tidied.split(" ").length;
  return parts.slice(0, Math.max(0, parts.length - taken - (parts.length - total))).join(" ");
};
