import { type Kysely, sql, type Transaction } from "kysely";
import { Failure } from "../core/failure.ts";
import type { Clock } from "../core/log.ts";
import { start } from "./migrations/0001-start.ts";
import { problems } from "./migrations/0002-problems.ts";
import { digest } from "./migrations/0003-digest.ts";
import { muteProblems } from "./migrations/0004-mute-problems.ts";
import { audit } from "./migrations/0005-audit.ts";
import { graphs } from "./migrations/0006-graphs.ts";
import { care } from "./migrations/0007-care.ts";
import type { Tables } from "./schema.ts";

/** Column types that the engines name differently. */
export interface MigrationTypes {
  readonly bytes: "blob" | "bytea";
  /** Columns of the index that statistics read; PostgreSQL refuses index rows above 2.7 kB, so it gets the time alone. */
  readonly factIndex: string;
  /** The same for incidents; undefined where the index by opening has to do. */
  readonly incidentIndex?: string | undefined;
}

/** One step of the schema, run within the transaction of all steps; the same statements on both engines. */
export type Migration = (
  run: (statement: string) => Promise<unknown>,
  types: MigrationTypes,
  /** For what has to be read first; steps name only tables and columns that they find there. */
  db: Kysely<Tables>,
) => Promise<void>;

/** In order, never changed once released: the schema's version is how many of them ran. */
const MIGRATIONS: readonly Migration[] = [start, problems, digest, muteProblems, audit, graphs, care];

/** The database to bring up to date, and the words that it alone uses. */
export interface MigrateOptions {
  readonly db: Kysely<Tables>;
  readonly types: MigrationTypes;
  readonly clock: Clock;
  /** Keeps other processes out until the transaction ends, where beginning one does not do that already. */
  readonly lock: (transaction: Transaction<Tables>) => Promise<void>;
}

/**
 * Brings the schema up to date in one transaction, so that two processes that start at once do it once. Kysely's own
 * Migrator takes no lock on SQLite. Throws Failure("config") for a schema that a newer version wrote.
 */
export const migrate = ({ db, types, clock, lock }: MigrateOptions): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    await lock(transaction);
    await sql`create table if not exists schema_version (version integer primary key, at_ms bigint not null)`.execute(
      transaction,
    );
    const { newest } = await transaction
      .selectFrom("schema_version")
      .select(({ fn }) => fn.max("version").as("newest"))
      .executeTakeFirstOrThrow();
    const have = Number(newest ?? 0);
    requireKnown(have);
    for (const [index, run] of MIGRATIONS.entries()) {
      const version = index + 1;
      if (version <= have) continue;
      await run((statement) => sql.raw(statement).execute(transaction), types, transaction);
      await transaction.insertInto("schema_version").values({ version, at_ms: clock() }).execute();
    }
  });

const requireKnown = (version: number): void => {
  if (version <= MIGRATIONS.length) return;
  const what = `the store has schema ${version}, written by a newer Dr. M; this one knows up to ${MIGRATIONS.length}`;
  throw new Failure("config", what, {
    tell: "Start the newer version again, or put back a backup from before the upgrade.",
    problems: [`${what}. Start the newer version again, or put back a backup from before the upgrade.`],
  });
};
