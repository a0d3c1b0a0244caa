import { type Kysely, sql } from "kysely";
import type { Migration } from "../migrate.ts";
import type { Tables } from "../schema.ts";

/** Planned work that takes longer is found by its end, the rest by its beginning. Time on call is cut at each UTC day. */
export const DAY_MS = 86_400_000;

const ROWS = 200;

/** What is kept of an incident in `data`, as far as the new columns tell it. */
interface Kept {
  readonly title: string;
  readonly ackedAtMs?: number;
  readonly ackedBy?: string;
}

const rowOf = (id: string, { title, ackedAtMs, ackedBy }: Kept) => {
  const acked = ackedAtMs === undefined ? null : ackedBy === undefined ? "auto" : "human";
  return sql`(${sql.join([
    sql`cast(${id} as text)`,
    sql`cast(${title.toWellFormed().replaceAll("\0", "")} as text)`,
    sql`cast(${acked} as text)`,
  ])})`;
};

const fill = async (db: Kysely<Tables>): Promise<void> => {
  for (let after = ""; ; ) {
    const rows = await db
      .selectFrom("incident")
      .select(["id", "data"])
      .where("id", ">", after)
      .orderBy("id")
      .limit(ROWS)
      .execute();
    const last = rows.at(-1);
    if (!last) return;
    after = last.id;
    const values = rows.map(({ id, data }) => {
      const kept: Kept = JSON.parse(data);
      return rowOf(id, kept);
    });
    await sql`update incident set title = v.column2, acked_by = v.column3
      from (values ${sql.join(values)}) as v where incident.id = v.column1`.execute(db);
  }
};

/** Time on call, planned work, what people said of problems and shifts, when jobs ran, and what retention deleted. */
export const care: Migration = async (run, { factIndex, incidentIndex }, db) => {
  const tables = [
    `create table duty (from_ms bigint not null, source text not null, schedule_id text not null,
      person_id text not null, to_ms bigint not null, schedule text not null,
      primary key (from_ms, source, schedule_id, person_id))`,
    `create table planned_work (source text not null, ref text not null, service text not null, from_ms bigint not null,
      to_ms bigint not null, primary key (source, ref, service))`,
    "create index planned_from on planned_work (from_ms)",
    `create index planned_long on planned_work (to_ms, from_ms) where to_ms - from_ms > ${DAY_MS}`,
    "create index mute_maintenance on mute (until_ms) where kind = 'maintenance'",
    `create table verdict (incident_id text primary key, tag text not null, note text, user_id text not null,
      by_whom text not null, at_ms bigint not null)`,
    "create index verdict_at on verdict (at_ms)",
    `create table rating (user_id text not null, schedule text not null, from_ms bigint not null, to_ms bigint not null,
      email text, hard integer, sleep integer, note text, at_ms bigint not null,
      primary key (user_id, schedule, from_ms))`,
    "create index rating_to on rating (to_ms, from_ms)",
    "create table job (name text primary key, due_ms bigint not null)",
    "create table gone (what text primary key, before_ms bigint not null)",
    "alter table incident add column title text not null default ''",
    "alter table incident add column acked_by text",
  ];
  for (const statement of tables) await run(statement);
  await fill(db);
  const indexes = [
    "drop index fact_at",
    `create index fact_at on fact (${factIndex}) where kind <> 'opened'`,
    "create index fact_opened on fact (at_ms) where kind = 'opened'",
    "create index incident_endless on incident (resolved_ms) where resolved_ms is null and state <> 'notice'",
    ...(incidentIndex === undefined
      ? []
      : [`create index incident_stats on incident (${incidentIndex}) where state <> 'notice'`]),
  ];
  for (const statement of indexes) await run(statement);
};
