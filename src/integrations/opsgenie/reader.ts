import * as z from "zod";
import { Failure } from "../../core/failure.ts";
import type { Log } from "../../core/log.ts";
import type { PatientGet } from "../../lib/patient-get.ts";
import { ApiLog } from "./read-shapes.ts";

/** OpsGenie's REST API as the collector sees it. */
export interface Reader {
  readonly log: Log;
  /** The `data` of one answer. */
  one<T>(what: string, path: string, schema: z.ZodType<T>, query?: Query): Promise<T>;
  /** All rows of a list that is not paged. */
  whole<T>(what: string, path: string, schema: z.ZodType<T>, query?: Query): Promise<readonly T[]>;
  /** All pages of a list, one at a time. Throws TooDeep. */
  pages<T>(what: string, path: string, schema: z.ZodType<T>, query?: Query): AsyncGenerator<readonly T[]>;
  /** The whole log of an alert, oldest first. */
  logs(alertId: string): Promise<readonly ApiLog[]>;
}

type Query = Readonly<Record<string, string>>;

/** https://docs.opsgenie.com/docs/pagination */
const LIMIT = 100;
/** OpsGenie pages no further: offset and limit together. */
const DEEPEST = 20_000;
/** Pages of one alert's log; no log of an alert that people look after is longer. */
const LOG_PAGES = 50;

/** More rows than OpsGenie lets us page through: ask for a narrower window. */
export class TooDeep extends Failure {
  constructor(what: string) {
    super("rejected", `OpsGenie: ${what}: more than ${DEEPEST} rows in one window`);
  }
}

const Rows = z.object({ data: z.array(z.unknown()) });

/** A reader on top of patient requests; `base` is the API's host. One row of an unknown shape is left out and logged. */
export const createReader = (base: URL, get: PatientGet, log: Log): Reader => {
  const urlOf = (path: string, query: Query): URL => {
    const url = new URL(base.href.replace(/\/+$/, "") + path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  const readable = <T>(what: string, schema: z.ZodType<T>, rows: readonly unknown[]): readonly T[] =>
    rows.flatMap((row) => {
      const result = schema.safeParse(row);
      if (result.success) return [result.data];
      log.warn({ source: "opsgenie", what, why: z.prettifyError(result.error) }, "a row was unreadable");
      return [];
    });
  const rowsOf = async (what: string, path: string, query: Query): Promise<readonly unknown[]> =>
    (await get(what, urlOf(path, query), Rows)).data;
  const logs = async (alertId: string): Promise<readonly ApiLog[]> => {
    const path = `/v2/alerts/${encodeURIComponent(alertId)}/logs`;
    const found: ApiLog[] = [];
    for (let page = 0; page < LOG_PAGES; page++) {
      const last = found.at(-1)?.offset;
      const query = { limit: String(LIMIT), order: "asc", direction: "next", ...(last ? { offset: last } : {}) };
      const rows = await rowsOf("list alert logs", path, query);
      const fresh = readable("list alert logs", ApiLog, rows).filter(({ offset }) => offset !== last);
      found.push(...fresh);
      if (rows.length < LIMIT || fresh.length === 0) break;
    }
    return found;
  };
  return {
    log,
    logs,
    async one(what, path, schema, query = {}) {
      return (await get(what, urlOf(path, query), z.object({ data: schema }))).data;
    },
    async whole(what, path, schema, query = {}) {
      return readable(what, schema, await rowsOf(what, path, query));
    },
    async *pages(what, path, schema, query = {}) {
      for (let offset = 0; ; offset += LIMIT) {
        if (offset + LIMIT > DEEPEST) throw new TooDeep(what);
        const rows = await rowsOf(what, path, { ...query, limit: String(LIMIT), offset: String(offset) });
        yield readable(what, schema, rows);
        if (rows.length < LIMIT) return;
      }
    },
  };
};
