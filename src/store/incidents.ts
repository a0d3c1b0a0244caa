import type { Incident } from "../core/incident.ts";
import { createBulk } from "./bulk.ts";
import { Collision, type Db, type Engine } from "./engine.ts";
import { type ChangedIncident, incidentOf, rowOf, TEMPLATE } from "./incident-rows.ts";
import type { IncidentTable } from "./schema.ts";

/** Incidents as rows; an id that is not stored is missing from the map. */
export interface Incidents {
  read(db: Db, ids: readonly string[]): Promise<Map<string, Incident>>;
  /** The same within a transaction that is going to change them. */
  readToChange(db: Db, ids: readonly string[]): Promise<Map<string, Incident>>;
  /** Compare and set; throws Collision when another writer was faster. */
  write(db: Db, changed: readonly ChangedIncident[]): Promise<void>;
}

const upsertOf = (db: Db) =>
  createBulk<IncidentTable, { id: string }>(TEMPLATE, (rows) =>
    db
      .insertInto("incident")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet(({ ref }) => ({
            version: ref("excluded.version"),
            based_on: ref("excluded.based_on"),
            state: ref("excluded.state"),
            service: ref("excluded.service"),
            teams: ref("excluded.teams"),
            opened_ms: ref("excluded.opened_ms"),
            acked_ms: ref("excluded.acked_ms"),
            resolved_ms: ref("excluded.resolved_ms"),
            ending: ref("excluded.ending"),
            last_ms: ref("excluded.last_ms"),
            severity: ref("excluded.severity"),
            rank: ref("excluded.rank"),
            problem: ref("excluded.problem"),
            muted_by: ref("excluded.muted_by"),
            changed_ms: ref("excluded.changed_ms"),
            firings: ref("excluded.firings"),
            taken: ref("excluded.taken"),
            words: ref("excluded.words"),
            title: ref("excluded.title"),
            acked_by: ref("excluded.acked_by"),
            data: ref("excluded.data"),
          }))
          .whereRef("incident.version", "=", "excluded.based_on"),
      )
      .returning("id"),
  );

const readIncidents = async (db: Db, ids: readonly string[], lock: boolean): Promise<Map<string, Incident>> => {
  const found = new Map<string, Incident>();
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return found;
  const rows = await db
    .selectFrom("incident")
    .select("data")
    .where("id", "in", wanted)
    .$if(lock, (query) => query.orderBy("id").forUpdate())
    .execute();
  for (const row of rows) {
    const incident = incidentOf(row);
    found.set(incident.id, incident);
  }
  return found;
};

/** The incident table. */
export const createIncidents = ({ db: root, locksRows }: Pick<Engine, "db" | "locksRows">): Incidents => {
  const upsert = upsertOf(root);
  return {
    read: (db, ids) => readIncidents(db, ids, false),
    readToChange: (db, ids) => readIncidents(db, ids, locksRows),
    async write(db, changed) {
      // In one order everywhere, so that two writers on PostgreSQL wait for each other instead of locking up.
      const rows = changed.map(rowOf).sort((a, b) => (a.id < b.id ? -1 : 1));
      const written = await upsert(db, rows);
      if (written.length !== rows.length) throw new Collision("an incident was changed by another writer");
    },
  };
};
