import type { Alert } from "./alert.ts";
import type { Audit } from "./audit.ts";
import type { Before } from "./before.ts";
import type { ChartSpec } from "./chart.ts";
import type { Covers } from "./cover.ts";
import type { Due } from "./due.ts";
import type { Fact, Person } from "./fact.ts";
import type { AskedGraph, SavedGraph } from "./graph/asked.ts";
import type { Change, Incident } from "./incident.ts";
import type { Collected, SourceIncident } from "./integration.ts";
import type { IncidentCounts, LiveStorm } from "./live-list.ts";
import type { Rules } from "./rules.ts";
import type { StatisticName, StatisticOf } from "./stats/statistic.ts";
import type { StatsQuery } from "./stats.ts";
import type { Dues, Heartbeats, IncidentFilter, IncidentList, Mutes, Noise } from "./store-alerts.ts";
import type { Jobs, Personal, Ratings, Verdicts } from "./store-care.ts";
import type { Inbox } from "./store-inbox.ts";
import type { Outbox } from "./store-outbox.ts";

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

/** What became of a delivery. */
export interface Outcome {
  readonly deliveryId: string;
  /** Who sent it. */
  readonly source: string;
  readonly state: "done" | "unreadable" | "failed";
  /** Why, for "unreadable" and "failed". */
  readonly why?: string | undefined;
  readonly alerts: readonly Alert[];
  /** When it arrived. */
  readonly receivedAtMs?: number | undefined;
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
  /** First message of the thread it was asked for in. */
  readonly thread?: string | undefined;
  readonly incidentId?: string | undefined;
}

/** A picture without its pixels and numbers. */
export type SnapshotHead = Omit<Snapshot, "spec" | "png">;

/** A message whose picture is kept fresh. */
export interface GraphWatch {
  readonly id: string;
  /** Page and query of the graph; its range moves along. */
  readonly graph: string;
  readonly query: string;
  readonly incidentId?: string | undefined;
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly userId: string;
  readonly by: string;
  /** "update": one message whose picture changes; "again": a new message takes the place of the old one. */
  readonly mode: "update" | "again";
  /** The message that shows it now. */
  readonly ts?: string | undefined;
  /** The picture that it shows. */
  readonly snapshotId?: string | undefined;
  readonly nextMs: number;
  /** It ends then at the latest. */
  readonly untilMs: number;
  /** Set before a post is tried, cleared after. */
  readonly tryingSinceMs?: number | undefined;
  readonly failures: number;
}

/** What changes while a graph is watched. */
export type WatchState = Pick<GraphWatch, "mode" | "ts" | "snapshotId" | "nextMs" | "tryingSinceMs" | "failures">;

/** Graphs that people asked for, named and watch. */
export interface Graphs {
  /** Keeps what was asked for. Answers its id: the same for the same. */
  keep(asked: AskedGraph, nowMs: number): Promise<string>;
  /** Notes that it is still used, at most once a day. */
  read(id: string, nowMs: number): Promise<AskedGraph | undefined>;
  saved(): Promise<readonly SavedGraph[]>;
  /** By name, small and large letters alike. Takes the place of what had it. */
  save(graph: SavedGraph): Promise<void>;
  /** False: there was none. */
  forget(name: string): Promise<boolean>;
  /** Adds it or takes its place, by id. */
  watch(watch: GraphWatch): Promise<void>;
  /** What became of one that is still watched; the rest of it stays. False: nobody watches it any more. */
  watched(id: string, now: WatchState): Promise<boolean>;
  unwatch(id: string): Promise<boolean>;
  watches(): Promise<readonly GraphWatch[]>;
  /** Due by then, oldest first. */
  watchesDue(nowMs: number, limit: number): Promise<readonly GraphWatch[]>;
  /**
   * Problems that were open in [fromMs, toMs), most severe first then newest, muted ones and Dr. M's own
   * left out; and deploys, newest first. At most `limit` of each.
   */
  marks(range: { readonly fromMs: number; readonly toMs: number }, limit: number): Promise<readonly Incident[]>;
}

/** Source of deploy markers: notices with a moment and no card. */
export const DEPLOYS = "deploys";

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
  /** What is firing or acked of one source, at most `limit`: for a source with few of them. */
  openOf(source: string, limit: number): Promise<readonly Incident[]>;
  /** Of everything that is firing or acked; what is muted is counted apart. Names with most problems first, at most 200. */
  counts(): Promise<IncidentCounts>;
  /** Storms under way. */
  storms(): Promise<readonly LiveStorm[]>;
  /** Earlier occurrences of the same problem, newest first. */
  before(incident: Incident, limit: number): Promise<readonly Before[]>;
  /** Names of other sources that opened problems within `withinMs` of it. */
  alsoNow(incident: Incident, withinMs: number): Promise<readonly string[]>;
  /** Loudest first. */
  noise(range: { readonly fromMs: number; readonly toMs: number }, limit: number): Promise<readonly Noise[]>;
  readonly mutes: Mutes;
  readonly dues: Dues;
  readonly heartbeats: Heartbeats;
  readonly audit: Audit;
  readonly covers: Covers;
  /** Last known answers by name: JSON. */
  readonly known: {
    save(name: string, value: string, atMs: number): Promise<void>;
    read(name: string): Promise<{ readonly value: string; readonly atMs: number } | undefined>;
  };
  /**
   * Id of the incident whose card, or a message in whose thread, has that `ts` there. Cards are kept under the channel
   * as it is configured: `isThere` says whether that is the one; the same name when absent.
   */
  incidentAt(
    channel: string,
    ts: string,
    isThere?: (configured: string) => boolean | Promise<boolean>,
  ): Promise<string | undefined>;
  people(source: string): Promise<readonly Person[]>;
  /** Chat user <-> e-mail at the pager. */
  linkedEmail(userId: string): Promise<string | undefined>;
  linkEmail(userId: string, email: string): Promise<void>;
  /** False: there was none. */
  unlinkEmail(userId: string): Promise<boolean>;
  links(): Promise<readonly { readonly userId: string; readonly email: string }[]>;
  /** True the first time `id` is seen (chat events are delivered at least once). */
  firstTime(kind: string, id: string): Promise<boolean>;
  /** In the reader worker. */
  stats<K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]>;
  readonly verdicts: Verdicts;
  readonly ratings: Ratings;
  readonly jobs: Jobs;
  readonly personal: Personal;
  readonly snapshots: {
    save(snapshot: Snapshot): Promise<void>;
    read(id: string): Promise<Snapshot | undefined>;
    /** The newest that was posted there. */
    newest(channel: string, thread: string | undefined): Promise<Snapshot | undefined>;
    /** Newest first. */
    ofIncident(incidentId: string, limit: number): Promise<readonly SnapshotHead[]>;
    remove(id: string): Promise<void>;
  };
  readonly graphs: Graphs;
  /** A value made once and kept (the link secret). */
  keepOnce(name: string, make: () => string): Promise<string>;
  /** Tells that something new is stored: "inbox", "outbox", "facts". Also for other processes' writes, within a second. */
  onChange(listener: (what: "hooks" | "actions" | "outbox" | "data") => void): () => void;
  /** Deletes what is older than the retention of each. Answers rows deleted. */
  prune(
    nowMs: number,
    keep: {
      readonly inboxDays: number;
      readonly outboxDays: number;
      readonly snapshotDays: number;
      /** 400 when absent. */
      readonly auditDays?: number | undefined;
      /** Facts, time on call, planned work, verdicts and ratings; kept for ever when absent. */
      readonly factDays?: number | undefined;
      /** Incidents that ended; kept for ever when absent. */
      readonly incidentDays?: number | undefined;
    },
  ): Promise<number>;
  /** Copies the live store to a file. */
  backup(file: string): Promise<void>;
  /** Throws Failure("unavailable") when the store does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export type * from "./store-alerts.ts";
export type * from "./store-care.ts";
export type * from "./store-inbox.ts";
export type * from "./store-outbox.ts";
export type { SourceIncident };
