import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import type { Log } from "../../src/core/log.ts";
import type { Store } from "../../src/core/store.ts";
import { openStore } from "../../src/store/index.ts";

/** Where one test's database is: a temporary file, or a schema of its own on a PostgreSQL server. */
export interface Place {
  readonly kind: "sqlite" | "postgres";
  readonly dir: string;
  readonly target: { readonly file: string } | { readonly url: string };
  /** Another store on the same data, as a second process would open it. Closed by `clean`. */
  open(clock?: () => number): Promise<Store>;
  /** Runs SQL beside the store. */
  sql(text: string): Promise<void>;
  clean(): Promise<void>;
}

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };

const placeAt = (
  dir: string,
  kind: Place["kind"],
  target: Place["target"],
  sql: Place["sql"],
  drop: () => Promise<void>,
): Place => {
  const opened: Store[] = [];
  return {
    kind,
    dir,
    target,
    sql,
    async open(clock = Date.now) {
      const store = await openStore({ ...target, clock, log: quiet });
      opened.push(store);
      return store;
    },
    async clean() {
      await Promise.all(opened.map((store) => store.close()));
      await drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
};

export const sqlitePlace = async (): Promise<Place> => {
  const dir = await mkdtemp(join(tmpdir(), "drm-store-"));
  const file = join(dir, "drm.db");
  const sql = async (text: string): Promise<void> => {
    const db = new DatabaseSync(file, { timeout: 2_000 });
    db.exec(text);
    db.close();
  };
  return placeAt(dir, "sqlite", { file }, sql, async () => {});
};

export const postgresPlace = async (server: string): Promise<Place> => {
  const dir = await mkdtemp(join(tmpdir(), "drm-store-"));
  const schema = `t_${randomUUID().replaceAll("-", "")}`;
  const run = async (url: string, text: string): Promise<void> => {
    const client = new pg.Client(url);
    await client.connect();
    await client.query(text);
    await client.end();
  };
  await run(server, `create schema ${schema}`);
  const url = new URL(server);
  url.searchParams.set("options", `-c search_path=${schema}`);
  const drop = () => run(server, `drop schema ${schema} cascade`);
  return placeAt(dir, "postgres", { url: url.href }, (text) => run(url.href, text), drop);
};
