import { Temporal } from "temporal-polyfill";

/** When something is due again and again: every day, or on one day of the week. */
export interface JobTime {
  /** 1 (Monday) to 7; every day when absent. */
  readonly day?: number | undefined;
  /** Minute of the day, 0 to 1439. */
  readonly atMin: number;
  /** IANA zone. */
  readonly tz: string;
}

/** Far enough to meet each weekday once more, also where a zone left a whole day out. */
const DAYS = 15;

/**
 * The moment of that wall time on a date: the first of two where the clocks go back, the first moment after the gap
 * where they go forward over it.
 */
const momentOn = (date: Temporal.PlainDate, { atMin, tz }: JobTime): number => {
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor(atMin / 60), minute: atMin % 60 });
  const at = date.toZonedDateTime({ timeZone: tz, plainTime });
  if (at.toPlainDateTime().equals(date.toPlainDateTime(plainTime))) return at.epochMilliseconds;
  const before = date.toPlainDateTime(plainTime).toZonedDateTime(tz, { disambiguation: "earlier" });
  return (before.getTimeZoneTransition("next") ?? at).epochMilliseconds;
};

const todayOf = (nowMs: number, tz: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(tz).toPlainDate();

const isDay = ({ day }: JobTime, date: Temporal.PlainDate): boolean => day === undefined || date.dayOfWeek === day;

/** The last moment at or before now at which it was due, epoch milliseconds. Throws RangeError for an unknown zone. */
export const latestDue = (time: JobTime, nowMs: number): number => {
  const today = todayOf(nowMs, time.tz);
  for (let back = 0; back < DAYS; back += 1) {
    const date = today.subtract({ days: back });
    if (!isDay(time, date)) continue;
    const atMs = momentOn(date, time);
    if (atMs <= nowMs) return atMs;
  }
  throw new Error(`never due: day ${time.day}`);
};

/** The first moment after now at which it is due, epoch milliseconds. Throws RangeError for an unknown zone. */
export const nextDue = (time: JobTime, nowMs: number): number => {
  const today = todayOf(nowMs, time.tz);
  for (let ahead = -1; ahead < DAYS; ahead += 1) {
    const date = today.add({ days: ahead });
    if (!isDay(time, date)) continue;
    const atMs = momentOn(date, time);
    if (atMs > nowMs) return atMs;
  }
  throw new Error(`never due: day ${time.day}`);
};

/** The same as five fields of a crontab: "30 9 * * 1". */
export const cronOf = ({ day, atMin }: Pick<JobTime, "day" | "atMin">): string =>
  `${atMin % 60} ${Math.floor(atMin / 60)} * * ${day === undefined ? "*" : day % 7}`;
