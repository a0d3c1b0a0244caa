import type { types } from "@slack/bolt";
import type { Message, Reply } from "../core/message.ts";
import { actions, context, linkButtons, mrkdwn, type Payload, section } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { escapeLine, escapeWithin } from "./mrkdwn.ts";

/** More lines or rows than this never fit. */
const MOST_LINES = 300;

/** What is shown where there are no words: Slack refuses an empty text. */
const said = (escaped: string): string => (escaped === "" ? "–" : escaped);

/** Escaped lines -> as few paragraphs as Slack's length allows; the budget is of the whole message. */
const paragraphs = (lines: readonly string[], budget: number): types.SectionBlock[] => {
  const out: string[] = [];
  let used = 0;
  for (const line of lines) {
    if (used + line.length + 1 > budget) {
      out.push("…");
      break;
    }
    used += line.length + 1;
    const last = out.at(-1);
    if (last !== undefined && last.length + line.length + 1 <= LIMITS.sectionText)
      out[out.length - 1] = `${last}\n${line}`;
    else out.push(line);
  }
  return out.filter((text) => text.trim() !== "").map(section);
};

const footerBlock = (footer: readonly string[]): types.ContextBlock[] => {
  const shown = footer.slice(0, 20).map((line) => escapeLine(line, 400));
  return paragraphs(
    shown.filter((line) => line !== ""),
    LIMITS.footer,
  ).flatMap(({ text }) => (text === undefined ? [] : [context(text.text)]));
};

const linkRow = (links: Reply["links"]): types.ActionsBlock[] => {
  const row = actions(linkButtons(links ?? []));
  return row === undefined ? [] : [row];
};

/** The answer to a question: bold title, lines, one compact row a line (legible on a phone), small print, links. */
export const formatReply = (reply: Reply, askedBy: string | undefined): Payload => {
  const rows = (reply.rows ?? [])
    .slice(0, MOST_LINES)
    .map(({ label, value }) => `*${escapeLine(label, LIMITS.title)}*  ${escapeLine(value, LIMITS.sectionText / 2)}`);
  const lines = (reply.lines ?? []).slice(0, MOST_LINES).map((line) => escapeWithin(line, LIMITS.sectionText - 1));
  const asked = askedBy === undefined ? [] : [`Asked by ${askedBy}`];
  const plain = [reply.title, ...(reply.lines ?? []), ...(reply.rows ?? []).map((r) => `${r.label}: ${r.value}`)];
  return {
    text: said(escapeWithin(plain.join("\n"), LIMITS.text)),
    blocks: [
      section(`*${said(escapeLine(reply.title, 500))}*`),
      ...paragraphs(lines, LIMITS.lines),
      ...paragraphs(rows, LIMITS.rows),
      ...footerBlock([...(reply.footer ?? []), ...asked]),
      ...linkRow(reply.links),
    ],
  };
};

/** A picture that was uploaded before, which carries its title itself: image with its alt text, small print, links. */
export const formatPicture = (picture: Extract<Message, { kind: "picture" }>): Payload => ({
  text: escapeWithin(`${picture.title}: ${picture.alt}`, LIMITS.text),
  blocks: [
    {
      type: "image",
      slack_file: { id: picture.fileId },
      alt_text: truncate(picture.alt.trim() || picture.title, LIMITS.altText),
    },
    ...footerBlock(picture.footer),
    ...linkRow(picture.links),
  ],
});

/** Words nobody styled: notices of the bot itself. */
export const formatPlain = (text: string): Payload => ({
  text: escapeWithin(text, LIMITS.text),
  blocks: [{ type: "section", text: mrkdwn(escapeWithin(text, LIMITS.sectionText)) }],
});
