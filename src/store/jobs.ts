import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";

/** The job table. */
export const createJobs = ({ db }: Engine): Store["jobs"] => ({
  async last(name) {
    const row = await db.selectFrom("job").select("due_ms").where("name", "=", name).executeTakeFirst();
    return row?.due_ms;
  },
  async done(name, dueMs) {
    const due_ms = Math.floor(dueMs);
    await db
      .insertInto("job")
      .values({ name, due_ms })
      .onConflict((conflict) =>
        conflict.column("name").doUpdateSet({ due_ms }).whereRef("job.due_ms", "<", "excluded.due_ms"),
      )
      .execute();
  },
});
