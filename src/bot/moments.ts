import { inZone, type WhenStyle, writeMoments } from "../core/time/when.ts";

/** How Slack is told to write each style (https://docs.slack.dev/messaging/formatting-message-text#date-formatting). */
const FORMATS: Readonly<Record<WhenStyle, string>> = {
  moment: "{date_short_pretty} {time}",
  time: "{time}",
  day: "{date_short_pretty}",
};

/** What is left of a mark that was cut, at the end and at the beginning of a text. */
const HALF_AT_END = /\uE000[\d|a-z]{0,22}(…?)$/;
const HALF_AT_START = /^[\d|a-z]{0,22}\uE001/;

const pad = (n: number): string => String(n).padStart(2, "0");

/** "2026-11-21 10:41 UTC". */
const utc = (atMs: number): string => {
  const at = new Date(atMs);
  const day = `${at.getUTCFullYear()}-${pad(at.getUTCMonth() + 1)}-${pad(at.getUTCDate())}`;
  return `${day} ${pad(at.getUTCHours())}:${pad(at.getUTCMinutes())} UTC`;
};

/** A moment that each reader sees in their own zone; `target` is "^" and an escaped address, or nothing. */
export const dateToken = (atMs: number, format: string, target = ""): string =>
  `<!date^${Math.floor(atMs / 1000)}^${format}${target}|${utc(atMs)}>`;

const MARKS = /[\uE000\uE001]/;

const whole = (text: string): string => text.replace(HALF_AT_END, "$1").replace(HALF_AT_START, "");

const write = (text: string, how: (atMs: number, style: WhenStyle) => string): string =>
  MARKS.test(text) ? writeMoments(whole(text), how) : text;

/** Escaped text with each moment as Slack's date token; halves of cut marks are left out. */
export const withTokens = (escaped: string): string => write(escaped, (atMs, style) => dateToken(atMs, FORMATS[style]));

/** Text with each moment in words, in UTC: "Sat 21 Nov 10:41 UTC". For places where Slack reads no date tokens. */
export const withUtcWords = (text: string): string =>
  write(text, (atMs, style) => {
    const mark = `\uE000${atMs}|${style}\uE001`;
    return style === "day" ? inZone(mark, "UTC") : `${inZone(mark, "UTC")} UTC`;
  });
