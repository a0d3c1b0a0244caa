import type { LiveVerb } from "../../core/live-list.ts";
import { isRecord } from "./is-record.ts";

/** What a person wants done with a problem. */
export interface Wish {
  readonly incidentId: string;
  readonly verb: LiveVerb;
  readonly minutes?: number;
  readonly because?: string;
}

/** How it ended: `waiting` when nobody can say yet, though it is kept. */
export type Ending =
  | { readonly state: "done" | "waiting" }
  /** `unheard`: nobody answered, so that it may have been asked all the same. `kept`: it was, was tried, and failed. */
  | { readonly state: "failed"; readonly tell: string; readonly unheard?: true; readonly kept?: true };

const POLL_MS = [400, 700, 1000, 1500, 2500, 4000, 6000, 10_000, 15_000, 20_000];
const UNREACHED = "Dr. M could not be reached. Try again.";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What an answer tells the person, else other words. */
export const tellOf = (body: unknown, otherwise = "That did not work."): string =>
  isRecord(body) && typeof body.tell === "string" ? body.tell.replaceAll("`", "") : otherwise;

type Posted = { readonly id: string } | { readonly tell: string; readonly unheard?: true };

const post = async (url: string, wish: object): Promise<Posted> => {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify(wish),
    });
    const body: unknown = await response.json();
    return response.ok && isRecord(body) && typeof body.id === "string" ? { id: body.id } : { tell: tellOf(body) };
  } catch {
    return { tell: UNREACHED, unheard: true };
  }
};

const outcome = async (url: string, id: string): Promise<Ending> => {
  try {
    const response = await fetch(`${url}/${encodeURIComponent(id)}`, { headers: { accept: "application/json" } });
    const body: unknown = await response.json();
    if (!isRecord(body)) return { state: "waiting" };
    if (body.state === "failed") return { state: "failed", tell: tellOf(body), kept: true };
    return { state: body.state === "done" ? "done" : "waiting" };
  } catch {
    return { state: "waiting" };
  }
};

/**
 * Asks for something at an address that answers with an id, and waits, for a minute at most, until it is done or has
 * failed. Never throws.
 */
export const askAt = async (url: string, wish: object): Promise<Ending> => {
  const asked = await post(url, wish);
  if ("tell" in asked) return { state: "failed", ...asked };
  for (const ms of POLL_MS) {
    await pause(ms);
    const ending = await outcome(url, asked.id);
    if (ending.state !== "waiting") return ending;
  }
  return { state: "waiting" };
};

/** The same for a problem of the live list. */
export const ask = (wish: Wish): Promise<Ending> => askAt("/live/act", wish);
