import { fromWall, toWall, type Wall } from "../../graphs/chart-time.ts";
import type { Span } from "./spans.ts";

const DAY_MS = 86_400_000;

/** A range to choose: its words and the link's parameters. */
export interface RangeChoice {
  readonly words: string;
  readonly from: string;
  readonly to: string;
}

const isoDay = (wall: Wall): string =>
  new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).toISOString().slice(0, 10);

const isoInstant = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 16)}:00Z`;

/** Today in a zone, moved by whole days: "2026-11-16". */
const dayOf = (nowMs: number, tz: string, plusDays = 0): string => {
  const wall = toWall(nowMs, tz);
  return isoDay({ ...wall, day: wall.day + plusDays });
};

const dayAt = (value: string, tz: string, minusMs: number): string | undefined => {
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return value;
  const atMs = Date.parse(value);
  return Number.isNaN(atMs) ? undefined : dayOf(atMs - minusMs, tz);
};

/** First and last day of the query's range in a zone, whether it is written in days or in moments; else the last week. */
export const queryDays = (
  query: URLSearchParams,
  nowMs: number,
  tz: string,
): { readonly first: string; readonly last: string } => ({
  first: dayAt(query.get("from") ?? "", tz, 0) ?? dayOf(nowMs, tz, -7),
  last: dayAt(query.get("to") ?? "", tz, 1) ?? dayOf(nowMs, tz),
});

/**
 * This week, last week and the last 24 hours, in a zone; `to` days are inclusive, "now" follows the clock. `weekStart`:
 * 1 is Monday, 7 is Sunday.
 */
export const rangeChoices = (nowMs: number, tz: string, weekStart = 1): readonly RangeChoice[] => {
  const wall = toWall(nowMs, tz);
  const first = -((new Date(Date.UTC(wall.year, wall.month - 1, wall.day)).getUTCDay() + 7 - (weekStart % 7)) % 7);
  const day = (plus: number): string => dayOf(nowMs, tz, first + plus);
  return [
    { words: "This week", from: day(0), to: day(6) },
    { words: "Last week", from: day(-7), to: day(-1) },
    { words: "Last 24 h", from: isoInstant(nowMs - DAY_MS), to: "now" },
  ];
};

const readMs = (value: string, tz: string, plusDays: number): number => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return Date.parse(value);
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3]) + plusDays];
  return fromWall({ year, month, day, hour: 0, minute: 0 }, tz);
};

/** The moments of the query's range; the last week when it names none. */
export const querySpan = (query: URLSearchParams, nowMs: number, tz: string): Span => {
  const follows = (query.get("to") ?? "now") === "now";
  const fromMs = readMs(query.get("from") ?? "", tz, 0);
  const toMs = follows ? nowMs : readMs(query.get("to") ?? "", tz, 1);
  return toMs > fromMs ? { fromMs, toMs, follows } : { fromMs: nowMs - 7 * DAY_MS, toMs: nowMs, follows: true };
};

/** "2026-11-21T20:52", as a field for a moment in this zone shows and takes it. */
export const wallText = (atMs: number, tz: string): string => {
  const wall = toWall(atMs, tz);
  return new Date(Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute)).toISOString().slice(0, 16);
};

/** The moment that such a field says; not a number for anything else. */
export const wallMs = (text: string, tz: string): number => {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/.exec(text);
  if (!match) return Number.NaN;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  return fromWall({ year, month, day, hour, minute }, tz);
};

/** A range as long as the query's, up to now and following it; a week when the query names none. */
export const followNow = (query: URLSearchParams, nowMs: number, tz: string): RangeChoice => {
  const length = readMs(query.get("to") ?? "", tz, 1) - readMs(query.get("from") ?? "", tz, 0);
  return { words: "Follow now", from: isoInstant(nowMs - (length > 0 ? length : 7 * DAY_MS)), to: "now" };
};

/** The query with another range; team, service and everything else stay. */
export const withRange = (query: URLSearchParams, range: RangeChoice, tz: string): string => {
  const next = new URLSearchParams(query);
  next.set("from", range.from);
  next.set("to", range.to);
  next.set("tz", tz);
  return `?${next}`;
};

/** Whether the query shows this range: the same moments, however they are written. */
export const isRange = (query: URLSearchParams, range: RangeChoice, tz: string): boolean =>
  range.to !== "now" &&
  readMs(query.get("from") ?? "", tz, 0) === readMs(range.from, tz, 0) &&
  readMs(query.get("to") ?? "", tz, 1) === readMs(range.to, tz, 1);
