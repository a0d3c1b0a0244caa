import type { Post } from "../../core/store.ts";
import { burstFor } from "./brake.ts";
import type { DeliverPorts, Spent } from "./post.ts";

/** Name of the budget that all posts to one conversation share, answers included. */
export const postBudget = (channelId: string): string => `post:${channelId}`;
/** Name of the budget that all edits of messages share. */
export const UPDATES = "chat.update";
const ALL_POSTS = "chat.postMessage";

/** Calls of chat.update that only a digest may make: a storm's cards change all the time. */
const KEPT_UPDATES = 2;
/** A digest is edited this often at best; sooner only for an urgent problem that waits so long to be told by name. */
const DIGEST_EVERY_MS = 5_000;
const TELL_MS = 4_000;
const digestBudget = ({ channel }: Post): string => `digest:${channel}`;

/** Takes the budgets of this kind of call; false: not now. */
export const spend = async (post: Post, spent: Spent, ports: DeliverPorts): Promise<boolean> => {
  const { chat, pace, clock, cardAtMs } = ports;
  if (post.ts && post.kind === "digest") return spendOnDigest(post, spent, ports);
  const updates = Math.max(1, pace.updateBurst - KEPT_UPDATES);
  if (post.ts) return take(UPDATES, pace.updateEveryMs, updates, spent, ports);
  const channel = postBudget(await chat.channelId(post.channel));
  const sinceCardMs = clock() - (cardAtMs.get(channel) ?? Number.NEGATIVE_INFINITY);
  const isAfterCard = sinceCardMs < pace.postEveryMs;
  const burst = burstFor(post, spent.storm, isAfterCard);
  // Outside a storm the brake counts from when a post may go without the reserve.
  const reservedMs = spent.storm ? 0 : (burst - 1) * pace.postEveryMs;
  if (!(await take(channel, pace.postEveryMs, burst, spent, ports, reservedMs))) {
    // The next card may have the reserve as soon as the one before it is paid for.
    if (isAfterCard && post.kind === "card") wait(spent, pace.postEveryMs - sinceCardMs);
    return false;
  }
  if (!(await take(ALL_POSTS, pace.allPostsEveryMs, pace.allPostsBurst, spent, ports))) return false;
  if (post.kind === "card") cardAtMs.set(channel, clock());
  if (post.kind === "digest") await ports.store.budgets.take(digestBudget(post), DIGEST_EVERY_MS, 1);
  return true;
};

const take = async (
  name: string,
  everyMs: number,
  burst: number,
  spent: Spent,
  { store }: DeliverPorts,
  reservedMs = 0,
): Promise<boolean> => {
  if (spent.spentOut.has(name)) return false;
  const { waitMs } = await store.budgets.take(name, everyMs, burst);
  if (waitMs <= 0) return true;
  spent.spentOut.set(name, waitMs + reservedMs);
  wait(spent, waitMs);
  return false;
};

/** An edit of a digest: its own pace first, kept as paid until the workspace's budget has room. */
const spendOnDigest = async (post: Post, spent: Spent, ports: DeliverPorts): Promise<boolean> => {
  const { pace, clock, paid } = ports;
  const sinceMs = spent.storm?.untoldSinceMs;
  const dueMs = sinceMs === undefined ? Number.POSITIVE_INFINITY : sinceMs + TELL_MS - clock();
  const burst = dueMs > 0 ? 1 : 1 + (DIGEST_EVERY_MS - TELL_MS) / DIGEST_EVERY_MS;
  if (!paid.has(post.id) && !(await take(digestBudget(post), DIGEST_EVERY_MS, burst, spent, ports))) {
    if (dueMs > 0 && dueMs < DIGEST_EVERY_MS) wait(spent, dueMs);
    return false;
  }
  paid.add(post.id);
  if (!(await take(UPDATES, pace.updateEveryMs, pace.updateBurst, spent, ports))) return false;
  paid.delete(post.id);
  return true;
};

/** How long until the channel takes another post; undefined while nothing waits for that. */
export const nextPostMs = async (
  channel: string,
  spent: Spent,
  { chat }: DeliverPorts,
): Promise<number | undefined> => {
  if (spent.spentOut.size === 0) return undefined;
  return spent.spentOut.get(postBudget(await chat.channelId(channel))) ?? spent.spentOut.get(ALL_POSTS);
};

/** The visit may go on after this long at the earliest. */
export const wait = (spent: Spent, waitMs: number): void => {
  spent.waitMs = spent.waitMs === 0 ? waitMs : Math.min(spent.waitMs, waitMs);
};
