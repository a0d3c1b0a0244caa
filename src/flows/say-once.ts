import type { Chat } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Message, MessageRef, Place } from "../core/message.ts";
import type { Store } from "../core/store.ts";
import { postBudget } from "./deliver/spend.ts";

/** What saying something once needs from outside. */
export interface SayOncePorts {
  readonly store: Pick<Store, "budgets" | "known">;
  readonly chat: Pick<Chat, "post" | "find" | "channelId">;
  /** How far apart posts to one conversation have to be. */
  readonly pace: { readonly postEveryMs: number };
  readonly clock: () => number;
}

/** A message, and how it is found again. */
export interface SaidOnce {
  /** The conversation by name or id; a person's id is their direct message. */
  readonly place: Place;
  readonly message: Message;
  /** Travels with the message. */
  readonly id: string;
  /** It was not said before then. */
  readonly sinceMs: number;
}

/** Clocks of ours and the chat's may differ by this much. */
const SKEW_MS = 60_000;
const MOST_WAIT_MS = 15_000;
const PERSON = /^[UW][A-Z0-9]{5,}$/;

const directName = (userId: string): string => `direct:${userId}`;

/** Where messages to it can be looked for; undefined for a person whom nothing was ever said to. */
const readable = async (channel: string, { store, chat }: SayOncePorts): Promise<string | undefined> =>
  PERSON.test(channel) ? (await store.known.read(directName(channel)))?.value : chat.channelId(channel);

/** Where it stands already; undefined when it was not said. Throws Failure when nobody can tell. */
export const findSaid = async (
  { place, id, sinceMs }: Omit<SaidOnce, "message">,
  ports: SayOncePorts,
): Promise<MessageRef | undefined> => {
  const channel = await readable(place.channel, ports);
  if (channel === undefined) return undefined;
  const [first] = await ports.chat.find({ channel, thread: place.thread }, id, sinceMs - SKEW_MS);
  return first;
};

/** Whether the chat will never take it: trying again says nothing to anybody. */
export const isFinal = ({ code }: Failure): boolean =>
  code === "channel" || code === "rejected" || code === "not_found" || code === "forbidden";

/** Waits until the conversation takes another message. Throws Failure("rate_limited") when that is too long. */
const pay = async (channel: string, { store, chat, pace }: SayOncePorts): Promise<void> => {
  const name = postBudget(await chat.channelId(channel));
  for (let waitedMs = 0; ; ) {
    const { waitMs } = await store.budgets.take(name, pace.postEveryMs, 1);
    if (waitMs <= 0) return;
    waitedMs += waitMs;
    if (waitedMs > MOST_WAIT_MS)
      throw new Failure("rate_limited", `no budget for ${channel} within ${MOST_WAIT_MS} ms`, { retryAfterMs: waitMs });
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
};

/**
 * Says it unless it was said already, also by a process that died just after. Whose caller holds a lease says it exactly
 * once; the very first direct message to a person may come twice after such a death. Throws Failure.
 */
export const sayOnce = async (said: SaidOnce, ports: SayOncePorts): Promise<MessageRef> => {
  const { store, chat, clock } = ports;
  const { place, message, id } = said;
  const before = await findSaid(said, ports);
  if (before) return before;
  await pay(place.channel, ports);
  const channel = PERSON.test(place.channel) ? place.channel : await chat.channelId(place.channel);
  try {
    const ref = await chat.post({ ...place, channel }, message, id);
    if (PERSON.test(place.channel) && ref.channel !== place.channel)
      await store.known.save(directName(place.channel), ref.channel, clock());
    return ref;
  } catch (error) {
    const { code, retryAfterMs = 1_000 } = toFailure(error);
    if (code === "rate_limited") await store.budgets.hold(postBudget(channel), Math.min(retryAfterMs, 60_000));
    throw error;
  }
};
