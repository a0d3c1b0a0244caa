import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import pg from "pg";
import type { StatsRows, StatsWindow } from "../../src/core/stats/rows.ts";
import { postgresOptions } from "../../src/store/postgres-options.ts";
import type { Statement } from "../../src/store/reader-protocol.ts";
import { type ReadArrays, readStatsRows } from "../../src/store/reader-rows.ts";
import type { Tables } from "../../src/store/schema.ts";
import { windowStatements } from "../../src/store/stats-statements.ts";
import type { Place } from "./place.ts";

/** Only compiles: what a statement is on that database. */
export const compilerFor = (kind: Place["kind"]): Kysely<Tables> =>
  new Kysely<Tables>({
    dialect:
      kind === "sqlite"
        ? {
            createAdapter: () => new SqliteAdapter(),
            createDriver: () => new DummyDriver(),
            createIntrospector: (db) => new SqliteIntrospector(db),
            createQueryCompiler: () => new SqliteQueryCompiler(),
          }
        : {
            createAdapter: () => new PostgresAdapter(),
            createDriver: () => new DummyDriver(),
            createIntrospector: (db) => new PostgresIntrospector(db),
            createQueryCompiler: () => new PostgresQueryCompiler(),
          },
  });

const isInput = (value: unknown): value is SQLInputValue => typeof value === "number" || typeof value === "string";

/** Runs statements beside the store, rows as arrays. */
export const besideStore = async <T>({ target }: Place, work: (read: ReadArrays) => Promise<T>): Promise<T> => {
  if ("file" in target) {
    const db = new DatabaseSync(target.file, { readOnly: true });
    const read = async ({ sql, parameters }: Statement): Promise<readonly (readonly unknown[])[]> => {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      const rows: unknown = statement.all(...parameters.filter(isInput));
      return Array.isArray(rows) ? rows : [];
    };
    return work(read).finally(() => db.close());
  }
  const client = new pg.Client(postgresOptions(target.url));
  await client.connect();
  const read: ReadArrays = async ({ sql, parameters }) => {
    const { rows } = await client.query<unknown[]>({ text: sql, values: [...parameters], rowMode: "array" });
    return rows;
  };
  return work(read).finally(() => client.end());
};

const NONE = { fromMs: 0, toMs: 0 };

/** What is read for a window; nothing of what it does not name. */
export const rowsOf = (place: Place, window: Partial<StatsWindow>): Promise<StatsRows> => {
  const statements = windowStatements(compilerFor(place.kind), { incidents: NONE, facts: NONE, ...window });
  return besideStore(place, (read) => readStatsRows(read, statements));
};
