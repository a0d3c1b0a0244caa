import { open } from "node:fs/promises";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { Failure, toFailure } from "../core/failure.ts";
import { STATISTICS } from "../core/stats/index.ts";
import type { ReaderAnswer, ReaderRequest, ReaderSource, Statement } from "./reader-protocol.ts";
import { type ReadArrays, readStatsRows } from "./reader-rows.ts";
import { sqliteFailure } from "./sql-failures.ts";

/** A thread beside the bot: long reads on a connection of its own, so that they never hold the event loop. */
const source: ReaderSource = workerData;

interface Reader {
  readonly read: ReadArrays;
  backup(file: string): Promise<void>;
}

const isInput = (value: unknown): value is SQLInputValue => typeof value === "number" || typeof value === "string";

const isRows = (value: object): value is Iterable<readonly unknown[]> => Symbol.iterator in value;

const openSqliteReader = (file: string): Reader => {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 2_000 });
  db.exec("pragma cache_size = -32000; pragma mmap_size = 268435456");
  return {
    async read({ sql, parameters }: Statement) {
      const statement = db.prepare(sql);
      statement.setReturnArrays(true);
      // Row by row: a million arrays at once would cost as much again to keep and to throw away.
      const rows: object = statement.iterate(...parameters.filter(isInput));
      return isRows(rows) ? rows : [];
    },
    async backup(target) {
      db.prepare("vacuum into ?").run(target);
      const handle = await open(target, "r+");
      await handle.sync();
      await handle.close();
    },
  };
};

const openPostgresReader = async (url: string): Promise<Reader> => {
  const { createPostgresReader } = await import("./postgres-reader.ts");
  return {
    read: createPostgresReader(url),
    async backup() {
      throw new Failure("usage", "a PostgreSQL store is not copied to a file", {
        tell: "Use pg_dump with the same DATABASE_URL to back up a PostgreSQL store.",
      });
    },
  };
};

let reader: Promise<Reader> | undefined;
const openReader = (): Promise<Reader> =>
  source.kind === "sqlite"
    ? Promise.resolve().then(() => openSqliteReader(source.file))
    : openPostgresReader(source.url);

const answer = async (request: ReaderRequest): Promise<ReaderAnswer> => {
  const { id } = request;
  try {
    reader ??= openReader();
    const { read, backup } = await reader;
    if (request.do === "backup") {
      await backup(request.file);
      return { id, done: true };
    }
    if (request.do === "read") {
      const rows: (readonly (readonly unknown[])[])[] = [];
      for (const statement of request.statements) rows.push([...(await read(statement))]);
      return { id, rows };
    }
    return {
      id,
      stats: STATISTICS[request.name].compute(await readStatsRows(read, request.statements), request.query),
    };
  } catch (error) {
    reader = undefined;
    const { code, message, tell } = toFailure(sqliteFailure(error));
    return { id, failure: { code, message, tell } };
  }
};

parentPort?.on("message", async (request: ReaderRequest) => parentPort?.postMessage(await answer(request)));
