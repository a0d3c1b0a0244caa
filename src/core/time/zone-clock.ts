import { Temporal } from "temporal-polyfill";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Wall clock of one zone, quick enough to be asked once per fact. */
export interface ZoneClock {
  /** Wall time as if it were UTC, milliseconds. */
  wallMs(atMs: number): number;
}

/** Days since 1970-01-01 of a wall time. */
export const dayOfWall = (wallMs: number): number => Math.floor(wallMs / DAY);
/** Hour 0-23 of a wall time. */
export const hourOfWall = (wallMs: number): number => Math.floor((wallMs - dayOfWall(wallMs) * DAY) / HOUR);
/** Weekday of a day number, 1 = Monday … 7 = Sunday; 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;
/** Day number -> "2026-11-16". */
export const formatDay = (day: number): string =>
  Temporal.Instant.fromEpochMilliseconds(day * DAY)
    .toString()
    .slice(0, 10);

/** Whether this is a zone we know. */
export const isZone = (tz: string): boolean => {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(tz);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
};

/** Clock of an IANA zone, exact within [fromMs, toMs): asks for the changes of its offset once. Throws RangeError for an unknown zone. */
export const createZoneClock = (tz: string, fromMs: number, toMs: number): ZoneClock => {
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(tz);
  const starts: number[] = [];
  const offsets: number[] = [];
  while (at !== null && (starts.length === 0 || at.epochMilliseconds < toMs)) {
    starts.push(at.epochMilliseconds);
    offsets.push(at.offsetNanoseconds / 1_000_000);
    at = at.getTimeZoneTransition("next");
  }
  return {
    wallMs(atMs) {
      let index = starts.length - 1;
      while (index > 0 && atMs < (starts[index] ?? 0)) index -= 1;
      return atMs + (offsets[index] ?? 0);
    },
  };
};
