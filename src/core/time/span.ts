import { Temporal } from "temporal-polyfill";
import { timeOf } from "./clock.ts";
import { MONTH, monthOf, WEEKDAY, weekdayOf } from "./names.ts";
import { durationOf, type Period, periodOf, periodStart } from "./period.ts";
import { dayStart, ifThere, type Moment, momentAt, type RangeContext } from "./types.ts";

/** What words name: a day, a week, a month, or (`from` = `to`) one moment. */
export interface Span {
  readonly from: Moment;
  readonly to: Moment;
  /** Named by its weekday: the same again in a week. */
  readonly weekly?: boolean;
}

const daySpan = (date: Temporal.PlainDate, tz: string, days = 1): Span => ({
  from: dayStart(date, tz),
  to: dayStart(date.add({ days }), tz),
});

/** The period that now is in, or the one `back` before it. */
const periodSpan = (period: Period, back: number, { nowMs, tz, weekStart }: RangeContext): Span => {
  const now = momentAt(nowMs, tz);
  if (period === "minute" || period === "hour") {
    const from = now.round({ smallestUnit: period, roundingMode: "floor" }).subtract(durationOf(back, period));
    return { from, to: from.add(durationOf(1, period)) };
  }
  const first = periodStart(now.toPlainDate(), period, weekStart).subtract(durationOf(back, period));
  return { from: dayStart(first, tz), to: dayStart(first.add(durationOf(1, period)), tz) };
};

/** The newest of a row of dates, going back from now, that is there and not after `newest`. */
const newestOf = (
  make: (back: number) => Temporal.PlainDate | undefined,
  newest: Temporal.PlainDate,
): Temporal.PlainDate | undefined => {
  for (let back = 0; back < 9; back += 1) {
    const date = make(back);
    if (date !== undefined && Temporal.PlainDate.compare(date, newest) <= 0) return date;
  }
  return undefined;
};

const dateOf = (year: number, month: number, day: number): Temporal.PlainDate | undefined =>
  ifThere(() => Temporal.PlainDate.from({ year, month, day }, { overflow: "reject" }));

interface Facts {
  readonly today: Temporal.PlainDate;
  readonly context: RangeContext;
}
type Reader = readonly [
  pattern: RegExp,
  read: (groups: Readonly<Record<string, string>>, facts: Facts) => Span | undefined,
];

const monthDay: Reader[1] = ({ month, day, year }, { today, context }) => {
  const date =
    year === undefined
      ? newestOf((back) => dateOf(today.year - back, monthOf(month), Number(day)), today)
      : dateOf(Number(year), monthOf(month), Number(day));
  return date && daySpan(date, context.tz);
};

const wholeMonth = (first: Temporal.PlainDate | undefined, tz: string): Span | undefined =>
  first && { from: dayStart(first, tz), to: dayStart(first.add({ months: 1 }), tz) };

/** Monday of an ISO week: the week with 4 January is the first. */
const isoWeek = (year: number, week: number): Temporal.PlainDate | undefined => {
  const monday = periodStart(Temporal.PlainDate.from({ year, month: 1, day: 4 }), "week", 1).add({ weeks: week - 1 });
  return monday.yearOfWeek === year && monday.weekOfYear === week ? monday : undefined;
};

const DAYS: readonly Reader[] = [
  [/^tomorrow$/, (_, { today, context }) => daySpan(today.add({ days: 1 }), context.tz)],
  [/^today$/, (_, { today, context }) => daySpan(today, context.tz)],
  [/^yesterday$/, (_, { today, context }) => daySpan(today.subtract({ days: 1 }), context.tz)],
  [
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/,
    ({ year, month, day }, { context }) => {
      const date = dateOf(Number(year), Number(month), Number(day));
      return date && daySpan(date, context.tz);
    },
  ],
  [
    new RegExp(`^(?<last>(?:last|previous) )?(?:this )?(?<weekday>${WEEKDAY})$`),
    ({ last, weekday = "" }, { today, context }) => {
      const back = (today.dayOfWeek - weekdayOf(weekday) + 7) % 7;
      const days = back === 0 && last !== undefined ? 7 : back;
      return { ...daySpan(today.subtract({ days }), context.tz), weekly: true };
    },
  ],
  [new RegExp(`^(?<month>${MONTH})\\.? (?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?(?:,? (?<year>\\d{4}))?$`), monthDay],
  [
    new RegExp(`^(?:the )?(?<day>\\d{1,2})(?:st|nd|rd|th)?\\.? (?:of )?(?<month>${MONTH})\\.?(?:,? (?<year>\\d{4}))?$`),
    monthDay,
  ],
  [
    /^(?:the )?(?<day>\d{1,2})(?:st|nd|rd|th)$/,
    ({ day }, { today, context }) => {
      const dayIn = (back: number) => {
        const month = today.with({ day: 1 }).subtract({ months: back });
        return dateOf(month.year, month.month, Number(day));
      };
      const date = newestOf(dayIn, today);
      return date && daySpan(date, context.tz);
    },
  ],
];

const LONGER: readonly Reader[] = [
  [
    /^(?<last>(?:last|previous) )?(?:this )?weekend$/,
    ({ last }, { today, context }) => {
      const saturday = today.subtract({ days: (today.dayOfWeek + 1) % 7 });
      const running = today.dayOfWeek >= 6;
      return daySpan(running && last !== undefined ? saturday.subtract({ days: 7 }) : saturday, context.tz, 2);
    },
  ],
  [
    /^(?<year>\d{4})-?w(?<week>\d{1,2})$/,
    ({ year, week }, { context }) => {
      const monday = isoWeek(Number(year), Number(week));
      return monday && daySpan(monday, context.tz, 7);
    },
  ],
  [
    /^(?:w|week )(?<week>\d{1,2})$/,
    ({ week }, { today, context }) => {
      const monday = newestOf((back) => isoWeek((today.yearOfWeek ?? today.year) - back, Number(week)), today);
      return monday && daySpan(monday, context.tz, 7);
    },
  ],
  [
    /^(?<year>\d{4})-(?<month>\d{2})$/,
    ({ year, month }, { context }) => wholeMonth(dateOf(Number(year), Number(month), 1), context.tz),
  ],
  [
    /^(?<year>(?:19|20)\d{2})$/,
    ({ year }, { context }) => {
      const first = dateOf(Number(year), 1, 1);
      return first && { from: dayStart(first, context.tz), to: dayStart(first.add({ years: 1 }), context.tz) };
    },
  ],
  [
    /^(?<year>\d{4})-?q(?<quarter>[1-4])$/,
    ({ year, quarter }, { context }) => {
      const first = dateOf(Number(year), 3 * Number(quarter) - 2, 1);
      return first && { from: dayStart(first, context.tz), to: dayStart(first.add({ months: 3 }), context.tz) };
    },
  ],
  [
    new RegExp(`^(?<last>(?:last|previous) )?(?<month>${MONTH})\\.?(?: (?<year>\\d{4}))?$`),
    ({ last, month, year }, { today, context }) => {
      const newest = last === undefined ? today : today.with({ day: 1 }).subtract({ days: 1 });
      const inYear = (back: number) => dateOf(today.year - back, monthOf(month), 1);
      return wholeMonth(
        year === undefined ? newestOf(inYear, newest) : dateOf(Number(year), monthOf(month), 1),
        context.tz,
      );
    },
  ],
  [
    /^(?<which>this|current|last|previous|prior|next) (?<word>[a-z]+)$/,
    ({ which = "", word = "" }, { context }) => {
      const period = periodOf(word);
      const back = which === "next" ? -1 : which === "this" || which === "current" ? 0 : 1;
      return period && periodSpan(period, back, context);
    },
  ],
];

const read = (readers: readonly Reader[], text: string, facts: Facts): Span | undefined => {
  for (const [pattern, make] of readers) {
    const match = pattern.exec(text);
    if (match) return make({ ...match.groups }, facts);
  }
  return undefined;
};

const moment = (at: Moment): Span => ({ from: at, to: at });

const isInstant = /t\d{2}:?\d{2}.*(?:z|[+-]\d{2}(?::?\d{2})?)$/;

const readInstant = (text: string, tz: string): Span | undefined => {
  if (!isInstant.test(text)) return undefined;
  return ifThere(() => moment(Temporal.Instant.from(text.toUpperCase()).toZonedDateTimeISO(tz)));
};

/** A day and a time in either order of writing: "2026-11-01T09:00", "monday at 9am"; or a time alone, the newest one. */
const readMoment = (text: string, facts: Facts): Span | undefined => {
  const { nowMs, tz } = facts.context;
  const alone = timeOf(text);
  if (alone) {
    const at = facts.today.toZonedDateTime({ timeZone: tz, plainTime: alone });
    return moment(at.epochMilliseconds > nowMs ? at.subtract({ days: 1 }) : at);
  }
  const [, day = "", time = ""] = /^(.*?\S)(?: at |t(?=\d)| )(\S+(?: [ap]m)?)$/.exec(text) ?? [];
  const plainTime = timeOf(time);
  const span = plainTime && read(DAYS, day, facts);
  return span && moment(span.from.toPlainDate().toZonedDateTime({ timeZone: tz, plainTime }));
};

/** Lower-case words that name a day, a longer period or a moment -> that; undefined when they name none. */
export const readSpan = (text: string, context: RangeContext): Span | undefined => {
  const now = momentAt(context.nowMs, context.tz);
  if (text === "now") return moment(now);
  const facts = { today: now.toPlainDate(), context };
  return (
    read(DAYS, text, facts) ?? read(LONGER, text, facts) ?? readInstant(text, context.tz) ?? readMoment(text, facts)
  );
};
