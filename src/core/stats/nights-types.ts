import type { StatsHead, Who } from "./head.ts";

/** One person's night, 22:00-08:00 in their own zone, named by its evening. */
export interface Night {
  /** "2026-11-16". */
  readonly evening: string;
  /** Interruptions in it that lie in the range; at least 1. */
  readonly pages: number;
  /** Distinct clock hours of it (wall time of the person's zone) with an interruption. */
  readonly hours: number;
}

/** One person's nights. */
export interface PersonNights extends Who {
  /** Disturbed ones, oldest first; never empty. */
  readonly nights: readonly Night[];
  readonly pages: number;
  /** Nights with three interruptions or more. */
  readonly hard: number;
  /** Most disturbed nights on consecutive evenings. */
  readonly longestRun: number;
}

/** Sleep that was cut. */
export interface NightStats extends StatsHead {
  /** Everybody with a disturbed night, most nights first, then most pages, then by name, then by source and id. */
  readonly people: readonly PersonNights[];
  /** Evenings of the range with anybody disturbed, oldest first: how many people, and how often. No names. */
  readonly evenings: readonly { readonly evening: string; readonly people: number; readonly pages: number }[];
  /** Sums over people, in the range and in the one before. */
  readonly totals: NightTotals;
  readonly previous: NightTotals;
  /** The night with most interruptions of one person: the earliest evening, then the first by source and id; null without any. */
  readonly hardest: (Who & Night) | null;
}

/** Sums over people. */
export interface NightTotals {
  /** Disturbed nights. */
  readonly nights: number;
  /** Interruptions at night. */
  readonly pages: number;
  /** Nights with three interruptions or more. */
  readonly hard: number;
  /** People with a disturbed night. */
  readonly people: number;
  /** People with two disturbed nights or more in a row. */
  readonly inARow: number;
}
