import { type Db, transact } from "./engine.ts";
import type { Tables } from "./schema.ts";

const ROWS = 500;

/** Their facts at one source, in pages by primary key: nothing holds the event loop or a transaction for long. */
export async function* factsOf(
  db: Db,
  { source, id }: { readonly source: string; readonly id: string },
): AsyncGenerator<readonly Tables["fact"][]> {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("fact")
      .selectAll()
      .where("source", "=", source)
      .where("person_id", "=", id)
      .where("id", ">", after)
      .orderBy("id")
      .limit(ROWS)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = last.id;
  }
}

/** Puts another id in the place of theirs, also where it is part of a fact's own id. Answers how many facts. */
export const renameInFacts = async (
  db: Db,
  person: { readonly source: string; readonly id: string },
  name: string,
): Promise<number> => {
  let changed = 0;
  for await (const rows of factsOf(db, person)) {
    await transact(db, async (transaction) => {
      for (const { source, id } of rows)
        await transaction
          .updateTable("fact")
          .set({ person_id: name, id: id.replaceAll(person.id, name) })
          .where("source", "=", source)
          .where("id", "=", id)
          .execute();
    });
    changed += rows.length;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return changed;
};
