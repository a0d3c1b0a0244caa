import { type Compilable, CompiledQuery } from "kysely";
import type { Db } from "./engine.ts";

const MOST = 64;

/**
 * A multi-row statement for any number of rows, compiled once per power of two up to 64 so that neither Kysely nor SQLite
 * works it out again. `build` gets rows of the given columns and may add no parameters of its own.
 */
export const createBulk = <Row extends object, Answer = never>(
  template: Row,
  build: (rows: readonly Row[]) => Compilable,
): ((db: Db, rows: readonly Row[]) => Promise<readonly Answer[]>) => {
  const compiled = new Map<number, string>();
  const sqlFor = (count: number): string => {
    const text = compiled.get(count) ?? build(Array.from({ length: count }, () => template)).compile().sql;
    compiled.set(count, text);
    return text;
  };
  const columns = Object.keys(template);
  return async (db, rows) => {
    const answers: Answer[] = [];
    for (let done = 0; done < rows.length; ) {
      const count = Math.min(MOST, 2 ** Math.floor(Math.log2(rows.length - done)));
      const parameters = rows
        .slice(done, done + count)
        .flatMap((row) => columns.map((column) => Reflect.get(row, column)));
      const result = await db.executeQuery<Answer>(CompiledQuery.raw(sqlFor(count), parameters));
      for (const row of result.rows) answers.push(row);
      done += count;
    }
    return answers;
  };
};
