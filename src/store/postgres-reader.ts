import pg from "pg";
import { postgresOptions } from "./postgres-options.ts";
import type { ReadArrays } from "./reader-rows.ts";
import { postgresFailure } from "./sql-failures.ts";

/** Reads rows as arrays over a small pool of its own. */
export const createPostgresReader = (url: string): ReadArrays => {
  const pool = new pg.Pool({ ...postgresOptions(url), max: 2, idleTimeoutMillis: 30_000 });
  // The next query opens a new connection, and says so if it cannot.
  pool.on("error", () => {});
  return async ({ sql, parameters }) => {
    try {
      const { rows } = await pool.query<unknown[]>({ text: sql, values: [...parameters], rowMode: "array" });
      return rows;
    } catch (error) {
      throw postgresFailure(error);
    }
  };
};
