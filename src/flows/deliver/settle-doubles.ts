import type { Chat } from "../../core/chat.ts";
import { Failure, toFailure } from "../../core/failure.ts";
import type { MessageRef, Place } from "../../core/message.ts";
import type { DeliverOptions } from "../deliver.ts";

/** Clocks of ours and the chat's may differ by this much. */
const SKEW_MS = 60_000;

/** The first message that carries `id`, if the chat has one; further ones are deleted. */
export const findPosted = async (
  chat: Pick<Chat, "find" | "remove">,
  place: Place,
  id: string,
  sinceMs: number,
): Promise<MessageRef | undefined> => {
  const [first, ...doubles] = await chat.find(place, id, sinceMs - SKEW_MS);
  for (const double of doubles) await removeOnce(chat, double);
  return first;
};

/** Deletes a message; one that is not there, or that Slack lets nobody delete any more, is as good as deleted. */
export const removeOnce = async (chat: Pick<Chat, "remove">, ref: MessageRef): Promise<void> => {
  try {
    await chat.remove(ref);
  } catch (error) {
    if (!(error instanceof Failure && error.code === "message_gone")) throw error;
  }
};

/** After a doubt (a crash or a time-out in mid-post) a message can turn up late: the one we know stays, others go. */
export const settleDoubles = async ({ store, chat, clock, log, tally }: DeliverOptions): Promise<void> => {
  for (const { postId, channel, ts, sinceMs, thread } of await store.outbox.rechecksDue(clock(), 10)) {
    try {
      const refs = await chat.find({ channel, thread }, postId, sinceMs - SKEW_MS);
      const keep = ts ?? refs[0]?.ts;
      for (const ref of refs)
        if (ref.ts !== keep) {
          await removeOnce(chat, ref);
          tally.count("posts", { kind: "double_removed" });
        }
      await store.outbox.recheckDone(postId);
    } catch (error) {
      const again = toFailure(error).retry;
      log.warn({ post: postId, again, err: error }, "could not look for doubles");
      if (again) await store.outbox.recheck(postId, channel, clock() + 30_000);
      else await store.outbox.recheckDone(postId);
    }
  }
};
