import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";
import { createLoop, type Loop } from "./loop.ts";
import type { TellAdmin } from "./tell-admin.ts";

/** What telling somebody outside that Dr. M lives needs. */
export interface DeadmanPorts {
  /** Calls the watcher once. Throws Failure without its address. */
  readonly ping: () => Promise<void>;
  /** Whether work can be done at this moment. */
  readonly ready: () => Promise<{ readonly ok: boolean }>;
  readonly tellAdmin: TellAdmin;
  readonly log: Log;
  readonly everyMs?: number;
}

const EVERY_MS = 60_000;
/** How soon it is looked at again whether all is well. */
const NOT_READY_MS = 5_000;
/** So many in a row are told: one that gets lost is not. */
const MANY = 5;

/**
 * Pings a dead man's switch while all is well, and stays silent otherwise, so that whoever watches it there hears of it.
 * Each replica pings for itself.
 */
export const createDeadman = (ports: DeadmanPorts): Loop => {
  const { log, everyMs = EVERY_MS } = ports;
  let failures = 0;
  let wasReady = true;
  const turn = async (): Promise<number> => {
    const { ok } = await ports.ready();
    if (!ok && wasReady) log.warn({}, "the dead man's switch is not pinged while something has to be mended");
    wasReady = ok;
    if (!ok) return Math.min(everyMs, NOT_READY_MS);
    try {
      await ports.ping();
    } catch (error) {
      failures += 1;
      const { code, message } = toFailure(error);
      log.warn({ code, why: message, failures }, "the dead man's switch could not be pinged");
      if (failures === MANY) await tell(ports.tellAdmin, message);
      return everyMs;
    }
    if (failures >= MANY) await tell(ports.tellAdmin, undefined);
    failures = 0;
    return everyMs;
  };
  return createLoop("deadman", log, turn);
};

const tell = (tellAdmin: TellAdmin, why: string | undefined): Promise<void> =>
  tellAdmin({
    key: "deadman",
    state: why ? "firing" : "resolved",
    title: "I cannot reach the watcher that DEADMAN_URL names",
    what: why ? "it will take me for dead" : "reached again",
    labels: why ? { reason: why } : {},
  });
