import { createHash } from "node:crypto";
import type { AskedGraph, SavedGraph } from "../core/graph/asked.ts";
import type { Graphs, GraphWatch } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { createMarks } from "./graph-marks.ts";
import type { Reader } from "./reader.ts";
import type { GraphWatchTable, SavedGraphTable } from "./schema.ts";
import { indexable, storable } from "./storable.ts";

const DAY_MS = 86_400_000;
const ID_SIGNS = 16;
/** No watch waits so long: what stands there was written before the clock was set back. */
const JUMP_MS = 30 * 60_000;

/** The same text for the same value: names in order, what is undefined left out, as JSON has it. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const sorted = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, one]) => [name, canonical(one)]));
};

/** JSON that both engines give back as it was: what they do not keep is taken out of every text. */
const jsonOf = (value: object): string =>
  JSON.stringify(canonical(value), (_name, one: unknown) => (typeof one === "string" ? storable(one) : one));

/** The same id for the same question, wherever and whenever it is asked. */
const idOf = (definition: string): string => createHash("sha256").update(definition).digest("hex").slice(0, ID_SIGNS);

const keyOf = (name: string): string => indexable(name.trim().toLowerCase());

/** The tables of graphs that people asked for, named and watch. */
export const createGraphs = (db: Db, reader: Reader): Graphs => ({
  async keep(asked, nowMs) {
    const definition = jsonOf(asked);
    const id = idOf(definition);
    const at = Math.floor(nowMs);
    await db
      .insertInto("graph")
      .values({ id, definition, made_ms: at, used_ms: at })
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet({ used_ms: at })
          .where("graph.used_ms", "<", at - DAY_MS),
      )
      .execute();
    return id;
  },
  async read(id, nowMs) {
    const row = await db.selectFrom("graph").select(["definition", "used_ms"]).where("id", "=", id).executeTakeFirst();
    if (!row) return undefined;
    const at = Math.floor(nowMs);
    if (row.used_ms < at - DAY_MS) await db.updateTable("graph").set({ used_ms: at }).where("id", "=", id).execute();
    const asked: AskedGraph = JSON.parse(row.definition);
    return asked;
  },
  ...createSaved(db),
  ...createWatches(db),
  marks: createMarks(db, reader),
});

const savedOf = ({ name, definition, owner, owner_name, at_ms }: SavedGraphTable): SavedGraph => {
  const graph: SavedGraph["graph"] = JSON.parse(definition);
  return { name, graph, ownerId: owner, ownerName: owner_name, atMs: at_ms };
};

const createSaved = (db: Db): Pick<Graphs, "saved" | "save" | "forget"> => ({
  async saved() {
    return (await db.selectFrom("saved_graph").selectAll().orderBy("name_key").execute()).map(savedOf);
  },
  async save({ name, graph, ownerId, ownerName, atMs }) {
    const row = {
      name: storable(name.trim()),
      definition: jsonOf(graph),
      owner: ownerId,
      owner_name: storable(ownerName),
      at_ms: Math.floor(atMs),
    };
    await db
      .insertInto("saved_graph")
      .values({ ...row, name_key: keyOf(name) })
      .onConflict((conflict) => conflict.column("name_key").doUpdateSet(row))
      .execute();
  },
  async forget(name) {
    const gone = await db
      .deleteFrom("saved_graph")
      .where("name_key", "=", keyOf(name))
      .returning("name_key")
      .executeTakeFirst();
    return gone !== undefined;
  },
});

const watchRow = (watch: GraphWatch): GraphWatchTable => ({
  id: watch.id,
  graph: watch.graph,
  query: watch.query,
  incident_id: watch.incidentId ?? null,
  channel: watch.channel,
  thread: watch.thread ?? null,
  user_id: watch.userId,
  by_whom: watch.by,
  mode: watch.mode,
  ts: watch.ts ?? null,
  snapshot_id: watch.snapshotId ?? null,
  next_ms: Math.ceil(watch.nextMs),
  until_ms: Math.ceil(watch.untilMs),
  trying_ms: watch.tryingSinceMs === undefined ? null : Math.floor(watch.tryingSinceMs),
  failures: watch.failures,
});

const watchOf = (row: GraphWatchTable): GraphWatch => ({
  id: row.id,
  graph: row.graph,
  query: row.query,
  incidentId: row.incident_id ?? undefined,
  channel: row.channel,
  thread: row.thread ?? undefined,
  userId: row.user_id,
  by: row.by_whom,
  mode: row.mode === "update" ? "update" : "again",
  ts: row.ts ?? undefined,
  snapshotId: row.snapshot_id ?? undefined,
  nextMs: row.next_ms,
  untilMs: row.until_ms,
  tryingSinceMs: row.trying_ms ?? undefined,
  failures: row.failures,
});

const createWatches = (db: Db): Pick<Graphs, "watch" | "watched" | "unwatch" | "watches" | "watchesDue"> => ({
  async watch(watch) {
    const { id, ...row } = watchRow(watch);
    await db
      .insertInto("graph_watch")
      .values({ id, ...row })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
      .execute();
  },
  async watched(id, { mode, ts = null, snapshotId = null, nextMs, tryingSinceMs, failures }) {
    const trying_ms = tryingSinceMs === undefined ? null : Math.floor(tryingSinceMs);
    const there = await db
      .updateTable("graph_watch")
      .set({ mode, ts, snapshot_id: snapshotId, next_ms: Math.ceil(nextMs), trying_ms, failures })
      .where("id", "=", id)
      .returning("id")
      .executeTakeFirst();
    return there !== undefined;
  },
  async unwatch(id) {
    const gone = await db.deleteFrom("graph_watch").where("id", "=", id).returning("id").executeTakeFirst();
    return gone !== undefined;
  },
  async watches() {
    return (await db.selectFrom("graph_watch").selectAll().orderBy("id").execute()).map(watchOf);
  },
  async watchesDue(nowMs, limit) {
    const rows = await db
      .selectFrom("graph_watch")
      .selectAll()
      .where(({ eb, or }) =>
        or([eb("next_ms", "<=", Math.floor(nowMs)), eb("next_ms", ">", Math.floor(nowMs) + JUMP_MS)]),
      )
      .orderBy("next_ms")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.map(watchOf);
  },
});
