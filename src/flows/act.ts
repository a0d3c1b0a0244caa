import { canUndo } from "../core/audit.ts";
import type { Chat, ChatUser } from "../core/chat.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Inbound, Press } from "../core/inbound.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Reply } from "../core/message.ts";
import { formatDuration } from "../core/number-words.ts";
import type { PolicyNow } from "../core/policy.ts";
import type { Delivery, Lease, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { DEED_OF, isOnPage, recordPress } from "./act/audit.ts";
import { doPress } from "./act/press.ts";
import type { PressPorts } from "./act/pressed.ts";
import { withUndo } from "./answer/offer-undo.ts";
import { isAnswer, toldReply } from "./answer/told.ts";
import type { Recorded } from "./audit.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { type PermitPorts, requirePermission } from "./permit.ts";

/** What a person asked to change: stored before it is acked, done once, told to them when it cannot be done. */
export type Action =
  | ({ readonly kind: "press" } & Press)
  | {
      readonly kind: "words";
      readonly text: string;
      readonly userId: string;
      readonly channel: string;
      readonly thread?: string | undefined;
      /** How it reached us; unknown for what older versions stored. */
      readonly how?: Inbound["how"] | undefined;
    };

/** What acting needs from outside. */
export interface ActPorts extends PressPorts {
  readonly store: Store;
  readonly chat: PermitPorts["chat"] & Pick<Chat, "whisper">;
  readonly policy: PolicyNow;
  /**
   * Runs a stored command; `id` is that of its delivery, `again`: a try of before may have done it, `tooLate`: it is not
   * to be done any more, which is told.
   */
  readonly words: (
    action: Extract<Action, { kind: "words" }>,
    id: string,
    again: boolean,
    tooLate: Failure | undefined,
  ) => Promise<void>;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** Source name of stored actions in the inbox. */
const ACTION = "action";
const LEASE_MS = 5_000;
const AT_ONCE = 24;
const IDLE_MS = 1_000;
/** After this long nobody expects it to happen any more. */
const GIVE_UP_MS = 15 * 60_000;
/** An action older than this when it is worked on may have been done before a crash. */
const DOUBT_MS = 2_000;

/** Id of the delivery that an action is stored as. */
export const actionId = (id: string): string => `${ACTION}:${id}`;

/** Stores an action; on disk when it resolves. */
export const storeAction = (store: Pick<Store, "inbox">, id: string, action: Action, nowMs: number): Promise<void> =>
  store.inbox.add({
    id: actionId(id),
    source: ACTION,
    receivedAtMs: nowMs,
    contentType: "application/json",
    body: new TextEncoder().encode(JSON.stringify(action)),
  });

/** Works the stored actions off, side by side: one that hangs holds up no other. */
export const createActor = (ports: ActPorts): Loop => {
  const { store, log } = ports;
  const held = createHeld(store.leases, ports.clock, "actions", ports.holder, LEASE_MS);
  const active = new Map<string, Promise<void>>();
  /** Begun and not ended: what is begun once more, or was stored before this process lived, may have been done. */
  const begun = new Set<string>();
  const sinceMs = ports.clock();
  const begin = (delivery: Delivery, lease: Lease): void => {
    const doubtful = begun.has(delivery.id) || delivery.receivedAtMs < sinceMs;
    const work = runAction(delivery, lease, doubtful, ports)
      .then(() => void begun.delete(delivery.id))
      .catch((error: unknown) => {
        if (isLost(error)) held.lost();
        log.error({ delivery: delivery.id, err: error }, "an action could not be ended; it will be tried again");
      })
      .finally(() => {
        active.delete(delivery.id);
        loop.wake();
      });
    begun.add(delivery.id);
    active.set(delivery.id, work);
  };
  const turn = async (): Promise<number> => {
    const lease = await held.get();
    if (!lease || active.size >= AT_ONCE) return IDLE_MS;
    const due = await store.inbox.take("actions", AT_ONCE + active.size);
    for (const delivery of due) if (!active.has(delivery.id) && active.size < AT_ONCE) begin(delivery, lease);
    return IDLE_MS;
  };
  const loop = createLoop("actions", log, turn, async () => {
    await Promise.all(active.values());
    await held.release();
  });
  return loop;
};

const readAction = (delivery: Delivery): Action => JSON.parse(new TextDecoder().decode(delivery.body));

const runAction = async (delivery: Delivery, lease: Lease, doubtful: boolean, ports: ActPorts): Promise<void> => {
  const { store, tally } = ports;
  let action: Action;
  try {
    action = readAction(delivery);
  } catch (error) {
    const why = `not an action: ${toFailure(error).message}`;
    ports.log.error({ delivery: delivery.id, why }, "a stored action cannot be read");
    return store.inbox.finish(lease, delivery.id, { state: "failed", why });
  }
  const name = action.kind === "press" ? action.verb : "words";
  const came = await attempt(action, delivery, doubtful, ports);
  if (!(came instanceof Failure)) {
    await store.inbox.finish(lease, delivery.id, { state: "done" });
    tally.count("actions", { name, outcome: "done" });
    return offerUndo(action, came, ports);
  }
  const retryAtMs = ports.clock() + Math.min(came.retryAfterMs ?? 1_000 * 2 ** delivery.attempts, 60_000);
  if (came.retry && retryAtMs - delivery.receivedAtMs < GIVE_UP_MS)
    return store.inbox.finish(lease, delivery.id, { retryAtMs, why: came.message });
  await giveUp(action, came, delivery, lease, ports);
  tally.count("actions", { name, outcome: came.code });
};

/** It will not be done: who asked is told, and so is the audit. */
const giveUp = async (
  action: Action,
  failure: Failure,
  delivery: Delivery,
  lease: Lease,
  ports: ActPorts,
): Promise<void> => {
  const facts = { action: action.kind === "press" ? action.verb : "words", code: failure.code };
  if (isAnswer(failure))
    ports.log.info({ ...facts, why: failure.message }, "an action was answered with what to do instead");
  else ports.log.warn({ ...facts, err: failure }, "an action was not done");
  if (action.kind === "press") {
    const user = await presser(action, ports);
    await recordPress(action, delivery.id, user, failure, ports);
  }
  const already = (failure.code === "conflict" || failure.code === "forbidden") && failure.tell;
  const words = already || `That did not work.\n${failure.tell ?? "The log says why."}`;
  // A page shows by itself what became of a press that was made there.
  const onPage = action.kind === "press" && isOnPage(action);
  if (!onPage) await tell(action, toldReply(words), ports);
  await ports.store.inbox.finish(lease, delivery.id, { state: "failed", why: onPage ? words : failure.message });
};

/** Whoever pressed, for the record; undefined where the chat does not say. */
const presser = async ({ userId }: Press, { chat, log }: ActPorts): Promise<ChatUser | undefined> => {
  try {
    return await chat.user(userId);
  } catch (error) {
    log.warn({ user: userId, err: toFailure(error) }, "who pressed cannot be looked up; kept by id");
    return undefined;
  }
};

/** Tries it once; answers what was kept of it, or what went wrong. */
const attempt = async (
  action: Action,
  delivery: Delivery,
  doubtful: boolean,
  ports: ActPorts,
): Promise<Recorded | undefined | Failure> => {
  try {
    const { id, receivedAtMs: atMs } = delivery;
    const ageMs = ports.clock() - atMs;
    const again = doubtful || delivery.attempts > 0 || ageMs > DOUBT_MS;
    const tooLate = ageMs > GIVE_UP_MS ? late(ageMs) : undefined;
    if (action.kind === "words") {
      await ports.words(action, id, again, tooLate);
      return undefined;
    }
    if (tooLate) return tooLate;
    const user = await ports.chat.user(action.userId);
    await requirePermission(DEED_OF[action.verb], user, action.channel, ports);
    const done = await doPress(action, user, { id, atMs, again }, ports);
    return await recordPress(action, id, user, done, ports);
  } catch (error) {
    return toFailure(error);
  }
};

/** Nobody is paged at nine for what was typed at three, when we were gone. */
const late = (ageMs: number): Failure =>
  new Failure("timeout", `asked for ${formatDuration(ageMs)} ago`, {
    tell: `You asked for this ${formatDuration(ageMs)} ago, and I was not there. I do not do it any more.\nLook how things stand, and ask again if it still has to be done.`,
  });

/** What was pressed on a card by mistake can be taken back: said once, to whoever pressed. */
const offerUndo = async (action: Action, recorded: Recorded | undefined, ports: ActPorts): Promise<void> => {
  if (action.kind !== "press" || isOnPage(action) || !recorded?.fresh) return;
  const { entry } = recorded;
  if (!canUndo(entry, ports.clock())) return;
  const title = `${action.verb === "ack" ? "Taken" : "Resolved"}: ${entry.about}`;
  await tell(action, withUndo({ title, private: true }, entry, ports.clock()), ports);
};

const tell = async (action: Action, reply: Reply, { chat, log }: ActPorts): Promise<void> => {
  const thread = action.kind === "words" ? action.thread : undefined;
  try {
    await chat.whisper({ channel: action.channel, thread }, action.userId, { kind: "reply", reply });
  } catch (error) {
    log.error({ user: action.userId, err: error }, "could not tell a person what became of their action");
  }
};
