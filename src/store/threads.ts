import { sql, type Transaction } from "kysely";
import type { Tables } from "./schema.ts";

/**
 * The cards of a problem that something can be put below, locked: one that only a storm's digest tells, or that the chat
 * refused, has no thread.
 */
export const cardsToPutBelow = (db: Transaction<Tables>, incidentId: string, locksRows: boolean) =>
  db
    .selectFrom("outbox")
    .selectAll()
    .where("incident_id", "=", incidentId)
    .where("note", "=", 0)
    .where("dead", "is", null)
    .where("folded", "=", 0)
    .where(sql<boolean>`(ts is not null or wanted > shown)`)
    .orderBy("id")
    .$if(locksRows, (query) => query.forShare());
