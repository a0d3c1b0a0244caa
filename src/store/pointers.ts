import { firstId } from "../core/place.ts";
import { createBulk } from "./bulk.ts";
import type { Db } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** A key of a source. */
export interface Name {
  readonly source: string;
  readonly key: string;
}

/** Which incident each key stands for now: its first one, unless a row says otherwise. */
export interface Pointers {
  of(name: Name): string;
  /** From now on it stands for this one. */
  set(name: Name, incidentId: string): void;
  /** Rows that changed since they were read. */
  changed(): readonly Tables["problem"][];
}

const textOf = ({ source, key }: Name): string => JSON.stringify([source, key]);

const pointersFrom = (rows: readonly Tables["problem"][]): Pointers => {
  const known = new Map(rows.map((row) => [textOf(row), row.incident_id]));
  const changed = new Map<string, Tables["problem"]>();
  const of = (name: Name): string => known.get(textOf(name)) ?? firstId(name.source, name.key);
  return {
    of,
    set(name, incident_id) {
      if (of(name) === incident_id) return;
      known.set(textOf(name), incident_id);
      changed.set(textOf(name), { source: name.source, key: name.key, incident_id });
    },
    changed: () => [...changed.values()],
  };
};

/** Reads the rows of these keys by one statement; a row whose incident retention deleted says nothing. */
export const readPointers = async (db: Db, names: readonly Name[]): Promise<Pointers> => {
  const bySource = Map.groupBy(names, ({ source }) => source);
  if (bySource.size === 0) return pointersFrom([]);
  const rows = await db
    .selectFrom("problem")
    .selectAll()
    .where(({ eb, and, or }) =>
      or(
        [...bySource].map(([source, some]) =>
          and([eb("source", "=", source), eb("key", "in", [...new Set(some.map(({ key }) => key))])]),
        ),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(selectFrom("incident").select("incident.id").whereRef("incident.id", "=", "problem.incident_id")),
    )
    .execute();
  return pointersFrom(rows);
};

/** Writes what keys stand for now. */
export const createWritePointers = (root: Db): ((db: Db, rows: readonly Tables["problem"][]) => Promise<unknown>) => {
  const upsert = createBulk<Tables["problem"]>({ source: "", key: "", incident_id: "" }, (rows) =>
    root
      .insertInto("problem")
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(["source", "key"]).doUpdateSet(({ ref }) => ({ incident_id: ref("excluded.incident_id") })),
      ),
  );
  return (db, rows) =>
    upsert(
      db,
      [...rows].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)),
    );
};
