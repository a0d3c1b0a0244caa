import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { ownTroubles } from "../flows/own-troubles.ts";
import type { TellAdmin } from "../flows/tell-admin.ts";

/** What looking for channels needs. */
export interface ChannelCheck {
  readonly store: Store;
  readonly chat: Pick<Chat, "channelId">;
  readonly tellAdmin: TellAdmin;
  readonly log: Log;
  /** Where we are configured to post, the admin channel left out: it could not be told there. */
  readonly channels: () => readonly string[];
}

const keyOf = (channel: string): string => `route:${channel}`;

/** A channel that nobody can see; undefined while it is there, or while Slack does not say. */
const missing = async (channel: string, chat: ChannelCheck["chat"]): Promise<string | undefined> => {
  try {
    await chat.channelId(channel);
    return undefined;
  } catch (error) {
    const { code, tell, message } = toFailure(error);
    return code === "channel" || code === "not_found" ? (tell ?? message) : undefined;
  }
};

/**
 * Says in the admin channel, before the first alert goes there, that a route leads to a channel we cannot find; and once
 * when it is found or no route leads there any more. Never throws.
 */
export const checkChannels = async ({ store, chat, tellAdmin, log, channels }: ChannelCheck): Promise<void> => {
  try {
    const wanted = new Set(channels());
    const told = await ownTroubles(store);
    for (const channel of wanted) {
      const why = await missing(channel, chat);
      if ((why !== undefined) === told.has(keyOf(channel))) continue;
      await tellAdmin({
        key: keyOf(channel),
        state: why === undefined ? "resolved" : "firing",
        title: `A route leads to #${channel}, which I cannot find`,
        what: why === undefined ? "found" : "what goes there would wait",
        labels: why === undefined ? {} : { reason: why, service: "Slack" },
      });
    }
    for (const key of told.keys())
      if (key.startsWith(keyOf("")) && !wanted.has(key.slice(keyOf("").length)))
        await tellAdmin({ key, state: "resolved", title: "", what: "no route leads there any more", labels: {} });
  } catch (error) {
    log.warn({ why: toFailure(error).message }, "could not look whether the channels of the routes are there");
  }
};
