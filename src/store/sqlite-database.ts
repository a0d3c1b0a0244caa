import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import type { SqliteDatabase, SqliteStatement } from "kysely";

const PREPARED = 200;

const isInput = (value: unknown): value is SQLInputValue =>
  value === null ||
  typeof value === "number" ||
  typeof value === "string" ||
  typeof value === "bigint" ||
  ArrayBuffer.isView(value);

const toInput = (value: unknown): SQLInputValue => {
  if (isInput(value)) return value;
  if (value === undefined) return null;
  throw new TypeError(`SQLite takes no ${typeof value}`);
};

/** Opens the file: WAL, each commit synced; waits 5 ms at most for a lock, since the wait holds the event loop. */
export const openSqlite = (file: string): DatabaseSync => {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const db = new DatabaseSync(file, { timeout: 5, enableForeignKeyConstraints: true });
  try {
    db.exec("pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory");
    db.exec("pragma cache_size = -16000; pragma journal_size_limit = 67108864");
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
};

/** `node:sqlite` as Kysely's SqliteDialect wants it, statements prepared once. */
export const adaptSqlite = (db: DatabaseSync): SqliteDatabase => {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => db.close(),
    prepare(sql) {
      const had = prepared.get(sql);
      if (had) {
        prepared.delete(sql);
        prepared.set(sql, had);
        return had;
      }
      const statement = adaptStatement(db.prepare(sql));
      prepared.set(sql, statement);
      const [oldest] = prepared.size > PREPARED ? prepared.keys() : [];
      if (oldest !== undefined) prepared.delete(oldest);
      return statement;
    },
  };
};

const adaptStatement = (statement: StatementSync): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all(...parameters.map(toInput)),
  run: (parameters) => statement.run(...parameters.map(toInput)),
  iterate: (parameters) => statement.iterate(...parameters.map(toInput)),
});
