import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";

/** Last known answers by name: the newest stays, whoever of several processes saves last. */
export const createKnownAnswers = ({ db }: Engine): Store["known"] => ({
  async save(name, value, atMs) {
    const at_ms = Math.floor(atMs);
    await db
      .insertInto("known")
      .values({ name, value, at_ms })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet(({ ref }) => ({ value: ref("excluded.value"), at_ms: ref("excluded.at_ms") }))
          .whereRef("excluded.at_ms", ">=", "known.at_ms"),
      )
      .execute();
  },
  async read(name) {
    const row = await db.selectFrom("known").selectAll().where("name", "=", name).executeTakeFirst();
    return row && { value: row.value, atMs: row.at_ms };
  },
});
