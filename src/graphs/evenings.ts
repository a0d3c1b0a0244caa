import type { StatsHead } from "../core/stats/head.ts";
import { createZoneClock, dayOfWall, formatDay } from "../core/time/zone-clock.ts";

/** Evenings whose nights touch a range, "2026-11-15", the one before its first morning too. */
export interface Evenings {
  readonly names: readonly string[];
  /** Of them, from the first on, those whose nights ended before anything was read. */
  readonly unknown: number;
}

const NOON_MS = 12 * 3_600_000;

/** A night is named by its evening: noon to noon holds it, in the range's zone. `more`: evenings that have to be among them. */
export const eveningsOf = (
  { range, sinceMs }: Pick<StatsHead, "range" | "sinceMs">,
  more: readonly string[],
): Evenings => {
  if (range.toMs <= range.fromMs) return { names: [], unknown: 0 };
  const clock = createZoneClock(range.tz, range.fromMs, range.toMs);
  const eveningAt = (atMs: number): number => dayOfWall(clock.wallMs(atMs) - NOON_MS);
  const [first, last] = [eveningAt(range.fromMs), eveningAt(range.toMs - 1)];
  const within = Array.from({ length: last - first + 1 }, (_, at) => formatDay(first + at));
  const names = [...new Set([...within, ...more])].sort();
  const since =
    sinceMs === null || sinceMs <= range.fromMs ? undefined : formatDay(eveningAt(Math.min(sinceMs, range.toMs)));
  return { names, unknown: since === undefined ? 0 : names.filter((name) => name < since).length };
};
