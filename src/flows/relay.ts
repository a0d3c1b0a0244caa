import type { Alert } from "../core/alert.ts";
import { Failure, toFailure } from "../core/failure.ts";
import type { Delivered, ParsedAlert } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Delivery, Lease, Outcome, Plan, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { SELF } from "./plan.ts";
import type { Pressure } from "./pressure.ts";

/** What the relay needs from outside. */
export interface RelayPorts {
  readonly store: Store;
  /** Integration name -> its pure `parse`. */
  readonly parsers: ReadonlyMap<string, (delivered: Delivered) => readonly ParsedAlert[]>;
  readonly plan: Plan;
  readonly pressure: Pick<Pressure, "yield">;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

const LEASE_MS = 5_000;
const BATCH = 64;
const IDLE_MS = 1_000;
/** Longer ids do not fit an index of PostgreSQL; no sender's are. */
const MAX_ID = 600;

/**
 * Webhook -> message, second half: what is stored is parsed, deduplicated, applied to its incident, and the cards it
 * changes are owed to their channels, all in one transaction a batch. One process at a time holds the lease.
 */
export const createRelay = (ports: RelayPorts): Loop => {
  const { store, log } = ports;
  const held = createHeld(store.leases, ports.clock, "relay", ports.holder, LEASE_MS);
  const turn = async (): Promise<number> => {
    await ports.pressure.yield();
    const lease = await held.get();
    if (!lease) return IDLE_MS;
    const batch = await store.inbox.take("hooks", BATCH);
    if (batch.length === 0) return IDLE_MS;
    const outcomes = batch.map((delivery) => readDelivery(delivery, ports));
    try {
      await relayAll(lease, outcomes, ports);
    } catch (error) {
      if (!isLost(error)) throw error;
      held.lost();
    }
    return 0;
  };
  return createLoop("relay", log, turn, held.release);
};

/** All at once; when that fails for a reason of their own, one by one, so that a bad one holds up no other. */
const relayAll = async (lease: Lease, outcomes: readonly Outcome[], ports: RelayPorts): Promise<void> => {
  const { store, plan, log, tally } = ports;
  try {
    for (const { change, alert } of await store.relay(lease, outcomes, plan)) {
      tally.count("changes", { source: alert.source, change });
      log.info({ source: alert.source, key: alert.key, event: alert.eventId, change }, "applied");
    }
  } catch (error) {
    const failure = toFailure(error);
    if (isLost(error) || (failure.retry && outcomes.length === 1)) throw error;
    const [only, ...more] = outcomes;
    if (more.length > 0) for (const outcome of outcomes) await relayAll(lease, [outcome], ports);
    else if (only) await giveUp(lease, only, failure, ports);
  }
};

/** What the store cannot take is kept as it came, and said. */
const giveUp = async (lease: Lease, outcome: Outcome, failure: Failure, ports: RelayPorts): Promise<void> => {
  const { deliveryId: id, source } = outcome;
  ports.log.error({ source, delivery: id, err: failure }, "a delivery could not be applied; it is kept");
  const alerts = source === SELF ? [] : [unreadable({ id, source, receivedAtMs: ports.clock() }, failure.message)];
  await ports.store.relay(
    lease,
    [{ deliveryId: id, source, state: "failed", why: failure.message, alerts }],
    ports.plan,
  );
};

/** Parses one delivery; what cannot be read becomes a notice of our own about it, and the delivery is kept. */
const readDelivery = (delivery: Delivery, { parsers, log, tally }: RelayPorts): Outcome => {
  const { id, source } = delivery;
  const parse = parsers.get(source);
  try {
    if (!parse) throw new Error(`no integration is named ${source}`);
    const delivered = { deliveryId: id, ...delivery };
    const alerts = parse(delivered).map((alert): Alert => ({ ...alert, source }));
    if (alerts.some(({ key, eventId }) => !isStorable(key) || !isStorable(eventId)))
      throw new Failure("unreadable", `an id is longer than ${MAX_ID} characters or no text`);
    tally.count("deliveries", { source, outcome: alerts.length ? "read" : "silent" });
    return { deliveryId: id, source, state: "done", alerts };
  } catch (error) {
    const why = toFailure(error).message;
    tally.count("deliveries", { source, outcome: "unreadable" });
    log.warn({ source, delivery: id, why }, "could not read a delivery; it is kept");
    return { deliveryId: id, source, state: "unreadable", why, alerts: [unreadable(delivery, why)] };
  }
};

/** Both databases keep such an id as it is: neither half a character nor a NUL, and short enough for an index. */
const isStorable = (id: string): boolean => id.length <= MAX_ID && id.isWellFormed() && !id.includes("\0");

const unreadable = (delivery: Pick<Delivery, "id" | "source" | "receivedAtMs">, why: string): Alert => ({
  source: SELF,
  key: `unreadable:${delivery.source}`,
  eventId: `unreadable:${delivery.id}`,
  state: "notice",
  severity: "warning",
  title: `Could not read what ${delivery.source} sent`,
  atMs: delivery.receivedAtMs,
  what: `kept as ${delivery.id}`,
  labels: { service: delivery.source, reason: why },
  details: [],
});
