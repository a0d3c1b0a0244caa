import type { types } from "@slack/bolt";
import type { Item } from "../core/message.ts";
import { section } from "./blocks.ts";
import { LIMITS } from "./limits.ts";
import { withUtcWords } from "./moments.ts";
import { escapeLine, link } from "./mrkdwn.ts";
import { moreMenu, type Numbering, sayButtons } from "./say-buttons.ts";

/** More than this is a list, not something to act on. */
const MOST_ITEMS = 10;
const MOST_LINES = 6;
const LINE_CHARS = 300;

/** Elements in rows that a phone shows side by side. */
export const rowsOf = (elements: readonly types.ActionsBlock["elements"][number][]): types.ActionsBlock[] => {
  const rows: types.ActionsBlock[] = [];
  for (let at = 0; at < elements.length; at += LIMITS.inARow)
    rows.push({ type: "actions", elements: elements.slice(at, at + LIMITS.inARow) });
  return rows;
};

/** "🔴 *<link|#12 Checkout slow>*": a moment in a linked title is in UTC, because a link holds no date token. */
const headline = ({ title, url, mark }: Item): string => {
  const words = escapeLine(withUtcWords(title), LIMITS.title) || "–";
  const sign = mark === undefined ? "" : `${escapeLine(mark, LIMITS.title)} `;
  return `${sign}*${link(url, words, LIMITS.itemUrl)}*`;
};

const words = (item: Item): types.SectionBlock => {
  const lines = item.lines.slice(0, MOST_LINES).map((line) => escapeLine(line, LINE_CHARS));
  return section([headline(item), ...lines.filter((line) => line !== "")].join("\n"));
};

/** Things with their own buttons, each a group of blocks that belong together; at most ten. */
export const itemGroups = (items: readonly Item[], numbering: Numbering): readonly (readonly types.KnownBlock[])[] =>
  items
    .slice(0, MOST_ITEMS)
    .map((item) => [
      words(item),
      ...rowsOf([
        ...sayButtons(item.buttons ?? [], numbering, item.title),
        ...moreMenu(item.more ?? [], numbering, item.title),
      ]),
    ]);
