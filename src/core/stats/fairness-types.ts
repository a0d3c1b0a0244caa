import type { StatsHead, Who } from "./head.ts";

/** How the load was shared: everybody on a schedule in the range, zeros included, and everybody paged. */
export interface FairnessStats extends StatsHead {
  /** Highest rate first (null last), then most pages, then by name, then by source and id. */
  readonly people: readonly PersonShare[];
  /**
   * What is compared: interruptions per on-call hour of people who were on a schedule; where no such hours are known at
   * all, interruptions of everybody paged.
   */
  readonly basis: "rate" | "pages";
  /** Of what is compared; null with fewer than two people or a mean of 0. */
  readonly maxToMean: number | null;
  /** sum |xi - xj| / (2 n² mean); null with fewer than three people or a mean of 0. 0 is even, towards 1 is one person. */
  readonly gini: number | null;
  /** The same of the range before; null likewise, and where it would compare something else than `basis`. */
  readonly previousGini: number | null;
  /**
   * Each person's time on schedules (union of spans, clipped to the range) is cut into pieces of 12 hours from the
   * beginning of each uninterrupted stretch; a shorter rest is a piece too. Over: more than two incidents paged them in it
   * by push, SMS or phone (https://sre.google/sre-book/being-on-call/).
   */
  readonly shifts: { readonly pieces: number; readonly over: number; readonly most: number };
}

/** One person's share. */
export interface PersonShare extends Who {
  readonly oncallMs: number;
  readonly pages: number;
  /** Interruptions per hour on a schedule: all of theirs in the range / hours; null without hours. */
  readonly perHour: number | null;
  /** Of all pages of the range, 0-1; 0 when there were none. */
  readonly share: number;
  /** Of the range's length spent on call, 0-1. */
  readonly onCallShare: number;
  /** 12-hour pieces, and those with more than two incidents. */
  readonly pieces: number;
  readonly over: number;
}
