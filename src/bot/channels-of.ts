import type { Chat } from "../core/chat.ts";
import type { Clock } from "../core/log.ts";
import { remembered } from "./remembered.ts";
import type { WebCalls } from "./web-call.ts";

const KEEP_MS = 30_000;
const PAGE = 200;
const PAGES = 5;

type Found = Awaited<ReturnType<Chat["channelsOf"]>>[number];

/**
 * Channels that a person is in and our token sees, by name, at most 1,000, remembered for 30 s; needs channels:read, and
 * groups:read for private ones that we are in too (https://docs.slack.dev/reference/methods/users.conversations).
 */
export const createChannelsOf = ({ web, attempt }: WebCalls, clock: Clock): Chat["channelsOf"] =>
  remembered(clock, KEEP_MS, async (user) => {
    const found: Found[] = [];
    let cursor: string | undefined;
    for (let n = 0; n < PAGES; n++) {
      const args = {
        user,
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
