import type { Durations } from "../stats.ts";
import type { StatsHead, Who } from "./head.ts";
import type { PersonNights } from "./nights-types.ts";

/** Everything about one person: for themselves and leads. `person` of the query has to stand for one. */
export interface PersonSheet extends StatsHead {
  /** Null: the query stands for nobody or for several; everything else is empty then. */
  readonly who: (Who & { readonly tz?: string | undefined }) | null;
  readonly oncallMs: number;
  readonly pages: number;
  readonly sleep: number;
  readonly business: number;
  readonly off: number;
  /** In the range before. */
  readonly previous: {
    readonly pages: number;
    readonly sleep: number;
    readonly nights: number;
    readonly oncallMs: number;
  };
  readonly nights: PersonNights | null;
  readonly days: readonly string[];
  readonly unknownDays: number;
  /** Pages for each day (range's zone), those at night apart. */
  readonly perDay: readonly { readonly pages: number; readonly sleep: number }[];
  readonly acked: number;
  readonly resolved: number;
  /** As `PersonResponse.ackTime`. */
  readonly ackTime: Durations;
  /** Median of pages in the range over everybody else who was on a schedule or paged, for comparison; null with fewer than three of them. */
  readonly othersMedianPages: number | null;
  /** Interruptions, newest first, at most 20. */
  readonly pagesList: readonly {
    readonly atMs: number;
    readonly service: string;
    readonly title: string;
    readonly part: "sleep" | "business" | "off";
  }[];
}
