import type { Incident } from "../incident.ts";
import { parseTimeRange } from "../time/range.ts";
import type { RangeContext, TimeRange } from "../time/types.ts";

const BEFORE_MS = 30 * 60_000;
const AFTER_MS = 30 * 60_000;
/** A problem that ended longer ago is looked at as it was. */
const LONG_AGO_MS = 6 * 3_600_000;
const LONGEST_MS = 365 * 86_400_000;

/** The time when none was said: of a problem from half an hour before it opened until now, else the last hour or what is `usual`. */
export const rangeHere = (incident: Incident | undefined, context: RangeContext, usual = "1h"): TimeRange => {
  if (incident === undefined) return parseTimeRange(`last ${usual}`, context);
  const { nowMs, tz } = context;
  const endedMs = incident.state === "notice" ? incident.openedAtMs : incident.resolvedAtMs;
  const old = endedMs !== undefined && nowMs - endedMs > LONG_AGO_MS;
  const toMs = old ? Math.min(nowMs, endedMs + AFTER_MS) : nowMs;
  const fromMs = Math.max(Math.min(incident.openedAtMs - BEFORE_MS, toMs - BEFORE_MS), toMs - LONGEST_MS);
  const label = old ? "from 30 min before it opened until its end" : "from 30 min before it opened until now";
  return { fromMs, toMs, endMs: toMs, tz, label };
};

const FOLLOWS_MS = 2 * 60_000;

/** Whether a picture's range ended when it was taken, or later: then it goes on with the clock. */
const followsClock = ({ endMs }: TimeRange, takenAtMs: number): boolean => endMs >= takenAtMs - FOLLOWS_MS;

/** A picture's range so many times as long. Its end stays, or is now when it was now. At least a minute, at most a year. */
export const stretched = (range: TimeRange, factor: number, takenAtMs: number, nowMs: number): TimeRange => {
  const toMs = followsClock(range, takenAtMs) ? nowMs : range.toMs;
  const lengthMs = Math.min(LONGEST_MS, Math.max(60_000, Math.round((range.toMs - range.fromMs) * factor)));
  return { ...range, fromMs: toMs - lengthMs, toMs, endMs: toMs };
};

/** A picture's range up to now: one of a problem grows, others move along; one that ended before it was taken stays. */
export const refreshed = (
  range: TimeRange,
  { takenAtMs, ofProblem }: { readonly takenAtMs: number; readonly ofProblem: boolean },
  nowMs: number,
): TimeRange => {
  if (!followsClock(range, takenAtMs)) return range;
  return {
    ...range,
    fromMs: ofProblem ? range.fromMs : nowMs - (range.toMs - range.fromMs),
    toMs: nowMs,
    endMs: nowMs,
  };
};
