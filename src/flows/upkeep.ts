import type { Fault, Upkeep } from "../core/integration.ts";
import type { Store } from "../core/store.ts";
import { offerId } from "./act/offer.ts";
import { type LookPorts, lookAtSources } from "./look-at-sources.ts";
import type { Loop } from "./loop.ts";
import { ownTroubles } from "./own-troubles.ts";
import type { TellAdmin } from "./tell-admin.ts";

/** What looking after the sources' ends needs from outside. */
export interface UpkeepPorts extends LookPorts {
  readonly store: Pick<Store, "openOf" | "leases">;
  /** Source -> what can be seen and mended there. */
  readonly upkeeps: ReadonlyMap<string, Upkeep>;
  readonly tellAdmin: TellAdmin;
}

/** Every minute: whether something at a source is out of order that keeps its words from us; said once. */
export const createUpkeep = (ports: UpkeepPorts): Loop =>
  lookAtSources(
    {
      name: "upkeep",
      sources: ports.upkeeps,
      late: true,
      before: async () => undefined,
      look: (upkeep) => upkeep.faults(),
      take: (source, faults) => tellFaults(source, faults, ports),
    },
    ports,
  );

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
