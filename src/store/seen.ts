import type { Alert } from "../core/alert.ts";
import { createBulk } from "./bulk.ts";
import type { Db } from "./engine.ts";
import type { Tables } from "./schema.ts";
import { storable } from "./storable.ts";

type Event = Pick<Alert, "source" | "eventId">;

/** The event as both engines keep it. */
export const eventOf = ({ source, eventId }: Event): string => JSON.stringify([source, storable(eventId)]);

/** Notes events as seen; answers those that were not known before, as `eventOf` names them. */
export const createSee = (root: Db): ((db: Db, events: readonly Event[], atMs: number) => Promise<Set<string>>) => {
  const insert = createBulk<Tables["seen"], { source: string; event_id: string }>(
    { source: "", event_id: "", at_ms: 0 },
    (rows) =>
      root
        .insertInto("seen")
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .returning(["source", "event_id"]),
  );
  return async (db, events, at_ms) => {
    const unique = new Map(events.map((event) => [eventOf(event), event]));
    const rows = [...unique.values()].map(({ source, eventId }) => ({ source, event_id: storable(eventId), at_ms }));
    rows.sort((a, b) => (a.event_id < b.event_id ? -1 : 1));
    const fresh = await insert(db, rows);
    return new Set(fresh.map((row) => eventOf({ source: row.source, eventId: row.event_id })));
  };
};
