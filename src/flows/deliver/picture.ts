import type { Post } from "../../core/store.ts";
import type { DeliverPorts, Spent } from "./post.ts";

/** In a storm nobody looks at older ones. */
const MOST_WAIT_MS = 5 * 60_000;
/** Each try counts twice: before it, and when it goes behind the others. */
const MOST_ATTEMPTS = 8;

/**
 * A storm's channel is for words: a picture waits for its end, and is left out when that takes long; a new question is
 * left out at once, and wherever it is none any more. Answers whether it may go now.
 */
export const mayShow = async (post: Post, spent: Spent, ports: DeliverPorts): Promise<boolean> => {
  if (post.question) return mayAsk(post, spent, ports);
  if (!post.picture || !spent.storm) return true;
  const waitedMs = ports.clock() - post.createdAtMs;
  if (waitedMs > MOST_WAIT_MS) await dropPicture(post, "a storm is on", ports);
  return false;
};

const mayAsk = async (post: Post, { storm }: Spent, ports: DeliverPorts): Promise<boolean> => {
  // What is there already, or may be, is repainted.
  if (post.ts !== undefined || post.tryingSinceMs !== undefined) return true;
  const why = storm ? "a storm is on" : await noQuestion(post, ports);
  if (why !== undefined) await dropPicture(post, why, ports);
  return why === undefined;
};

/** Why nobody has to be asked any more. */
const noQuestion = async ({ incidentId, question }: Post, { store }: DeliverPorts): Promise<string | undefined> => {
  const incident = await store.incident(incidentId);
  if (incident?.state !== "resolved") return "it is not over";
  if (question?.again) return "it is asked anew";
  return (await store.verdicts.read(incidentId)) ? "somebody said it already" : undefined;
};

/** A picture or a question that fails again and again is left out. */
export const isHopeless = ({ picture, question, ts, attempts }: Post): boolean =>
  (picture !== undefined || (question !== undefined && ts === undefined)) && attempts >= MOST_ATTEMPTS;

/** Leaves a picture or a question out for good: whoever wants it asks for it. */
export const dropPicture = async (
  { id, incidentId, channel, question }: Post,
  why: string,
  { store, lane, log, tally }: DeliverPorts,
): Promise<void> => {
  await store.outbox.dropPictures(lane, [id]);
  tally.count("posts", { kind: question ? "question_dropped" : "picture_dropped" });
  const what = question ? "question" : "picture";
  log.info({ post: id, incident: incidentId, channel, why }, `a ${what} below a card was left out`);
};
