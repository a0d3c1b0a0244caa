import { Refusal } from "../refusal.ts";
import { APP, type State } from "../state.ts";
import type { Channel, ChannelKind, Message } from "../types.ts";

const PREFIX: Readonly<Record<ChannelKind, string>> = { public: "channels", private: "groups", im: "im" };

/** A channel the app can see: private ones and foreign direct messages are as if they were not there. */
export const visibleChannel = (state: State, which: string, byName = false): Channel => {
  const found = byName ? state.findChannel(which) : state.channels.get(which);
  if (found === undefined || (found.kind !== "public" && !found.members.has(APP.botUser))) {
    throw new Refusal("channel_not_found");
  }
  return found;
};

/** Each kind of conversation has a scope of its own: "history" -> channels:history, groups:history, im:history. */
export const requireScope = (state: State, kind: ChannelKind, what: "history" | "read"): void => {
  const needed = `${PREFIX[kind]}:${what}`;
  if (!state.manifest.scopes.has(needed)) {
    throw new Refusal("missing_scope", { needed, provided: [...state.manifest.scopes].join(",") });
  }
};

/** A topic has scopes of its own in each kind of channel. */
export const requireTopicScope = (state: State, kind: "public" | "private"): void => {
  const family = PREFIX[kind];
  const enough = [`${family}:write.topic`, kind === "public" ? "channels:manage" : "groups:write"];
  if (enough.some((one) => state.manifest.scopes.has(one))) return;
  throw new Refusal("missing_scope", { needed: enough.join(","), provided: [...state.manifest.scopes].join(",") });
};

/** Where the app may post: id, name or a person's id; chat:write.public opens public channels it is not in. */
export const postableChannel = (state: State, which: string): Channel => {
  const channel = state.people.get(which)?.bot === false ? state.dm(which) : visibleChannel(state, which, true);
  if (channel.archived) throw new Refusal("is_archived");
  if (!channel.members.has(APP.botUser) && !state.manifest.scopes.has("chat:write.public")) {
    throw new Refusal("not_in_channel");
  }
  return channel;
};

/** The message with this ts; Refusal(message_not_found). */
export const requireMessage = (channel: Channel, ts: string): Message => {
  const found = channel.messages.find((one) => one.ts === ts);
  if (found === undefined) throw new Refusal("message_not_found");
  return found;
};
