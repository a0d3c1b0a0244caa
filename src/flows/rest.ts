import type { Chat, ChatUser } from "../core/chat.ts";
import { toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Reply } from "../core/message.ts";
import type { PolicyNow } from "../core/policy.ts";
import type { PersonNights } from "../core/stats/nights-types.ts";
import type { Store } from "../core/store.ts";
import { momentAt } from "../core/time/types.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { dayNumber, lately, type Tired, tiredAfter } from "./rest/tired.ts";
import { leadWords, restWords } from "./rest/words.ts";
import { isFinal, type SayOncePorts, sayOnce } from "./say-once.ts";
import { chatUserOf } from "./shifts/known-as.ts";

/** What looking after people's sleep needs from outside. */
export interface RestPorts {
  readonly store: Pick<Store, "stats" | "jobs" | "leases" | "links" | "budgets" | "known">;
  readonly chat: Pick<Chat, "userIdByEmail" | "user" | "post" | "find" | "channelId">;
  readonly policy: PolicyNow;
  readonly pace: SayOncePorts["pace"];
  /** The team's IANA zone. */
  readonly tz: string;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
}

const MIN_MS = 60_000;
const DAY_MS = 24 * 60 * MIN_MS;
const EVERY_MS = 5 * MIN_MS;
const LEASE_MS = 15 * MIN_MS;
/** Longer runs are told at their beginning. */
const LOOK_BACK_MS = 14 * DAY_MS;
/** From 08:30 until noon, in each person's own zone. */
const MORNING_MIN = 8 * 60 + 30;
const NOON_MIN = 12 * 60;

/** Every five minutes, one process at a time: whoever had bad nights hears of it in their morning, and so do the leads. */
export const createRest = (ports: RestPorts): Loop => {
  const held = createHeld(ports.store.leases, ports.clock, "rest", ports.holder, LEASE_MS);
  const turn = async (): Promise<number> => {
    if (ports.policy().care.rest && (await held.get())) await lookForTired(ports);
    return EVERY_MS;
  };
  return createLoop("rest", ports.log, turn, held.release);
};

/** One look at everybody who was woken lately. */
export const lookForTired = async (ports: RestPorts): Promise<void> => {
  const { store, clock, tz } = ports;
  const nowMs = clock();
  const range = { fromMs: nowMs - LOOK_BACK_MS, toMs: nowMs, endMs: nowMs, tz, label: "the last 14 days" };
  const nights = await store.stats("nights", { range });
  const twoDaysAgo = momentAt(nowMs - 2 * DAY_MS, tz)
    .toPlainDate()
    .toString();
  for (const person of lately(nights, twoDaysAgo)) await lookAtOne(person, ports);
};

/** The evening of the night before, while it is morning for somebody; undefined at other times. */
const eveningBefore = (nowMs: number, tz: string): string | undefined => {
  const now = momentAt(nowMs, tz);
  const minute = now.hour * 60 + now.minute;
  if (minute < MORNING_MIN || minute >= NOON_MIN) return undefined;
  return now.toPlainDate().subtract({ days: 1 }).toString();
};

const lookAtOne = async (person: PersonNights, ports: RestPorts): Promise<void> => {
  const { store, clock, log } = ports;
  try {
    const user = await chatUserOf(person.email, ports);
    const evening = eveningBefore(clock(), user?.tz ?? ports.tz);
    const tired = evening === undefined ? undefined : tiredAfter(person, evening);
    if (!tired) return;
    const name = `rest:${tired.why}:${tired.source}:${tired.personId}`;
    const sinceMs = dayNumber(tired.since) * DAY_MS;
    if (((await store.jobs.last(name)) ?? 0) >= sinceMs) return;
    await tellAll(tired, user, ports);
    await store.jobs.done(name, sinceMs);
    // Who it was, and why, is for nobody who reads logs.
    log.info({}, "somebody was told to rest");
  } catch (error) {
    log.warn({ err: toFailure(error) }, "somebody could not be told to rest; tried again");
  }
};

/** The person, then each lead; those who were told before a crash are not told again. */
const tellAll = async (tired: Tired, user: ChatUser | undefined, ports: RestPorts): Promise<void> => {
  const leads = new Set((await leadIds(ports)).filter((id) => id !== user?.id));
  const told = user !== undefined && (await tell(user.id, restWords(tired), tired, ports));
  for (const lead of leads)
    if (!(await tell(lead, leadWords(tired, { told }), tired, ports)))
      ports.log.warn({ lead }, "the chat takes no direct message to a lead");
};

const leadIds = async ({ policy, chat, log }: RestPorts): Promise<readonly string[]> => {
  const ids: string[] = [];
  for (const lead of policy().care.leads) {
    const id = lead.includes("@") ? await chat.userIdByEmail(lead) : lead;
    if (id === undefined) log.warn({ lead }, "the chat knows no lead with this address: they hear nothing");
    else ids.push(id);
  }
  return ids;
};

/** False: the chat does not let us speak to them. */
const tell = async (userId: string, reply: Reply, tired: Tired, ports: RestPorts): Promise<boolean> => {
  const id = `rest:${tired.why}:${tired.source}:${tired.personId}:${tired.since}:${userId}`;
  try {
    const said = { place: { channel: userId }, message: { kind: "reply", reply } as const, id };
    await sayOnce({ ...said, sinceMs: ports.clock() - DAY_MS }, ports);
    return true;
  } catch (error) {
    if (isFinal(toFailure(error))) return false;
    throw error;
  }
};
