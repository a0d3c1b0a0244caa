import type { Db } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** Cursors of one source beside its own: of its first run, and of history that is imported later. */
const FIRST = ":first";
const HISTORY = ":history";

/** Names of cursors of imports, as LIKE takes it. */
export const HISTORY_CURSORS = `%${HISTORY}`;

/** The source that a cursor is of. */
export const sourceOf = (cursor: string): string =>
  [FIRST, HISTORY].reduce((name, end) => (name.endsWith(end) ? name.slice(0, -end.length) : name), cursor);

/**
 * Writes a cursor. How far back the source was read stays as the first run wrote it; an import of history says each time
 * how far back everything is read by then, without a hole, which may be further than what retention once deleted.
 */
export const writeCursor = async (db: Db, row: Tables["cursor"]): Promise<void> => {
  const { source, value, at_ms, since_ms } = row;
  const isHistory = source.endsWith(HISTORY);
  await db
    .insertInto("cursor")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("source").doUpdateSet(isHistory ? { value, at_ms, since_ms } : { value, at_ms }),
    )
    .execute();
  if (isHistory && since_ms !== null)
    await db.updateTable("gone").set({ before_ms: since_ms }).where("before_ms", ">", since_ms).execute();
};
