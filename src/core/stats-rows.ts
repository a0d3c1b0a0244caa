import type { Fact, Person } from "./fact.ts";

/** What statistics need of a problem: incidents with a life cycle only, no notices. */
export interface StatsIncident {
  readonly source: string;
  readonly key: string;
  readonly service: string;
  readonly teams: readonly string[];
  readonly openedAtMs: number;
  /** First explicit ack. */
  readonly ackedAtMs: number | null;
  readonly resolvedAtMs: number | null;
  readonly ending: "human" | "auto" | "merged" | null;
}

/** What statistics need of a fact. */
export type StatsFact = Pick<
  Fact,
  "source" | "kind" | "atMs" | "personId" | "incidentKey" | "channel" | "service" | "teams"
>;

/** Everything statistics are made from, as read from the store. Any order; sorted by time is fastest. */
export interface StatsRows {
  /** Those with `openedAtMs` in the window's `incidents`. */
  readonly incidents: readonly StatsIncident[];
  /** Those with `atMs` in the window's `facts`. */
  readonly facts: readonly StatsFact[];
  /** Everybody known: names, addresses and zones. */
  readonly people: readonly Person[];
  /** Newest data the store has seen at all; null when it has none. */
  readonly asOfMs: number | null;
  /** Nothing older than this was ever read; null or absent when that is not known. */
  readonly sinceMs?: number | null | undefined;
}
