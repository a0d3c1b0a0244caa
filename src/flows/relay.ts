import { type Failure, toFailure } from "../core/failure.ts";
import type { Clock, Log } from "../core/log.ts";
import { redactText } from "../core/redact.ts";
import type { Rules } from "../core/rules.ts";
import { SELF } from "../core/self.ts";
import type { Lease, Outcome, Plan, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { createHeld, isLost } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { Pressure } from "./pressure.ts";
import { type AttachPorts, attachAll } from "./relay/attach.ts";
import { type Beat, newestBeats } from "./relay/beats.ts";
import { type ReadPorts, readDelivery, unreadable } from "./relay/read.ts";

/** What the relay needs from outside. */
export interface RelayPorts extends ReadPorts, Omit<AttachPorts, "store"> {
  readonly store: Store;
  readonly plan: Plan;
  readonly rules: Rules;
  readonly pressure: Pick<Pressure, "yield">;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

const LEASE_MS = 5_000;
const BATCH = 64;
const IDLE_MS = 1_000;

/**
 * Webhook -> message, second half: what is stored is parsed, redacted, deduplicated, applied to its incident, and the
 * cards it changes are owed to their channels, all in one transaction a batch. One process at a time holds the lease.
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
    const read = batch.map((delivery) => readDelivery(delivery, ports));
    const outcomes = await attachAll(
      read.map(({ outcome }) => outcome),
      ports,
    );
    try {
      await relayAll(lease, outcomes, ports);
    } catch (error) {
      if (!isLost(error)) throw error;
      held.lost();
      return 0;
    }
    await noteBeats(
      read.flatMap(({ beats }) => beats),
      ports,
    );
    return 0;
  };
  return createLoop("relay", log, turn, held.release);
};

/** A sign of life that could not be noted holds up no alert; the next one comes soon. */
const noteBeats = async (beats: readonly Beat[], { store, log }: RelayPorts): Promise<void> => {
  if (beats.length === 0) return;
  try {
    await store.heartbeats.heard(newestBeats(beats));
  } catch (error) {
    log.error({ err: error }, "could not note signs of life");
  }
};

/** All at once; when that fails for a reason of their own, one by one, so that a bad one holds up no other. */
const relayAll = async (lease: Lease, outcomes: readonly Outcome[], ports: RelayPorts): Promise<void> => {
  const { store, plan, rules, log, tally } = ports;
  try {
    for (const { change, alert } of await store.relay(lease, outcomes, plan, rules)) {
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
  const { store, plan, rules, clock, log } = ports;
  const { deliveryId: id, source } = outcome;
  const policy = ports.policyNow();
  log.error({ source, delivery: id, err: failure }, "a delivery could not be applied; it is kept");
  const why = redactText(failure.message, policy.redactions);
  const alerts = source === SELF ? [] : [unreadable({ id, source, receivedAtMs: clock() }, why)];
  await store.relay(lease, [{ deliveryId: id, source, state: "failed", why, alerts }], plan, rules);
};
