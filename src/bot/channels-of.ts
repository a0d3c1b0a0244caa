import type { Chat } from "../core/chat.ts";
import type { Clock } from "../core/log.ts";
import { remembered } from "./remembered.ts";
import type { WebCalls } from "./web-call.ts";

const KEEP_MS = 30_000;
const PAGE = 200;
const PAGES = 5;
/** In the place of a person: the bot itself. */
const US = "";

type Found = Awaited<ReturnType<Chat["channelsOf"]>>[number];

/**
 * Channels that a person is in and we are in too, by name, at most 1,000, each of both remembered for 30 s; needs
 * channels:read, and groups:read for private ones. Of a person Slack also lists public channels that we are not in, where
 * nothing of ours could be posted (https://docs.slack.dev/reference/methods/users.conversations).
 */
export const createChannelsOf = ({ web, attempt }: WebCalls, clock: Clock): Chat["channelsOf"] => {
  const list = remembered(clock, KEEP_MS, async (user) => {
    const found: Found[] = [];
    let cursor: string | undefined;
    for (let n = 0; n < PAGES; n++) {
      const args = {
        ...(user === US ? {} : { user }),
        types: "public_channel,private_channel",
        exclude_archived: true,
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await attempt("users.conversations", () => web.users.conversations(args));
      for (const { id, name } of page.channels ?? []) if (id !== undefined && name) found.push({ id, name });
      cursor = page.response_metadata?.next_cursor || undefined;
      if (cursor === undefined) break;
    }
    return found.sort((a, b) => a.name.localeCompare(b.name, "en"));
  });
  return async (user) => {
    const [theirs, own] = await Promise.all([list(user), list(US)]);
    const ours = new Set(own.map(({ id }) => id));
    return theirs.filter(({ id }) => ours.has(id));
  };
};
