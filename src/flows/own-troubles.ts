import type { Incident } from "../core/incident.ts";
import { SELF } from "../core/self.ts";
import type { Store } from "../core/store.ts";

const MANY = 500;

/** Dr. M's own troubles that are not over, by their key. */
export const ownTroubles = async (store: Pick<Store, "incidents">): Promise<ReadonlyMap<string, Incident>> => {
  const { incidents } = await store.incidents({ sources: [SELF], states: ["firing", "acked"] }, "recent", MANY);
  return new Map(incidents.map((incident) => [incident.key, incident]));
};
