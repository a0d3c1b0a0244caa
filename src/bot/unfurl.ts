import type { types } from "@slack/bolt";
import type { Chat, SharedLinks, Unfurl } from "../core/chat.ts";
import { Failure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { plain, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, escapeWithin, link } from "./mrkdwn.ts";
import { footerBlocks, imageBlock, linksOf } from "./picture.ts";
import { rowsOf } from "./reply-items.ts";
import { fill, MESSAGE_ROOM } from "./room.ts";
import type { SharedUrls } from "./shared-urls.ts";
import { isUnfurlError } from "./slack-failure.ts";
import type { WebCalls } from "./web-call.ts";

/** What Slack says of an address, not of what it shows (https://docs.slack.dev/reference/methods/chat.unfurl#errors). */
const ADDRESS_ERROR = /cannot_unfurl_(?:url|message)/;
const SUMMARY_CHARS = 1_500;
const TITLE_CHARS = 300;
const LINK_CHARS = 500;
const LABEL_CHARS = 60;

/** What stands below one address: bold title and summary, the picture, small print, links. */
export interface UnfurlBlocks {
  readonly blocks: types.KnownBlock[];
  readonly preview: { readonly title: types.PlainTextElement; readonly subtitle?: types.PlainTextElement };
}

const wordsOf = ({ title, alt }: Unfurl["picture"]): readonly string[] =>
  [`*${escapeLine(title, TITLE_CHARS) || "–"}*`, escapeWithin(alt.trim(), SUMMARY_CHARS)].filter((line) => line !== "");

/** The least that shows what an address leads to: words and links in one section, which Slack takes wherever it takes blocks. */
export const plainUnfurlBlocks = (picture: Unfurl["picture"]): Pick<UnfurlBlocks, "blocks"> => {
  const two = picture.links.slice(0, 2);
  const links = two.map(({ label, url }) => link(url, escapeLine(label, LABEL_CHARS), LINK_CHARS));
  return { blocks: [section([...wordsOf(picture), links.join(" · ")].filter((line) => line !== "").join("\n"))] };
};

/** One card within what a message holds; its buttons that say words are left out: nobody asked here. */
export const unfurlBlocks = (card: Unfurl["picture"]): UnfurlBlocks => {
  const { title, alt, at, footer, links } = card;
  const image = at && imageBlock(at, alt, title);
  const filling = fill(MESSAGE_ROOM);
  const head = filling.take([[section(wordsOf(card).join("\n"))]]);
  const picture = filling.take(image === undefined ? [] : [[image]]);
  const foot = filling.take(footerBlocks(footer).map((one) => [one]));
  const rows = filling.take(rowsOf(linksOf(links)).map((row) => [row]));
  const subtitle = alt.trim() === "" ? {} : { subtitle: plain(alt, LIMITS.value) };
  return {
    blocks: [...head, ...picture, ...foot, ...rows].flat(),
    preview: { title: plain(title, LIMITS.title), ...subtitle },
  };
};

/** Whether Slack refused an address or what it shows, so that others, or words alone, may pass. */
const isRefused = (error: unknown): error is Failure =>
  error instanceof Failure && (isUnfurlError(error.cause) || ADDRESS_ERROR.test(error.message));

/**
 * Shows what addresses in a message lead to; needs links:write. Slack takes all of one call or nothing: what it refuses
 * together is sent one by one, and without picture and buttons where it does not take those
 * (https://docs.slack.dev/reference/methods/chat.unfurl).
 */
export const createUnfurl = ({ web, attempt }: WebCalls, urls: SharedUrls, log: Log): Chat["unfurl"] => {
  const send = async (
    { channel, ts }: SharedLinks,
    cards: readonly Unfurl[],
    blocks: (picture: Unfurl["picture"]) => Pick<UnfurlBlocks, "blocks">,
  ): Promise<void> => {
    const shown = cards.map(({ url, picture }) => [urls.write(url), blocks(picture)] as const);
    const args = { channel, ts, unfurls: Object.fromEntries(shown) };
    await attempt("chat.unfurl", () => web.chat.unfurl(args));
  };
  const sendOne = async (shared: SharedLinks, card: Unfurl): Promise<void> => {
    try {
      await send(shared, [card], unfurlBlocks);
    } catch (error) {
      if (!isRefused(error) || !isUnfurlError(error.cause)) throw error;
      log.warn({ err: error }, "Slack refused what a link shows: sending it without its picture");
      await send(shared, [card], plainUnfurlBlocks);
    }
  };
  return async (shared, cards) => {
    const [first, ...others] = cards;
    if (first === undefined) return;
    if (others.length === 0) return sendOne(shared, first);
    try {
      await send(shared, cards, unfurlBlocks);
    } catch (error) {
      if (!isRefused(error)) throw error;
      for (const card of cards)
        await sendOne(shared, card).catch((refused: unknown) => {
          if (!isRefused(refused)) throw refused;
          log.warn({ err: refused }, "Slack refused what one link of several shows");
        });
    }
  };
};
