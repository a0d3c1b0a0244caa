import { type SqlBool, sql } from "kysely";
import { STATISTICS } from "../core/stats/index.ts";
import type { Span, StatsWindow } from "../core/stats/rows.ts";
import type { StatisticName } from "../core/stats/statistic.ts";
import type { StatsQuery } from "../core/stats.ts";
import { HISTORY_CURSORS } from "./cursors.ts";
import type { Db } from "./engine.ts";
import { DAY_MS } from "./migrations/0007-care.ts";
import type { Statement, StatsStatements } from "./reader-protocol.ts";
import { incidentStatements } from "./stats-incidents.ts";

/** A query as the reader takes it. */
export const statementOf = (query: { compile(): { sql: string; parameters: readonly unknown[] } }): Statement => {
  const { sql, parameters } = query.compile();
  return { sql, parameters };
};

/** As the partial indexes say it, so that both engines use them. */
const IS_LONG = sql<SqlBool>`to_ms - from_ms > ${sql.raw(String(DAY_MS))}`;
const IS_MAINTENANCE = sql<SqlBool>`kind = 'maintenance'`;
const COUNTS = sql<SqlBool>`kind <> 'opened'`;

const factsIn = (db: Db, { fromMs, toMs }: Span) =>
  db
    .selectFrom("fact")
    .select(["source", "kind", "at_ms", "person_id", "incident_key", "channel", "service", "teams"])
    .where("at_ms", ">=", Math.floor(fromMs))
    .where("at_ms", "<", Math.ceil(toMs))
    .where(COUNTS)
    .orderBy("at_ms");

/** No row is longer than a day. */
const dutiesIn = (db: Db, { fromMs, toMs }: Span) =>
  db
    .selectFrom("duty")
    .select(["source", "person_id", "schedule_id", "schedule", "from_ms", "to_ms"])
    .where("from_ms", ">", Math.floor(fromMs) - DAY_MS)
    .where("from_ms", "<", Math.ceil(toMs))
    .where("to_ms", ">", Math.floor(fromMs))
    .orderBy("from_ms");

const plannedIn = (db: Db, { fromMs, toMs }: Span) => {
  const planned = db.selectFrom("planned_work").select(["source", "ref", "service", "from_ms", "to_ms"]);
  const from = Math.floor(fromMs);
  return planned
    .where("from_ms", ">=", from - DAY_MS)
    .where("from_ms", "<", Math.ceil(toMs))
    .where("to_ms", ">", from)
    .unionAll(
      planned
        .where(IS_LONG)
        .where("to_ms", ">", from)
        .where("from_ms", "<", from - DAY_MS),
    );
};

/** Windows of our own; one that stands at a pager too is read from there, once it was told. */
const maintenanceIn = (db: Db, { fromMs, toMs }: Span) =>
  db
    .selectFrom("mute")
    .select(["id", "match", "from_ms", "until_ms", "ended_ms"])
    .where(IS_MAINTENANCE)
    .where("until_ms", ">", Math.floor(fromMs))
    .where("from_ms", "<", Math.ceil(toMs))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("planned_work")
            .select("planned_work.ref")
            .whereRef("planned_work.source", "=", "mute.origin")
            .whereRef("planned_work.ref", "=", "mute.ref"),
        ),
      ),
    );

/** An import of history says nothing about how new the data is. */
const newest = (db: Db) =>
  db.selectNoFrom((eb) => [
    eb
      .selectFrom("cursor")
      .select(({ fn }) => fn.max("at_ms").as("read"))
      .where("source", "not like", HISTORY_CURSORS)
      .as("read"),
    eb
      .selectFrom("fact")
      .select(({ fn }) => fn.max("at_ms").as("fact"))
      .where(COUNTS)
      .as("fact"),
    eb
      .selectFrom("incident")
      .select(({ fn }) => fn.max("last_ms").as("incident"))
      .as("incident"),
  ]);

/** How far back anything was read, and what retention left of it. */
const oldest = (db: Db) =>
  db.selectNoFrom((eb) => [
    eb
      .selectFrom("cursor")
      .select(({ fn }) => fn.min("since_ms").as("since"))
      .as("since"),
    eb
      .selectFrom("gone")
      .select(({ fn }) => fn.max("before_ms").as("gone"))
      .as("gone"),
  ]);

/** What a window reads, by index on it alone; columns in the order that the worker reads them in. */
export const windowStatements = (db: Db, window: StatsWindow): StatsStatements => {
  const { duties, planned } = window;
  return {
    incidents: incidentStatements(db, window).map(statementOf),
    facts: statementOf(factsIn(db, window.facts)),
    people: statementOf(db.selectFrom("person").select(["source", "id", "name", "email", "tz", "url"])),
    duties: duties && statementOf(dutiesIn(db, duties)),
    planned: planned && statementOf(plannedIn(db, planned)),
    maintenance: planned && statementOf(maintenanceIn(db, planned)),
    asOf: statementOf(newest(db)),
    since: statementOf(oldest(db)),
  };
};

/** What a statistic reads. */
export const statsStatements = (db: Db, name: StatisticName, query: StatsQuery): StatsStatements =>
  windowStatements(db, STATISTICS[name].window(query));
