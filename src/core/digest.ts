/** What joined a storm's one message instead of a card each. Times are epoch milliseconds. */
export interface Digest {
  readonly id: string;
  readonly channel: string;
  readonly openedAtMs: number;
  /** Set when the storm is over. */
  readonly endedAtMs?: number | undefined;
  readonly problems: number;
  /** Of them, those neither acked nor resolved now. */
  readonly firing: number;
  readonly resolved: number;
  /** Most first. */
  readonly sources: readonly { readonly name: string; readonly count: number }[];
  readonly services: readonly { readonly name: string; readonly count: number }[];
  /** Critical ones whose card is still to come, oldest first. */
  readonly critical: readonly DigestLine[];
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
