import { randomUUID } from "node:crypto";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Clock, Log } from "../core/log.ts";
import type { Engine, What } from "./engine.ts";
import { guardDialect } from "./guarded-dialect.ts";
import { migrate } from "./migrate.ts";
import { createListener } from "./postgres-listener.ts";
import { postgresOptions } from "./postgres-options.ts";
import type { Tables } from "./schema.ts";
import { postgresFailure } from "./sql-failures.ts";

/** Any number that nobody else locks: "drm" and a one. */
const MIGRATION_LOCK = 0x64_72_6d_01;
const ANNOUNCE_EVERY_MS = 50;

const run = async <T>(statement: () => Promise<T>): Promise<T> => {
  try {
    return await statement();
  } catch (error) {
    throw postgresFailure(error);
  }
};

/** PostgreSQL takes no NUL in a text. */
const withoutNul = (value: unknown): unknown => (typeof value === "string" ? value.replaceAll("\0", "") : value);

/** Connects to PostgreSQL 15 or newer. */
export const openPostgresEngine = async (url: string, clock: Clock, log: Log): Promise<Engine> => {
  const pool = new pg.Pool({ ...postgresOptions(url), max: 10 });
  pool.on("error", (error) => log.warn({ err: error }, "an idle connection to PostgreSQL was lost"));
  const db = new Kysely<Tables>({
    dialect: guardDialect(new PostgresDialect({ pool }), { run, parameter: withoutNul }),
  });
  const lock: Parameters<typeof migrate>[0]["lock"] = async (transaction) => {
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`.execute(transaction);
  };
  try {
    await migrate({ db, types: { bytes: "bytea", factIndex: "at_ms" }, clock, lock });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const me = randomUUID();
  const announcer = createAnnouncer(db, me, log);
  let listener: { close(): Promise<void> } | undefined;
  return {
    db,
    relaxed: (work) => work(db),
    locksRows: true,
    nowMs: () => sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    reader: { kind: "postgres", url },
    announce: announcer.announce,
    watch(changed) {
      listener = createListener({ url, me, log, changed });
    },
    async close() {
      await announcer.close();
      await listener?.close();
      await db.destroy();
    },
  };
};

/** NOTIFY takes a lock at commit, so changes are told apart from the transactions and at most every 50 ms. */
const createAnnouncer = (db: Kysely<Tables>, me: string, log: Log) => {
  const pending = new Set<What>();
  let running: Promise<void> | undefined;
  let closed = false;
  const send = async (): Promise<void> => {
    while (pending.size > 0 && !closed) {
      const text = `${me} ${[...pending].join(" ")}`;
      pending.clear();
      try {
        await sql`select pg_notify('drm', ${text})`.execute(db);
      } catch (error) {
        log.warn({ err: error }, "other processes could not be told of a change; they look by themselves");
      }
      if (!closed) await new Promise((resolve) => setTimeout(resolve, ANNOUNCE_EVERY_MS).unref());
    }
  };
  return {
    announce(what: What): void {
      pending.add(what);
      running ??= send().finally(() => {
        running = undefined;
      });
    },
    async close(): Promise<void> {
      closed = true;
      await running;
    },
  };
};
