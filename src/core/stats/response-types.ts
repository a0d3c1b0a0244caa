import type { Durations } from "../stats.ts";
import type { StatsHead, Who } from "./head.ts";

/** How quickly incidents created in a range were taken and ended, merged ones left out. */
export interface ResponseTotals {
  readonly incidents: number;
  /** With an explicit ack. */
  readonly acked: number;
  /** acked / incidents; null without incidents. */
  readonly ackRate: number | null;
  /** Creation to first explicit ack, where a person gave it and where automation did. */
  readonly mttaHuman: Durations;
  readonly mttaAuto: Durations;
  /** Creation to end, by people and by itself. */
  readonly mttrHuman: Durations;
  readonly mttrAuto: Durations;
  /** Ended without an ack. */
  readonly neverAcked: number;
  readonly open: number;
  readonly openUnacked: number;
  /** Incidents with a fact "escalated" by a person; and, of the others, those with one by nobody (a timeout). */
  readonly escalatedByHand: number;
  readonly escalatedByTimeout: number;
  /**
   * Incidents that were handed on: a fact "assigned" later than their first one, at a millisecond at which no fact
   * "escalated" of the incident stands.
   */
  readonly reassigned: number;
}

/**
 * Facts count where they lie before the end of the range + 24 h, those of the range before before its end + 24 h. What
 * happened to an incident is told by all of its facts, whatever the filters.
 */
export interface ResponseStats extends StatsHead {
  readonly totals: ResponseTotals;
  readonly previous: ResponseTotals;
  /** Days of the range in its zone, and for the incidents created on each: how many, median to ack (any) and to end (any); null where there are none. */
  readonly days: readonly string[];
  readonly unknownDays: number;
  readonly perDay: readonly {
    readonly incidents: number;
    readonly ackP50Ms: number | null;
    readonly resolveP50Ms: number | null;
  }[];
  /** Everybody assigned, most assigned first, then by name, then by source and id. */
  readonly people: readonly PersonResponse[];
  /** Of fewer than 20 incidents, all acked ones instead of a trend: newest first, then by key, at most 20; else empty. */
  readonly list: readonly {
    readonly key: string;
    readonly title: string;
    readonly service: string;
    readonly openedAtMs: number;
    readonly ackMs: number | null;
    readonly resolveMs: number | null;
  }[];
}

/** Over the incidents created in the range: assigned to them, acked by them, and the time from the first of the one to the first of the other (0 when the ack came first). */
export interface PersonResponse extends Who {
  readonly assigned: number;
  readonly acked: number;
  readonly ackTime: Durations;
}
