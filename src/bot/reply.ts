import type { types } from "@slack/bolt";
import type { Item, Message, Reply } from "../core/message.ts";
import { context, mrkdwn, type Payload, section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, escapeWithin } from "./mrkdwn.ts";
import { paragraphs } from "./paragraphs.ts";
import { controlRows, footerBlocks, imageBlock, linksOf } from "./picture.ts";
import { itemGroups, rowsOf } from "./reply-items.ts";
import { charsOf, fill, MESSAGE_ROOM, type Room } from "./room.ts";
import { chooser, createNumbering, type Numbering, sayButtons } from "./say-buttons.ts";

/** More lines or rows than this never fit. */
const MOST_LINES = 300;
/** Kept for the line that says how much is not shown. */
const MORE_CHARS = 150;
/** One option costs about so much beside its label and its words. */
const OPTION_CHARS = 80;

/** What is shown where there are no words: Slack refuses an empty text. */
const said = (escaped: string): string => (escaped === "" ? "–" : escaped);

const each = (blocks: readonly types.KnownBlock[]): readonly (readonly types.KnownBlock[])[] =>
  blocks.map((one) => [one]);

/** As many options as there is room for, and how many there are not. */
const chooseBlocks = ({ choose }: Reply, numbering: Numbering, chars: number): types.KnownBlock[] => {
  if (choose === undefined || choose.options.length === 0) return [];
  let used = 0;
  const shown = choose.options.slice(0, LIMITS.options).filter(({ label, say }) => {
    used += OPTION_CHARS + Math.min(charsOf(label), LIMITS.optionText) + charsOf(say);
    return used <= chars;
  });
  const left = choose.options.length - shown.length;
  const more = left > 0 ? [context(`${left} more do not fit here: say it in words.`)] : [];
  return [...rowsOf(chooser(choose.label, shown, numbering)), ...more];
};

const footOf = (reply: Reply, askedBy: string | undefined): readonly string[] => [
  ...(reply.footer ?? []),
  ...(askedBy === undefined ? [] : [`Asked by ${askedBy}`]),
];

const boldTitle = (title: string): types.SectionBlock => section(`*${said(escapeLine(title, 500))}*`);

/** What a reply is shown with. */
export interface ReplyDress {
  readonly askedBy?: string | undefined;
  /** Stands below its lines. */
  readonly image?: types.ImageBlock | undefined;
  /** Its title; bold words when absent. */
  readonly titled?: (title: string) => types.KnownBlock;
}

/** A reply's blocks, within a room: what does not fit is cut where least is lost, and said. */
export const replyBlocks = (
  reply: Reply,
  room: Room,
  numbering: Numbering,
  { askedBy, image, titled = boldTitle }: ReplyDress = {},
): types.KnownBlock[] => {
  const { items = [] } = reply;
  const filling = fill({ blocks: room.blocks - 1, chars: room.chars - MORE_CHARS });
  const share = (most: number): number => Math.min(most, filling.left().chars / (items.length > 0 ? 2 : 1));
  const head = filling.take(each([titled(reply.title)]));
  const picture = filling.take(image === undefined ? [] : [[image]]);
  const buttons = sayButtons((reply.buttons ?? []).slice(0, LIMITS.buttons), numbering, undefined);
  const controls = filling.take(each(controlRows(buttons, linksOf(reply.links))), LIMITS.controls);
  const foot = filling.take(each(footerBlocks(footOf(reply, askedBy))));
  const choose = filling.take([chooseBlocks(reply, numbering, LIMITS.choose - MORE_CHARS)]);
  const escaped = (reply.lines ?? []).slice(0, MOST_LINES).map((line) => escapeWithin(line, LIMITS.sectionText - 1));
  const lines = filling.take(each(paragraphs(escaped, share(LIMITS.lines))));
  const pairs = (reply.rows ?? [])
    .slice(0, MOST_LINES)
    .map(({ label, value }) => `*${escapeLine(label, LIMITS.title)}*  ${escapeLine(value, LIMITS.sectionText / 2)}`);
  const rows = filling.take(each(paragraphs(pairs, share(LIMITS.rows))));
  const shown = filling.take(itemGroups(items, numbering));
  const left = items.length - shown.length;
  const more = left > 0 ? [context(`${left} more ${left === 1 ? "is" : "are"} not shown here.`)] : [];
  return [...head, ...lines, ...picture, ...rows, ...shown, more, ...foot, ...choose, ...controls].flat();
};

const plainItem = ({ mark, title, lines }: Item): string =>
  [[mark, title].filter((one) => one !== undefined && one !== "").join(" "), ...lines].join("\n");

/** All of a reply as escaped text: what notifications, screen readers and a refused message show. */
export const replyText = (reply: Reply, max: number = LIMITS.text): string => {
  const rows = (reply.rows ?? []).map(({ label, value }) => `${label}: ${value}`);
  const plain = [reply.title, ...(reply.lines ?? []), ...rows, ...(reply.items ?? []).map(plainItem)];
  return said(escapeWithin(plain.join("\n"), max));
};

/**
 * The answer to a question: bold title, lines, its picture, one compact row a line (legible on a phone), things with
 * their buttons, small print, a choice, buttons, links.
 */
export const formatReply = ({ reply, askedBy, picture }: Extract<Message, { kind: "reply" }>): Payload => {
  const image = picture === undefined ? undefined : imageBlock(picture.at, picture.alt, reply.title);
  return {
    text: replyText(reply),
    blocks: replyBlocks(reply, MESSAGE_ROOM, createNumbering(), { askedBy, image }),
  };
};

/** Words nobody styled: notices of the bot itself. */
export const formatPlain = (text: string): Payload => ({
  text: escapeWithin(text, LIMITS.text),
  blocks: [{ type: "section", text: mrkdwn(escapeWithin(text, LIMITS.sectionText)) }],
});
