import type { RangeChoice } from "./ranges.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const SHORTEST_MS = MINUTE_MS;
const LONGEST_MS = 400 * DAY_MS;

/** A stretch of time on the page; one that follows now ends there, however late it gets. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly follows: boolean;
}

/** Lengths to choose for what is measured: words and milliseconds. */
export const LENGTHS: readonly { readonly words: string; readonly ms: number }[] = [
  { words: "15 min", ms: 15 * MINUTE_MS },
  { words: "1 h", ms: HOUR_MS },
  { words: "6 h", ms: 6 * HOUR_MS },
  { words: "24 h", ms: DAY_MS },
  { words: "7 d", ms: 7 * DAY_MS },
];

const instant = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;

const within = (lengthMs: number): number => Math.min(LONGEST_MS, Math.max(SHORTEST_MS, lengthMs));

/** How much longer than it should be a window that follows now may get. */
const slackMs = (lengthMs: number): number => Math.max(2 * MINUTE_MS, lengthMs / 40);

/** Where windows of a length may begin: so few moments that all who look at one ask the same, each whenever they came. */
const gridMs = (lengthMs: number): number => Math.max(1, Math.floor(slackMs(lengthMs) / 2 / MINUTE_MS)) * MINUTE_MS;

/** The last so many milliseconds, or a little more, following now; many who look at it ask the same. */
export const lastOf = (lengthMs: number, nowMs: number): Span => ({
  fromMs: Math.floor((nowMs - within(lengthMs)) / gridMs(lengthMs)) * gridMs(lengthMs),
  toMs: nowMs,
  follows: true,
});

/** A stretch of at least a minute, in either direction; what would end in the future follows now. */
export const spanFrom = (oneMs: number, otherMs: number, nowMs: number): Span => {
  const lengthMs = within(Math.abs(otherMs - oneMs));
  const fromMs = Math.round((oneMs + otherMs - lengthMs) / 2);
  return fromMs + lengthMs >= nowMs ? lastOf(lengthMs, nowMs) : { fromMs, toMs: fromMs + lengthMs, follows: false };
};

/** So many lengths later; earlier when negative. */
export const moved = ({ fromMs, toMs }: Span, lengths: number, nowMs: number): Span => {
  const byMs = lengths * (toMs - fromMs);
  return spanFrom(fromMs + byMs, toMs + byMs, nowMs);
};

/** `times` as long around the same middle, or with the same end when it follows now. */
export const scaled = ({ fromMs, toMs, follows }: Span, times: number, nowMs: number): Span => {
  const lengthMs = within((toMs - fromMs) * times);
  const middle = (fromMs + toMs) / 2;
  return follows ? lastOf(lengthMs, nowMs) : spanFrom(middle - lengthMs / 2, middle + lengthMs / 2, nowMs);
};

/** As a link says it. */
export const choiceOf = ({ fromMs, toMs, follows }: Span, words = ""): RangeChoice => ({
  words,
  from: instant(fromMs),
  to: follows ? "now" : instant(toMs),
});

/** When a window that follows now has grown so much that it is time to let go of its beginning. */
export const isOutgrown = (fromMs: number, lengthMs: number, nowMs: number): boolean =>
  nowMs - fromMs - lengthMs > slackMs(lengthMs);
