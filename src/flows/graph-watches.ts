import { type LookPorts, lookAtWatch, wakeEnded } from "./graph-watches/look.ts";
import { createHeld } from "./held.ts";
import { createLoop, type Loop } from "./loop.ts";

export { createGraphWatch, type EveryMs } from "./graph-watches/begin.ts";

/** What pictures that are kept fresh need from outside. */
export interface GraphWatchPorts extends LookPorts {
  readonly holder: string;
}

/** Longer than one picture may take. */
const LEASE_MS = 90_000;
const EVERY_MS = 1_000;
const AT_ONCE = 4;

/** Pictures of graphs that people watch are kept fresh until the problem ends; one process at a time does it. */
export const createGraphWatches = (ports: GraphWatchPorts): Loop => {
  const { store, clock, log } = ports;
  const held = createHeld(store.leases, clock, "graph-watches", ports.holder, LEASE_MS);
  const turn = async (): Promise<number> => {
    if (!(await held.get())) return EVERY_MS;
    await wakeEnded(ports);
    const due = await store.graphs.watchesDue(clock(), AT_ONCE);
    await Promise.all(due.map((watch) => lookAtWatch(watch, ports)));
    return due.length === AT_ONCE ? 100 : EVERY_MS;
  };
  return createLoop("graph-watches", log, turn, held.release);
};
