import { formatMoment } from "./format.ts";

/** How a moment is written: "Wed 18 Nov 14:23", "14:23", "Wed 18 Nov". */
export type WhenStyle = "moment" | "time" | "day";

const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARK = /\uE000(\d{1,15})\|(moment|time|day)\uE001/g;
const STRAY = /[\uE000\uE001]/g;

/** A moment within a reply's text that each reader sees in their own zone; the chat writes it as it can. */
export const when = (atMs: number, style: WhenStyle = "moment"): string =>
  `${OPEN}${Math.max(0, Math.floor(atMs))}|${style}${CLOSE}`;

const HALF_DAY_MS = 12 * 3_600_000;

/** From then to then; an end within half a day goes without its date: "Sat 21 Nov 22:00 – 06:00". */
export const whenSpan = ({ fromMs, toMs }: { readonly fromMs: number; readonly toMs: number }): string =>
  `${when(fromMs)} – ${when(toMs, toMs - fromMs <= HALF_DAY_MS ? "time" : "moment")}`;

/** Text with each moment written by `write`; halves of cut ones are left out. */
export const writeMoments = (text: string, write: (atMs: number, style: WhenStyle) => string): string =>
  text
    .replace(MARK, (_all, atMs: string, style: string) =>
      write(Number(atMs), style === "time" || style === "day" ? style : "moment"),
    )
    .replace(STRAY, "");

/** Moments written for one zone: where no chat does it. */
export const inZone = (text: string, tz: string): string =>
  writeMoments(text, (atMs, style) => {
    const whole = formatMoment(atMs, tz);
    if (style === "moment") return whole;
    return style === "time" ? whole.slice(-5) : whole.slice(0, -6);
  });
