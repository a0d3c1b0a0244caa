import { LIMITS, truncate } from "./limits.ts";

const ZERO_WIDTH = "\u200b";

/**
 * Plain text -> Slack mrkdwn that shows exactly these words: nothing in it can mention, link, quote or format
 * (https://docs.slack.dev/messaging/formatting-message-text#escaping).
 */
export const escapeText = (text: string): string =>
  text
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (c) => (c === "\n" ? c : c === "\t" ? " " : ""))
    .replaceAll("`", "\u02cb")
    .replace(/^(\s*)>/gm, `$1${ZERO_WIDTH}>`)
    .replace(/(^|[\s([{"'.,;:!?|/-])([*_~])(?=\S)/gm, `$1$2${ZERO_WIDTH}`)
    .replace(/([*_~])(?=$|[\s)\]}"'.,;:!?|/-])/gm, `$1${ZERO_WIDTH}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

/** Escaped and on one line; cut before it is escaped, so that no entity is halved. At most `max` characters afterwards. */
export const escapeLine = (text: string, max: number): string => escapeWithin(text.replace(/\s+/g, " ").trim(), max);

/** Escaped, line ends kept, at most `max` characters afterwards. */
export const escapeWithin = (text: string, max: number): string => {
  let room = Math.min(max, text.length);
  for (;;) {
    const escaped = escapeText(truncate(text, room));
    if (escaped.length <= max || room <= 1) return escaped;
    room = Math.max(1, room - Math.max(1, Math.ceil((escaped.length - max) / 5)));
  }
};

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

const pad = (n: number): string => String(n).padStart(2, "0");

/** "2026-11-21 10:41 UTC". */
const utc = (atMs: number): string => {
  const at = new Date(atMs);
  const day = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())} UTC`;
};

/**
 * A moment that each reader sees in their own zone (https://docs.slack.dev/messaging/formatting-message-text#date-formatting).
 * `format` is Slack's, e.g. "{date_short_pretty} {time}".
 */
export const moment = (atMs: number, format: string): string =>
  `<!date^${Math.floor(atMs / 1000)}^${format}|${utc(atMs)}>`;
