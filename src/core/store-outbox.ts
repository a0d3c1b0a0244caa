import type { Digest } from "./digest.ts";
import type { Picture } from "./message.ts";
import type { Lease } from "./store.ts";

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
  /** A note that is a picture. */
  readonly picture?: Picture | undefined;
  /** A note that asks whether the problem needed anybody, and is repainted when somebody says; `again`: asked anew below. */
  readonly question?: { readonly again: boolean } | undefined;
  readonly urgent?: boolean | undefined;
  /** An urgent one that the digest tells by name already: what nobody was told goes first. */
  readonly named?: boolean | undefined;
  /** For a card: the incident version that is owed, and the one Slack shows; for a question: what counts its changes. */
  readonly wanted: number;
  readonly shown: number;
  readonly ts?: string | undefined;
  /** Set before a post is tried, cleared after: a leftover means "look before you repeat". */
  readonly tryingSinceMs?: number | undefined;
  readonly attempts: number;
  readonly createdAtMs: number;
  /** For a note, or a card below another: the `ts` of the thread's first message in the same channel, when posted. */
  readonly cardTs?: string | undefined;
  /** For those: the id of that first message's post. */
  readonly threadId?: string | undefined;
}

/** A storm in one channel. */
export interface DigestState {
  readonly id: string;
  readonly openedAtMs: number;
  /** When the newest problem joined. */
  readonly joinedAtMs: number;
  /** It is in the channel. */
  readonly posted: boolean;
  /** Urgent ones by name that no edit told yet: since when the oldest waits. */
  readonly untoldSinceMs?: number | undefined;
  /** Urgent ones by name whose card is still to come. */
  readonly named: number;
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
  /**
   * Owes a picture below the card of an incident, in the channels where that is posted or owed. The same id again is
   * ignored. False: it has no card.
   */
  owePicture(id: string, incidentId: string, picture: Picture, nowMs: number): Promise<boolean>;
  /**
   * Owes the question whether a problem needed anybody, below the cards of it that are posted or owed, where no storm is
   * on. The same end again is ignored; questions of an earlier end say that it is asked anew. False: nothing is asked.
   */
  oweQuestion(incidentId: string, endedAtMs: number, nowMs: number): Promise<boolean>;
  /** Questions about this problem are drawn anew wherever they are posted. Answers how many. */
  repaintQuestions(incidentId: string, nowMs: number): Promise<number>;
  /** Pictures and questions that nobody needs any more: they are owed no longer. */
  dropPictures(lane: Lane, postIds: readonly string[]): Promise<void>;
  /** Takes one lane that has work, is due and nobody else holds. */
  takeLane(holder: string, forMs: number): Promise<Lane | undefined>;
  /** What is owed in it: new cards, notes whose card is posted, pictures likewise, then updates, each oldest first; `limit` of posts and of updates. */
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
  /**
   * Its source is the first of a burst in this channel: the newest cards of other sources that opened since then are
   * repainted, at most `most`. Answers how many.
   */
  touch(lane: Lane, postId: string, sinceMs: number, most: number): Promise<number>;
  report(): Promise<QueueReport>;
  /** Frees blocked lanes and dead letters. Answers how many posts were set free. */
  retry(): Promise<number>;
}
