import { DUE_KINDS, type Due } from "../core/due.ts";
import type { Dues } from "../core/store.ts";
import type { Db, Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

const KINDS = new Map<string, Due["kind"]>(DUE_KINDS.map((kind) => [kind, kind]));

const rowOf = ({ id, kind, atMs, subject, step }: Due): Tables["due"] => ({
  id,
  kind,
  at_ms: Math.ceil(atMs),
  subject,
  step,
});

const dueOf = ({ id, kind, at_ms, subject, step }: Tables["due"]): readonly Due[] => {
  const known = KINDS.get(kind);
  return known ? [{ id, kind: known, atMs: at_ms, subject, step }] : [];
};

/** Adds what is to be done later, or moves it to the new time; the last of several with one id counts. */
export const writeDues = async (db: Db, dues: readonly Due[]): Promise<void> => {
  const rows = [...new Map(dues.map((due) => [due.id, rowOf(due)])).values()];
  if (rows.length === 0) return;
  await db
    .insertInto("due")
    .values(rows.sort((a, b) => (a.id < b.id ? -1 : 1)))
    .onConflict((conflict) =>
      conflict.column("id").doUpdateSet(({ ref }) => ({
        kind: ref("excluded.kind"),
        at_ms: ref("excluded.at_ms"),
        subject: ref("excluded.subject"),
        step: ref("excluded.step"),
      })),
    )
    .execute();
};

/** The due table. */
export const createDues = ({ db }: Engine): Dues => ({
  add: (due) => writeDues(db, [due]),
  async take(nowMs, limit, kinds) {
    if (kinds.length === 0) return [];
    const rows = await db
      .selectFrom("due")
      .selectAll()
      .where("at_ms", "<=", Math.floor(nowMs))
      .where("kind", "in", kinds)
      .orderBy("at_ms")
      .orderBy("id")
      .limit(limit)
      .execute();
    return rows.flatMap(dueOf);
  },
  async done(id, atMs) {
    await db
      .deleteFrom("due")
      .where("id", "=", id)
      .$if(atMs !== undefined, (query) => query.where("at_ms", "=", Math.ceil(atMs ?? 0)))
      .execute();
  },
  async nextMs() {
    const row = await db.selectFrom("due").select("at_ms").orderBy("at_ms").limit(1).executeTakeFirst();
    return row?.at_ms ?? null;
  },
});
