import type { Alert } from "./alert.ts";
import type { ChartSpec } from "./chart.ts";
import type { Fact, Person } from "./fact.ts";
import type { Change, Incident } from "./incident.ts";
import type { Collected, SourceIncident } from "./integration.ts";
import type { OncallStats, StatsQuery } from "./stats.ts";

/** Proof that we hold a lease: every write of the holder carries it; a write with an old fence is refused (`conflict`). */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: number;
}

/** Work that one process at a time may do. A holder that dies loses its lease when the time is up. */
export interface Leases {
  /** Takes or renews; undefined while another holds it. Uses the database's clock. */
  take(name: string, holder: string, forMs: number): Promise<Lease | undefined>;
  /** Renews; false when it was lost. */
  renew(lease: Lease, forMs: number): Promise<boolean>;
  release(lease: Lease): Promise<void>;
  /** Frees what holders hold that certainly run no more, lanes included. Answers how many were freed. */
  reclaim(isGone: (holder: string) => boolean): Promise<number>;
}

/** What arrived from outside and must not be lost: webhooks, button presses, commands that change something. */
export interface NewDelivery {
  readonly id: string;
  /** Integration name; "action" for what a person asked to change. */
  readonly source: string;
  readonly receivedAtMs: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

/** A stored delivery and how often it was tried in vain. */
export interface Delivery extends NewDelivery {
  readonly attempts: number;
}
/** What became of a delivery. */
export interface Outcome {
  readonly deliveryId: string;
  /** Who sent it. */
  readonly source: string;
  readonly state: "done" | "unreadable" | "failed";
  /** Why, for "unreadable" and "failed". */
  readonly why?: string | undefined;
  readonly alerts: readonly Alert[];
}

/** What to say about one change: one entry for each routed place. */
export type Plan = (incident: Incident, change: Change, alert: Alert) => readonly Say[];

/** A card to post or repaint, or a note beside it. */
export type Say =
  /** `onlyIfPosted`: repaint an existing card, never post a new one. */
  | { readonly kind: "card"; readonly channel: string; readonly onlyIfPosted?: boolean }
  | { readonly kind: "note"; readonly channel: string; readonly lines: readonly string[] };

/** What applying one alert came to. */
export interface Applied {
  readonly incident: Incident;
  readonly change: Change;
  readonly alert: Alert;
}

/** What came in, kept until it is worked off and for its retention after that. */
export interface Inbox {
  /** On disk (fsync) when it resolves; calls that come together share one commit. A repeated id is ignored. */
  add(delivery: NewDelivery): Promise<void>;
  /** Oldest first, not yet finished and due. `kind` apart because webhooks are applied in batches, actions one by one. */
  take(kind: "hooks" | "actions", limit: number): Promise<readonly Delivery[]>;
  /** Actions only: ends it, or leaves it for later with `retryAtMs`. */
  finish(
    lease: Lease,
    id: string,
    end: { state: "done" | "failed"; why?: string } | { retryAtMs: number; why: string },
  ): Promise<void>;
  read(id: string): Promise<(Delivery & { readonly state: string; readonly why?: string }) | undefined>;
}

/** One row of what is owed to the chat. */
export interface Post {
  readonly id: string;
  readonly channel: string;
  readonly kind: "card" | "note";
  readonly incidentId: string;
  readonly lines: readonly string[];
  /** For a card: the incident version that is owed, and the one Slack shows. */
  readonly wanted: number;
  readonly shown: number;
  readonly ts?: string | undefined;
  /** Set before a post is tried, cleared after: a leftover means "look before you repeat". */
  readonly tryingSinceMs?: number | undefined;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** For a note: the `ts` of its card in the same channel, when posted. */
  readonly cardTs?: string | undefined;
}

/** A channel that we hold at this moment: nobody else posts there, and writes carry its fence. */
export interface Lane {
  readonly channel: string;
  readonly lease: Lease;
}

/** A channel or everything that is stuck, and why. */
export interface QueueReport {
  readonly lanes: readonly {
    readonly channel: string;
    readonly waiting: number;
    readonly oldestMs: number | null;
    readonly blocked?: string | undefined;
    readonly nextAtMs: number;
  }[];
  readonly inboxWaiting: number;
  readonly unreadable: readonly {
    readonly id: string;
    readonly source: string;
    readonly receivedAtMs: number;
    readonly why: string;
  }[];
  readonly dead: readonly {
    readonly id: string;
    readonly channel: string;
    readonly incidentId: string;
    readonly why: string;
  }[];
}

/** What is owed to the chat, a lane for each channel; every write of a lane that was lost fails with `conflict`. */
export interface Outbox {
  /** Takes one lane that has work, is due and nobody else holds. */
  takeLane(holder: string, forMs: number): Promise<Lane | undefined>;
  /** What is owed in it: new cards, notes whose card is posted, then updates, each oldest first; `limit` of posts and of updates. */
  owed(lane: Lane, limit: number): Promise<readonly Post[]>;
  /** Durable "I am about to post this". */
  trying(lane: Lane, postId: string, nowMs: number): Promise<void>;
  /** It certainly did not happen (refused, rate limited): no doubt is left. */
  notTried(lane: Lane, postId: string): Promise<void>;
  /** Posted or updated: `shown` is the incident version that was drawn. Clears the doubt and the lane's failures. */
  shown(lane: Lane, postIds: readonly string[], ts: string, shown: number): Promise<void>;
  /** It failed and may succeed later: it goes behind everything else that is owed there. */
  behind(lane: Lane, postId: string, nowMs: number): Promise<void>;
  /** The message is gone: forget its `ts`, so that it is posted again. */
  gone(lane: Lane, postId: string): Promise<void>;
  /** This one can never be taken: dead letter, with why. */
  dead(lane: Lane, postId: string, why: string): Promise<void>;
  /** Ends the hold; nothing in this lane before `untilMs`. `blocked` says why when a person has to do something. */
  pause(lane: Lane, untilMs: number, blocked?: string): Promise<void>;
  /** Ends the hold; the lane is due again at `nextAtMs`, or when a pause that was asked for ends. */
  leave(lane: Lane, nextAtMs: number): Promise<void>;
  /** When the next lane with work is due; null when nothing is owed. */
  nextDueMs(): Promise<number | null>;
  /** After a doubt was settled: look for doubles again until then. */
  recheck(postId: string, channel: string, atMs: number): Promise<void>;
  rechecksDue(
    nowMs: number,
    limit: number,
  ): Promise<
    readonly {
      readonly postId: string;
      readonly channel: string;
      readonly ts: string | undefined;
      readonly sinceMs: number;
      readonly thread: string | undefined;
    }[]
  >;
  recheckDone(postId: string): Promise<void>;
  report(): Promise<QueueReport>;
  /** Frees blocked lanes and dead letters. Answers how many posts were set free. */
  retry(): Promise<number>;
}

/** Shared budget per method of the whole workspace. */
export interface Budgets {
  /** Takes one unit, or answers how long to wait. GCRA: `everyMs` apart on average, `burst` at once; together under a minute. */
  take(name: string, everyMs: number, burst: number): Promise<{ readonly waitMs: number }>;
  /** The service said wait. */
  hold(name: string, forMs: number): Promise<void>;
}

/** A posted picture and the data it was drawn from; never changes. */
export interface Snapshot {
  readonly id: string;
  readonly graph: string;
  /** Canonical query of the live view. */
  readonly query: string;
  readonly spec: ChartSpec;
  readonly png: Uint8Array;
  readonly atMs: number;
  readonly by: string;
  readonly channel?: string | undefined;
}

/**
 * Everything that is remembered, over SQLite or PostgreSQL. Throws Failure: conflict (a lease was lost), unavailable, timeout.
 */
export interface Store {
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly leases: Leases;
  readonly budgets: Budgets;
  /**
   * One transaction: drops alerts whose event was seen, applies the rest, writes incidents (compare and set), owes what
   * `plan` says and ends the deliveries. Answers what was applied.
   */
  relay(lease: Lease, outcomes: readonly Outcome[], plan: Plan): Promise<readonly Applied[]>;
  /**
   * One transaction: facts (new ones only are answered), people, imported incidents and the cursor together. Imported
   * history never posts; `repair` is told by `plan` when the poll found what the webhooks missed.
   */
  collected(
    lease: Lease,
    batch: Collected,
    options: {
      readonly source: string;
      readonly cursor?: string | undefined /** With the first cursor: nothing older was read. */;
      readonly sinceMs?: number | undefined;
      /** With a cursor: the source is known until then; now when absent. */
      readonly untilMs?: number | undefined;
      readonly plan?: Plan | undefined;
    },
  ): Promise<{ readonly facts: readonly Fact[]; readonly applied: readonly Applied[] }>;
  cursor(source: string): Promise<string | undefined>;
  incident(id: string): Promise<Incident | undefined>;
  openIncidents(limit: number): Promise<readonly Incident[]>;
  people(source: string): Promise<readonly Person[]>;
  /** Chat user <-> e-mail at the pager. */
  linkedEmail(userId: string): Promise<string | undefined>;
  linkEmail(userId: string, email: string): Promise<void>;
  /** True the first time `id` is seen (chat events are delivered at least once). */
  firstTime(kind: string, id: string): Promise<boolean>;
  /** In the reader worker. */
  stats(query: StatsQuery): Promise<OncallStats>;
  snapshots: {
    save(snapshot: Snapshot): Promise<void>;
    read(id: string): Promise<Snapshot | undefined>;
  };
  /** A value made once and kept (the link secret). */
  keepOnce(name: string, make: () => string): Promise<string>;
  /** Tells that something new is stored: "inbox", "outbox", "facts". Also for other processes' writes, within a second. */
  onChange(listener: (what: "hooks" | "actions" | "outbox" | "data") => void): () => void;
  /** Deletes what is older than the retention of each. Answers rows deleted. */
  prune(
    nowMs: number,
    keep: { readonly inboxDays: number; readonly outboxDays: number; readonly snapshotDays: number },
  ): Promise<number>;
  /** Copies the live store to a file. */
  backup(file: string): Promise<void>;
  /** Throws Failure("unavailable") when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type { SourceIncident };
