import { type SqlBool, sql } from "kysely";
import { SELF } from "../core/self.ts";
import type { StatsWindow } from "../core/stats/rows.ts";
import type { Db } from "./engine.ts";
import { LONG_MS } from "./migrations/0006-graphs.ts";

/** As the partial indexes say it, so that both engines use them. */
const IS_LONG = sql<SqlBool>`resolved_ms - opened_ms > ${sql.raw(String(LONG_MS))}`;
const HAS_LIFE = sql<SqlBool>`state <> 'notice'`;

/**
 * Where a pager's history is read, only what paged is an incident: a log search that matched or a storm of metric alerts
 * is not. Without a pager everything counts.
 */
const OF_PAGERS = sql<SqlBool>`(not exists (select 1 from cursor) or incident.source in (
  select source from cursor union all select replace(replace(source, ':first', ''), ':history', '') from cursor))`;

/** Problems with a life cycle; Dr. M's own troubles are nobody's incidents. */
const incidentsOf = (db: Db, { titles }: StatsWindow) =>
  db
    .selectFrom("incident")
    .select(["source", "key", "service", "teams", "opened_ms", "acked_ms", "acked_by", "resolved_ms", "ending"])
    .select("severity")
    .$if(titles === true, (query) =>
      query.select(({ selectFrom }) => [
        "title",
        selectFrom("verdict").select("verdict.tag").whereRef("verdict.incident_id", "=", "incident.id").as("tag"),
      ]),
    )
    .where(HAS_LIFE)
    .where("source", "<>", SELF)
    .where(OF_PAGERS);

/** Tested row by row: an index by the beginning would be read from the beginning of history on. */
const OPENED = sql<number>`+opened_ms`;
const beganBefore = (atMs: number) => sql<SqlBool>`${OPENED} < ${atMs}`;

/**
 * Queries that together read each incident of the window once: what went on for long and ended within `overlapping` or
 * later, what never ended, what began not long before it, and what was created in the range. So the cost follows the
 * range, not the history.
 */
export const incidentStatements = (db: Db, window: StatsWindow) => {
  const all = incidentsOf(db, window);
  const from = Math.floor(window.incidents.fromMs);
  const to = Math.ceil(window.incidents.toMs);
  const created = all.where("opened_ms", ">=", from).where("opened_ms", "<", to).orderBy("opened_ms");
  if (!window.overlapping) return [created];
  const begin = Math.floor(window.overlapping.fromMs);
  const end = Math.ceil(window.overlapping.toMs);
  const soon = begin - LONG_MS;
  const more = all.where(({ not, eb, and }) => not(and([eb(OPENED, ">=", from), eb(OPENED, "<", to)])));
  return [
    more
      .where(IS_LONG)
      .where("resolved_ms", ">", begin)
      .where(beganBefore(Math.min(soon, end))),
    more.where("resolved_ms", "is", null).where(beganBefore(Math.min(soon, end))),
    more
      .where("opened_ms", ">=", soon)
      .where("opened_ms", "<", end)
      .where(({ eb, or }) => or([eb("resolved_ms", "is", null), eb("resolved_ms", ">", begin)]))
      .orderBy("opened_ms"),
    created,
  ];
};
