import { sql } from "kysely";
import { SELF } from "../core/self.ts";
import { STATISTICS } from "../core/stats/index.ts";
import type { StatsWindow } from "../core/stats/rows.ts";
import type { StatisticName } from "../core/stats/statistic.ts";
import type { StatsQuery } from "../core/stats.ts";
import type { Db } from "./engine.ts";
import type { Statement, StatsStatements } from "./reader-protocol.ts";

/** A query as the reader takes it. */
export const statementOf = ({ compile }: { compile(): { sql: string; parameters: readonly unknown[] } }): Statement => {
  const { sql, parameters } = compile();
  return { sql, parameters };
};

/**
 * Where a pager's history is read, only what paged is an incident: a log search that matched or a storm of metric alerts
 * is not. Without a pager everything counts.
 */
const OF_PAGERS = sql<boolean>`(not exists (select 1 from cursor) or exists (
  select 1 from cursor where cursor.source in (incident.source, incident.source || ':first')))`;

/** Problems with a life cycle; Dr. M's own troubles are nobody's incidents. */
const incidentsIn = (db: Db, { fromMs, toMs }: StatsWindow["incidents"]) =>
  db
    .selectFrom("incident")
    .select(["source", "key", "service", "teams", "opened_ms", "acked_ms", "resolved_ms", "ending", "severity"])
    .where("opened_ms", ">=", fromMs)
    .where("opened_ms", "<", toMs)
    .where("state", "<>", "notice")
    .where("source", "<>", SELF)
    .where(OF_PAGERS)
    .orderBy("opened_ms");

/** What statistics read, by index on the window alone; columns in the order that the worker reads them in. */
export const statsStatements = (db: Db, name: StatisticName, query: StatsQuery): StatsStatements => {
  const { incidents, facts } = STATISTICS[name].window(query);
  const factRows = db
    .selectFrom("fact")
    .select(["source", "kind", "at_ms", "person_id", "incident_key", "channel", "service", "teams"])
    .where("at_ms", ">=", facts.fromMs)
    .where("at_ms", "<", facts.toMs)
    .orderBy("at_ms");
  const asOf = db.selectNoFrom((eb) => [
    eb
      .selectFrom("cursor")
      .select(({ fn }) => fn.max("at_ms").as("read"))
      .as("read"),
    eb
      .selectFrom("fact")
      .select(({ fn }) => fn.max("at_ms").as("fact"))
      .as("fact"),
    eb
      .selectFrom("incident")
      .select(({ fn }) => fn.max("last_ms").as("incident"))
      .as("incident"),
  ]);
  return {
    incidents: statementOf({ compile: () => incidentsIn(db, incidents).compile() }),
    facts: statementOf({ compile: () => factRows.compile() }),
    people: statementOf({
      compile: () => db.selectFrom("person").select(["source", "id", "name", "email", "tz", "url"]).compile(),
    }),
    asOf: statementOf({ compile: () => asOf.compile() }),
    since: statementOf({
      compile: () =>
        db
          .selectFrom("cursor")
          .select(({ fn }) => fn.min("since_ms").as("since"))
          .compile(),
    }),
  };
};
