import { writeEntities } from "./entities.ts";
import { LIMITS, truncate } from "./limits.ts";
import { dateToken, withTokens, withUtcWords } from "./moments.ts";

/** Blanks that will be one are looked at this many times as far as can be shown. */
const LOOKED_AT = 10;
/** Longest address behind a moment. */
const DATE_URL = 300;
const ZERO_WIDTH = "\u200b";

/** Control characters, and those that turn the direction of reading. */
const HIDDEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

const harmless = (text: string): string =>
  writeEntities(
    text
      .toWellFormed()
      .replace(HIDDEN, (c) => (c === "\n" ? c : c === "\t" ? " " : ""))
      .replaceAll("`", "\u02cb")
      .replace(/^(\s*)>/gm, `$1${ZERO_WIDTH}>`)
      .replace(/(^|[\s([{"'.,;:!?|/-])([*_~])(?=\S)/gm, `$1$2${ZERO_WIDTH}`)
      .replace(/([*_~])(?=$|[\s)\]}"'.,;:!?|/-])/gm, `$1${ZERO_WIDTH}`),
  );

/**
 * Plain text -> Slack mrkdwn that shows exactly these words: nothing in it can mention, link, quote or format
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping). Moments in it become date tokens.
 */
export const escapeText = (text: string): string => withTokens(harmless(text));

/** On one line; of a very long text only what can be shown is looked at. */
const oneLine = (text: string, max: number): string =>
  text
    .slice(0, max * LOOKED_AT)
    .replace(/\s+/g, " ")
    .trim();

/** Escaped and on one line; cut before it is escaped, so that no entity is halved. At most `max` characters afterwards. */
export const escapeLine = (text: string, max: number): string => escapeWithin(oneLine(text, max), max);

/** `write` of as much of the text as stays within `max` characters afterwards. */
const fit = (text: string, max: number, write: (text: string) => string): string => {
  let room = Math.min(max, text.length);
  for (;;) {
    const written = write(truncate(text, room));
    if (written.length <= max || room <= 1) return written;
    room = Math.max(1, room - Math.max(1, Math.ceil((written.length - max) / 5)));
  }
};

/** Escaped, line ends kept, at most `max` characters afterwards. */
export const escapeWithin = (text: string, max: number): string => fit(text, max, escapeText);

/** For texts that Slack does not read as mrkdwn: one line without control characters or what could begin a mention, at most `max` characters. */
export const plainLine = (text: string, max: number): string => {
  const line = text
    .slice(0, max * LOOKED_AT)
    .toWellFormed()
    .replace(HIDDEN, (c) => (/\s/.test(c) ? " " : ""))
    .replaceAll("<", "‹")
    .replace(/\s+/g, " ")
    .trim();
  return fit(line, max, withUtcWords);
};

/** Plain text -> what may stand in a code block: nothing ends the block early or mentions anybody. */
export const escapeCode = (text: string): string =>
  writeEntities(
    withUtcWords(text)
      .toWellFormed()
      .replace(HIDDEN, (c) => (c === "\n" || c === "\t" ? c : ""))
      .replaceAll("```", "\u02cb\u02cb\u02cb"),
  );

/** An http(s) address that Slack takes as a link; undefined for anything else. */
export const safeUrl = (url: string | undefined): string | undefined => {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") return undefined;
  const href = parsed.href.replaceAll("|", "%7C").replaceAll("<", "%3C").replaceAll(">", "%3E");
  return href.length <= LIMITS.url ? href : undefined;
};

/** `escaped` as a link to `url` where that is an http(s) address of at most `maxUrl` characters, else as it is. */
export const link = (url: string | undefined, escaped: string, maxUrl: number = LIMITS.url): string => {
  const href = safeUrl(url)?.replaceAll("&", "&amp;");
  return href === undefined || href.length > maxUrl ? escaped : `<${href}|${escaped}>`;
};

/**
 * A moment that each reader sees in their own zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
 * `format` is Slack's, e.g. "{date_short_pretty} {time}"; with `url` it is a link where that is an http(s) address of at
 * most 300 characters.
 */
export const moment = (atMs: number, format: string, url?: string): string => {
  const href = safeUrl(url)?.replaceAll("&", "&amp;").replaceAll("^", "%5E");
  const target = href === undefined || href.length > DATE_URL ? "" : `^${href}`;
  return dateToken(atMs, format, target);
};
