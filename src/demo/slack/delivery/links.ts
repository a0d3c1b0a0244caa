import { randomBytes, randomUUID } from "node:crypto";
import { type DomainLink, linksIn, type SharedLink } from "../shared-links.ts";
import { APP, type State } from "../state.ts";
import type { Channel, Message } from "../types.ts";
import type { Courier } from "./courier.ts";

const MOST_KEPT = 1_000;
const EVENT = "link_shared";

/** Whether the app hears of links at all. */
const hearsLinks = ({ manifest }: State): boolean => manifest.events.has(EVENT) && manifest.scopes.has("links:read");

/** Tells the app, and remembers what it was told and whether it acknowledged. */
const tell = (
  state: State,
  courier: Courier,
  shared: SharedLink,
  links: readonly DomainLink[],
  more: { readonly is_bot_user_member: boolean; readonly event_ts: string; readonly thread_ts?: string },
): void => {
  state.shared.push(shared);
  if (state.shared.length > MOST_KEPT) state.shared.shift();
  const { channel, user, ts: message_ts, id: unfurl_id, source } = shared;
  courier.event({ type: EVENT, channel, user, message_ts, unfurl_id, source, links, ...more }, () => {
    shared.acked = true;
  });
};

/** Somebody posted addresses of a registered domain, wherever it was; never the app itself. */
export const shareLinks = (state: State, courier: Courier, channel: Channel, message: Message): void => {
  if (message.byApp || message.subtype !== undefined || !hearsLinks(state)) return;
  const links = linksIn(message.text, state.unfurlDomains);
  if (links.length === 0) return;
  const { ts, user, threadTs } = message;
  const shared: SharedLink = {
    id: `${channel.id}.${ts}.${randomBytes(32).toString("hex")}`,
    source: "conversations_history",
    ...{ user, channel: channel.id, ts, urls: links.map(({ url }) => url), atMs: state.clock() },
    acked: false,
    shown: new Map(),
  };
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  tell(state, courier, shared, links, {
    is_bot_user_member: channel.members.has(APP.botUser),
    event_ts: state.nextTs(channel),
    ...thread,
  });
};

/** Somebody writes a message that has addresses of a registered domain in it; undefined when the app is not told. */
export const composeLinks = (state: State, courier: Courier, user: string, text: string): SharedLink | undefined => {
  const links = linksIn(text, state.unfurlDomains);
  if (links.length === 0 || !hearsLinks(state)) return undefined;
  const id = `${user}-${randomUUID()}`;
  const urls = links.map(({ url }) => url);
  const shared: SharedLink = {
    ...{ id, source: "composer", user, channel: "COMPOSER", ts: id, urls, atMs: state.clock() },
    acked: false,
    shown: new Map(),
  };
  tell(state, courier, shared, links, { is_bot_user_member: true, event_ts: `${state.clock() / 1000}` });
  return shared;
};
