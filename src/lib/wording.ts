import { someLines } from "./shape.ts";

/** At most `max` UTF-16 units, ending in "…" when something was cut; never half of a surrogate pair. */
export const cut = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, "")}…`;

/** "1 match", "1,204 matches". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const ENDS: Readonly<Record<Intl.LDMLPluralRule, string>> = {
  one: "st",
  two: "nd",
  few: "rd",
  other: "th",
  zero: "th",
  many: "th",
};
const ORDINALS = new Intl.PluralRules("en-US", { type: "ordinal" });

/** "1st", "22nd", "1,000th". */
export const ordinal = (count: number): string => `${count.toLocaleString("en-US")}${ENDS[ORDINALS.select(count)]}`;

/** The same with a small first letter, unless the word is written in capitals. */
export const lowerFirst = (text: string): string =>
  /^[A-Z]{2}/.test(text) ? text : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** "Class: message", or the message alone where it says the class itself; undefined when there is neither. */
export const classAndMessage = (kind: string | undefined, message: string | undefined): string | undefined => {
  if (!kind || !message) return message || kind || undefined;
  return message.startsWith(kind) ? message : `${kind}: ${message}`;
};

/** "app/models/cart.rb:12 in total"; "" when nothing is known of the place. */
export const placeOf = (file: string | undefined, line: string | undefined, method: string | undefined): string => {
  const place = [file, line].filter(Boolean).join(":");
  return cut([place, method].filter(Boolean).join(" in "), 300);
};

/** An address without its query and fragment: those may hold what a visitor typed, or a secret. */
export const withoutQuery = (url: string | undefined): string | undefined => url?.replace(/[?#].*$/s, "");

/** A stack for the thread, nothing when the one line of it stands on the card already. */
export const stackLines = (frames: readonly string[], most: number): readonly string[] =>
  frames.length > 1 ? someLines(frames, most) : [];
