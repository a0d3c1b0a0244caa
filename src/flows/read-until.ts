import type { Store } from "../core/store.ts";
import { parseCursor } from "./collect/cursor.ts";

/**
 * Until when all of these sources were read, epoch milliseconds: 0 while one was never read through, infinity for no
 * sources. What the newest number is from says less: webhooks come first.
 */
export const readUntil = async (store: Pick<Store, "cursor">, sources: readonly string[]): Promise<number> => {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const source of sources) untilMs = Math.min(untilMs, parseCursor(await store.cursor(source))?.toMs ?? 0);
  return untilMs;
};
