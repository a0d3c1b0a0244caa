import type { Snapshot, SnapshotHead, Store } from "../core/store.ts";
import type { Db } from "./engine.ts";
import type { SnapshotTable } from "./schema.ts";

const MOST = 500;
const HEAD = ["id", "graph", "query", "at_ms", "by_whom", "channel", "thread", "incident_id"] as const;

const headOf = (row: Omit<SnapshotTable, "spec" | "png">): SnapshotHead => ({
  id: row.id,
  graph: row.graph,
  query: row.query,
  atMs: row.at_ms,
  by: row.by_whom,
  channel: row.channel ?? undefined,
  thread: row.thread ?? undefined,
  incidentId: row.incident_id ?? undefined,
});

const snapshotOf = (row: SnapshotTable): Snapshot => {
  const spec: Snapshot["spec"] = JSON.parse(row.spec);
  return { ...headOf(row), spec, png: row.png };
};

/** The snapshot table. */
export const createSnapshots = (db: Db): Store["snapshots"] => ({
  async save({ id, graph, query, png, spec, atMs, by, channel = null, thread = null, incidentId = null }) {
    const what = { id, graph, query, png, spec: JSON.stringify(spec), at_ms: Math.floor(atMs), by_whom: by };
    await db
      .insertInto("snapshot")
      .values({ ...what, channel, thread, incident_id: incidentId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  },
  async read(id) {
    const row = await db.selectFrom("snapshot").selectAll().where("id", "=", id).executeTakeFirst();
    return row && snapshotOf(row);
  },
  async newest(channel, thread) {
    const row = await db
      .selectFrom("snapshot")
      .selectAll()
      .where("channel", "=", channel)
      .where("thread", thread === undefined ? "is" : "=", thread ?? null)
      .orderBy("at_ms", "desc")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && snapshotOf(row);
  },
  async ofIncident(incidentId, limit) {
    const rows = await db
      .selectFrom("snapshot")
      .select(HEAD)
      .where("incident_id", "=", incidentId)
      .orderBy("at_ms", "desc")
      .orderBy("id", "desc")
      .limit(Math.max(0, Math.min(MOST, Math.floor(limit))))
      .execute();
    return rows.map(headOf);
  },
  async remove(id) {
    await db.deleteFrom("snapshot").where("id", "=", id).execute();
  },
});
