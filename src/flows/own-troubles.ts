import type { Incident } from "../core/incident.ts";
import { SELF } from "../core/self.ts";
import type { Store } from "../core/store.ts";

const MANY = 500;

/** Dr. M's own troubles that are not over, by their key. */
export const ownTroubles = async (store: Pick<Store, "openOf">): Promise<ReadonlyMap<string, Incident>> => {
  return new Map((await store.openOf(SELF, MANY)).map((incident) => [incident.key, incident]));
};
