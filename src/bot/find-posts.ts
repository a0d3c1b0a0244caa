import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { MessageRef, Place } from "../core/message.ts";
import type { Identity } from "./identity.ts";
import { isPersonId } from "./mention.ts";
import type { WebCalls } from "./web-call.ts";

/** Name of the metadata that each post carries (https://docs.slack.dev/messaging/message-metadata). */
export const POST_EVENT = "drm_post";

const PAGE = 200;
const PAGES = 10;

interface Found {
  readonly ts?: string | undefined;
  readonly user?: string | undefined;
  readonly bot_id?: string | undefined;
  readonly metadata?: unknown;
}

/** The id that a message's metadata carries, when it is ours in form. */
const idOf = (metadata: unknown): string | undefined => {
  if (typeof metadata !== "object" || metadata === null || !("event_type" in metadata)) return undefined;
  if (metadata.event_type !== POST_EVENT || !("event_payload" in metadata)) return undefined;
  const payload = metadata.event_payload;
  if (typeof payload !== "object" || payload === null || !("id" in payload)) return undefined;
  return typeof payload.id === "string" ? payload.id : undefined;
};

/** Looks for our own messages with an id, at most 2,000 messages back; a thread that is gone, and a person instead of a channel, hold none. */
export const createFinder = ({ web, attempt }: WebCalls, identity: Identity, log: Log): Chat["find"] => {
  const page = async (in_: Place, sinceMs: number, cursor: string | undefined) => {
    const args = {
      channel: in_.channel,
      oldest: (sinceMs / 1000).toFixed(6),
      inclusive: true,
      include_all_metadata: true,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const { thread } = in_;
    const result =
      thread === undefined
        ? await attempt("conversations.history", () => web.conversations.history(args))
        : await attempt("conversations.replies", () => web.conversations.replies({ ...args, ts: thread }));
    const messages: readonly Found[] = result.messages ?? [];
    return { messages, next: result.response_metadata?.next_cursor || undefined };
  };

  return async (in_, id, sinceMs) => {
    // Which direct message is theirs takes a scope of its own to ask; told twice is better than not told.
    if (isPersonId(in_.channel)) return [];
    const me = await identity.require();
    const found: MessageRef[] = [];
    const ours = (one: Found): boolean =>
      one.user === me.botUserId || (one.bot_id !== undefined && one.bot_id === me.botId);
    let cursor: string | undefined;
    for (let n = 0; n < PAGES; n++) {
      const { messages, next } = await page(in_, sinceMs, cursor).catch((error: unknown) => {
        if (in_.thread !== undefined && toFailure(error).message.includes("thread_not_found"))
          return { messages: [], next: undefined };
        throw error;
      });
      for (const one of messages)
        if (one.ts !== undefined && ours(one) && idOf(one.metadata) === id)
          found.push({ channel: in_.channel, ts: one.ts });
      cursor = next;
      if (cursor === undefined) break;
    }
    if (cursor !== undefined) log.warn({ channel: in_.channel, pages: PAGES }, "looked at the newest messages only");
    return found.sort((a, b) => Number(a.ts) - Number(b.ts));
  };
};
