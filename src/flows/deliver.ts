import type { Chat } from "../core/chat.ts";
import type { Clock, Log } from "../core/log.ts";
import type { DigestState, Lane, Post, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { brake, inOrder, QUIET_MS } from "./deliver/brake.ts";
import type { CardPorts } from "./deliver/card.ts";
import { type DeliverPorts, deliverPost, type Memory, type Spent } from "./deliver/post.ts";
import { settleDoubles } from "./deliver/settle-doubles.ts";
import { nextPostMs } from "./deliver/spend.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { Pressure } from "./pressure.ts";

/** How fast the chat may be spoken to: milliseconds between calls on average, and how many at once. */
export interface Pace {
  /** Posts to one channel. One more may go at once: a card after something else; in a storm, what is told within seconds. */
  readonly postEveryMs: number;
  /** Posts to the whole workspace. */
  readonly allPostsEveryMs: number;
  readonly allPostsBurst: number;
  readonly updateEveryMs: number;
  readonly updateBurst: number;
  /** A storm is over when nothing joined it for this long; 30 s when absent. */
  readonly quietMs?: number;
}
/**
 * https://docs.slack.dev/apis/web-api/rate-limits: a post a second a channel, so at most 2 + 60 s / 1.05 s = 59 in any
 * minute; chat.update is tier 3, so at most 10 + 60 s / 1.5 s = 50 in any minute. The limit of a whole workspace is
 * "several hundred" posts a minute: here 500.
 */
export const SLACK_PACE: Pace = {
  postEveryMs: 1_050,
  allPostsEveryMs: 130,
  allPostsBurst: 40,
  updateEveryMs: 1_500,
  updateBurst: 10,
};

/** What the outbox worker needs from outside. */
export interface DeliverOptions extends CardPorts {
  readonly store: Store;
  readonly chat: Chat;
  readonly holder: string;
  readonly pace: Pace;
  readonly pressure: Pick<Pressure, "yield">;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
  /** A channel refuses us, or takes us again. */
  readonly blocked: (channel: string, why: string | undefined) => Promise<void>;
  /** A message became a dead letter. */
  readonly refused: (post: Post, why: string) => Promise<void>;
}

/** Longer than one call may take (10 s), short enough that a crash is made good within half a minute. */
const LANE_MS = 12_000;
/** A visit ends before its lane could be taken by another. */
const VISIT_MS = 1_500;
/** A lane that waits for one budget is looked at again this soon: what comes meanwhile may have another. */
const LOOK_AGAIN_MS = 1_000;
/** In a storm new problems of other budgets come all the time; a new card need not wait for what else is owed. */
const LOOK_SOON_MS = 250;
const AT_ONCE = 16;
const OWED = 100;
const IDLE_MS = 1_000;

/**
 * Outbox -> chat. Lanes (one a channel) are worked on side by side, what is owed within one goes out in order; several
 * changes of one incident are one update. A lane that must wait is left until its budget allows the next message.
 */
export const createDeliver = (options: DeliverOptions): Loop => {
  const { store, clock, log } = options;
  const active = new Set<Promise<void>>();
  const memory: Memory = { troubles: new Map(), paid: new Set(), cardAtMs: new Map() };
  let stopping = false;
  let settling: Promise<void> | undefined;
  let settleAtMs = 0;
  const beside = (work: Promise<void>, what: string): Promise<void> => {
    const tracked = work
      .catch((error: unknown) => log.error({ what, err: error }, "delivering failed; it will be tried again"))
      .finally(() => {
        active.delete(tracked);
        loop.wake();
      });
    active.add(tracked);
    return tracked;
  };
  const settle = (): void => {
    if (settling || clock() < settleAtMs) return;
    settleAtMs = clock() + IDLE_MS;
    settling = settleDoubles(options)
      .catch((error: unknown) => log.error({ err: error }, "could not look for doubles"))
      .finally(() => {
        settling = undefined;
      });
  };
  const turn = async (): Promise<number> => {
    settle();
    while (active.size < AT_ONCE) {
      const lane = await store.outbox.takeLane(options.holder, LANE_MS);
      if (!lane) break;
      void beside(
        visitLane(lane, { ...options, lane, ...memory }, () => stopping),
        lane.channel,
      );
    }
    const dueMs = await store.outbox.nextDueMs();
    return dueMs === null ? IDLE_MS : Math.min(Math.max(dueMs - clock(), 5), IDLE_MS);
  };
  const loop = createLoop("deliver", log, turn);
  return {
    ...loop,
    async stop() {
      stopping = true;
      await loop.stop();
      await Promise.all([...active, settling]);
    },
  };
};

/** Sends what the budgets allow now, then leaves the lane until the next thing may go. */
const visitLane = async (lane: Lane, ports: DeliverPorts, stopping: () => boolean): Promise<void> => {
  const { store, clock } = ports;
  const endMs = clock() + VISIT_MS;
  const storm = await stormIn(lane, ports);
  const owed = await store.outbox.owed(lane, OWED);
  const spent: Spent = { storm, handled: new Set(), sent: new Set(), waitMs: 0, spentOut: new Map(), paused: false };
  for (const post of inOrder(owed, storm, clock())) {
    if (spent.paused || stopping() || clock() > endMs) break;
    if (!spent.handled.has(post.id)) await deliverPost(post, owed, spent, ports);
  }
  if (spent.paused) return;
  const folds = await foldWaiting(owed, spent, ports);
  const isDone = spent.handled.size >= owed.length;
  const waitMs = spent.waitMs === 0 && storm && isDone ? LOOK_SOON_MS : spent.waitMs;
  const mostMs = storm || (await nextPostMs(lane.channel, spent, ports)) !== undefined ? LOOK_SOON_MS : LOOK_AGAIN_MS;
  await store.outbox.leave(lane, clock() + (folds ? 0 : Math.min(waitMs, mostMs)));
};

/** The storm under way in this channel; one that nothing joined for a while, and that owes nobody a card, ends here. */
const stormIn = async (lane: Lane, { store, clock, log, pace }: DeliverPorts): Promise<DigestState | undefined> => {
  const storm = await store.outbox.openDigest(lane);
  if (!storm || storm.named > 0 || clock() - storm.joinedAtMs < (pace.quietMs ?? QUIET_MS)) return storm;
  await store.outbox.closeDigest(lane, storm.id, clock());
  log.info({ channel: lane.channel, digest: storm.id }, "the storm is over");
  return undefined;
};

/** What the budget of the channel cannot carry in time joins its digest. Answers whether something did. */
const foldWaiting = async (owed: readonly Post[], spent: Spent, ports: DeliverPorts): Promise<boolean> => {
  const { store, lane, clock, pace, log } = ports;
  const nextMs = await nextPostMs(lane.channel, spent, ports);
  if (nextMs === undefined) return false;
  const waiting = owed.filter(({ id }) => !spent.sent.has(id));
  const decided = brake({ waiting, nextMs, everyMs: pace.postEveryMs, nowMs: clock(), storm: spent.storm });
  if (decided.folded.length + decided.named.length === 0) return false;
  const { id } = await store.outbox.fold(lane, decided, clock());
  if (!spent.storm) log.info({ channel: lane.channel, digest: id }, "a storm: new problems join one digest");
  return true;
};
