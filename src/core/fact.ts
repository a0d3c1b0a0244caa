/** What can happen: "opened" to nobody yet, the others to one person on call. */
export const FACT_KINDS = [
  "opened",
  "notified",
  "assigned",
  "acked",
  "unacked",
  "resolved",
  "escalated",
  "snoozed",
  "noted",
] as const;

/** What happened; only "notified" can be an interruption, and "opened" is for outputs alone: statistics count incidents. */
export type FactKind = (typeof FACT_KINDS)[number];

/** How a notification reached the person; an e-mail never counts as an interruption. */
export type Channel = "push" | "sms" | "phone" | "email" | "other";

/** One thing that happened to one person on call; unique by (source, id). */
export interface Fact {
  readonly source: string;
  readonly id: string;
  readonly kind: FactKind;
  readonly atMs: number;
  /** The person's id at the source; absent when automation did it. */
  readonly personId?: string | undefined;
  /** Incident key at the source. */
  readonly incidentKey: string;
  readonly channel?: Channel | undefined;
  /** Names as the source gave them, for filters. */
  readonly service: string;
  readonly teams: readonly string[];
}

/** Somebody at a source. `tz` is an IANA name. */
export interface Person {
  readonly source: string;
  readonly id: string;
  readonly name: string;
  readonly email?: string | undefined;
  readonly tz?: string | undefined;
  readonly url?: string | undefined;
}
