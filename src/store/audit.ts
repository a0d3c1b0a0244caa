import { type Expression, type SqlBool, sql } from "kysely";
import type { Audit, AuditEntry } from "../core/audit.ts";
import type { Undo } from "../core/message.ts";
import type { Db, Engine } from "./engine.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import type { AuditTable } from "./schema.ts";
import { statementOf } from "./stats-statements.ts";
import { storable } from "./storable.ts";

const MOST = 1_000;
const HOWS: readonly AuditEntry["how"][] = ["words", "button", "page"];
const OUTCOMES: readonly AuditEntry["outcome"][] = ["done", "refused", "failed"];

const rowOf = (entry: AuditEntry): AuditTable => {
  const { by, deed, words, about = "", why = "" } = entry;
  return {
    id: entry.id,
    at_ms: Math.floor(entry.atMs),
    user_id: entry.userId,
    by_whom: storable(by),
    how: entry.how,
    channel: entry.channel,
    deed,
    words: storable(words),
    about: entry.about === undefined ? null : storable(about),
    outcome: entry.outcome,
    why: entry.why === undefined ? null : storable(why),
    undo: entry.undo === undefined ? null : JSON.stringify(entry.undo),
    undone_ms: null,
    said_by: storable(by.toLowerCase()),
    said: storable([by, deed, words, about, why].join("\n").toLowerCase()),
  };
};

const entryOf = (row: Omit<AuditTable, "said" | "said_by">): AuditEntry => {
  const undo: Undo | undefined = row.undo === null ? undefined : JSON.parse(row.undo);
  return {
    id: row.id,
    atMs: row.at_ms,
    userId: row.user_id,
    by: row.by_whom,
    how: HOWS.find((how) => how === row.how) ?? "words",
    channel: row.channel,
    deed: row.deed,
    words: row.words,
    outcome: OUTCOMES.find((outcome) => outcome === row.outcome) ?? "failed",
    ...(row.about === null ? {} : { about: row.about }),
    ...(row.why === null ? {} : { why: row.why }),
    ...(undo === undefined ? {} : { undo }),
    ...(row.undone_ms === null ? {} : { undoneAtMs: row.undone_ms }),
  };
};

const isPartOf = (column: "said" | "said_by", word: string): Expression<SqlBool> => {
  const part = storable(word.toLowerCase()).replace(/[\\%_]/g, "\\$&");
  return sql<SqlBool>`${sql.ref(column)} like ${`%${part}%`} escape '\\'`;
};

const partsOf = (column: "said" | "said_by", words: string): readonly Expression<SqlBool>[] =>
  words
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => isPartOf(column, word));

const matching = (db: Db, ...[range, { userId, by, words }]: Parameters<Audit["list"]>) =>
  db
    .selectFrom("audit")
    .where("at_ms", ">=", Math.ceil(range.fromMs))
    .where("at_ms", "<", Math.ceil(range.toMs))
    .$if(userId !== undefined, (query) => query.where("user_id", "=", userId ?? ""))
    .$if(by !== undefined, (query) => query.where(({ and }) => and(partsOf("said_by", by ?? ""))))
    .$if(words !== undefined, (query) => query.where(({ and }) => and(partsOf("said", words ?? ""))));

/** The audit table; lists are read in the reader, because words may look through all of history. */
export const createAudit = ({ db }: Engine, reader: Reader): Audit => {
  const rows = createRows(reader);
  return {
    async add(entry) {
      const { id, undone_ms, ...rest } = rowOf(entry);
      await db
        .insertInto("audit")
        .values({ id, undone_ms, ...rest })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(rest))
        .execute();
    },
    async read(id) {
      const row = await db.selectFrom("audit").selectAll().where("id", "=", id).executeTakeFirst();
      return row && entryOf(row);
    },
    async list(range, filter, limit) {
      const query = matching(db, range, filter, limit);
      const page = query
        .select("id")
        .orderBy("at_ms", "desc")
        .orderBy("id", "desc")
        .limit(Math.max(0, Math.min(MOST, Math.floor(limit))));
      const total = query.select(({ fn }) => fn.countAll<number>().as("total"));
      const [ids = [], [[count] = []] = []] = await rows([
        statementOf({ compile: () => page.compile() }),
        statementOf({ compile: () => total.compile() }),
      ]);
      return { entries: await readAll(db, ids.map(String)), total: Number(count ?? 0) };
    },
    async takeUndo(id, nowMs) {
      const taken = await db
        .updateTable("audit")
        .set({ undone_ms: Math.floor(nowMs) })
        .where("id", "=", id)
        .where("undo", "is not", null)
        .where("outcome", "=", "done")
        .where("undone_ms", "is", null)
        .returning("id")
        .executeTakeFirst();
      return taken !== undefined;
    },
    async giveUndoBack(id) {
      await db.updateTable("audit").set({ undone_ms: null }).where("id", "=", id).execute();
    },
  };
};

/** The entries of these ids, in their order. */
const readAll = async (db: Db, ids: readonly string[]): Promise<readonly AuditEntry[]> => {
  if (ids.length === 0) return [];
  const rows = await db.selectFrom("audit").selectAll().where("id", "in", ids).execute();
  const byId = new Map(rows.map((row) => [row.id, entryOf(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};
