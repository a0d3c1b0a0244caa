import { Temporal } from "temporal-polyfill";
import { Failure } from "../failure.ts";
import { timeOf } from "../time/clock.ts";
import { ZONE } from "../time/names.ts";
import { readSpan } from "../time/span.ts";
import {
  dayStart,
  type Moment,
  makeRange,
  momentAt,
  type RangeContext,
  rangeFailure,
  type TimeRange,
  zoneNamed,
} from "../time/types.ts";

const LONGEST = 60;

const SHORT: Readonly<Record<string, string>> = { h: "h", m: "m", s: "s", d: "d", w: "w" };

/** What people say for the same: "2h ago" is now-2h, "1.5h" is 90 min, "14:00-now" has its spaces. */
export const evened = (words: string): string =>
  words
    .trim()
    .replace(/\s+/g, " ")
    .replace(/\bhalf (?:an )?hour\b/i, "30 min")
    .replace(/\b(\d{1,3}\.\d{1,3}) ?h(?:(?:ou)?rs?)?\b/i, (_, hours: string) => `${Math.round(Number(hours) * 60)} min`)
    .replace(
      /\b(\d{1,4}|an?) ?(m|min(?:ute)?s?|h|(?:hou)?rs?|hours?|d|days?|w|weeks?) ago\b/gi,
      (_, count: string, unit: string) => `now-${/^a/i.test(count) ? 1 : count}${SHORT[unit[0]?.toLowerCase() ?? ""]}`,
    )
    .replace(/(?<=\d|[ap]m)[-–](?=now$)/i, " - ")
    .replace(/(?<=^now\S*|\dz)\.\.\.?(?=\S)/i, " .. ");

const ZONED = new RegExp(`^(.*\\S) (${ZONE})$`, "i");

/** The same in another zone: "22:00-23:00 UTC"; the words as they are where the last is no zone. */
export const inOwnZone = (words: string, context: RangeContext): readonly [text: string, context: RangeContext] => {
  const [, rest, zone] = ZONED.exec(words) ?? [];
  try {
    return rest === undefined || zone === undefined ? [words, context] : [rest, { ...context, tz: zoneNamed(zone) }];
  } catch (error) {
    if (error instanceof Failure) return [words, context];
    throw error;
  }
};

const DAY = "(?:last )?(?:yesterday|today|[a-z]{3,9}day|mon|tue|wed|thu|fri|sat|sun)";
const AROUND = new RegExp(`^(?:(?:at|around|about|near) (.+)|(?:on )?(${DAY} (?:at )?\\d.*))$`, "i");
const TIME_FIRST = /^(\d\S*(?: [ap]m)?) (?:on )?(.+)$/;
const AROUND_MIN = 30;

/** Half an hour on either side of one moment: "around 14:00", "yesterday 14:00". */
export const around = (text: string, context: RangeContext): TimeRange | undefined => {
  const [, said, day] = AROUND.exec(text) ?? [];
  const moment = (said ?? day ?? "").toLowerCase();
  const [, time, ofDay] = TIME_FIRST.exec(moment) ?? [];
  const span = readSpan(moment, context) ?? (time === undefined ? undefined : readSpan(`${ofDay} ${time}`, context));
  if (span === undefined || !span.from.equals(span.to)) return undefined;
  const [from, to] = [span.from.subtract({ minutes: AROUND_MIN }), span.to.add({ minutes: AROUND_MIN })];
  return makeRange(from, to, `around ${moment}`, context);
};

const TWO_TIMES =
  "(?:from |between |at )?(?<first>\\S+(?: [ap]m)?) ?(?:[-‐‑‒–—−]|to|until|till|and|\\.\\.\\.?) ?(?<second>\\d\\S*(?: [ap]m)?)";
/** "14:00-15:00", "yesterday 22:00-23:00", "10 pm to 11 pm on nov 20". */
const TIMES: readonly RegExp[] = [
  new RegExp(`^${TWO_TIMES}$`, "i"),
  new RegExp(`^(?:on )?(?<day>.{1,40}?),? ${TWO_TIMES}$`, "i"),
  new RegExp(`^${TWO_TIMES},? (?:on |of )?(?<day>.{1,40})$`, "i"),
];

/** The day that words name; undefined for a week, a moment and all else. */
const dayNamed = (words: string, context: RangeContext): Temporal.PlainDate | undefined => {
  const span = readSpan(words.toLowerCase(), context);
  const date = span?.from.toPlainDate();
  return date && span?.to.equals(dayStart(date.add({ days: 1 }), context.tz)) ? date : undefined;
};

/** From one time to another of a named day, else of the newest day on which it has begun; the rest of one that still runs is to come. */
export const betweenTimes = (text: string, context: RangeContext): TimeRange | undefined => {
  for (const pattern of TIMES) {
    const { first = "", second = "", day } = pattern.exec(text)?.groups ?? {};
    const [from, to] = [timeOf(first.toLowerCase()), timeOf(second.toLowerCase())];
    if (from === undefined || to === undefined) continue;
    const date = day === undefined ? momentAt(context.nowMs, context.tz).toPlainDate() : dayNamed(day, context);
    if (date === undefined) continue;
    if (from.equals(to)) throw rangeFailure(`"${text.slice(0, LONGEST)}" ends when it begins.`);
    const at = (time: Temporal.PlainTime, days: number): Moment =>
      date.add({ days }).toZonedDateTime({ timeZone: context.tz, plainTime: time });
    const ago = day === undefined && at(from, 0).epochMilliseconds > context.nowMs ? -1 : 0;
    const nights = Temporal.PlainTime.compare(to, from) < 0 ? 1 : 0;
    const label = `${day === undefined ? "" : `${day} `}${first} - ${second}`.toLowerCase();
    return makeRange(at(from, ago), at(to, ago + nights), label, context);
  }
  return undefined;
};
