import type { Store } from "../core/store.ts";
import type { Db } from "./engine.ts";

/** Cards and notes of one moment in all channels; more than a few cannot be. */
const MOST = 20;
const DIGEST = 2;

/** `Store.incidentAt`: a message's `ts` is unique within its channel alone. */
export const createIncidentAt =
  (db: Db): Store["incidentAt"] =>
  async (channel, ts, isThere = (configured) => configured === channel) => {
    const rows = await db
      .selectFrom("outbox")
      .select(["channel", "incident_id"])
      .distinct()
      .where("ts", "=", ts)
      .where("note", "<>", DIGEST)
      .orderBy("channel")
      .limit(MOST)
      .execute();
    for (const row of rows) if (row.channel === channel || (await isThere(row.channel))) return row.incident_id;
    return undefined;
  };
