import type { Clock, Log } from "../core/log.ts";
import { formatDuration } from "../core/number-words.ts";
import type { ExpectedBeat, PolicyNow } from "../core/policy.ts";
import type { Heartbeat, Store } from "../core/store.ts";
import type { Tally } from "../core/tally.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { TellAdmin } from "./tell-admin.ts";

/** What watching for signs of life needs from outside. */
export interface HeartbeatPorts {
  readonly store: Pick<Store, "heartbeats" | "inbox" | "leases">;
  readonly policy: PolicyNow;
  readonly tellAdmin: TellAdmin;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly tally: Tally;
}

const LEASE_MS = 45_000;
const EVERY_MS = 15_000;
/** We were not listening (asleep, stopped, another held the lease) when a turn comes this late. */
const LATE_MS = 4 * EVERY_MS;

/** Senders are not punctual: a fifth of the time more, a quarter of a minute at least. */
const graceMs = (everyMs: number): number => Math.max(15_000, everyMs / 5);

/**
 * Says once that an expected sign of life is missing, and once that it came back. What could not be heard because
 * Dr. M was away is no silence: the time counts from when it listens again.
 */
export const createHeartbeats = (ports: HeartbeatPorts): Loop => {
  const { store, clock, log } = ports;
  const held = createHeld(store.leases, clock, "heartbeats", ports.holder, LEASE_MS);
  let listeningSinceMs = clock();
  let lastTurnMs = clock();
  const turn = async (): Promise<number> => {
    const nowMs = clock();
    if (nowMs - lastTurnMs > LATE_MS) listeningSinceMs = nowMs;
    lastTurnMs = nowMs;
    if (await held.get()) await checkBeats(listeningSinceMs, ports);
    return EVERY_MS;
  };
  return createLoop("heartbeats", log, turn, held.release);
};

/** One look at all of them. */
export const checkBeats = async (listeningSinceMs: number, ports: HeartbeatPorts): Promise<void> => {
  const { store, policy, clock } = ports;
  const expected = policy().heartbeats;
  await store.heartbeats.keep(expected.map(({ name }) => name));
  const known = new Map((await store.heartbeats.all()).map((beat) => [beat.name, beat]));
  const unheard = expected.filter(({ name }) => !known.has(name));
  if (unheard.length > 0)
    await store.heartbeats.heard(unheard.map(({ name, source }) => ({ name, source, atMs: clock() })));
  const waitingMs = (await store.inbox.take("hooks", 1))[0]?.receivedAtMs ?? Number.POSITIVE_INFINITY;
  for (const one of expected) {
    const beat = known.get(one.name);
    if (beat) await checkBeat(one, beat, { listeningSinceMs, waitingMs }, ports);
  }
};

const checkBeat = async (
  expected: ExpectedBeat,
  beat: Heartbeat,
  { listeningSinceMs, waitingMs }: { readonly listeningSinceMs: number; readonly waitingMs: number },
  ports: HeartbeatPorts,
): Promise<void> => {
  const { everyMs } = expected;
  const deadlineMs = Math.max(beat.lastMs, listeningSinceMs) + everyMs + graceMs(everyMs);
  if (beat.silentSinceMs !== undefined) {
    if (beat.lastMs > beat.silentSinceMs) await tellBack(expected, beat.lastMs, beat.silentSinceMs, ports);
    return;
  }
  // What came in before the deadline and is not read yet may be the very sign.
  if (ports.clock() < deadlineMs || waitingMs < deadlineMs) return;
  await tellSilent(expected, beat.lastMs, ports);
};

const nameOf = ({ name, source }: ExpectedBeat): string => (name === source ? name : `${name} (${source})`);

const tellSilent = async (expected: ExpectedBeat, lastMs: number, ports: HeartbeatPorts): Promise<void> => {
  const { store, tellAdmin, clock, log, tally } = ports;
  const { name, source, everyMs, channel } = expected;
  const forMs = formatDuration(clock() - lastMs);
  await tellAdmin({
    key: `heartbeat:${name}`,
    state: "firing",
    once: String(lastMs),
    title: `No word from ${nameOf(expected)} for ${forMs}; expected every ${formatDuration(everyMs)}`,
    what: "silent",
    labels: { service: source },
    channel,
  });
  await store.heartbeats.silent(name, lastMs);
  log.warn({ heartbeat: name, source, lastMs }, "an expected sign of life is missing");
  tally.count("heartbeats", { source, outcome: "silent" });
};

const tellBack = async (
  expected: ExpectedBeat,
  lastMs: number,
  sinceMs: number,
  ports: HeartbeatPorts,
): Promise<void> => {
  const { store, tellAdmin, log, tally } = ports;
  const { name, source, channel } = expected;
  await tellAdmin({
    key: `heartbeat:${name}`,
    state: "resolved",
    once: String(sinceMs),
    title: "",
    what: `heard again after ${formatDuration(lastMs - sinceMs)}`,
    channel,
  });
  await store.heartbeats.silent(name, undefined);
  log.info({ heartbeat: name, source }, "a sign of life came back");
  tally.count("heartbeats", { source, outcome: "back" });
};
