import type { Failure } from "../../core/failure.ts";
import { toFailure } from "../../core/failure.ts";
import type { Message, MessageRef } from "../../core/message.ts";
import type { DigestState, Lane, Post } from "../../core/store.ts";
import type { DeliverOptions } from "../deliver.ts";
import { BURST_MS, draw } from "./card.ts";
import { dropPicture, isHopeless, mayShow } from "./picture.ts";
import { findPosted, removeOnce } from "./settle-doubles.ts";
import { postBudget, spend, UPDATES, wait } from "./spend.ts";

export { postBudget };

/** What is remembered from one visit to the next. */
export interface Memory {
  /** Channel -> failures in a row; what the back-off is made from. */
  readonly troubles: Map<string, number>;
  /** Digests whose pace is paid for, while the workspace's budget has no room for the edit. */
  readonly paid: Set<string>;
  /** Budget of a channel's posts -> when the last new card took from it, epoch milliseconds. */
  readonly cardAtMs: Map<string, number>;
}

/** What posting needs while it holds one lane. */
export interface DeliverPorts extends DeliverOptions, Memory {
  readonly lane: Lane;
}

/** What one visit to a lane came to so far. */
export interface Spent {
  /** The storm that is on in this channel. */
  readonly storm: DigestState | undefined;
  /** Posts that are done with in this visit. */
  readonly handled: Set<string>;
  /** Those that went out, or were told otherwise. */
  readonly sent: Set<string>;
  /** How long until the next budget allows something; 0 when nothing waits. */
  waitMs: number;
  /** Budgets that allow nothing more now, and for how long. */
  readonly spentOut: Map<string, number>;
  /** The lane was paused: no more in this visit. */
  paused: boolean;
}

const BLOCKED_MS = 5 * 60_000;
/** Slack shows about 12,000 characters of a message. */
const NOTES_CHARS = 9_000;
/** So many cards of other sources say that one more joined their burst. */
const TOUCHED = 3;
const BACK_OFF_MS = [1_000, 2_000, 5_000, 15_000];

/** Sends one owed post, or notes how long it must wait. A failure pauses the lane or ends the post; it never throws. */
export const deliverPost = async (
  post: Post,
  owed: readonly Post[],
  spent: Spent,
  ports: DeliverPorts,
): Promise<void> => {
  const posts = isText(post) ? notesTogether(post, owed) : [post];
  for (const one of posts) spent.handled.add(one.id);
  try {
    if (!(await mayShow(post, spent, ports))) return;
    if (await isOver(post, spent, ports)) {
      await ports.store.outbox.fold(ports.lane, { folded: [post.id], named: [] }, ports.clock());
    } else {
      if (!(await spend(post, spent, ports))) return;
      await ports.pressure.yield();
      if (isText(post)) await sendNotes(posts, ports);
      else if (post.ts) await updateShown(post, post.ts, spent, ports);
      else await postNew(post, spent, ports);
      ports.troubles.delete(post.channel);
      await ports.blocked(post.channel, undefined);
    }
    for (const one of posts) spent.sent.add(one.id);
  } catch (error) {
    await settleFailure(toFailure(error), posts, spent, ports);
  }
};

/** A note in words; a picture and a question are messages of their own. */
const isText = ({ kind, picture, question }: Post): boolean =>
  kind === "note" && picture === undefined && question === undefined;

/** In a storm, what ended before its card could go needs no card: the digest counts it. Urgent ones are told first. */
const isOver = async (post: Post, { storm }: Spent, { store }: DeliverPorts): Promise<boolean> => {
  if (!storm || post.kind !== "card" || post.ts || post.tryingSinceMs !== undefined) return false;
  const isTold = post.named && post.createdAtMs < (storm.untoldSinceMs ?? Number.POSITIVE_INFINITY);
  if (post.urgent && !isTold) return false;
  return (await store.incident(post.incidentId))?.state === "resolved";
};

/**
 * Notes of one card that go as one message: as many as fit, and those that a crash left in doubt together stay together,
 * apart from those never tried.
 */
const notesTogether = (first: Post, owed: readonly Post[]): readonly Post[] => {
  const together: Post[] = [];
  let chars = 0;
  for (const post of owed) {
    if (!isText(post) || post.incidentId !== first.incidentId || post.tryingSinceMs !== first.tryingSinceMs) continue;
    if (together.length > 0 && (isCall(post) || isCall(first))) break;
    chars += post.lines.join("\n").length + 1;
    if (together.length > 0 && chars > NOTES_CHARS) break;
    together.push(post);
  }
  return together;
};

/** It calls somebody, or the whole channel sees it: a message of its own. */
const isCall = ({ mention, broadcast }: Post): boolean => broadcast === true || (mention?.length ?? 0) > 0;

const updateShown = async (post: Post, ts: string, { storm }: Spent, ports: DeliverPorts): Promise<void> => {
  const { store, chat, lane, tally } = ports;
  const { message, version } = await draw(post, storm, ports);
  await chat.update({ channel: post.channel, ts }, message, post.id);
  await store.outbox.shown(lane, [post.id], ts, version);
  tally.count("posts", { kind: post.kind === "digest" ? "digest_update" : "update" });
};

const postNew = async (post: Post, { storm }: Spent, ports: DeliverPorts): Promise<void> => {
  const { store, lane, tally, clock } = ports;
  const found = await doubted(post, post.cardTs, ports);
  if (found) return store.outbox.shown(lane, [post.id], found.ts, 0);
  const { message, version } = await draw(post, storm, ports);
  await store.outbox.trying(lane, post.id, clock());
  const ref = await ports.chat.post({ channel: post.channel, thread: post.cardTs }, message, post.id);
  await store.outbox.shown(lane, [post.id], ref.ts, version);
  tally.count("posts", { kind: kindOf(post) });
  if (post.kind !== "card") return;
  tally.time("webhook_to_post", clock() - post.createdAtMs);
  if (message.kind === "card" && (message.extras?.alsoNow.length ?? 0) > 0)
    await store.outbox.touch(lane, post.id, clock() - BURST_MS, TOUCHED);
};

const kindOf = ({ kind, picture, question }: Post): string => {
  if (picture) return "picture";
  return question ? "question" : kind;
};

const sendNotes = async (posts: readonly Post[], ports: DeliverPorts): Promise<void> => {
  const [first] = posts;
  if (!first) return;
  const ids = posts.map(({ id }) => id);
  const found = await doubted(first, first.cardTs, ports);
  if (found) return ports.store.outbox.shown(ports.lane, ids, found.ts, 0);
  const nowMs = ports.clock();
  for (const id of ids) await ports.store.outbox.trying(ports.lane, id, nowMs);
  const { mention, broadcast } = first;
  const message: Message = { kind: "note", lines: posts.flatMap(({ lines }) => lines), mention, broadcast };
  const ref = await ports.chat.post({ channel: first.channel, thread: first.cardTs }, message, first.id);
  await ports.store.outbox.shown(ports.lane, ids, ref.ts, 0);
  ports.tally.count("posts", { kind: "note" });
};

/** A post that was tried before may be there already: look, and look again later for one that comes late. */
const doubted = async (
  post: Post,
  thread: string | undefined,
  ports: DeliverPorts,
): Promise<MessageRef | undefined> => {
  if (post.tryingSinceMs === undefined) return undefined;
  const found = await findPosted(ports.chat, { channel: post.channel, thread }, post.id, post.tryingSinceMs);
  await ports.store.outbox.recheck(post.id, post.channel, ports.clock() + 12_000);
  ports.tally.count("posts", { kind: found ? "doubt_found" : "doubt_repeated" });
  return found;
};

const settleFailure = async (
  failure: Failure,
  posts: readonly Post[],
  spent: Spent,
  ports: DeliverPorts,
): Promise<void> => {
  const { store, lane, clock, log, tally } = ports;
  const [post] = posts;
  if (!post) return;
  const { code, message, retry } = failure;
  const facts = { channel: lane.channel, post: post.id, code };
  log.warn(retry ? { ...facts, why: message } : { ...facts, err: failure }, "not delivered");
  tally.count("posts", { kind: `failed_${failure.code}` });
  const mayHaveHappened = failure.code === "upstream" || failure.code === "timeout" || failure.code === "internal";
  // A doubt from before stays one until somebody has looked.
  if (!mayHaveHappened && !post.ts && post.tryingSinceMs === undefined)
    for (const { id } of posts) await store.outbox.notTried(lane, id);
  if (failure.code === "message_gone") return repost(post, ports);
  if (failure.code === "rejected") return bury(posts, failure.tell ?? failure.message, ports);
  if (failure.code === "channel" || failure.code === "credentials") {
    spent.paused = true;
    const why = failure.tell ?? failure.message;
    await store.outbox.pause(lane, clock() + BLOCKED_MS, why);
    return ports.blocked(lane.channel, why);
  }
  if (retry && isHopeless(post)) return dropPicture(post, message, ports);
  await backOff(failure, post, spent, ports);
};

/** What fails and may succeed later goes behind the rest. A failed update holds up updates only, new posts still go. */
const backOff = async (failure: Failure, post: Post, spent: Spent, ports: DeliverPorts): Promise<void> => {
  const { store, lane, clock, troubles } = ports;
  const row = troubles.get(lane.channel) ?? 0;
  troubles.set(lane.channel, row + 1);
  const waitMs = failure.retryAfterMs ?? BACK_OFF_MS[Math.min(row, BACK_OFF_MS.length - 1)] ?? 30_000;
  // Notes keep their order: the message that several went out in together is found by the first one's id.
  if (!isText(post)) await store.outbox.behind(lane, post.id, clock());
  if (post.ts) {
    await store.budgets.hold(UPDATES, waitMs);
    spent.spentOut.set(UPDATES, waitMs);
    return wait(spent, waitMs);
  }
  spent.paused = true;
  if (failure.code === "rate_limited")
    await store.budgets.hold(postBudget(await ports.chat.channelId(post.channel)), waitMs);
  await store.outbox.pause(lane, clock() + waitMs);
};

/**
 * The message is not there any more, or cannot be edited any more: it is taken away for good and posted anew. What was
 * never posted misses the one in whose thread it should stand.
 */
const repost = async (post: Post, { store, chat, lane }: DeliverPorts): Promise<void> => {
  if (post.ts && post.kind !== "note") await removeOnce(chat, { channel: post.channel, ts: post.ts });
  await store.outbox.gone(lane, post.ts ? post.id : (post.threadId ?? post.id));
};

const bury = async (posts: readonly Post[], why: string, { store, lane, refused }: DeliverPorts): Promise<void> => {
  for (const post of posts) {
    await store.outbox.dead(lane, post.id, why);
    // A picture or a question is no news: that it is missing troubles nobody, the log says why.
    if (!post.picture && !post.question) await refused(post, why);
  }
};
