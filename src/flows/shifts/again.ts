import type { Clock } from "../../core/log.ts";
import type { Findings } from "./troubles.ts";

/** How often the chat is asked what people made of it by hand, and a refused change is tried again. */
const AGAIN_MS = 10 * 60_000;

/** What one piece of work found; `unsure`: to be tried again at the next turn. */
export type Found = "good" | "unsure" | { readonly title: string; readonly what: string; readonly reason?: string };

interface Before {
  readonly wish: string;
  readonly atMs: number;
  readonly found: Found;
}

/** Does it when the wish is another than before, and every ten minutes; what was found meanwhile still holds. */
export const createAgain = (clock: Clock) => {
  const before = new Map<string, Before>();
  return async (key: string, wish: string, findings: Findings, work: () => Promise<Found>): Promise<void> => {
    const last = before.get(key);
    const holds = last && last.found !== "unsure" && last.wish === wish && clock() - last.atMs < AGAIN_MS;
    const found = holds ? last.found : await work();
    if (!holds) before.set(key, { wish, atMs: clock(), found });
    if (found === "unsure") findings.unsure(key);
    else if (found !== "good") findings.bad(key, found.title, found.what, found.reason);
  };
};
