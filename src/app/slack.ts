import { type Bot, createBot } from "../bot/index.ts";
import type { Config } from "../config.ts";
import type { Chat } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { InboundHandlers } from "../core/inbound.ts";
import type { Store } from "../core/store.ts";
import type { Ports } from "./parts.ts";

/** The bot as configured, not started yet, and its chat for callers that name channels as the settings do. */
export const createSlack = async (
  { bot: settings, publicUrl }: Config,
  { log, clock }: Ports,
  { firstTime }: Pick<Store, "firstTime">,
  handlers: InboundHandlers,
): Promise<{ readonly bot: Bot; readonly chat: Chat }> => {
  const bot = await createBot({
    mode: settings.SLACK_MODE === "http" ? "http" : "socket",
    botToken: settings.SLACK_BOT_TOKEN ?? "",
    appToken: settings.SLACK_APP_TOKEN,
    signingSecret: settings.SLACK_SIGNING_SECRET,
    apiUrl: settings.SLACK_API_URL,
    publicUrl,
    handlers,
    firstTime,
    log,
    clock,
  });
  return { bot, chat: byName(bot.chat) };
};

/** Channels are configured by name; Slack wants ids for all but the first post. The bot remembers them. */
const byName = (chat: Chat): Chat => {
  const channelId = async (name: string): Promise<string> => {
    try {
      return await chat.channelId(name);
    } catch (error) {
      const { code, message, tell } = toFailure(error);
      if (code !== "not_found") throw error;
      throw new Failure("channel", message, { cause: error, ...(tell ? { tell } : {}) });
    }
  };
  const place = async <T extends { readonly channel: string }>(at: T): Promise<T> => ({
    ...at,
    channel: await channelId(at.channel),
  });
  return {
    ...chat,
    channelId,
    post: async (to, message, id) => chat.post(await place(to), message, id),
    update: async (ref, message, id) => chat.update(await place(ref), message, id),
    remove: async (ref) => chat.remove(await place(ref)),
    find: async (at, id, sinceMs) => chat.find(await place(at), id, sinceMs),
  };
};
