import type { Kysely, RawBuilder, Transaction } from "kysely";
import { Failure } from "../core/failure.ts";
import type { ReaderSource } from "./reader-protocol.ts";
import type { Tables } from "./schema.ts";
import { isCollision } from "./sql-failures.ts";

/** What changed: work came in for a loop, or numbers are newer ("data"). */
export type What = "hooks" | "actions" | "outbox" | "data";

/** The database or a transaction of it, with the types of our tables. */
export type Db = Kysely<Tables>;

/** One of the two databases: what differs between them, and nothing else. */
export interface Engine {
  readonly db: Db;
  /** The database's clock as an SQL expression, epoch milliseconds. */
  nowMs(): RawBuilder<number>;
  /**
   * Runs writes that a power cut may take back, without waiting for the disk: who holds a lane, what a budget paid, what
   * the chat shows (a durable `trying` before it says "look first"). They survive a crash of the process, and the next
   * durable commit carries them. On PostgreSQL they are as durable as all others.
   */
  relaxed<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Whether other transactions run at the same time, so that rows to be changed are locked when they are read. */
  readonly locksRows: boolean;
  /** How the reader worker opens a connection of its own. */
  readonly reader: ReaderSource;
  /** Tells other processes. */
  announce(what: What): void;
  /** Calls when another process wrote; with `what` when it is known. */
  watch(changed: (what: What | undefined) => void): void;
  close(): Promise<void>;
}

/** Thrown inside a transaction that met another one: it is rolled back and run again. */
export class Collision extends Error {}

const TRIES = 6;

/** Runs `work` in a transaction; again when it collided with another one. Nothing but SQL may be awaited in it. */
export const transact = async <T>(db: Db, work: (transaction: Transaction<Tables>) => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!(error instanceof Collision) && !isCollision(error)) throw error;
      if (tries === TRIES) throw new Failure("unavailable", `a transaction collided ${TRIES} times`, { cause: error });
    }
};
