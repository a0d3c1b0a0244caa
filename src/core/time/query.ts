import { Temporal } from "temporal-polyfill";
import { formatSpan } from "./format.ts";
import { readSpan, type Span } from "./span.ts";
import { makeRange, momentAt, type RangeContext, rangeFailure, type TimeRange } from "./types.ts";

const ABSOLUTE = /^\d{4}-\d{2}-\d{2}(?:t\d{2}:\d{2}.*)?$/;

const readAbsolute = (value: string, context: RangeContext): Span => {
  const text = value.trim().toLowerCase();
  const span = ABSOLUTE.test(text) ? readSpan(text, context) : undefined;
  if (span) return span;
  throw rangeFailure(`"${value.slice(0, 40)}" is no time like 2026-11-16T00:00:00Z.`);
};

/**
 * `from`, `to`, `tz` of a link -> range; undefined when there is neither `from` nor `to`. ISO instants, or dates and times in
 * `tz` (a bare end date is inclusive); `to=now` and no `to` follow the clock. Throws Failure("usage") for nonsense.
 */
export const rangeFromQuery = (query: URLSearchParams, context: RangeContext): TimeRange | undefined => {
  const { from, to, tz = context.tz } = Object.fromEntries(query);
  const now = momentAt(context.nowMs, tz);
  if (from === undefined && to === undefined) return undefined;
  if (from === undefined) throw rangeFailure("A link with to= needs from= too.");
  const zoned = { ...context, tz: now.timeZoneId };
  const start = readAbsolute(from, zoned).from;
  const end = to === undefined || to === "now" ? now : readAbsolute(to, zoned).to;
  const label = formatSpan(start.epochMilliseconds, end.epochMilliseconds, tz);
  return makeRange(start, end, label, zoned);
};

/** Range -> `from`, `to` (the end of the period) and `tz`. */
export const rangeToQuery = (range: TimeRange, query: URLSearchParams): void => {
  const instant = (atMs: number): string => Temporal.Instant.fromEpochMilliseconds(atMs).toString();
  const values = { from: instant(range.fromMs), to: instant(range.endMs), tz: range.tz };
  for (const [name, value] of Object.entries(values)) query.append(name, value);
};

/** Range -> words that mean the same window whenever they are said: whole days as "2026-11-16 to 2026-11-22", else moments. */
export const lastingWords = ({ fromMs, endMs, tz }: TimeRange): string => {
  const [from, end] = [momentAt(fromMs, tz), momentAt(endMs, tz)];
  const isWhole = [from, end].every((at) => at.startOfDay().epochMilliseconds === at.epochMilliseconds);
  if (isWhole) return `${from.toPlainDate()} to ${end.subtract({ days: 1 }).toPlainDate()}`;
  return [from, end].map((at) => at.toString({ timeZoneName: "never" })).join(" to ");
};
