import type { Chat } from "../core/chat.ts";
import { type Failure, toFailure } from "../core/failure.ts";
import type { Press } from "../core/inbound.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Delivery, Lease, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { doPress } from "./act-press.ts";
import type { PressPorts } from "./act-pressed.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { isAnswer, toldReply } from "./told.ts";

/** What a person asked to change: stored before it is acked, done once, told to them when it cannot be done. */
export type Action =
  | ({ readonly kind: "press" } & Press)
  | {
      readonly kind: "words";
      readonly text: string;
      readonly userId: string;
      readonly channel: string;
      readonly thread?: string | undefined;
    };

/** What acting needs from outside. */
export interface ActPorts extends PressPorts {
  readonly store: Store;
  readonly chat: Pick<Chat, "user" | "whisper">;
  /** Runs a stored command; `id` is that of its delivery. */
  readonly words: (action: Extract<Action, { kind: "words" }>, id: string) => Promise<void>;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

/** Source name of stored actions in the inbox. */
const ACTION = "action";
const LEASE_MS = 5_000;
const AT_ONCE = 8;
const IDLE_MS = 1_000;
/** After this long nobody expects it to happen any more. */
const GIVE_UP_MS = 15 * 60_000;
/** An action older than this when it is worked on may have been done before a crash. */
const DOUBT_MS = 2_000;

/** What the ids of presses begin with that were made on a page. */
const ON_PAGE = "web:";

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

/** Works the stored actions off, eight side by side: one that hangs holds up no other. */
export const createActor = (ports: ActPorts): Loop => {
  const { store, log } = ports;
  const held = createHeld(store.leases, ports.clock, "actions", ports.holder, LEASE_MS);
  const active = new Map<string, Promise<void>>();
  const begin = (delivery: Delivery, lease: Lease): void => {
    const work = runAction(delivery, lease, ports)
      .catch((error: unknown) => {
        if (isLost(error)) held.lost();
        log.error({ delivery: delivery.id, err: error }, "an action could not be ended; it will be tried again");
      })
      .finally(() => {
        active.delete(delivery.id);
        loop.wake();
      });
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

const runAction = async (delivery: Delivery, lease: Lease, ports: ActPorts): Promise<void> => {
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
  const failure = await attempt(action, delivery, ports);
  if (!failure) {
    await store.inbox.finish(lease, delivery.id, { state: "done" });
    return tally.count("actions", { name, outcome: "done" });
  }
  const retryAtMs = ports.clock() + Math.min(failure.retryAfterMs ?? 1_000 * 2 ** delivery.attempts, 60_000);
  if (failure.retry && retryAtMs - delivery.receivedAtMs < GIVE_UP_MS)
    return store.inbox.finish(lease, delivery.id, { retryAtMs, why: failure.message });
  const facts = { action: name, code: failure.code };
  if (isAnswer(failure))
    ports.log.info({ ...facts, why: failure.message }, "an action was answered with what to do instead");
  else ports.log.warn({ ...facts, err: failure }, "an action was not done");
  const already = failure.code === "conflict" && failure.tell;
  const words = already || `That did not work.\n${failure.tell ?? "The log says why."}`;
  // A page shows by itself what became of a press that was made there.
  const onPage = action.kind === "press" && action.id.startsWith(ON_PAGE);
  if (!onPage) await tell(action, words, ports);
  await store.inbox.finish(lease, delivery.id, { state: "failed", why: onPage ? words : failure.message });
  tally.count("actions", { name, outcome: failure.code });
};

/** Tries it once; answers what went wrong. */
const attempt = async (action: Action, delivery: Delivery, ports: ActPorts): Promise<Failure | undefined> => {
  try {
    const again = delivery.attempts > 0 || ports.clock() - delivery.receivedAtMs > DOUBT_MS;
    const stored = { id: delivery.id, atMs: delivery.receivedAtMs, again };
    if (action.kind === "press") await doPress(action, stored, ports);
    else await ports.words(action, delivery.id);
    return undefined;
  } catch (error) {
    return toFailure(error);
  }
};

const tell = async (action: Action, words: string, { chat, log }: ActPorts): Promise<void> => {
  const thread = action.kind === "words" ? action.thread : undefined;
  try {
    await chat.whisper({ channel: action.channel, thread }, action.userId, {
      kind: "reply",
      reply: toldReply(words),
    });
  } catch (error) {
    log.error({ user: action.userId, err: error }, "could not tell a person that their action failed");
  }
};
