import { LIMITS } from "../blocks/limits.ts";
import { addEphemeral, addMessage, changeMessage, messageJson, removeMessage } from "../messages.ts";
import { Refusal } from "../refusal.ts";
import { APP, type State, TEAM } from "../state.ts";
import type { Channel, Message } from "../types.ts";
import type { Arguments } from "./arguments.ts";
import type { Method } from "./call.ts";
import { readContent, requireSomething } from "./content.ts";
import { postableChannel, requireMessage, visibleChannel } from "./places.ts";

/** The first message of the thread; a reply's own ts leads to its thread. */
const threadOf = (channel: Channel, args: Arguments): string | undefined => {
  const ts = args.text("thread_ts");
  if (ts === undefined) return undefined;
  const parent = channel.messages.find((one) => one.ts === ts);
  const orphans = channel.messages.some((one) => one.threadTs === ts);
  if (parent === undefined && !orphans) throw new Refusal("cannot_reply_to_message");
  return parent?.threadTs ?? ts;
};

const postMessage: Method = async ({ state }, args) => {
  const channel = postableChannel(state, args.word("channel"));
  const content = await readContent(state, args);
  requireSomething(content);
  const threadTs = threadOf(channel, args);
  const message = addMessage(state, channel, {
    ...content,
    user: APP.botUser,
    byApp: true,
    text: (content.text ?? "").slice(0, LIMITS.message.text),
    threadTs,
    broadcast: threadTs !== undefined && args.flag("reply_broadcast"),
  });
  return { channel: channel.id, ts: message.ts, message: messageJson(state, channel, message, true) };
};

const postEphemeral: Method = async ({ state }, args) => {
  const channel = postableChannel(state, args.word("channel"));
  const user = args.word("user");
  if (!channel.members.has(user)) throw new Refusal("user_not_in_channel");
  if (!channel.members.has(APP.botUser)) throw new Refusal("not_in_channel");
  const content = await readContent(state, args);
  requireSomething(content);
  if ((content.text ?? "").length > LIMITS.message.text) throw new Refusal("msg_too_long");
  const message = addEphemeral(state, channel, user, {
    ...content,
    user: APP.botUser,
    byApp: true,
    text: content.text ?? "",
    threadTs: threadOf(channel, args),
  });
  return { message_ts: message.ts };
};

/** The app's own message; others are refused with `refuse`. */
const ownMessage = (state: State, args: Arguments, refuse: string): { channel: Channel; message: Message } => {
  const channel = visibleChannel(state, args.word("channel"));
  const message = requireMessage(channel, args.word("ts"));
  if (!message.byApp) throw new Refusal(refuse);
  return { channel, message };
};

const update: Method = async ({ state }, args) => {
  const { channel, message } = ownMessage(state, args, "cant_update_message");
  if (channel.archived) throw new Refusal("is_inactive");
  const content = await readContent(state, args);
  if (content.text === undefined && content.blocks === undefined && content.attachments === undefined) {
    throw new Refusal("no_text");
  }
  if ((content.text ?? "").length > LIMITS.message.updateText) throw new Refusal("msg_too_long");
  changeMessage(state, channel, message, content);
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: messageJson(state, channel, message, true),
  };
};

const remove: Method = ({ state }, args) => {
  const { channel, message } = ownMessage(state, args, "cant_delete_message");
  if (channel.archived) throw new Refusal("cant_delete_message");
  removeMessage(state, channel, message);
  return { channel: channel.id, ts: message.ts };
};

const getPermalink: Method = ({ state }, args) => {
  const channel = visibleChannel(state, args.word("channel"));
  const message = requireMessage(channel, args.word("message_ts"));
  const thread = message.threadTs === undefined ? "" : `?thread_ts=${message.threadTs}&cid=${channel.id}`;
  return {
    channel: channel.id,
    permalink: `https://${TEAM.domain}.slack.com/archives/${channel.id}/p${message.ts.replace(".", "")}${thread}`,
  };
};

/** chat.*: posting and changing messages. */
export const chatMethods = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": getPermalink,
};
