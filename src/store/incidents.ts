import { sql } from "kysely";
import type { Incident } from "../core/incident.ts";
import { createBulk } from "./bulk.ts";
import { Collision, type Db, type Engine } from "./engine.ts";
import type { IncidentTable } from "./schema.ts";

/** An incident as it is to be stored, with the version that was read before (0: there was none). */
export interface ChangedIncident {
  readonly incident: Incident;
  readonly basedOn: number;
}

/** Incidents as rows; an id that is not stored is missing from the map. */
export interface Incidents {
  read(db: Db, ids: readonly string[]): Promise<Map<string, Incident>>;
  /** The same within a transaction that is going to change them. */
  readToChange(db: Db, ids: readonly string[]): Promise<Map<string, Incident>>;
  /** Compare and set; throws Collision when another writer was faster. */
  write(db: Db, changed: readonly ChangedIncident[]): Promise<void>;
  /** Those that are neither resolved nor notices, newest first. */
  open(db: Db, limit: number): Promise<readonly Incident[]>;
}

const teamsOf = ({ teams, labels }: Incident): readonly string[] =>
  teams ??
  (labels.teams ?? "")
    .split(",")
    .map((team) => team.trim())
    .filter(Boolean);

const rowOf = ({ incident, basedOn }: ChangedIncident): IncidentTable => ({
  id: incident.id,
  source: incident.source,
  key: incident.key,
  version: incident.version,
  based_on: basedOn,
  state: incident.state,
  service: incident.labels.service ?? "",
  teams: JSON.stringify(teamsOf(incident)),
  opened_ms: incident.openedAtMs,
  acked_ms: incident.ackedAtMs ?? null,
  resolved_ms: incident.resolvedAtMs ?? null,
  ending: incident.ending ?? null,
  last_ms: incident.last.atMs,
  data: JSON.stringify(incident),
});
const TEMPLATE: IncidentTable = {
  id: "",
  source: "",
  key: "",
  version: 0,
  based_on: 0,
  state: "",
  service: "",
  teams: "",
  opened_ms: 0,
  acked_ms: null,
  resolved_ms: null,
  ending: null,
  last_ms: 0,
  data: "",
};

/** Reads back what `rowOf` wrote; only this store writes the column. */
const incidentOf = ({ data }: Pick<IncidentTable, "data">): Incident => {
  const incident: Incident = JSON.parse(data);
  return incident;
};

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
    async open(db, limit) {
      const rows = await db
        .selectFrom("incident")
        .select("data")
        .where(sql<boolean>`state in ('firing', 'acked')`)
        .orderBy("opened_ms", "desc")
        .limit(limit)
        .execute();
      return rows.map(incidentOf);
    },
  };
};
