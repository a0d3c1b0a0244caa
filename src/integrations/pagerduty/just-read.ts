import type { Clock } from "../../core/log.ts";
import type { ApiIncident } from "./api-shapes.ts";

/** Incidents that somebody looked up right before they change them: asking again would tell nothing newer. */
export interface JustRead {
  note(incidents: readonly ApiIncident[]): void;
  /** Each is handed out once, so that whoever tries again asks again. */
  take(id: string): ApiIncident | undefined;
}

/** About as long as the call in which somebody else could change them anyway. */
const FRESH_MS = 500;

/** Remembers what was read in the last half second. */
export const createJustRead = (clock: Clock): JustRead => {
  let readAtMs = Number.NEGATIVE_INFINITY;
  const incidents = new Map<string, ApiIncident>();
  const forgetOld = (): void => {
    if (clock() - readAtMs > FRESH_MS) incidents.clear();
  };
  return {
    note(all) {
      forgetOld();
      if (incidents.size === 0) readAtMs = clock();
      for (const incident of all) incidents.set(incident.id, incident);
    },
    take(id) {
      forgetOld();
      const found = incidents.get(id);
      incidents.delete(id);
      return found;
    },
  };
};
