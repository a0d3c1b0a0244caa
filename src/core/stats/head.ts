import type { FilterNote } from "../stats.ts";
import type { TimeRange } from "../time/range.ts";

/** What every statistic says besides its numbers. */
export interface StatsHead {
  readonly range: TimeRange;
  /** Same length of time before. */
  readonly previousRange: TimeRange;
  /** Newest data; null means that nothing was read yet. */
  readonly asOfMs: number | null;
  /** Before this moment there is no data, which is not zero; null when that is not known. */
  readonly sinceMs: number | null;
  /** What to know about the filters: a name that matches nobody, or several. */
  readonly notes: readonly FilterNote[];
  /** Rows read to make it. */
  readonly read: { readonly incidents: number; readonly facts: number };
}

/** Who a number is about. */
export interface Who {
  readonly source: string;
  readonly id: string;
  /** As the source calls them; the id when it is not known. */
  readonly name: string;
  readonly email?: string | undefined;
}

/** Whether nothing of the range was read: its zeros are no numbers. */
export const isUnread = ({ asOfMs, sinceMs, range }: Pick<StatsHead, "asOfMs" | "sinceMs" | "range">): boolean =>
  asOfMs === null || (sinceMs !== null && sinceMs >= range.toMs);

/** Whether it was read from later than its beginning on. */
export const isPartly = ({ sinceMs, range }: Pick<StatsHead, "sinceMs" | "range">): boolean =>
  sinceMs !== null && sinceMs > range.fromMs;
