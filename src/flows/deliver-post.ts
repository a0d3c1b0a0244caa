import type { Failure } from "../core/failure.ts";
import { toFailure } from "../core/failure.ts";
import type { Message, MessageRef } from "../core/message.ts";
import type { Lane, Post } from "../core/store.ts";
import type { DeliverOptions } from "./deliver.ts";
import { findPosted, removeOnce } from "./settle-doubles.ts";

/** What posting needs while it holds one lane. */
export interface DeliverPorts extends DeliverOptions {
  readonly lane: Lane;
  /** Channel -> failures in a row; what the back-off is made from. */
  readonly troubles: Map<string, number>;
}

/** What one visit to a lane came to so far. */
export interface Spent {
  /** Posts that are done with in this visit. */
  readonly handled: Set<string>;
  /** How long until the next budget allows something; 0 when nothing waits. */
  waitMs: number;
  /** Budgets that allow nothing more now. */
  readonly spentOut: Set<string>;
  /** The lane was paused: no more in this visit. */
  paused: boolean;
}

const BLOCKED_MS = 5 * 60_000;
/** Slack shows about 12,000 characters of a message. */
const NOTES_CHARS = 9_000;
const BACK_OFF_MS = [1_000, 2_000, 5_000, 15_000, 30_000];

/** Sends one owed post, or notes how long it must wait. A failure pauses the lane or ends the post; it never throws. */
export const deliverPost = async (
  post: Post,
  owed: readonly Post[],
  spent: Spent,
  ports: DeliverPorts,
): Promise<void> => {
  const posts = post.kind === "note" ? notesTogether(post, owed) : [post];
  for (const one of posts) spent.handled.add(one.id);
  await ports.pressure.yield();
  try {
    if (!(await spend(post, spent, ports))) return;
    if (post.kind === "note") await sendNotes(posts, ports);
    else if (post.ts) await updateCard(post, post.ts, ports);
    else await postCard(post, ports);
    ports.troubles.delete(post.channel);
    await ports.blocked(post.channel, undefined);
  } catch (error) {
    await settleFailure(toFailure(error), posts, spent, ports);
  }
};

/**
 * Notes of one card that go as one message: as many as fit, and those that a crash left in doubt together stay together,
 * apart from those never tried.
 */
const notesTogether = (first: Post, owed: readonly Post[]): readonly Post[] => {
  const together: Post[] = [];
  let chars = 0;
  for (const post of owed) {
    if (post.kind !== "note" || post.incidentId !== first.incidentId || post.tryingSinceMs !== first.tryingSinceMs)
      continue;
    chars += post.lines.join("\n").length + 1;
    if (together.length > 0 && chars > NOTES_CHARS) break;
    together.push(post);
  }
  return together;
};

/** Name of the budget that all posts to one conversation share, answers included. */
export const postBudget = (channelId: string): string => `post:${channelId}`;
const UPDATES = "chat.update";
const ALL_POSTS = "chat.postMessage";

/** Takes the budgets of this kind of call; false: not now. */
const spend = async (post: Post, spent: Spent, { store, chat, pace }: DeliverPorts): Promise<boolean> => {
  const take = async (name: string, everyMs: number, burst: number): Promise<boolean> => {
    if (spent.spentOut.has(name)) return false;
    const { waitMs } = await store.budgets.take(name, everyMs, burst);
    if (waitMs <= 0) return true;
    spent.spentOut.add(name);
    wait(spent, waitMs);
    return false;
  };
  if (post.ts) return take(UPDATES, pace.updateEveryMs, pace.updateBurst);
  const channel = postBudget(await chat.channelId(post.channel));
  return (await take(channel, pace.postEveryMs, 1)) && take(ALL_POSTS, pace.allPostsEveryMs, pace.allPostsBurst);
};

const wait = (spent: Spent, waitMs: number): void => {
  spent.waitMs = spent.waitMs === 0 ? waitMs : Math.min(spent.waitMs, waitMs);
};

const card = async (post: Post, { store, canAct }: DeliverPorts): Promise<{ message: Message; version: number }> => {
  const incident = await store.incident(post.incidentId);
  if (!incident) throw new Error(`incident ${post.incidentId} of post ${post.id} is not in the store`);
  return {
    message: { kind: "card", incident, canAct: canAct(incident.source) },
    version: incident.version,
  };
};

const updateCard = async (post: Post, ts: string, ports: DeliverPorts): Promise<void> => {
  const { store, chat, lane, tally } = ports;
  const { message, version } = await card(post, ports);
  await chat.update({ channel: post.channel, ts }, message, post.id);
  await store.outbox.shown(lane, [post.id], ts, version);
  tally.count("posts", { kind: "update" });
};

const postCard = async (post: Post, ports: DeliverPorts): Promise<void> => {
  const found = await doubted(post, undefined, ports);
  if (found) return ports.store.outbox.shown(ports.lane, [post.id], found.ts, 0);
  const { message, version } = await card(post, ports);
  const nowMs = ports.clock();
  await ports.store.outbox.trying(ports.lane, post.id, nowMs);
  const ref = await ports.chat.post({ channel: post.channel }, message, post.id);
  await ports.store.outbox.shown(ports.lane, [post.id], ref.ts, version);
  ports.tally.count("posts", { kind: "card" });
  ports.tally.time("webhook_to_post", ports.clock() - post.createdAtMs);
};

const sendNotes = async (posts: readonly Post[], ports: DeliverPorts): Promise<void> => {
  const [first] = posts;
  if (!first) return;
  const ids = posts.map(({ id }) => id);
  const found = await doubted(first, first.cardTs, ports);
  if (found) return ports.store.outbox.shown(ports.lane, ids, found.ts, 0);
  const nowMs = ports.clock();
  for (const id of ids) await ports.store.outbox.trying(ports.lane, id, nowMs);
  const message: Message = { kind: "note", lines: posts.flatMap(({ lines }) => lines) };
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
  log.warn({ channel: lane.channel, post: post.id, code: failure.code, err: failure }, "not delivered");
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
  await backOff(failure, post, spent, ports);
};

/** What fails and may succeed later goes behind the rest. A failed update holds up updates only, new posts still go. */
const backOff = async (failure: Failure, post: Post, spent: Spent, ports: DeliverPorts): Promise<void> => {
  const { store, lane, clock, troubles } = ports;
  const row = troubles.get(lane.channel) ?? 0;
  troubles.set(lane.channel, row + 1);
  const waitMs = failure.retryAfterMs ?? BACK_OFF_MS[Math.min(row, BACK_OFF_MS.length - 1)] ?? 30_000;
  // Notes keep their order: the message that several went out in together is found by the first one's id.
  if (post.kind === "card") await store.outbox.behind(lane, post.id, clock());
  if (post.ts) {
    await store.budgets.hold(UPDATES, waitMs);
    spent.spentOut.add(UPDATES);
    return wait(spent, waitMs);
  }
  spent.paused = true;
  if (failure.code === "rate_limited")
    await store.budgets.hold(postBudget(await ports.chat.channelId(post.channel)), waitMs);
  await store.outbox.pause(lane, clock() + waitMs);
};

/** The message is not there any more, or cannot be edited any more: it is taken away for good and posted anew. */
const repost = async (post: Post, { store, chat, lane }: DeliverPorts): Promise<void> => {
  const ts = post.kind === "note" ? post.cardTs : post.ts;
  if (ts && post.kind === "card") await removeOnce(chat, { channel: post.channel, ts });
  await store.outbox.gone(lane, post.kind === "note" ? `card:${post.incidentId}:${post.channel}` : post.id);
};

const bury = async (posts: readonly Post[], why: string, { store, lane, refused }: DeliverPorts): Promise<void> => {
  for (const post of posts) {
    await store.outbox.dead(lane, post.id, why);
    await refused(post, why);
  }
};
