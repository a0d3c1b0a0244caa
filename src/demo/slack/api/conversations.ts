import { LIMITS } from "../blocks/limits.ts";
import type { Json } from "../json.ts";
import { addMessage, messageJson, repliesTo } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { Channel, Message } from "../types.ts";
import type { Arguments } from "./arguments.ts";
import type { Method } from "./call.ts";
import { pageOf } from "./pages.ts";
import { requireScope, requireTopicScope, visibleChannel } from "./places.ts";

/** A conversation as the API shows it. */
const channelJson = (channel: Channel): Json => ({
  id: channel.id,
  created: Math.floor(channel.createdAtMs / 1000),
  is_archived: channel.archived,
  is_im: channel.kind === "im",
  ...(channel.kind === "im"
    ? { user: [...channel.members].find((one) => one !== APP.botUser) }
    : {
        name: channel.name,
        name_normalized: channel.name,
        is_channel: channel.kind === "public",
        is_group: channel.kind === "private",
        is_mpim: false,
        is_private: channel.kind === "private",
        is_member: channel.members.has(APP.botUser),
        is_general: channel.name === "general",
        is_shared: false,
        num_members: channel.members.size,
        context_team_id: TEAM.id,
        topic: { value: channel.topic, creator: "", last_set: 0 },
        purpose: { value: "", creator: "", last_set: 0 },
      }),
});

const seen = (state: State, args: Arguments, what: "history" | "read"): Channel => {
  const channel = visibleChannel(state, args.word("channel"));
  requireScope(state, channel.kind, what);
  return channel;
};

const info: Method = ({ state }, args) => ({ channel: channelJson(seen(state, args, "read")) });

const setTopic: Method = ({ state }, args) => {
  const channel = visibleChannel(state, args.word("channel"));
  if (channel.kind === "im") throw new Refusal("method_not_supported_for_channel_type");
  requireTopicScope(state, channel.kind);
  if (!channel.members.has(APP.botUser)) throw new Refusal("not_in_channel");
  if (channel.archived) throw new Refusal("is_archived");
  const topic = args.word("topic");
  if (topic.length > LIMITS.topic) throw new Refusal("too_long");
  if (topic !== channel.topic) {
    channel.topic = topic;
    const text = `set the channel topic: ${topic}`;
    addMessage(state, channel, { user: APP.botUser, byApp: false, text, subtype: "channel_topic" });
    state.tell({ type: "channel", channel, how: "topic" });
  }
  return { channel: channelJson(channel) };
};

const KINDS: Readonly<Record<string, Channel["kind"]>> = {
  public_channel: "public",
  private_channel: "private",
  im: "im",
};

/** Conversations of the asked kinds that the bot's token sees. */
const seenChannels = (state: State, args: Arguments): readonly Channel[] => {
  const types = (args.text("types") ?? "public_channel").split(",").map((one) => one.trim());
  const kinds = new Set(types.map((type) => KINDS[type]));
  if (types.some((type) => KINDS[type] === undefined && type !== "mpim")) throw new Refusal("invalid_types");
  for (const kind of kinds) if (kind !== undefined) requireScope(state, kind, "read");
  return [...state.channels.values()].filter(
    (one) =>
      kinds.has(one.kind) &&
      (one.kind === "public" || one.members.has(APP.botUser)) &&
      !(args.flag("exclude_archived") && one.archived),
  );
};

const listChannels: Method = ({ state }, args) => {
  const page = pageOf(seenChannels(state, args), args);
  return { channels: page.items.map(channelJson), response_metadata: { next_cursor: page.next } };
};

/** Of one person, or of the bot itself; who is in them beside is not told. */
const channelsOf: Method = ({ state }, args) => {
  const user = args.text("user") ?? APP.botUser;
  if (!state.people.has(user)) throw new Refusal("user_not_found");
  const page = pageOf(
    seenChannels(state, args).filter((one) => one.members.has(user)),
    args,
  );
  const channels = page.items.map(channelJson).map(({ is_member: _, num_members: __, ...one }) => one);
  return { channels, response_metadata: { next_cursor: page.next } };
};

const members: Method = ({ state }, args) => {
  const page = pageOf([...seen(state, args, "read").members], args);
  return { members: page.items, response_metadata: { next_cursor: page.next } };
};

const open: Method = ({ state }, args) => {
  const given = args.text("channel");
  if (given !== undefined) return { channel: channelJson(visibleChannel(state, given)) };
  const users = args
    .word("users")
    .split(",")
    .filter((one) => one !== "");
  if (users.length === 0) throw new Refusal("users_list_not_supplied");
  if (users.some((one) => !state.people.has(one))) throw new Refusal("user_not_found");
  if (users.length > 1) throw new Refusal("method_not_supported_for_channel_type");
  if (!state.manifest.scopes.has("im:write")) {
    throw new Refusal("missing_scope", { needed: "im:write", provided: [...state.manifest.scopes].join(",") });
  }
  const channel = state.dm(users[0] ?? "");
  return { channel: args.flag("return_im") ? channelJson(channel) : { id: channel.id } };
};

const isTs = (value: string): boolean => /^\d+(\.\d+)?$/.test(value);

/** Keeps what lies between `oldest` and `latest`; both ends belong to it only with `inclusive`. */
const within = (messages: readonly Message[], args: Arguments): readonly Message[] => {
  const oldest = args.text("oldest") ?? "0";
  const latest = args.text("latest");
  if (!isTs(oldest)) throw new Refusal("invalid_ts_oldest");
  if (latest !== undefined && !isTs(latest)) throw new Refusal("invalid_ts_latest");
  const edge = args.flag("inclusive") ? 0 : 1;
  const micros = (ts: string): number => Math.round(Number(ts) * 1_000_000);
  const from = oldest === "0" ? 0 : micros(oldest) + edge;
  const to = latest === undefined ? Number.POSITIVE_INFINITY : micros(latest) - edge;
  return messages.filter((one) => micros(one.ts) >= from && micros(one.ts) <= to);
};

const HISTORY_MAX = 999;

const answerMessages = (state: State, channel: Channel, found: readonly Message[], args: Arguments): Json => {
  if (args.number("limit", 100, "invalid_limit") > HISTORY_MAX) throw new Refusal("invalid_limit");
  const page = pageOf(found, args);
  const metadata = args.flag("include_all_metadata");
  return {
    messages: page.items.map((one) => messageJson(state, channel, one, metadata)),
    has_more: page.next !== "",
    ...(page.next === "" ? {} : { response_metadata: { next_cursor: page.next } }),
  };
};

const history: Method = ({ state }, args) => {
  const channel = seen(state, args, "history");
  if (!channel.members.has(APP.botUser)) throw new Refusal("not_in_channel");
  const top = channel.messages.filter((one) => one.threadTs === undefined || one.broadcast);
  return answerMessages(state, channel, [...within(top, args)].reverse(), args);
};

const replies: Method = ({ state }, args) => {
  const channel = seen(state, args, "history");
  if (!channel.members.has(APP.botUser)) throw new Refusal("not_in_channel");
  const ts = args.word("ts");
  const start = channel.messages.find((one) => one.ts === ts);
  const below = repliesTo(channel, ts);
  if (start === undefined && below.length === 0) throw new Refusal("thread_not_found");
  const first = start === undefined ? [] : [start];
  return answerMessages(state, channel, [...first, ...within(below, args)], args);
};

/** conversations.*: channels, their members and their history. */
export const conversationMethods = {
  "conversations.info": info,
  "conversations.list": listChannels,
  "conversations.members": members,
  "conversations.open": open,
  "conversations.history": history,
  "conversations.replies": replies,
  "conversations.setTopic": setTopic,
  "users.conversations": channelsOf,
};
