import { isJson, text } from "../../slack/json.ts";
import { h, nowMs } from "./dom.ts";
import { withEmoji } from "./emoji.ts";
import { formatMoment, wholeMoment } from "./moment.ts";
import { type Inline, type Part, readMrkdwn } from "./mrkdwn.ts";
import type { Face } from "./wire.ts";

/** Who reads, and whom the words may name. */
export interface Reader {
  readonly me: string;
  readonly tz: string;
  person(id: string): Face | undefined;
  roomName(id: string): string | undefined;
  groupName(id: string): string | undefined;
}

const paintDate = (inline: Extract<Inline, { t: "date" }>, reader: Reader): HTMLElement => {
  const words = formatMoment(inline.format, inline.atMs, reader.tz, nowMs());
  const element = h(
    "time",
    { datetime: new Date(inline.atMs).toISOString(), title: wholeMoment(inline.atMs, reader.tz) },
    words ?? inline.fallback,
  );
  if (words !== undefined) Object.assign(element.dataset, { form: inline.format, zone: reader.tz, at: inline.atMs });
  return inline.href === "" ? element : h("a", { href: inline.href, target: "_blank", rel: "noopener" }, element);
};

/** Writes "3 minutes ago" anew everywhere below `root`. */
export const refreshMoments = (root: HTMLElement): void => {
  for (const element of root.querySelectorAll<HTMLElement>("time[data-form]")) {
    const { form = "", zone = "UTC", at } = element.dataset;
    const words = formatMoment(form, Number(at), zone, nowMs());
    if (words !== undefined && words !== element.textContent) element.textContent = words;
  }
};

const paintOne = (inline: Inline, reader: Reader): Node => {
  switch (inline.t) {
    case "text":
      return document.createTextNode(inline.s);
    case "b":
      return h("strong", {}, ...paintInline(inline.c, reader));
    case "i":
      return h("em", {}, ...paintInline(inline.c, reader));
    case "s":
      return h("s", {}, ...paintInline(inline.c, reader));
    case "code":
      return h("code", {}, inline.s);
    case "link":
      return h("a", { href: inline.href, target: "_blank", rel: "noopener" }, ...paintInline(inline.c, reader));
    case "user": {
      const name = reader.person(inline.id)?.realName ?? inline.id;
      return h("span", { class: inline.id === reader.me ? "mention mine" : "mention" }, `@${name}`);
    }
    case "room":
      return h("span", { class: "mention" }, `#${inline.label || reader.roomName(inline.id) || inline.id}`);
    case "call":
      return h("span", { class: "mention mine" }, `@${(reader.groupName(inline.who) ?? inline.who).replace(/^@/, "")}`);
    case "date":
      return paintDate(inline, reader);
  }
};

const paintInline = (line: readonly Inline[], reader: Reader): Node[] => line.map((one) => paintOne(one, reader));

const paintLines = (lines: readonly (readonly Inline[])[], reader: Reader): Node[] =>
  lines.flatMap((line, place) => [...(place === 0 ? [] : [h("br")]), ...paintInline(line, reader)]);

const paintPart = (part: Part, reader: Reader): HTMLElement => {
  if (part.t === "pre") return h("pre", { tabindex: 0 }, part.s);
  return h(part.t === "quote" ? "blockquote" : "p", {}, ...paintLines(part.lines, reader));
};

/** A mrkdwn text as elements. */
export const paintMrkdwn = (words: string, reader: Reader): HTMLElement[] =>
  readMrkdwn(words).map((part) => paintPart(part, reader));

/** The words of a text object that is not mrkdwn: emoji names are read, nothing else is. */
export const plainOf = (value: unknown): string => (isJson(value) ? withEmoji(text(value.text)) : "");

/** A text object, plain or mrkdwn. */
export const paintText = (value: unknown, reader: Reader): HTMLElement[] => {
  if (!isJson(value)) return [];
  if (value.type === "mrkdwn") return paintMrkdwn(text(value.text), reader);
  return [h("p", { class: "plain" }, plainOf(value))];
};
