import type { TimeRange } from "./time/range.ts";

/** The range, and names as people type them; a name that matches nobody or several becomes a note of the answer. */
export interface StatsQuery {
  readonly range: TimeRange;
  readonly team?: string | undefined;
  readonly service?: string | undefined;
  readonly person?: string | undefined;
}

/** Summary of durations in milliseconds; null when n is 0. Percentiles interpolate linearly between closest ranks. */
export interface Durations {
  readonly n: number;
  readonly meanMs: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** One person's share of a range: counts of interruptions by time of day in their own zone, and of what they did. */
export interface PersonStats {
  readonly id: string;
  readonly name: string;
  /** Interruptions: push, SMS or phone, those within 60 s counted once. */
  readonly pages: number;
  readonly sleep: number;
  readonly business: number;
  readonly off: number;
  /** Nights (22-08, named by their evening) with at least one interruption. */
  readonly nights: number;
  readonly acked: number;
  readonly resolved: number;
}

/** Totals of one range. */
export interface Totals {
  /** Incidents created in the range, merged ones left out. */
  readonly incidents: number;
  readonly merged: number;
  /** Not resolved yet, as far as we know now. */
  readonly open: number;
  /** Of those, not acked yet. */
  readonly openUnacked: number;
  /** Ended without any explicit ack. */
  readonly neverAcked: number;
  readonly pages: number;
  readonly sleep: number;
  /** Disturbed nights, summed over people. */
  readonly nights: number;
  /** Explicit acks by people. */
  readonly acks: number;
  /** Creation to first explicit ack, over acked incidents. */
  readonly mtta: Durations;
  /** Creation to resolve, by people and by the service apart. */
  readonly mttrHuman: Durations;
  readonly mttrAuto: Durations;
}

/** A filter that matched no name, or several. */
export interface FilterNote {
  readonly what: "team" | "service" | "person";
  readonly wanted: string;
  /** Names it stands for; empty or several. */
  readonly found: readonly string[];
  /** Names there were to choose from. */
  readonly known: readonly string[];
}

/** Everything that the on-call graphs and words say about a range; `asOfMs` null means that nothing was read yet. */
export interface OncallStats {
  readonly range: TimeRange;
  readonly totals: Totals;
  /** Same length of time before; for a running period the same elapsed part of the one before. */
  readonly previous: Totals;
  readonly previousRange: TimeRange;
  /** Most pages first, then by name, then by id. */
  readonly people: readonly PersonStats[];
  /** Days of the range in its zone, "2026-11-16"; values per service in the same order. Services: most incidents first, then by name. */
  readonly days: readonly string[];
  readonly services: readonly { readonly name: string; readonly perDay: readonly number[] }[];
  readonly asOfMs: number | null;
  /** Before this moment there is no data, which is not zero; null when that is not known. */
  readonly sinceMs: number | null;
  /** How many of `days`, from the first on, lie wholly before it. */
  readonly unknownDays: number;
  /** What to know about the filters: a name that matches nobody, or several. */
  readonly notes: readonly FilterNote[];
  /** Rows read to make it. */
  readonly read: { readonly incidents: number; readonly facts: number };
}

/** How people's names are shown where a channel can read them. */
export type Names = "shown" | "initials" | "totals";
