import { type Expression, type SqlBool, sql } from "kysely";
import type { Incident } from "../core/incident.ts";
import type { IncidentFilter, IncidentList, Store } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { incidentOf } from "./incident-rows.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import type { Statement } from "./reader-protocol.ts";
import { statementOf } from "./stats-statements.ts";
import { storable } from "./storable.ts";

const MOST = 1_000;
/** So many are read back before the event loop gets its turn. */
const AT_ONCE = 200;
const OPEN = new Set(["firing", "acked"]);
/** As the partial index says it, so that both engines use it. */
export const IS_OPEN = sql<SqlBool>`state in ('firing', 'acked')`;

const isPartOf = (word: string): Expression<SqlBool> => {
  const part = storable(word.toLowerCase()).replace(/[\\%_]/g, "\\$&");
  return sql<SqlBool>`words like ${`%${part}%`} escape '\\'`;
};

/** An empty list asks for nothing in particular. */
const matching = (db: Db, filter: IncidentFilter) => {
  const { states = [], sources = [], services = [], severities = [], words = [] } = filter;
  const { muted, openedFromMs, openedToMs } = filter;
  return db
    .selectFrom("incident")
    .$if(states.length > 0, (query) => query.where("state", "in", states))
    .$if(states.length > 0 && states.every((state) => OPEN.has(state)), (query) => query.where(IS_OPEN))
    .$if(sources.length > 0, (query) => query.where("source", "in", sources))
    .$if(services.length > 0, (query) => query.where("service", "in", services))
    .$if(severities.length > 0, (query) => query.where("severity", "in", severities))
    .$if(words.length > 0, (query) => query.where(({ and }) => and(words.map(isPartOf))))
    .$if(muted !== undefined, (query) => query.where("muted_by", muted ? "is not" : "is", null))
    .$if(openedFromMs !== undefined, (query) => query.where("opened_ms", ">=", Math.ceil(openedFromMs ?? 0)))
    .$if(openedToMs !== undefined, (query) => query.where("opened_ms", "<", Math.ceil(openedToMs ?? 0)));
};

const statementsOf = (
  db: Db,
  filter: IncidentFilter,
  order: "worst" | "recent",
  limit: number,
): readonly Statement[] => {
  const query = matching(db, filter);
  const page = query.select("data").limit(Math.max(0, Math.min(MOST, Math.floor(limit))));
  const ordered =
    order === "worst"
      ? page.orderBy("rank").orderBy("opened_ms", "desc").orderBy("id")
      : page.orderBy("changed_ms", "desc").orderBy("id");
  const total = query.select(({ fn }) => fn.countAll<number>().as("total"));
  return [statementOf({ compile: () => ordered.compile() }), statementOf({ compile: () => total.compile() })];
};

const readBack = async (rows: readonly (readonly unknown[])[]): Promise<readonly Incident[]> => {
  const incidents: Incident[] = [];
  for (const [index, [data]] of rows.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await new Promise<void>((resolve) => setImmediate(resolve));
    if (typeof data === "string") incidents.push(incidentOf({ data }));
  }
  return incidents;
};

/** `Store.incidents`, in the reader: counting what matches may read all of history. */
export const createIncidentList = (db: Db, reader: Reader): Store["incidents"] => {
  const rows = createRows(reader);
  return async (filter, order, limit): Promise<IncidentList> => {
    const [page = [], [[total] = []] = []] = await rows(statementsOf(db, filter, order, limit));
    return { incidents: await readBack(page), total: Number(total ?? 0) };
  };
};
