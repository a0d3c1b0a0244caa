/** What joined a storm's one message instead of a card each. Times are epoch milliseconds. */
export interface Digest {
  readonly id: string;
  readonly channel: string;
  readonly openedAtMs: number;
  /** Set when the storm is over. */
  readonly endedAtMs?: number | undefined;
  /** All that opened in the channel meanwhile. */
  readonly problems: number;
  /** Of them, those with a message of their own. */
  readonly own: number;
  /** Of them, pages and critical ones. */
  readonly urgent: number;
  /** Of them, those neither acked nor resolved now. */
  readonly firing: number;
  readonly resolved: number;
  /** Most first. */
  readonly sources: readonly { readonly name: string; readonly count: number }[];
  readonly services: readonly { readonly name: string; readonly count: number }[];
  /** When the newest problem joined. */
  readonly joinedAtMs: number;
  /** Critical ones whose card is still to come, oldest first, as many as a message may name. */
  readonly critical: readonly DigestLine[];
  /** How many those are in all. */
  readonly criticalWaiting: number;
  /** The others, most severe and newest first, a few. */
  readonly top: readonly DigestLine[];
}

/** One problem by name. */
export interface DigestLine {
  readonly incidentId: string;
  readonly title: string;
  readonly source: string;
  readonly service?: string | undefined;
  readonly url?: string | undefined;
}
