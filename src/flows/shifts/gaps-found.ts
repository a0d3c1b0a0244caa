import type { TimeWindow } from "../../core/responding.ts";

/** A gap that was told, or is being told. */
export interface ToldGap extends TimeWindow {
  readonly key: string;
  /** It reaches as far as was looked, and may be longer. */
  readonly open: boolean;
  /** When it was told as it is now: the same until it is told otherwise. */
  readonly toldMs: number;
  /** Kept before it is told and cleared after, so that a crash in between tells it once. */
  readonly telling?: boolean | undefined;
}

/** What became of the gaps of one schedule since the last look. */
export interface GapNews {
  /** Those that are there now; `telling` those that nobody was told of as they are. */
  readonly now: readonly ToldGap[];
  /** Those that are over: somebody took the hours, or they passed. */
  readonly over: readonly ToldGap[];
}

const overlap = (a: TimeWindow, b: TimeWindow): boolean => a.fromMs < b.toMs && b.fromMs < a.toMs;

const isSame = (a: Pick<ToldGap, "fromMs" | "toMs" | "open">, b: typeof a): boolean =>
  a.fromMs === b.fromMs && a.open === b.open && (a.open || a.toMs === b.toMs);

/**
 * Each gap is known again by the hours that it shares with one that was told, so that one that grows, shrinks or has
 * begun stays the same problem.
 */
export const compareGaps = (
  told: readonly ToldGap[],
  found: readonly TimeWindow[],
  window: TimeWindow,
  keyOf: (gap: TimeWindow) => string,
): GapNews => {
  const left = [...told];
  const now = found.map(({ fromMs, toMs }): ToldGap => {
    const at = left.findIndex((one) => overlap(one, { fromMs, toMs }));
    const [before] = at < 0 ? [] : left.splice(at, 1);
    const open = toMs === window.toMs;
    const fresh = { toMs, open, toldMs: window.fromMs, telling: true };
    if (!before) return { ...fresh, fromMs, key: keyOf({ fromMs, toMs }) };
    // What has begun began when it did, not when it was looked at.
    const gap = {
      ...fresh,
      key: before.key,
      fromMs: fromMs === window.fromMs ? Math.min(before.fromMs, fromMs) : fromMs,
    };
    return isSame(before, gap) ? { ...before, toMs } : gap;
  });
  return { now, over: left };
};
