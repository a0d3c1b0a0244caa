import type { DatabaseSync } from "node:sqlite";
import { setTimeout as delay } from "node:timers/promises";
import { CompiledQuery, Kysely, SqliteDialect, sql } from "kysely";
import type { Clock } from "../core/log.ts";
import type { Engine } from "./engine.ts";
import { type Guard, guardDialect } from "./guarded-dialect.ts";
import { type MigrationTypes, migrate } from "./migrate.ts";
import type { Tables } from "./schema.ts";
import { isBusy, sqliteFailure } from "./sql-failures.ts";
import { adaptSqlite, openSqlite } from "./sqlite-database.ts";
import { createTurnstile } from "./turnstile.ts";

/** How long another process may hold the write lock before we give up. */
const LOCKED_MS = 5_000;
const WATCH_MS = 400;

/** The indexes hold every column that statistics read: no look-ups in the table. */
const TYPES: MigrationTypes = {
  bytes: "blob",
  factIndex: "at_ms, source, kind, person_id, incident_key, channel, service, teams",
  incidentIndex:
    "opened_ms, source, key, service, teams, acked_ms, acked_by, resolved_ms, ending, severity, state, title, id",
};

/** Opens (and creates) the SQLite file. `clock` is this machine's, which is also the database's. */
export const openSqliteEngine = async (file: string, clock: Clock): Promise<Engine> => {
  const database = open(file);
  const turnstile = createTurnstile();
  const guard = { ...turnstile, ...guardOf(database) };
  const dialect = guardDialect(new SqliteDialect({ database: adaptSqlite(database) }), guard);
  const db = new Kysely<Tables>({ dialect });
  try {
    await migrate({ db, types: TYPES, clock, lock: async () => {} });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  let timer: NodeJS.Timeout | undefined;
  return {
    db,
    relaxed: relaxing(db, database),
    locksRows: false,
    nowMs: () => sql<number>`cast(${Math.round(clock())} as bigint)`,
    reader: { kind: "sqlite", file },
    announce() {},
    watch(changed) {
      const version = database.prepare("pragma data_version");
      let seen = version.get()?.data_version;
      timer = setInterval(() => {
        const now = version.get()?.data_version;
        if (now !== seen) changed(undefined);
        seen = now;
      }, WATCH_MS).unref();
    },
    async close() {
      clearInterval(timer);
      await turnstile.enter();
      await db.destroy();
      turnstile.leave();
    },
  };
};

/** In WAL mode a commit under "normal" is written but not synced: https://www.sqlite.org/pragma.html#pragma_synchronous */
const relaxing = (db: Kysely<Tables>, database: DatabaseSync): Engine["relaxed"] => {
  const normal = database.prepare("pragma synchronous = normal");
  const full = database.prepare("pragma synchronous = full");
  return (work) =>
    db.connection().execute(async (held) => {
      normal.run();
      try {
        return await work(held);
      } finally {
        full.run();
      }
    });
};

const open = (file: string): DatabaseSync => {
  try {
    return openSqlite(file);
  } catch (error) {
    throw sqliteFailure(error);
  }
};

/** Writers take the lock at once and wait for it without holding the event loop. */
const guardOf = (database: DatabaseSync): Guard => ({
  begin: CompiledQuery.raw("begin immediate"),
  async run(statement) {
    const startedMs = performance.now();
    for (;;)
      try {
        return await statement();
      } catch (error) {
        const again = isBusy(error) && !database.isTransaction && performance.now() - startedMs < LOCKED_MS;
        if (!again) throw sqliteFailure(error);
        await delay(5 + Math.random() * 15);
      }
  },
});
