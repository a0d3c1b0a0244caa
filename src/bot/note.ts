import type { types } from "@slack/bolt";
import { mrkdwn, type Payload } from "./blocks.ts";
import { LIMITS, truncate } from "./limits.ts";
import { formatMention } from "./mention.ts";
import { escapeCode, escapeLine, escapeText, escapeWithin, link } from "./mrkdwn.ts";

/** Log lines beyond this many are counted. */
const LOG_LINES = 15;
const LOG_LINE_CHARS = 400;
/** Room for one section, its fences included. */
const SECTION = LIMITS.sectionText - 20;
/** More lines of words than this never fit. */
const MOST_LINES = 300;
const PIECE_CHARS = 1000;
/** So much of an address is read; all of it is opened. */
const ADDRESS_CHARS = 80;

/** Syslog and ISO times, frames of stack traces of the usual languages. */
const LOG_LINE = [
  /^\[?<?\d*>?(?:[A-Z][a-z]{2} [ \d]\d|\d{4}-\d\d-\d\d|\d{4}\/\d\d\/\d\d)[T ]\d\d:\d\d/,
  /^\s*(?:at|in|from) \S+.*[:(]/,
  /^\s*File ".*", line \d+/,
  /^\S+:\d+(?::\d+)?(?::? in |:in |$)/,
  /^\S+ - - \[/,
];

const MORE = /^and ([\d,]+) more$/;

const isLog = (line: string): boolean => LOG_LINE.some((pattern) => pattern.test(line));

type Part = { readonly log: boolean; readonly lines: string[] };

/** Lines that follow each other and are of one kind together. */
const partsOf = (lines: readonly string[]): readonly Part[] => {
  const parts: Part[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    const log = isLog(line) || (last?.log === true && MORE.test(line));
    if (last?.log === log) last.lines.push(line);
    else parts.push({ log, lines: [line] });
  }
  return parts;
};

/** Log lines as one code block, "and N more" below it; what the source itself left out is counted too. */
const logText = (lines: readonly string[]): string => {
  const told = lines.filter((line) => !MORE.test(line));
  const before = lines.reduce((sum, line) => sum + Number(MORE.exec(line)?.[1]?.replaceAll(",", "") ?? 0), 0);
  const shown: string[] = [];
  let used = 0;
  for (const line of told.slice(0, LOG_LINES)) {
    const escaped = escapeCode(truncate(line.replace(/\s*\n\s*/g, " "), LOG_LINE_CHARS));
    if (used + escaped.length + 1 > SECTION) break;
    used += escaped.length + 1;
    shown.push(escaped);
  }
  const left = told.length - shown.length + before;
  return `\`\`\`\n${shown.join("\n")}\n\`\`\`${left > 0 ? `\nand ${left} more` : ""}`;
};

/** Words as few paragraphs as Slack's length allows. */
const wordTexts = (lines: readonly string[]): string[] => {
  const out: string[] = [];
  const pieces = lines.slice(0, MOST_LINES).flatMap(splitLong);
  for (const piece of pieces) {
    const last = out.at(-1);
    if (last !== undefined && last.length + piece.length + 1 <= LIMITS.sectionText)
      out[out.length - 1] = `${last}\n${piece}`;
    else out.push(piece);
  }
  return out.filter((text) => text.trim() !== "");
};

const ADDRESS = /(https?:\/\/[^\s<>"'`|]*[^\s<>"'`|.,:;!?)\]}])/;

/** Escaped words in which addresses are links that show themselves, cut where they are long. */
const withLinks = (text: string): string =>
  text
    .split(ADDRESS)
    .map((piece, at) => (at % 2 === 1 ? link(piece, escapeLine(piece, ADDRESS_CHARS)) : escapeText(piece)))
    .join("");

/** One long text as pieces that fit a paragraph each once escaped. */
const splitLong = (text: string): string[] => {
  if (text.length < LIMITS.sectionText) {
    const whole = withLinks(text);
    if (whole.length < LIMITS.sectionText) return [whole];
  }
  const pieces: string[] = [];
  for (let at = 0; at < text.length && pieces.length < LIMITS.totalChars / PIECE_CHARS; at += PIECE_CHARS)
    pieces.push(escapeWithin(text.slice(at, at + PIECE_CHARS), LIMITS.sectionText - 1));
  return pieces;
};

/** As many paragraphs as one message takes; "…" says that there was more. */
const fitting = (texts: readonly string[]): types.SectionBlock[] => {
  const out: types.SectionBlock[] = [];
  let used = 0;
  for (const text of texts) {
    const block = { type: "section", text: mrkdwn(text) } satisfies types.SectionBlock;
    used += JSON.stringify(block).length + 1;
    if (used > LIMITS.totalChars || out.length >= LIMITS.blocks - 1) {
      out.push({ type: "section", text: mrkdwn("…") });
      break;
    }
    out.push(block);
  }
  return out;
};

/** Lines below a card, in its thread: whom it is for, words as paragraphs, log lines in code blocks cut with "and N more". */
export const formatNote = (lines: readonly string[], mention?: readonly string[]): Payload => {
  const ping = formatMention(mention);
  const texts = partsOf(lines.map((line) => line.toWellFormed())).flatMap(({ log, lines: those }) =>
    log ? [logText(those)] : wordTexts(those),
  );
  const [first, ...rest] = texts;
  const all =
    ping === ""
      ? texts
      : first === undefined || first.length + ping.length >= LIMITS.sectionText
        ? [ping, ...texts]
        : [`${ping} ${first}`, ...rest];
  const text = escapeWithin(lines.join("\n"), LIMITS.text - 200);
  return { text: text === "" ? "–" : text, ...(ping === "" ? {} : { mention: ping }), blocks: fitting(all) };
};
