import { createZoneClock, dayOfWall, formatDay } from "../time/zone-clock.ts";
import type { Span } from "./rows.ts";

/** The days of a range in its zone. */
export interface Days {
  /** "2026-11-16"; none for an empty range. */
  readonly names: readonly string[];
  /** How many of them, from the first on, lie wholly before anything was read. */
  readonly unknown: number;
  /** Index of the day that a moment of the range lies in. */
  indexOf(atMs: number): number;
  /** Wall time in the range's zone as if it were UTC, milliseconds. */
  wallMs(atMs: number): number;
}

const unknownOf = (range: Span, sinceMs: number | null, count: number, indexOf: Days["indexOf"]): number => {
  if (sinceMs === null || sinceMs <= range.fromMs) return 0;
  return sinceMs >= range.toMs ? count : indexOf(sinceMs);
};

/** Days of a range; `sinceMs`: before this moment nothing was read. */
export const daysOf = (range: Span & { readonly tz: string }, sinceMs: number | null): Days => {
  const clock = createZoneClock(range.tz, range.fromMs, range.toMs);
  const dayOf = (atMs: number): number => dayOfWall(clock.wallMs(atMs));
  const first = dayOf(range.fromMs);
  const count = range.toMs > range.fromMs ? dayOf(range.toMs - 1) - first + 1 : 0;
  const indexOf = (atMs: number): number => dayOf(atMs) - first;
  return {
    names: Array.from({ length: count }, (_, day) => formatDay(first + day)),
    unknown: unknownOf(range, sinceMs, count, indexOf),
    indexOf,
    wallMs: clock.wallMs,
  };
};

/** A zero for each day. */
export const zeros = (count: number): number[] => new Array<number>(count).fill(0);
