import type { Message, MessageRef, Picture, PictureAt, Place, Reply } from "./message.ts";

/** The mapped identity of a chat user as far as chat knows it. */
export interface ChatUser {
  readonly id: string;
  readonly name: string;
  readonly email?: string | undefined;
  /** IANA zone. */
  readonly tz: string;
  /** Guests and people of other workspaces may not act. */
  readonly outsider: boolean;
}

/** Addresses of ours that somebody put into a message. */
export interface SharedLinks {
  readonly channel: string;
  readonly ts: string;
  readonly userId: string;
  readonly urls: readonly string[];
  /** People of other workspaces are in that channel, as far as the chat says. */
  readonly foreign?: boolean | undefined;
}

/** What one of them leads to; the picture's `alt` is the summary, which stands alone without `at`. */
export interface Unfurl {
  readonly url: string;
  readonly picture: Omit<Picture, "at"> & { readonly at?: PictureAt | undefined };
}

/**
 * The chat as the flows see it. Every call is one attempt: no hidden retries. Failures: rate_limited (retryAfterMs),
 * upstream/timeout (doubt: it may have happened), channel, credentials, message_gone, rejected.
 */
export interface Chat {
  /** Posts once; `id` travels in the message's metadata so that it can be found again. */
  post(to: Place, message: Message, id: string): Promise<MessageRef>;
  update(ref: MessageRef, message: Message, id: string): Promise<void>;
  remove(ref: MessageRef): Promise<void>;
  /** Our messages in this place that carry `id`, oldest first, not older than `sinceMs`. */
  find(in_: Place, id: string, sinceMs: number): Promise<readonly MessageRef[]>;
  /** Uploads a PNG and waits until a message may show it. Answers the file's id. */
  upload(
    png: Uint8Array,
    meta: { readonly filename: string; readonly title: string; readonly alt: string },
  ): Promise<string>;
  /** Only `user` sees it. */
  whisper(to: Place, user: string, message: Message): Promise<void>;
  user(id: string): Promise<ChatUser>;
  /** Id of the chat user with that e-mail; undefined when there is none. */
  userIdByEmail(email: string): Promise<string | undefined>;
  /** Shows these, one below the other, on that person's home tab. */
  home(user: string, sections: readonly Reply[]): Promise<void>;
  /** Ids of the members of a user group, by its id ("S…"); remembered for a minute. */
  groupMembers(groupId: string): Promise<readonly string[]>;
  /** Sets them; Slack takes no empty group. */
  setGroupMembers(groupId: string, users: readonly string[]): Promise<void>;
  /** User group by handle ("@oncall-db") or id -> id; not_found when there is none. */
  groupId(handleOrId: string): Promise<string>;
  topic(channel: string): Promise<string>;
  setTopic(channel: string, topic: string): Promise<void>;
  /** Channels that this person is in and we are too, by name; at most 1,000. */
  channelsOf(user: string): Promise<readonly { readonly id: string; readonly name: string }[]>;
  /** Shows what addresses in a message lead to, below it. */
  unfurl(shared: SharedLinks, cards: readonly Unfurl[]): Promise<void>;
  /** Channel by name ("ops", "#ops") or id -> id; not_found when there is none that we can see. */
  channelId(nameOrId: string): Promise<string>;
}
