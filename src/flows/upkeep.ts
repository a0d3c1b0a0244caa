import { type Failure, toFailure } from "../core/failure.ts";
import type { Fault, Upkeep } from "../core/integration.ts";
import type { Clock, Log } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { offerId } from "./act-offer.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";
import { ownTroubles } from "./own-troubles.ts";
import type { TellAdmin } from "./tell-admin.ts";

/** What looking after the sources' ends needs from outside. */
export interface UpkeepPorts {
  readonly store: Pick<Store, "openOf" | "leases">;
  /** Source -> what can be seen and mended there. */
  readonly upkeeps: ReadonlyMap<string, Upkeep>;
  readonly tellAdmin: TellAdmin;
  /** A look failed (`why`), or went through. */
  readonly said: (source: string, why: Failure | undefined, sinceMs: number) => Promise<void>;
  readonly holder: string;
  readonly log: Log;
  readonly clock: Clock;
}

const LEASE_MS = 120_000;
const EVERY_MS = 60_000;

/** Looks every minute, from the first one on, whether something at a source is out of order that keeps its words from us, and says so once. */
export const createUpkeep = (ports: UpkeepPorts): Loop => {
  const { store, clock, log, upkeeps } = ports;
  const held = createHeld(store.leases, clock, "upkeep", ports.holder, LEASE_MS);
  let begun = false;
  const turn = async (): Promise<number> => {
    // What is set up beside us has a minute to be there.
    if (!begun) {
      begun = true;
      return EVERY_MS;
    }
    if (!(await held.get())) return EVERY_MS;
    for (const [source, upkeep] of upkeeps) {
      const startMs = clock();
      let faults: readonly Fault[];
      try {
        faults = await upkeep.faults();
      } catch (error) {
        await ports.said(source, toFailure(error), startMs);
        continue;
      }
      await ports.said(source, undefined, startMs);
      await tellFaults(source, faults, ports);
    }
    return EVERY_MS;
  };
  return createLoop("upkeep", log, turn, held.release);
};

const tellFaults = async (
  source: string,
  faults: readonly Fault[],
  { store, tellAdmin }: UpkeepPorts,
): Promise<void> => {
  const keyOf = (id: string): string => `fault:${source}:${id}`;
  const open = await ownTroubles(store);
  for (const { id, title, what, mend } of faults)
    if (!open.has(keyOf(id)))
      await tellAdmin({
        ...{ key: keyOf(id), state: "firing", title, what, labels: { service: source, reason: what } },
        ...(mend ? { offers: [{ id: offerId(source, id), label: mend }] } : {}),
      });
  const present = new Set(faults.map(({ id }) => keyOf(id)));
  for (const [key, { title }] of open)
    if (key.startsWith(keyOf("")) && !present.has(key))
      await tellAdmin({ key, state: "resolved", title, what: "in order again" });
};
