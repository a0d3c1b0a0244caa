import { type SqlBool, sql } from "kysely";
import { SELF } from "../core/self.ts";
import type { Store } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { incidentOf } from "./incident-rows.ts";
import { LONG_MS } from "./migrations/0006-graphs.ts";
import type { Reader } from "./reader.ts";
import { createRows } from "./reader-ask.ts";
import { statementOf } from "./stats-statements.ts";

const MOST = 1_000;
/** As the partial index says it, so that both engines use it. */
const IS_LONG = sql<SqlBool>`resolved_ms - opened_ms > ${sql.raw(String(LONG_MS))}`;
const HAS_LIFE = sql<SqlBool>`state <> 'notice'`;
const NOTIFIED = sql<SqlBool>`kind = 'notified'`;
/** A quote within a text is escaped in JSON, so that no title can look like this. */
const PAGED = `%"paged":[{%`;

type Range = Parameters<Store["verdicts"]["missing"]>[0];

/** Ended, reached somebody, and nobody said anything of it. */
const unjudged = (db: Db) =>
  db
    .selectFrom("incident")
    .where(HAS_LIFE)
    .where("source", "<>", SELF)
    .where(({ eb, or }) => or([eb("ending", "is", null), eb("ending", "<>", "merged")]))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("verdict").select("verdict.tag").whereRef("verdict.incident_id", "=", "incident.id"))),
    )
    .where(({ eb, or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom("outbox")
            .select("outbox.id")
            .whereRef("outbox.incident_id", "=", "incident.id")
            .where("outbox.note", "=", 0),
        ),
        exists(
          selectFrom("fact")
            .select("fact.at_ms")
            .where(NOTIFIED)
            .whereRef("fact.source", "=", "incident.source")
            .whereRef("fact.incident_key", "=", "incident.key"),
        ),
        eb("data", "like", PAGED),
      ]),
    );

/** By two indexes: what ended within hours of its beginning is found by that, the rest by its end. */
const endedIn = (db: Db, { fromMs, toMs }: Range) => {
  const from = Math.floor(fromMs);
  const to = Math.ceil(toMs);
  const some = unjudged(db)
    .select(["id", "resolved_ms"])
    .where("resolved_ms", ">=", from)
    .where("resolved_ms", "<", to);
  return some
    .where("opened_ms", ">=", from - LONG_MS)
    .where("opened_ms", "<", to)
    .unionAll(some.where(IS_LONG).where(sql<SqlBool>`+opened_ms < ${from - LONG_MS}`));
};

/** `Verdicts.missing`, in the reader. What was posted is known for as long as its card is kept. */
export const createMissing = (db: Db, reader: Reader): Store["verdicts"]["missing"] => {
  const rows = createRows(reader);
  return async (range, limit) => {
    const ended = db.selectFrom(endedIn(db, range).as("ended"));
    const page = ended
      .select("id")
      .orderBy("resolved_ms", "desc")
      .orderBy("id")
      .limit(Math.max(0, Math.min(MOST, Math.floor(limit))));
    const total = ended.select(({ fn }) => fn.countAll<number>().as("total"));
    const [ids = [], [[count] = []] = []] = await rows([statementOf(page), statementOf(total)]);
    if (ids.length === 0) return { incidents: [], total: Number(count ?? 0) };
    const found = await db.selectFrom("incident").select(["id", "data"]).where("id", "in", ids.map(String)).execute();
    const byId = new Map(found.map((row) => [row.id, incidentOf(row)]));
    return { incidents: ids.flatMap(([id]) => byId.get(String(id)) ?? []), total: Number(count ?? 0) };
  };
};
