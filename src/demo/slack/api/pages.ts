import { Refusal } from "../refusal.ts";
import type { Arguments } from "./arguments.ts";

/** One page of a list: items and the cursor of the next page, "" at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string;
}

const PREFIX = "next:";

/** Cuts one page by `limit` and `cursor`; Refusal(invalid_cursor, invalid_limit). */
export const pageOf = <T>(items: readonly T[], args: Arguments, byDefault = 100): Page<T> => {
  const limit = args.number("limit", byDefault, "invalid_limit");
  if (limit < 1 || limit > 1000) throw new Refusal("invalid_limit");
  const cursor = args.text("cursor");
  const decoded = cursor === undefined ? `${PREFIX}0` : Buffer.from(cursor, "base64").toString("utf8");
  const from = Number(decoded.slice(PREFIX.length));
  if (!decoded.startsWith(PREFIX) || !Number.isInteger(from)) throw new Refusal("invalid_cursor");
  const to = from + limit;
  const next = to < items.length ? Buffer.from(`${PREFIX}${to}`).toString("base64") : "";
  return { items: items.slice(from, to), next };
};
