import type { Failure } from "../core/failure.ts";
import { toFailure } from "../core/failure.ts";
import type { Message, MessageRef } from "../core/message.ts";
import type { Lane, Post } from "../core/store.ts";
import type { DeliverOptions } from "./deliver.ts";
import { findPosted } from "./settle-doubles.ts";

export interface DeliverPorts extends DeliverOptions {
  readonly lane: Lane;
}

/** What one visit to a lane came to so far. */
export interface Spent {
  /** Posts that are done with in this visit. */
  readonly handled: Set<string>;
  /** How long until the next budget allows something; 0 when nothing waits. */
  waitMs: number;
  /** The lane was paused: no more in this visit. */
  paused: boolean;
}

const BLOCKED_MS = 5 * 60_000;
const NOTES_AT_ONCE = 10;
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
    await ports.blocked(post.channel, undefined);
  } catch (error) {
    await settleFailure(toFailure(error), posts, spent, ports);
  }
};

/** Notes of one card that can go as one message: those a crash left in doubt stay apart from those never tried. */
const notesTogether = (first: Post, owed: readonly Post[]): readonly Post[] =>
  owed
    .filter(
      (post) =>
        post.kind === "note" && post.incidentId === first.incidentId && post.tryingSinceMs === first.tryingSinceMs,
    )
    .slice(0, NOTES_AT_ONCE);

/** Takes the budget of this kind of call; false: not now. */
const spend = async (post: Post, spent: Spent, { store, pace }: DeliverPorts): Promise<boolean> => {
  const { waitMs } = post.ts
    ? await store.budgets.take("chat.update", pace.updateEveryMs, pace.updateBurst)
    : await store.budgets.take(`post:${post.channel}`, pace.postEveryMs, 1);
  if (waitMs <= 0) return true;
  spent.waitMs = spent.waitMs === 0 ? waitMs : Math.min(spent.waitMs, waitMs);
  return false;
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
  const happened = failure.code === "upstream" || failure.code === "timeout" || failure.code === "internal";
  if (!happened && !post.ts) for (const { id } of posts) await store.outbox.notTried(lane, id);
  if (failure.code === "message_gone") {
    const gone = post.kind === "note" ? `card:${post.incidentId}:${post.channel}` : post.id;
    return store.outbox.gone(lane, gone);
  }
  if (failure.code === "rejected") {
    for (const { id } of posts) await store.outbox.dead(lane, id, failure.message);
    return;
  }
  spent.paused = true;
  if (failure.code === "channel" || failure.code === "credentials") {
    await store.outbox.pause(lane, clock() + BLOCKED_MS, failure.tell ?? failure.message);
    return ports.blocked(lane.channel, failure.tell ?? failure.message);
  }
  const waitMs = failure.retryAfterMs ?? BACK_OFF_MS[Math.min(post.attempts, BACK_OFF_MS.length - 1)] ?? 30_000;
  if (failure.code === "rate_limited")
    await store.budgets.hold(post.ts ? "chat.update" : `post:${post.channel}`, waitMs);
  await store.outbox.pause(lane, clock() + waitMs);
};
