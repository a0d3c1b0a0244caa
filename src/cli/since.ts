import { Failure } from "../core/failure.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNITS: Readonly<Record<string, number>> = {
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  mo: 30 * DAY_MS,
  y: 365 * DAY_MS,
};

/** "24h", "7d", "8w", "6mo", "2y" before `nowMs`, or a day in UTC, as epoch milliseconds. Throws Failure("usage"). */
export const sinceOf = (text: string, nowMs: number): number => {
  const [, count, unit = ""] = /^(\d{1,5})\s*(h|d|w|mo|y)$/.exec(text.trim()) ?? [];
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text.trim())
    ? Date.parse(`${text.trim()}T00:00:00Z`)
    : nowMs - Number(count) * (UNITS[unit] ?? Number.NaN);
  if (Number.isFinite(atMs) && atMs < nowMs && atMs > 0) return atMs;
  throw new Failure("usage", `--since "${text}" is no time in the past: write 24h, 7d, 8w, 6mo, 2y or 2025-01-31.`);
};
