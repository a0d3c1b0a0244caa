import type { StatsHead, Who } from "./head.ts";

/** Counts over a range, by when. All incidents and interruptions of the range are in each list. */
export interface ByTime {
  /** One for each of `LoadStats.days`. */
  readonly days: readonly number[];
  /** Hours 0-23. */
  readonly hours: readonly number[];
  /** Monday first. */
  readonly weekdays: readonly number[];
  /** 7 rows (Monday first) of 24 hours. */
  readonly heat: readonly (readonly number[])[];
}

/** What paged whom when: how much, not how well. */
export interface LoadStats extends StatsHead {
  /** Days of the range in its zone, "2026-11-16". */
  readonly days: readonly string[];
  /** How many of them, from the first on, lie wholly before anything was read. */
  readonly unknownDays: number;
  /** Incidents created in the range, merged ones left out; days, hours and weekdays of the range's zone. */
  readonly incidents: ByTime;
  /** Interruptions: days of the range's zone, hours and weekdays of each person's own. */
  readonly interruptions: ByTime;
  /** The same in the range before. */
  readonly previous: { readonly incidents: number; readonly pages: number };
  /**
   * Incidents created in the range, and interruptions, by the service that the first notification of each names (of
   * several at one millisecond: the one with the first incident key). Most pages first, then most incidents, then by name
   * (code unit order, as everywhere here).
   */
  readonly services: readonly { readonly name: string; readonly incidents: number; readonly pages: number }[];
  /** Likewise; what belongs to several teams counts for each, what belongs to none for "". */
  readonly teams: readonly { readonly name: string; readonly incidents: number; readonly pages: number }[];
  /** Likewise by service and `alertName` of the title; at most the first 50. An interruption belongs to the incident of its first notification, where that was read. */
  readonly alerts: readonly {
    readonly service: string;
    readonly name: string;
    readonly incidents: number;
    readonly pages: number;
  }[];
  /** Everybody paged or on call in the range, most pages first, then by name, then by source and id. */
  readonly people: readonly PersonLoad[];
}

/** One person's load. Times of day are of their own zone, of the range's where theirs is not known. */
export interface PersonLoad extends Who {
  readonly pages: number;
  readonly sleep: number;
  readonly business: number;
  readonly off: number;
  /** Distinct incidents of the notifications (push, SMS, phone) within the range. */
  readonly incidents: number;
  /** On a schedule within the range: union of their spans. */
  readonly oncallMs: number;
  /** Pages for each of `LoadStats.days` (range's zone). */
  readonly perDay: readonly number[];
}
