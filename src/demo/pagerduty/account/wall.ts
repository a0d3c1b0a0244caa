import { momentAt } from "../../../core/time/types.ts";
import { weekdayOf } from "../../../core/time/zone-clock.ts";

const DAY_MS = 86_400_000;

/** Days in which something repeats: 1 is Monday. */
export const EVERY_DAY: readonly number[] = [1, 2, 3, 4, 5, 6, 7];

/** A wall time on one day; `day` counts from 1970-01-01. */
export interface WallStart {
  readonly atMs: number;
  readonly day: number;
}

/** When the clocks of `tz` show `startsAt` on these weekdays, within [fromMs, toMs); at most 800 days. */
export const wallStarts = (
  tz: string,
  startsAt: string,
  days: readonly number[],
  fromMs: number,
  toMs: number,
): readonly WallStart[] => {
  const found: WallStart[] = [];
  let date = momentAt(fromMs, tz).toPlainDate();
  for (let count = 0; count < 800; count++) {
    const atMs = date.toZonedDateTime({ timeZone: tz, plainTime: startsAt }).epochMilliseconds;
    if (atMs >= toMs) break;
    const day = Math.round(date.toZonedDateTime("UTC").epochMilliseconds / DAY_MS);
    if (atMs >= fromMs && days.includes(date.dayOfWeek)) found.push({ atMs, day });
    date = date.add({ days: 1 });
  }
  return found;
};

/** The day that a moment falls on in `tz`, from 1970-01-01. */
export const dayIn = (atMs: number, tz: string): number =>
  Math.round(momentAt(atMs, tz).toPlainDate().toZonedDateTime("UTC").epochMilliseconds / DAY_MS);

/** How many of these weekdays lie in [fromDay, toDay). */
export const countDays = (days: readonly number[], fromDay: number, toDay: number): number => {
  const weeks = Math.floor((toDay - fromDay) / 7);
  let count = weeks * days.length;
  for (let day = fromDay + weeks * 7; day < toDay; day++) if (days.includes(weekdayOf(day))) count += 1;
  return count;
};

/** "2026-11-21T12:30:00+01:00"; "…Z" in UTC. Whole seconds. */
export const formatIn = (atMs: number, tz: string): string => {
  const text = momentAt(Math.floor(atMs / 1000) * 1000, tz).toString({
    timeZoneName: "never",
    smallestUnit: "second",
  });
  return text.replace(/\+00:00$/, "Z");
};

/** An ISO 8601 time, in `tz` where it names no zone; undefined when it is not one. */
export const readMoment = (text: string, tz: string): number | undefined => {
  const match = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const atMs = Date.parse(match[3] === undefined ? `${text.replace(" ", "T")}Z` : text);
  if (Number.isNaN(atMs)) return undefined;
  if (match[3] !== undefined) return atMs;
  const wall = momentAt(atMs, "UTC").toPlainDateTime();
  return wall.toZonedDateTime(tz).epochMilliseconds;
};
