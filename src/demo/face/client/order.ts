import { dayKey } from "./moment.ts";
import type { Said } from "./wire.ts";

/** One line of a conversation: a day's name, or a message with or without its author above it. */
export type Line =
  | { readonly kind: "day"; readonly key: string; readonly atMs: number }
  | { readonly kind: "said"; readonly key: string; readonly message: Said; readonly continued: boolean };

/** Messages of one author this close together share one heading. */
const TOGETHER_MS = 5 * 60_000;

/** "1763725431.000200" -> epoch milliseconds. */
export const msOf = (ts: string): number => Number(ts) * 1000;

const continues = (before: Said | undefined, message: Said): boolean =>
  before !== undefined &&
  before.user === message.user &&
  !before.onlyYou &&
  !message.onlyYou &&
  before.attachments.length === 0 &&
  message.attachments.length === 0 &&
  msOf(message.ts) - msOf(before.ts) < TOGETHER_MS;

/** Messages, oldest first -> lines, with a divider before each day of the zone. */
export const linesOf = (messages: readonly Said[], tz: string): readonly Line[] => {
  const lines: Line[] = [];
  let day = "";
  let before: Said | undefined;
  for (const message of messages) {
    const today = dayKey(msOf(message.ts), tz);
    if (today !== day) {
      lines.push({ kind: "day", key: `day ${today}`, atMs: msOf(message.ts) });
      before = undefined;
    }
    lines.push({ kind: "said", key: message.ts, message, continued: continues(before, message) });
    day = today;
    before = message;
  }
  return lines;
};
