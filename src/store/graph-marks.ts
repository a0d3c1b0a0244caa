import { type SqlBool, sql } from "kysely";
import type { Incident } from "../core/incident.ts";
import { SELF } from "../core/self.ts";
import type { Graphs } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { IS_OPEN } from "./incident-list.ts";
import { incidentOf } from "./incident-rows.ts";
import { LONG_MS } from "./migrations/0006-graphs.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import type { Statement } from "./reader-protocol.ts";
import { statementOf } from "./stats-statements.ts";

const MOST = 200;
/** As the partial indexes say it, so that both engines use them. */
const IS_LONG = sql<SqlBool>`resolved_ms - opened_ms > ${sql.raw(String(LONG_MS))}`;
const IS_DEPLOY = sql<SqlBool>`source = 'deploys'`;

type Range = Parameters<Graphs["marks"]>[0];

/**
 * Ids of problems that were open in the range, by three indexes: what began in it or not long before, what went on for
 * long and ended in it or later, what is open still. So the cost follows the range, not the history.
 */
const overlapping = (db: Db, { fromMs, toMs }: Range) => {
  const from = Math.floor(fromMs);
  const to = Math.ceil(toMs);
  const loud = db.selectFrom("incident").select("id").where("muted_by", "is", null).where("source", "<>", SELF);
  return loud
    .where("opened_ms", ">=", from - LONG_MS)
    .where("opened_ms", "<", to)
    .where("state", "<>", "notice")
    .where(({ eb, or }) => or([eb("resolved_ms", "is", null), eb("resolved_ms", ">", from)]))
    .unionAll(
      loud
        .where(IS_LONG)
        .where("resolved_ms", ">", from)
        .where("opened_ms", "<", from - LONG_MS),
    )
    .unionAll(loud.where(IS_OPEN));
};

const problems = (db: Db, range: Range, limit: number): Statement => {
  const query = db
    .selectFrom("incident")
    .select("data")
    .where("id", "in", overlapping(db, range))
    .where("opened_ms", "<", Math.ceil(range.toMs))
    .orderBy("rank")
    .orderBy("opened_ms", "desc")
    .orderBy("id")
    .limit(limit);
  return statementOf({ compile: () => query.compile() });
};

const deploys = (db: Db, { fromMs, toMs }: Range, limit: number): Statement => {
  const query = db
    .selectFrom("incident")
    .select("data")
    .where(IS_DEPLOY)
    .where("opened_ms", ">=", Math.floor(fromMs))
    .where("opened_ms", "<", Math.ceil(toMs))
    .orderBy("opened_ms", "desc")
    .orderBy("id")
    .limit(limit);
  return statementOf({ compile: () => query.compile() });
};

/** `Graphs.marks`, in the reader: at most `limit` problems and as many deploys. Dr. M's own troubles mark nothing. */
export const createMarks = (db: Db, reader: Reader): Graphs["marks"] => {
  const rows = createRows(reader);
  return async (range, limit): Promise<readonly Incident[]> => {
    const most = Math.max(0, Math.min(MOST, Math.floor(limit)));
    const found = await rows([problems(db, range, most), deploys(db, range, most)]);
    return found.flat().flatMap(([data]) => (typeof data === "string" ? [incidentOf({ data })] : []));
  };
};
