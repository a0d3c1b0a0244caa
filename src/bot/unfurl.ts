import type { types } from "@slack/bolt";
import type { Chat, SharedLinks, Unfurl } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { plain, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, escapeWithin } from "./mrkdwn.ts";
import { footerBlocks, imageBlock, linksOf } from "./picture.ts";
import { rowsOf } from "./reply-items.ts";
import { fill, MESSAGE_ROOM } from "./room.ts";
import type { SharedUrls } from "./shared-urls.ts";
import { isUnfurlError } from "./slack-failure.ts";
import type { WebCalls } from "./web-call.ts";

const SUMMARY_CHARS = 1_500;
const TITLE_CHARS = 300;

/** What stands below one address: bold title and summary, the picture, small print, links. */
export interface UnfurlBlocks {
  readonly blocks: types.KnownBlock[];
  readonly preview: { readonly title: types.PlainTextElement; readonly subtitle?: types.PlainTextElement };
}

/** One card within what a message holds; its buttons that say words are left out: nobody asked here. */
export const unfurlBlocks = ({ title, alt, at, footer, links }: Unfurl["picture"], withImage = true): UnfurlBlocks => {
  const image = withImage ? imageBlock(at, alt, title) : undefined;
  const words = [`*${escapeLine(title, TITLE_CHARS) || "–"}*`, escapeWithin(alt.trim(), SUMMARY_CHARS)];
  const filling = fill(MESSAGE_ROOM);
  const head = filling.take([[section(words.filter((line) => line !== "").join("\n"))]]);
  const picture = filling.take(image === undefined ? [] : [[image]]);
  const foot = filling.take(footerBlocks(footer).map((one) => [one]));
  const rows = filling.take(rowsOf(linksOf(links)).map((row) => [row]));
  const subtitle = alt.trim() === "" ? {} : { subtitle: plain(alt, LIMITS.value) };
  return {
    blocks: [...head, ...picture, ...foot, ...rows].flat(),
    preview: { title: plain(title, LIMITS.title), ...subtitle },
  };
};

/**
 * Shows what addresses in a message lead to; needs links:write. Without the pictures when Slack does not take them
 * (https://docs.slack.dev/reference/methods/chat.unfurl).
 */
export const createUnfurl = ({ web, attempt }: WebCalls, urls: SharedUrls, log: Log): Chat["unfurl"] => {
  const send = async ({ channel, ts }: SharedLinks, cards: readonly Unfurl[], withImage: boolean): Promise<void> => {
    const shown = cards.map(({ url, picture }) => [urls.write(url), unfurlBlocks(picture, withImage)] as const);
    const args = { channel, ts, unfurls: Object.fromEntries(shown) };
    await attempt("chat.unfurl", () => web.chat.unfurl(args));
  };
  return async (shared, cards) => {
    if (cards.length === 0) return;
    try {
      await send(shared, cards, true);
    } catch (error) {
      if (!(error instanceof Failure) || !isUnfurlError(error.cause)) throw error;
      log.warn({ err: error }, "Slack refused what a link shows: sending it without its picture");
      await send(shared, cards, false);
    }
  };
};
