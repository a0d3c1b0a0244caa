import type { Heartbeat, Heartbeats } from "../core/store.ts";
import type { Db, Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

const beatOf = ({ name, source, last_ms, silent_ms }: Tables["heartbeat"]): Heartbeat => ({
  name,
  source,
  lastMs: last_ms,
  ...(silent_ms === null ? {} : { silentSinceMs: silent_ms }),
});

/** Source -> since when one of its expected signs of life is missing. */
export const silentSources = async (db: Db): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .selectFrom("heartbeat")
    .select(["source", "silent_ms"])
    .where("silent_ms", "is not", null)
    .orderBy("silent_ms", "desc")
    .execute();
  return new Map(rows.map(({ source, silent_ms }) => [source, silent_ms ?? 0]));
};

/** The heartbeat table. */
export const createHeartbeats = ({ db }: Engine): Heartbeats => ({
  async heard(beats) {
    const newest = new Map<string, Tables["heartbeat"]>();
    for (const { name, source, atMs } of beats) {
      const last_ms = Math.max(newest.get(name)?.last_ms ?? 0, Math.floor(atMs));
      newest.set(name, { name, source, last_ms, silent_ms: null });
    }
    const rows = [...newest.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    if (rows.length === 0) return;
    await db
      .insertInto("heartbeat")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet(({ ref }) => ({ source: ref("excluded.source"), last_ms: ref("excluded.last_ms") }))
          .whereRef("excluded.last_ms", ">", "heartbeat.last_ms"),
      )
      .execute();
  },
  async all() {
    return (await db.selectFrom("heartbeat").selectAll().orderBy("name").execute()).map(beatOf);
  },
  async silent(name, sinceMs) {
    const changed = await db
      .updateTable("heartbeat")
      .set({ silent_ms: sinceMs === undefined ? null : Math.floor(sinceMs) })
      .where("name", "=", name)
      .where("silent_ms", sinceMs === undefined ? "is not" : "is", null)
      .returning("name")
      .executeTakeFirst();
    return changed !== undefined;
  },
  async keep(names) {
    await db
      .deleteFrom("heartbeat")
      .$if(names.length > 0, (query) => query.where("name", "not in", names))
      .execute();
  },
});
