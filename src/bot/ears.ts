import type { App } from "@slack/bolt";
import type { Chat } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Inbound, InboundHandlers } from "../core/inbound.ts";
import type { Clock, Log } from "../core/log.ts";
import { type Asked, createInbound, plainMessage } from "./asked.ts";
import type { Identity } from "./identity.ts";
import type { WebCalls } from "./web-call.ts";
import { within } from "./within.ts";

/** What listening for words needs; `firstTime` answers true once for each id, across restarts and replicas. */
export interface Ears {
  readonly app: App;
  readonly chat: Chat;
  readonly identity: Identity;
  readonly handlers: InboundHandlers;
  readonly log: Log;
  readonly clock: Clock;
  firstTime(kind: string, id: string): Promise<boolean>;
}

/** What listening for presses needs. */
export interface Fingers extends Ears {
  readonly calls: WebCalls;
}

/** Slack gives up after 3 s. */
const ACK_MS = 2_000;
/** Slack's clock and ours differ by less. */
const SKEW_MS = 60_000;

const FAILED = "That did not work: I could not even note your question. Please try again in a minute.";

/** Whether this delivery is the first; when the store cannot say, answering twice beats not answering. */
export const isFirst = async ({ firstTime, log }: Ears, kind: string, id: string): Promise<boolean> => {
  try {
    return await firstTime(kind, id);
  } catch (error) {
    log.error({ kind, why: toFailure(error).message }, "could not check for a repeated delivery");
    return true;
  }
};

/** What was asked just now; an answer that the chat took and did not say so is not older. */
export const inboundOf = ({ chat, log, clock }: Ears, asked: Asked): Inbound =>
  createInbound({ ...asked, doubt: { sinceMs: clock() - SKEW_MS, again: false } }, chat, log);

/** Hands the words over; whatever goes wrong is logged and told to the asker. Never throws. */
export const hand = async (ears: Ears, asked: Asked): Promise<void> => {
  const inbound = inboundOf(ears, asked);
  try {
    await ears.handlers.words(inbound);
  } catch (error) {
    const failure = toFailure(error);
    ears.log.error({ how: asked.how, why: failure.message }, "words could not be handled");
    await inbound.whisper(plainMessage(failure.tell ?? FAILED)).catch((again: unknown) => {
      ears.log.error({ why: toFailure(again).message }, "nor could the asker be told");
    });
  }
};

/** Hands over what is delivered for the first time, and waits until it must be acked; the rest goes on behind. Never throws. */
export const handOnce = async (ears: Ears, kind: string, id: string, asked: Asked): Promise<void> => {
  const work = isFirst(ears, kind, id).then((first) => (first ? hand(ears, asked) : undefined));
  await within(work, ACK_MS);
};

/** Has the home tab of somebody drawn again. Never throws. */
export const refreshHome = async ({ handlers, log }: Ears, userId: string): Promise<void> => {
  try {
    await handlers.home(userId);
  } catch (error) {
    log.error({ user: userId, why: toFailure(error).message }, "a home tab could not be drawn");
  }
};

/** After an answer to something pressed on the home tab, the tab is drawn anew. */
export const answeredAt = (ears: Ears, origin: "message" | "home", userId: string): Pick<Asked, "answered"> =>
  origin === "home" ? { answered: () => refreshHome(ears, userId) } : {};
