import { createHash } from "node:crypto";

/** Neither engine gives back a NUL or half a surrogate pair as it was. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");

/** PostgreSQL refuses index rows above 2.7 kB; a character takes up to four bytes. */
const MOST = 600;

/** The same, and short enough for an index: what is longer is told apart by its hash. */
export const indexable = (text: string): string => {
  const whole = storable(text);
  if (whole.length <= MOST) return whole;
  const hash = createHash("sha256").update(whole).digest("hex");
  return `${whole.slice(0, MOST - hash.length).toWellFormed()}${hash}`;
};
