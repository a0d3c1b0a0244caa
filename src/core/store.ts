import type { Alert, Severity } from "./alert.ts";
import type { Before } from "./before.ts";
import type { ChartSpec } from "./chart.ts";
import type { Digest } from "./digest.ts";
import type { Due } from "./due.ts";
import type { Fact, Person } from "./fact.ts";
import type { Change, Incident } from "./incident.ts";
import type { Collected, SourceIncident } from "./integration.ts";
import type { Mute } from "./mute.ts";
import type { Rules } from "./rules.ts";
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

/** A card to post or repaint, a note beside it, or something to do later. */
export type Say =
  | {
      readonly kind: "card";
      readonly channel: string;
      /** Repaint an existing card, never post a new one. */
      readonly onlyIfPosted?: boolean;
      /** It goes before ordinary ones and is not folded into a digest. */
      readonly urgent?: boolean;
      /** Id of the incident in whose thread it is posted. */
      readonly under?: string | undefined;
    }
  | {
      readonly kind: "note";
      readonly channel: string;
      readonly lines: readonly string[];
      readonly mention?: readonly string[] | undefined;
      readonly broadcast?: boolean | undefined;
    }
  | { readonly kind: "later"; readonly due: Due };

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
  /** A digest's `incidentId` is the digest's id. */
  readonly kind: "card" | "note" | "digest";
  readonly incidentId: string;
  readonly lines: readonly string[];
  readonly mention?: readonly string[] | undefined;
  readonly broadcast?: boolean | undefined;
  readonly urgent?: boolean | undefined;
  /** An urgent one that the digest tells by name already: what nobody was told goes first. */
  readonly named?: boolean | undefined;
  /** For a card: the incident version that is owed, and the one Slack shows. */
  readonly wanted: number;
  readonly shown: number;
  readonly ts?: string | undefined;
  /** Set before a post is tried, cleared after: a leftover means "look before you repeat". */
  readonly tryingSinceMs?: number | undefined;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** For a note, or a card below another: the `ts` of the thread's first message in the same channel, when posted. */
  readonly cardTs?: string | undefined;
}

/** A storm in one channel. */
export interface DigestState {
  readonly id: string;
  readonly openedAtMs: number;
  /** When the newest problem joined. */
  readonly joinedAtMs: number;
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
  /** The storm under way in this channel, if any. */
  openDigest(lane: Lane): Promise<DigestState | undefined>;
  /**
   * These new cards join the channel's digest (opened when there is none) and are owed no longer, their notes neither;
   * `named` ones stay owed and are told by name meanwhile. The digest is owed.
   */
  fold(
    lane: Lane,
    posts: { readonly folded: readonly string[]; readonly named: readonly string[] },
    nowMs: number,
  ): Promise<DigestState>;
  /** The storm is over: the digest is owed a last time. */
  closeDigest(lane: Lane, id: string, nowMs: number): Promise<void>;
  /** What a digest says now, and the version that says it. */
  digest(id: string): Promise<{ readonly digest: Digest; readonly version: number } | undefined>;
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

/** Mutes and maintenance, ended ones included for their retention. */
export interface Mutes {
  /** A repeated id is ignored. Owes its end as `due`. */
  add(mute: Mute): Promise<void>;
  /** Ends it at that moment. False: there is none, or it has ended. */
  end(id: string, nowMs: number): Promise<boolean>;
  read(id: string): Promise<Mute | undefined>;
  /** Quiet now or to come, soonest end first. */
  live(nowMs: number): Promise<readonly Mute[]>;
  /** Incidents that it keeps quiet: all, and those still open. */
  swallowed(id: string): Promise<{ readonly all: number; readonly open: readonly Incident[] }>;
}

/** What is to be done at a time. */
export interface Dues {
  /** A repeated id moves it to the new time. */
  add(due: Due): Promise<void>;
  /** Due by then, oldest first. */
  take(nowMs: number, limit: number): Promise<readonly Due[]>;
  done(id: string): Promise<void>;
  nextMs(): Promise<number | null>;
}

/** An expected sign of life. */
export interface Heartbeat {
  readonly name: string;
  readonly source: string;
  readonly lastMs: number;
  /** Said to be missing since then. */
  readonly silentSinceMs?: number | undefined;
}

/** Expected signs of life, by name. */
export interface Heartbeats {
  /** Notes signs of life; a name seen for the first time begins here. */
  heard(beats: readonly { readonly name: string; readonly source: string; readonly atMs: number }[]): Promise<void>;
  all(): Promise<readonly Heartbeat[]>;
  /** It is missing, or came back (`undefined`). False: that was so already. */
  silent(name: string, sinceMs: number | undefined): Promise<boolean>;
  /** Those that are configured no more. */
  keep(names: readonly string[]): Promise<void>;
}

/** What a list of problems is asked. */
export interface IncidentFilter {
  readonly states?: readonly Incident["state"][] | undefined;
  readonly sources?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  /** Each must be part of the title or a label. */
  readonly words?: readonly string[] | undefined;
  readonly muted?: boolean | undefined;
  readonly openedFromMs?: number | undefined;
  readonly openedToMs?: number | undefined;
}

/** A page of problems: most severe first, then newest; or newest change first. */
export interface IncidentList {
  readonly incidents: readonly Incident[];
  /** Of all that match, not of this page. */
  readonly total: number;
}

/** How loud one problem was in a range. */
export interface Noise {
  readonly source: string;
  readonly problem: string;
  readonly title: string;
  readonly service: string;
  readonly occurrences: number;
  readonly firings: number;
  /** Ended without anybody acking or resolving it. */
  readonly endedAlone: number;
  readonly muted: number;
  readonly lastMs: number;
  readonly hasRunbook: boolean;
  /** The newest one, for a link. */
  readonly incidentId: string;
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
   * One transaction: drops alerts whose event was seen, finds the incident of each by `rules` (groups, occurrences),
   * applies them, lets `rules` judge, writes incidents (compare and set), owes what `plan` says and ends the deliveries.
   * Answers what was applied.
   */
  relay(lease: Lease, outcomes: readonly Outcome[], plan: Plan, rules?: Rules): Promise<readonly Applied[]>;
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
      readonly rules?: Rules | undefined;
    },
  ): Promise<{ readonly facts: readonly Fact[]; readonly applied: readonly Applied[] }>;
  cursor(source: string): Promise<string | undefined>;
  incident(id: string): Promise<Incident | undefined>;
  /** Most severe and newest first, or newest change first; at most `limit`. */
  incidents(filter: IncidentFilter, order: "worst" | "recent", limit: number): Promise<IncidentList>;
  /** Earlier occurrences of the same problem, newest first. */
  before(incident: Incident, limit: number): Promise<readonly Before[]>;
  /** Names of other sources that opened problems within `withinMs` of it. */
  alsoNow(incident: Incident, withinMs: number): Promise<readonly string[]>;
  /** Loudest first. */
  noise(range: { readonly fromMs: number; readonly toMs: number }, limit: number): Promise<readonly Noise[]>;
  readonly mutes: Mutes;
  readonly dues: Dues;
  readonly heartbeats: Heartbeats;
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
