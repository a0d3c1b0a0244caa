import type { RespondFn } from "@slack/bolt";
import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { respondPrivately } from "./asked.ts";
import { formatPlain } from "./reply.ts";
import { type Ended, within } from "./within.ts";

/** Slack gives up after 3 s. */
export const STORE_MS = 2_500;

/** Words to whoever pressed, and to nobody else. Never throws. */
export const tellPresser = async (respond: RespondFn, text: string, log: Log): Promise<void> => {
  try {
    await respondPrivately(respond, formatPlain(text), log);
  } catch (error) {
    log.error({ why: toFailure(error).message }, "the presser could not be told that nothing was done");
  }
};

/** Why something that Slack waits for did not end well, for the log; undefined when it did. */
export const whyNot = (ended: Ended): string | undefined => {
  if (ended.end === "done") return undefined;
  return ended.end === "failed" ? toFailure(ended.error).message : "too slow";
};

/** Stores what was submitted while the form waits; answers what to say in it when that failed. */
export const storeSubmitted = async (
  storing: Promise<unknown>,
  log: Log,
  facts: object,
  not: string,
): Promise<string | undefined> => {
  const stored = await within(storing, STORE_MS);
  const why = whyNot(stored);
  if (why === undefined) return undefined;
  log.error({ ...facts, why }, "what a form asked for could not be stored");
  const tell = stored.end === "failed" ? (toFailure(stored.error).tell ?? "I could not store it.") : undefined;
  return `${not} ${tell ?? "It was not stored in time."} Please try again.`;
};
