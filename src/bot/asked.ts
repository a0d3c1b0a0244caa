import type { RespondFn } from "@slack/bolt";
import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Inbound } from "../core/inbound.ts";
import type { Log } from "../core/log.ts";
import type { Message, MessageRef } from "../core/message.ts";
import type { Payload } from "./blocks.ts";
import { formatMessage } from "./render.ts";

/** What we know of a question, and the way back that Slack gave with it (slash commands and buttons of messages). */
export interface Asked extends Omit<Inbound, "working" | "say" | "whisper"> {
  readonly respond?: RespondFn | undefined;
  /** Asked where no messages are, on the home tab: called after each answer. */
  readonly answered?: (() => Promise<void>) | undefined;
  /** Where nobody knows whether they were answered since then, that is looked for. `again`: before the first try too. */
  readonly doubt?: { readonly sinceMs: number; readonly again: boolean } | undefined;
}

/** A message of one plain line. */
export const plainMessage = (title: string): Message => ({ kind: "reply", reply: { title } });

/** Answers through the response_url so that only the asker sees it; text alone when Slack refuses the rest. */
export const respondPrivately = async (
  respond: RespondFn,
  payload: Payload,
  log: Log,
  thread?: string | undefined,
): Promise<void> => {
  const { text, blocks, attachments = [] } = payload;
  const below = thread === undefined ? {} : { thread_ts: thread };
  const args = { response_type: "ephemeral", replace_original: false, ...below } as const;
  try {
    await respond({ ...args, text, blocks, attachments });
  } catch (error) {
    log.warn({ why: toFailure(error).message }, "Slack refused an answer: sending its text alone");
    await respond({ ...args, text });
  }
};

/** Answers so that only the asker sees it: in the direct message itself, by the response_url, or ephemeral. */
const createWhisper = (asked: Asked, chat: Chat, log: Log, answerId: () => string): Inbound["whisper"] => {
  const { userId, channel, thread, respond } = asked;
  const place = { channel, thread };
  const ephemeral = async (message: Message): Promise<void> => {
    try {
      await chat.whisper(place, userId, message);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== "channel") throw failure;
      log.info({ channel, why: failure.message }, "may not speak there: answering in a direct message");
      await chat.post({ channel: userId }, message, answerId());
    }
  };
  return async (message) => {
    if (asked.how === "direct") {
      await chat.post(place, message, answerId());
      return;
    }
    if (respond === undefined) return ephemeral(message);
    try {
      await respondPrivately(respond, formatMessage(message), log, thread);
    } catch (error) {
      log.warn({ why: toFailure(error).message }, "a response_url failed: trying an ephemeral message");
      await ephemeral(message);
    }
  };
};

/** Posts an answer. What a crash or a lost answer of the chat leaves in doubt is not posted once more when it is there. */
const createPost = ({ channel, thread, doubt }: Asked, chat: Chat, log: Log) => {
  const place = { channel, thread };
  const there = async (id: string): Promise<MessageRef | undefined> => {
    try {
      return doubt && (await chat.find(place, id, doubt.sinceMs))[0];
    } catch (error) {
      log.warn({ channel, why: toFailure(error).message }, "could not look whether an answer is there already");
      return undefined;
    }
  };
  return async (message: Message, id: string): Promise<MessageRef> => {
    const before = doubt?.again ? await there(id) : undefined;
    if (before) return before;
    try {
      return await chat.post(place, message, id);
    } catch (error) {
      const { code } = toFailure(error);
      const after = code === "timeout" || code === "upstream" ? await there(id) : undefined;
      if (after) return after;
      throw error;
    }
  };
};

const showWork = async ({ respond, channel, thread, userId }: Asked, chat: Chat, log: Log): Promise<void> => {
  const message = plainMessage("On it…");
  try {
    if (respond !== undefined) await respondPrivately(respond, formatMessage(message), log, thread);
    else await chat.whisper({ channel, thread }, userId, message);
  } catch (error) {
    log.warn({ why: toFailure(error).message }, "could not show that a question is being worked on");
  }
};

/** A question as the flows see it: `say` answers where it was asked, or to the asker alone where we may not post. */
export const createInbound = (asked: Asked, chat: Chat, log: Log): Inbound => {
  const { respond: _, answered, doubt: __, ...facts } = asked;
  const post = createPost(asked, chat, log);
  const ids = new WeakMap<Message, string>();
  let answers = 0;
  const answerId = (): string => `answer:${asked.id}:${++answers}`;
  const quietly = createWhisper(asked, chat, log, answerId);
  const whisper: Inbound["whisper"] = async (message) => {
    await quietly(message);
    await answered?.();
  };
  return {
    ...facts,
    whisper,
    // On a home tab there is nothing that a passing word could stand beside.
    working: async () => (answered === undefined ? showWork(asked, chat, log) : undefined),
    say: async (message) => {
      if (message.kind === "reply" && message.reply.private) {
        await whisper(message);
        return undefined;
      }
      try {
        const id = ids.get(message) ?? answerId();
        ids.set(message, id);
        const ref = await post(message, id);
        await answered?.();
        return ref;
      } catch (error) {
        const failure = toFailure(error);
        if (failure.code !== "channel") throw failure;
        log.info({ channel: asked.channel, why: failure.message }, "may not post there: answering the asker alone");
        await whisper(message);
        return undefined;
      }
    },
  };
};
