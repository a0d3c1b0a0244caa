import type { Post } from "../../core/store.ts";
import type { DeliverPorts, Spent } from "./post.ts";

/** In a storm nobody looks at older ones. */
const MOST_WAIT_MS = 5 * 60_000;
/** Each try counts twice: before it, and when it goes behind the others. */
const MOST_ATTEMPTS = 8;

/** A storm's channel is for words: a picture waits for its end, and is left out when that takes long. Answers whether it may go now. */
export const mayShow = async (post: Post, { storm }: Spent, ports: DeliverPorts): Promise<boolean> => {
  if (!post.picture || !storm) return true;
  const waitedMs = ports.clock() - post.createdAtMs;
  if (waitedMs > MOST_WAIT_MS) await dropPicture(post, "a storm is on", ports);
  return false;
};

/** A picture that fails again and again is left out. */
export const isHopeless = ({ picture, attempts }: Post): boolean => picture !== undefined && attempts >= MOST_ATTEMPTS;

/** Leaves a picture out for good: whoever wants it asks for the graph. */
export const dropPicture = async (
  { id, incidentId, channel }: Post,
  why: string,
  { store, lane, log, tally }: DeliverPorts,
): Promise<void> => {
  await store.outbox.dropPictures(lane, [id]);
  tally.count("posts", { kind: "picture_dropped" });
  log.info({ post: id, incident: incidentId, channel, why }, "a picture below a card was left out");
};
