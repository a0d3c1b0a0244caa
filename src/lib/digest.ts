import { createHash } from "node:crypto";

/** Deeper than this nobody means anything, and the stack has an end. */
const DEEPEST = 100;

/** A value with the members of its objects in order, so that the same content gives the same text. */
const ordered = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null) return value;
  if (depth >= DEEPEST) return "…";
  if (Array.isArray(value)) return value.map((member) => ordered(member, depth + 1));
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => [name, ordered(member, depth + 1)]);
};

/** 16 hex digits that tell contents apart; the order of an object's members does not count. */
export const digest = (value: unknown): string =>
  createHash("sha256")
    .update(JSON.stringify(ordered(value) ?? null))
    .digest("hex")
    .slice(0, 16);

/** A text as an id: itself while it is short, else its beginning and its digest. */
export const shortId = (text: string, most = 200): string =>
  text.length <= most ? text : `${text.slice(0, most - 17)}-${digest(text)}`;
