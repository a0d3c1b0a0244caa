import { randomUUID } from "node:crypto";
import type { types } from "@slack/bolt";
import type { Chat } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Message, MessageRef, Place, Reply } from "../core/message.ts";
import type { Payload } from "./blocks.ts";
import { createChannelsOf } from "./channels-of.ts";
import type { Directory } from "./directory.ts";
import { createFinder, POST_EVENT } from "./find-posts.ts";
import { homeView, plainHomeView } from "./home-view.ts";
import type { Identity } from "./identity.ts";
import { isPersonId } from "./mention.ts";
import { formatMessage } from "./render.ts";
import type { SharedUrls } from "./shared-urls.ts";
import { isBlockError, isPictureError } from "./slack-failure.ts";
import { createTopics } from "./topics.ts";
import { createUnfurl } from "./unfurl.ts";
import { createUpload } from "./upload.ts";
import { createUserGroups } from "./user-groups.ts";
import type { WebCalls } from "./web-call.ts";

/** What the chat port is made of. */
export interface ChatParts {
  readonly calls: WebCalls;
  readonly identity: Identity;
  readonly directory: Directory;
  readonly urls: SharedUrls;
  readonly log: Log;
  readonly clock: Clock;
}

const thread = (to: Place): { thread_ts?: string } => (to.thread === undefined ? {} : { thread_ts: to.thread });

/** Where a new message goes; a note may stand in the channel too. */
const placed = (to: Place, message: Message) => {
  if (to.thread === undefined) return {};
  const broadcast = message.kind === "note" && message.broadcast === true;
  return broadcast ? { thread_ts: to.thread, reply_broadcast: true } : { thread_ts: to.thread };
};

const metadata = (id: string) => ({ event_type: POST_EVENT, event_payload: { id } });

const QUIET = { unfurl_links: false, unfurl_media: false, parse: "none" } as const;

/**
 * Runs `send` with the whole payload, and once more with its text alone when Slack refuses the blocks. A picture that
 * Slack cannot show is the caller's: there may be another way to it, and words without it must not look complete.
 */
const withTextFallback = async <T>(payload: Payload, log: Log, send: (payload: Payload) => Promise<T>): Promise<T> => {
  try {
    return await send(payload);
  } catch (error) {
    if (!(error instanceof Failure) || !isBlockError(error.cause) || isPictureError(error)) throw error;
    log.warn({ why: error.message }, "Slack refused the blocks of a message: sending its text alone");
    return send({ text: [payload.mention ?? "", payload.text].join(" ").trim(), blocks: [], attachments: [] });
  }
};

const pieces = ({ text, blocks, attachments = [] }: Payload) => ({ text, blocks, attachments });

type Sender = Pick<ChatParts, "calls" | "log">;

const post = ({ calls, log }: Sender, to: Place, message: Message, id: string): Promise<MessageRef> =>
  withTextFallback(formatMessage(message), log, async (payload) => {
    const what = { channel: to.channel, ...pieces(payload), ...QUIET, metadata: metadata(id) };
    const args = { ...what, ...placed(to, message) };
    const sent = await calls.attempt("chat.postMessage", () => calls.web.chat.postMessage(args));
    if (sent.ts === undefined) throw new Failure("upstream", "chat.postMessage: ok without a ts");
    return { channel: sent.channel ?? to.channel, ts: sent.ts };
  });

/** The uploaded picture that a message shows. */
const fileOf = (message: Message): string | undefined => {
  const at = message.kind === "picture" ? message.at : message.kind === "reply" ? message.picture?.at : undefined;
  return at !== undefined && "fileId" in at ? at.fileId : undefined;
};

const update = async ({ calls, log }: Sender, ref: MessageRef, message: Message, id: string): Promise<void> => {
  // Slack shows "file not found" when an update brings a slack_file: https://github.com/slackapi/node-slack-sdk/issues/2100
  if (fileOf(message) !== undefined)
    throw new Failure(
      "rejected",
      "an uploaded picture cannot be put into a message: post it anew, or give its address",
    );
  await withTextFallback(formatMessage(message), log, (payload) => {
    const args = { channel: ref.channel, ts: ref.ts, ...pieces(payload), parse: QUIET.parse, metadata: metadata(id) };
    return calls.attempt("chat.update", () => calls.web.chat.update(args));
  });
};

const whisper = async (sender: Sender, to: Place, user: string, message: Message): Promise<void> => {
  const { calls, log } = sender;
  if (isPersonId(to.channel)) {
    await post(sender, { channel: to.channel }, message, `whisper:${randomUUID()}`);
    return;
  }
  await withTextFallback(formatMessage(message), log, (payload) => {
    const args = { channel: to.channel, user, ...pieces(payload), ...thread(to), parse: QUIET.parse };
    return calls.attempt("chat.postEphemeral", () => calls.web.chat.postEphemeral(args));
  });
};

/** Slack's answer to blocks that a view may not hold. */
const isViewError = (error: unknown): boolean =>
  error instanceof Failure && error.code === "rejected" && /invalid_arguments|view_too_large/.test(error.message);

const home = async ({ calls, log }: Sender, user: string, sections: readonly Reply[]): Promise<void> => {
  const publish = (view: types.HomeView) =>
    calls.attempt("views.publish", () => calls.web.views.publish({ user_id: user, view }));
  try {
    await publish(homeView(sections));
  } catch (error) {
    if (!isViewError(error)) throw error;
    log.warn({ why: toFailure(error).message }, "Slack refused the blocks of a home tab: showing its text alone");
    await publish(plainHomeView(sections));
  }
};

/** The chat port over Slack's Web API: each call is one attempt, plus one with text alone when blocks are refused. */
export const createChat = (parts: ChatParts): Chat => {
  const { calls, identity, directory, urls, log, clock } = parts;
  return {
    post: (to, message, id) => post(parts, to, message, id),
    update: (ref, message, id) => update(parts, ref, message, id),
    whisper: (to, user, message) => whisper(parts, to, user, message),
    remove: async (ref) => {
      await calls.attempt("chat.delete", () => calls.web.chat.delete({ channel: ref.channel, ts: ref.ts }));
    },
    find: createFinder(calls, identity, log),
    upload: createUpload(calls),
    user: directory.user,
    userIdByEmail: directory.userIdByEmail,
    channelId: directory.channelId,
    home: (user, sections) => home(parts, user, sections),
    channelsOf: createChannelsOf(calls, clock),
    unfurl: createUnfurl(calls, urls, log),
    ...createUserGroups(calls, clock),
    ...createTopics(calls),
  };
};
