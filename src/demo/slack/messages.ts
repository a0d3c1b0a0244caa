import { randomUUID } from "node:crypto";
import { completeAttachments, completeBlocks } from "./blocks/complete.ts";
import { fileIdsIn } from "./blocks/images.ts";
import { copyOf, type Json } from "./json.ts";
import { APP, type State, TEAM } from "./state.ts";
import type { Channel, Message } from "./types.ts";

/** What a message is made of; blocks and attachments are already checked. */
export interface Draft {
  readonly user: string;
  readonly byApp: boolean;
  readonly text: string;
  readonly blocks?: readonly Json[] | undefined;
  readonly attachments?: readonly Json[] | undefined;
  readonly threadTs?: string | undefined;
  /** A reply that stands in the channel too. */
  readonly broadcast?: boolean | undefined;
  readonly metadata?: Json | undefined;
  readonly files?: readonly string[] | undefined;
  readonly subtype?: string | undefined;
}

const make = (state: State, channel: Channel, draft: Draft, onlyFor?: string): Message => ({
  ts: state.nextTs(channel),
  user: draft.user,
  byApp: draft.byApp,
  subtype: draft.broadcast ? "thread_broadcast" : draft.subtype,
  text: draft.text,
  blocks: completeBlocks(draft.blocks ?? [], state),
  attachments: completeAttachments(draft.attachments ?? [], state),
  threadTs: draft.threadTs,
  broadcast: draft.broadcast === true,
  metadata: draft.metadata,
  files: draft.files ?? [],
  reactions: [],
  onlyFor,
  missingFiles: [],
  clientMsgId: draft.byApp ? undefined : randomUUID(),
});

/** Adds a message to the history and shares the files it shows. */
export const addMessage = (state: State, channel: Channel, draft: Draft): Message => {
  const message = make(state, channel, draft);
  channel.messages.push(message);
  for (const id of [...message.files, ...fileIdsIn(message.blocks, message.attachments)]) {
    state.files.get(id)?.sharedIn.add(channel.id);
  }
  state.tell({ type: "message", channel, message });
  return message;
};

/** Shows a message to one person only. */
export const addEphemeral = (state: State, channel: Channel, user: string, draft: Draft): Message => {
  const message = make(state, channel, draft, user);
  state.ephemerals.push({ user, channel, message });
  state.tell({ type: "ephemeral", channel, message, user });
  return message;
};

/** What an update may change; undefined keeps what was there. */
export interface Edit {
  readonly text?: string | undefined;
  readonly blocks?: readonly Json[] | undefined;
  readonly attachments?: readonly Json[] | undefined;
  readonly metadata?: Json | undefined;
}

/** Changes a message in place; a file that no message has shown yet stays "file not found" (node-slack-sdk#2100). */
export const changeMessage = (state: State, channel: Channel, message: Message, edit: Edit): void => {
  const before = copyOf(message);
  if (edit.text !== undefined) message.text = edit.text;
  if (edit.blocks !== undefined) message.blocks = completeBlocks(edit.blocks, state);
  if (edit.attachments !== undefined) message.attachments = completeAttachments(edit.attachments, state);
  if (edit.metadata !== undefined) message.metadata = edit.metadata;
  message.missingFiles = fileIdsIn(message.blocks, message.attachments).filter(
    (id) => (state.files.get(id)?.sharedIn.size ?? 0) === 0,
  );
  if (message.onlyFor !== undefined) {
    state.tell({ type: "ephemeral", channel, message, user: message.onlyFor });
    return;
  }
  message.edited = { user: message.user, ts: `${Math.floor(state.clock() / 1000)}.000000` };
  state.tell({ type: "changed", channel, message, before });
};

/** Takes a message away; one with replies takes its place in the history with it, the replies stay. */
export const removeMessage = (state: State, channel: Channel, message: Message): void => {
  if (message.onlyFor !== undefined) {
    const at = state.ephemerals.findIndex((one) => one.message === message);
    if (at >= 0) state.ephemerals.splice(at, 1);
    state.tell({ type: "ephemeral_gone", channel, message, user: message.onlyFor });
    return;
  }
  const at = channel.messages.indexOf(message);
  if (at >= 0) channel.messages.splice(at, 1);
  state.tell({ type: "deleted", channel, message });
};

/** Replies to a message, oldest first. */
export const repliesTo = (channel: Channel, ts: string): readonly Message[] =>
  channel.messages.filter((one) => one.threadTs === ts && one.ts !== ts);

/** A message as the API and the events show it; metadata only where it was asked for. */
export const messageJson = (state: State, channel: Channel, message: Message, withMetadata = false): Json => {
  const replies = message.threadTs === undefined ? repliesTo(channel, message.ts) : [];
  const last = replies.at(-1);
  return {
    type: "message",
    ...(message.subtype === undefined ? {} : { subtype: message.subtype }),
    user: message.user,
    ts: message.ts,
    ...(message.clientMsgId === undefined ? {} : { client_msg_id: message.clientMsgId }),
    ...(message.byApp ? botFacts(state) : {}),
    text: message.text,
    team: TEAM.id,
    ...(message.blocks.length === 0 ? {} : { blocks: copyOf(message.blocks) }),
    ...(message.attachments.length === 0 ? {} : { attachments: copyOf(message.attachments) }),
    ...(message.edited === undefined ? {} : { edited: message.edited }),
    ...(message.files.length === 0 ? {} : { files: message.files.map((id) => ({ id })) }),
    ...(message.reactions.length === 0
      ? {}
      : { reactions: message.reactions.map((one) => ({ ...one, users: [...one.users], count: one.users.length })) }),
    ...(withMetadata && message.metadata !== undefined ? { metadata: message.metadata } : {}),
    ...threadFacts(message, replies, last),
  };
};

const botFacts = (state: State): Json => ({
  bot_id: APP.botId,
  app_id: APP.id,
  bot_profile: { id: APP.botId, app_id: APP.id, name: state.manifest.botName, deleted: false, team_id: TEAM.id },
});

const threadFacts = (message: Message, replies: readonly Message[], last: Message | undefined): Json => {
  if (message.threadTs !== undefined) return { thread_ts: message.threadTs };
  if (last === undefined) return {};
  const users = [...new Set(replies.map((one) => one.user))];
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: last.ts,
  };
};
