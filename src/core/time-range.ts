import { Failure } from "./failure.ts";

/** A half-open range [fromMs, toMs). `endMs` is the end of the named period, after `toMs` while the period still runs. */
export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly endMs: number;
  /** IANA zone that its days are in. */
  readonly tz: string;
  /** As a person would say it: "this week", "2026-11-01 to 2026-11-07". */
  readonly label: string;
}

/** 1 = Monday … 7 = Sunday (ISO). */
export type WeekStart = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface RangeContext {
  readonly nowMs: number;
  readonly tz: string;
  readonly weekStart: WeekStart;
}

export const RANGE_EXAMPLES = [
  "this week",
  "last week",
  "last 24h",
  "today",
  "since monday",
  "last month",
  "2026-11-01..2026-11-07",
];

/** Words -> range. Throws Failure("usage") with examples in `tell` when it cannot. */
export const parseTimeRange = (_words: string, _context: RangeContext): TimeRange => {
  throw new Failure("internal", "placeholder: the owner of time-range.ts replaces this");
};
