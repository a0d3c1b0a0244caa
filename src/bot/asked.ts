import type { RespondFn } from "@slack/bolt";
import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Inbound } from "../core/inbound.ts";
import type { Log } from "../core/log.ts";
import type { Message } from "../core/message.ts";
import type { Payload } from "./blocks.ts";
import { formatMessage } from "./render.ts";

/** What we know of a question, and the way back that Slack gave with it (slash commands only). */
export interface Asked extends Omit<Inbound, "working" | "say" | "whisper"> {
  readonly respond?: RespondFn | undefined;
}

/** A message of one plain line. */
export const plainMessage = (title: string): Message => ({ kind: "reply", reply: { title } });

/** Answers through the response_url so that only the asker sees it; text alone when Slack refuses the rest. */
export const respondPrivately = async (respond: RespondFn, payload: Payload, log: Log): Promise<void> => {
  const { text, blocks, attachments = [] } = payload;
  const args = { response_type: "ephemeral", replace_original: false } as const;
  try {
    await respond({ ...args, text, blocks, attachments });
  } catch (error) {
    log.warn({ why: toFailure(error).message }, "Slack refused an answer: sending its text alone");
    await respond({ ...args, text });
  }
};

/** Answers so that only the asker sees it: in the direct message itself, by the response_url, or ephemeral. */
const createWhisper = (asked: Asked, chat: Chat, log: Log, answerId: () => string): Inbound["whisper"] => {
  const place = { channel: asked.channel, thread: asked.thread };
  return async (message) => {
    if (asked.how === "direct") {
      await chat.post(place, message, answerId());
      return;
    }
    if (asked.respond === undefined) return chat.whisper(place, asked.userId, message);
    try {
      await respondPrivately(asked.respond, formatMessage(message), log);
    } catch (error) {
      log.warn({ why: toFailure(error).message }, "a response_url failed: trying an ephemeral message");
      await chat.whisper(place, asked.userId, message);
    }
  };
};

/** A question as the flows see it: `say` answers where it was asked, or to the asker alone where we may not post. */
export const createInbound = (asked: Asked, chat: Chat, log: Log): Inbound => {
  const { respond, ...facts } = asked;
  const place = { channel: asked.channel, thread: asked.thread };
  let answers = 0;
  const answerId = (): string => `answer:${asked.id}:${++answers}`;
  const whisper = createWhisper(asked, chat, log, answerId);
  return {
    ...facts,
    whisper,
    working: async () => {
      const message = plainMessage("On it…");
      try {
        if (respond !== undefined) await respondPrivately(respond, formatMessage(message), log);
        else await chat.whisper(place, asked.userId, message);
      } catch (error) {
        log.warn({ why: toFailure(error).message }, "could not show that a question is being worked on");
      }
    },
    say: async (message) => {
      if (message.kind === "reply" && message.reply.private) {
        await whisper(message);
        return undefined;
      }
      try {
        return await chat.post(place, message, answerId());
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
