import type { types } from "@slack/bolt";
import type { Picture, PictureAt } from "../core/message.ts";
import { context, linkButtons, type Payload } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, escapeWithin, plainLine, safeUrl } from "./mrkdwn.ts";
import { paragraphs } from "./paragraphs.ts";
import { rowsOf } from "./reply-items.ts";
import { fill, MESSAGE_ROOM } from "./room.ts";
import { createNumbering, sayButtons } from "./say-buttons.ts";

const MOST_FOOTERS = 20;
const FOOTER_CHARS = 400;

/**
 * A picture as a block. undefined for an address that Slack does not take at all; whether it can read it, only posting
 * tells. `alt` must not be empty: `name` stands in for it.
 */
export const imageBlock = (at: PictureAt, alt: string, name: string): types.ImageBlock | undefined => {
  const alt_text = plainLine(alt, LIMITS.altText) || plainLine(name, LIMITS.altText) || "Picture";
  if ("fileId" in at) return { type: "image", slack_file: { id: at.fileId }, alt_text };
  const image_url = safeUrl(at.url);
  return image_url === undefined ? undefined : { type: "image", image_url, alt_text };
};

/** Small print, as few blocks as fit. */
export const footerBlocks = (footer: readonly string[]): types.ContextBlock[] => {
  const shown = footer.slice(0, MOST_FOOTERS).map((line) => escapeLine(line, FOOTER_CHARS));
  return paragraphs(
    shown.filter((line) => line !== ""),
    LIMITS.footer,
  ).flatMap(({ text }) => (text === undefined ? [] : [context(text.text)]));
};

/** Buttons that open pages, as many as Slack takes. */
export const linksOf = (links: Picture["links"] | undefined): types.Button[] =>
  linkButtons((links ?? []).slice(0, LIMITS.buttons));

/** What can be done, then where more is: in one row where they fit side by side on a phone, else each in rows of its own. */
export const controlRows = (deeds: readonly types.Button[], links: readonly types.Button[]): types.ActionsBlock[] =>
  deeds.length + links.length <= LIMITS.inARow ? rowsOf([...deeds, ...links]) : [...rowsOf(deeds), ...rowsOf(links)];

/** A picture, which carries its title itself: image with its alt text, small print, buttons, links. */
export const formatPicture = ({ title, alt, at, footer, links, buttons = [] }: Picture): Payload => {
  const image = imageBlock(at, alt, title);
  const says = sayButtons(buttons.slice(0, LIMITS.buttons), createNumbering(), undefined);
  const rows = controlRows(says, linksOf(links)).map((row) => [row]);
  const filling = fill(MESSAGE_ROOM);
  const shown = filling.take(image === undefined ? [] : [[image]]);
  const foot = filling.take(footerBlocks(footer).map((one) => [one]));
  const blocks = [...shown, ...foot, ...filling.take(rows)].flat();
  return { text: escapeWithin(alt.startsWith(`${title}: `) ? alt : `${title}: ${alt}`, LIMITS.text), blocks };
};
