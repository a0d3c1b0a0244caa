import { isJson, type Json, objects, text } from "../../slack/json.ts";
import { h } from "./dom.ts";
import { emojiOf } from "./emoji.ts";
import { safeHref } from "./mrkdwn.ts";
import type { Reader } from "./paint-text.ts";

const wordsOf = (one: Json, reader: Reader): string => {
  switch (one.type) {
    case "user":
      return `@${reader.person(text(one.user_id))?.realName ?? text(one.user_id)}`;
    case "channel":
      return `#${reader.roomName(text(one.channel_id)) ?? text(one.channel_id)}`;
    case "emoji":
      return emojiOf(text(one.name)) ?? `:${text(one.name)}:`;
    case "broadcast":
      return `@${text(one.range)}`;
    default:
      return text(one.text) || text(one.url);
  }
};

const STYLES = { bold: "strong", italic: "em", strike: "s", code: "code" } as const;

const paintPiece = (one: Json, reader: Reader): Node => {
  const href = one.type === "link" ? safeHref(text(one.url)) : undefined;
  let node: Node = document.createTextNode(wordsOf(one, reader));
  if (["user", "channel", "broadcast"].includes(text(one.type))) node = h("span", { class: "mention" }, node);
  const style = isJson(one.style) ? one.style : {};
  for (const name of ["code", "strike", "italic", "bold"] as const)
    if (style[name] === true) node = h(STYLES[name], {}, node);
  return href === undefined ? node : h("a", { href, target: "_blank", rel: "noopener" }, node);
};

const paintPart = (part: Json, reader: Reader): HTMLElement => {
  const pieces = (): Node[] => objects(part.elements).map((one) => paintPiece(one, reader));
  switch (part.type) {
    case "rich_text_list": {
      const items = objects(part.elements).map((one) => h("li", {}, paintPart(one, reader)));
      return h(part.style === "ordered" ? "ol" : "ul", {}, ...items);
    }
    case "rich_text_preformatted":
      return h("pre", { tabindex: 0 }, ...pieces());
    case "rich_text_quote":
      return h("blockquote", {}, ...pieces());
    default:
      return h("p", { class: "plain" }, ...pieces());
  }
};

/** A rich_text block as elements. */
export const paintRich = (block: Json, reader: Reader): HTMLElement[] =>
  objects(block.elements).map((part) => paintPart(part, reader));
