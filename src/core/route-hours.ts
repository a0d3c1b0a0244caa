import type { Hours } from "./policy.ts";
import { createZoneClock, dayOfWall, formatDay, weekdayOf, type ZoneClock } from "./time/zone-clock.ts";

const DAY = 86_400_000;
const WEEK = 7 * DAY;

interface Kept {
  readonly clock: ZoneClock;
  readonly fromMs: number;
  readonly toMs: number;
}
const clocks = new Map<string, Kept>();

/** A zone's clock is costly to make and asked for with every alert. */
const wallMs = (tz: string, nowMs: number): number => {
  const kept = clocks.get(tz);
  if (kept && kept.fromMs <= nowMs && nowMs < kept.toMs) return kept.clock.wallMs(nowMs);
  const [fromMs, toMs] = [nowMs - DAY, nowMs + WEEK];
  const clock = createZoneClock(tz, fromMs, toMs);
  clocks.set(tz, { clock, fromMs, toMs });
  return clock.wallMs(nowMs);
};

/** Weekday (1 Monday to 7) and minute of the day in a zone. */
const weekMinute = (tz: string, nowMs: number): { readonly day: number; readonly minute: number } => {
  const wall = wallMs(tz, nowMs);
  const day = dayOfWall(wall);
  return { day: weekdayOf(day), minute: Math.floor((wall - day * DAY) / 60_000) };
};

/** Whether it is within the hours now. Those that end before they begin go over midnight and belong to the day they begin on. */
export const isWithin = ({ days, fromMin, toMin, tz }: Hours, nowMs: number): boolean => {
  const { day, minute } = weekMinute(tz, nowMs);
  if (fromMin < toMin) return days.includes(day) && minute >= fromMin && minute < toMin;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && minute >= fromMin) || (days.includes(yesterday) && minute < toMin);
};

const NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const nameOf = (day: number): string => NAMES[day - 1] ?? "";

const formatMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

const formatDays = (days: readonly number[]): string => {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first = 1] = sorted;
  const last = sorted.at(-1) ?? 7;
  const inRow = sorted.length > 2 && last - first === sorted.length - 1;
  return inRow ? `${nameOf(first)}-${nameOf(last)}` : sorted.map(nameOf).join(", ");
};

/** "Mon-Fri 09:00-18:00 Europe/Berlin" */
export const formatHours = ({ days, fromMin, toMin, tz }: Hours): string =>
  `${formatDays(days)} ${formatMinute(fromMin)}-${formatMinute(toMin)} ${tz}`;

/** The day of a moment in a zone: "2026-11-17" and "Tue". */
export const dayIn = (tz: string, nowMs: number): { readonly date: string; readonly weekday: string } => {
  const day = dayOfWall(wallMs(tz, nowMs));
  return { date: formatDay(day), weekday: nameOf(weekdayOf(day)) };
};

/** "Tue 03:12" */
export const formatWeekMinute = (tz: string, nowMs: number): string => {
  const { day, minute } = weekMinute(tz, nowMs);
  return `${nameOf(day)} ${formatMinute(minute)}`;
};
