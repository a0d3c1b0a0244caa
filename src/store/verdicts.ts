import type { Store } from "../core/store.ts";
import { isVerdictTag, type Verdict } from "../core/verdict.ts";
import { type Engine, transact } from "./engine.ts";
import type { Reader } from "./reader.ts";
import type { VerdictTable } from "./schema-care.ts";
import { storable } from "./storable.ts";
import { createMissing } from "./verdicts-missing.ts";

const rowOf = (verdict: Verdict): VerdictTable => ({
  incident_id: verdict.incidentId,
  tag: verdict.tag,
  note: verdict.note === undefined ? null : storable(verdict.note),
  user_id: verdict.userId,
  by_whom: storable(verdict.by),
  at_ms: Math.floor(verdict.atMs),
});

const verdictOf = (row: VerdictTable | undefined): Verdict | undefined =>
  row && isVerdictTag(row.tag)
    ? {
        incidentId: row.incident_id,
        tag: row.tag,
        userId: row.user_id,
        by: row.by_whom,
        atMs: row.at_ms,
        ...(row.note === null ? {} : { note: row.note }),
      }
    : undefined;

/** The verdict table: one row for each problem of which something was said, the last one said. */
export const createVerdicts = ({ db, locksRows }: Engine, reader: Reader): Store["verdicts"] => ({
  set: (verdict) =>
    transact(db, async (transaction) => {
      const { incident_id, ...rest } = rowOf(verdict);
      const before = await transaction
        .selectFrom("verdict")
        .selectAll()
        .where("incident_id", "=", incident_id)
        .$if(locksRows, (query) => query.forUpdate())
        .executeTakeFirst();
      await transaction
        .insertInto("verdict")
        .values({ incident_id, ...rest })
        .onConflict((conflict) => conflict.column("incident_id").doUpdateSet(rest))
        .execute();
      return verdictOf(before);
    }),
  async read(incidentId) {
    return verdictOf(
      await db.selectFrom("verdict").selectAll().where("incident_id", "=", incidentId).executeTakeFirst(),
    );
  },
  missing: createMissing(db, reader),
});
