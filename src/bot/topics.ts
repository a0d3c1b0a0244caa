import type { Chat } from "../core/chat.ts";
import { readEntities, writeEntities } from "./entities.ts";
import { LIMITS, truncate } from "./limits.ts";
import type { WebCalls } from "./web-call.ts";

/** What stands at the head of a channel. */
export type Topics = Pick<Chat, "topic" | "setTopic">;

/** As Slack keeps a topic -> as people see it: entities and the brackets it puts around addresses and names undone. */
const shown = (topic: string): string =>
  readEntities(
    topic
      .replace(/<(?:https?:|mailto:)[^<>|]*\|([^<>]*)>/g, "$1")
      .replace(/<((?:https?:|mailto:)[^<>|]*)>/g, "$1")
      .replace(/<([#@])[A-Z0-9]+\|([^<>]*)>/g, "$1$2"),
  );

/** Nothing in it may mention or link. */
const harmless = (topic: string): string =>
  writeEntities(truncate(topic.toWellFormed().replace(/\s+/g, " ").trim(), LIMITS.topic));

/** Topics of channels we are in; needs channels:read or groups:read, and …:write.topic to set one. At most 250 characters. */
export const createTopics = ({ web, attempt }: WebCalls): Topics => ({
  topic: async (channel) => {
    const told = await attempt("conversations.info", () => web.conversations.info({ channel }));
    return shown(told.channel?.topic?.value ?? "");
  },
  setTopic: async (channel, topic) => {
    const args = { channel, topic: harmless(topic) };
    await attempt("conversations.setTopic", () => web.conversations.setTopic(args));
  },
});
