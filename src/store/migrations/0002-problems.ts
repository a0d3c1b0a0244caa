import { type Kysely, sql } from "kysely";
import type { Migration } from "../migrate.ts";
import type { Tables } from "../schema.ts";

const ROWS = 200;
const RANKS = ["critical", "error", "warning", "info"];

/** What the first schema kept of an incident in `data`, as far as the new columns tell it. */
interface Old {
  readonly key: string;
  readonly severity: string;
  readonly title: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly firings: number;
  readonly openedAtMs: number;
  readonly ackedAtMs?: number;
  readonly resolvedAtMs?: number;
  readonly resolvedBy?: string;
  readonly ending?: string;
  readonly factsAtMs?: number;
  readonly last: { readonly atMs: number };
  readonly history: readonly { readonly atMs: number }[];
}

const rowOf = (id: string, old: Old) => {
  const { openedAtMs, resolvedAtMs = 0, factsAtMs = 0, last, history } = old;
  const taken = old.ackedAtMs !== undefined || old.resolvedBy !== undefined || old.ending === "human";
  const words = [old.title, ...Object.values(old.labels)].join("\n").toLowerCase().replaceAll("\0", "");
  return sql`(${sql.join([
    sql`cast(${id} as text)`,
    sql`cast(${old.severity} as text)`,
    sql`cast(${RANKS.indexOf(old.severity)} as integer)`,
    sql`cast(${old.key} as text)`,
    sql`cast(${Math.max(openedAtMs, resolvedAtMs, factsAtMs, last.atMs, history.at(-1)?.atMs ?? 0)} as bigint)`,
    sql`cast(${old.firings} as integer)`,
    sql`cast(${taken ? 1 : 0} as integer)`,
    sql`cast(${words.toWellFormed().slice(0, 4_000)} as text)`,
  ])})`;
};

/** Fills the new columns of what is there: every incident is of its own problem. */
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
      const old: Old = JSON.parse(data);
      return rowOf(id, old);
    });
    await sql`update incident set severity = v.column2, rank = v.column3, problem = v.column4, changed_ms = v.column5,
      firings = v.column6, taken = v.column7, words = v.column8
      from (values ${sql.join(values)}) as v where incident.id = v.column1`.execute(db);
  }
};

/** Occurrences and groups of problems, what keeps them quiet, and what is to be done at a time. */
export const problems: Migration = async (run, _types, db) => {
  const statements = [
    "create table problem (source text not null, key text not null, incident_id text not null, primary key (source, key))",
    "alter table incident add column severity text not null default 'info'",
    "alter table incident add column rank integer not null default 3",
    "alter table incident add column problem text not null default ''",
    "alter table incident add column muted_by text",
    "alter table incident add column changed_ms bigint not null default 0",
    "alter table incident add column firings integer not null default 0",
    "alter table incident add column taken integer not null default 0",
    "alter table incident add column words text not null default ''",
    `create table mute (id text primary key, kind text not null, match text not null, from_ms bigint not null,
      until_ms bigint not null, by_whom text not null, user_id text, channel text not null, because text not null,
      origin text, ref text, swallowed bigint not null, ended_ms bigint)`,
    "create index mute_live on mute (until_ms) where ended_ms is null",
    `create table due (id text primary key, kind text not null, at_ms bigint not null, subject text not null,
      step integer not null)`,
    "create index due_at on due (at_ms, id)",
    "create table heartbeat (name text primary key, source text not null, last_ms bigint not null, silent_ms bigint)",
  ];
  for (const statement of statements) await run(statement);
  await fill(db);
  const indexes = [
    "drop index incident_open",
    "drop index incident_opened",
    "create index incident_opened on incident (opened_ms, source)",
    "create index incident_worst on incident (rank, opened_ms) where state in ('firing', 'acked')",
    "create index incident_open_source on incident (source) where state in ('firing', 'acked')",
    "create index incident_problem on incident (source, problem, opened_ms)",
    "create index incident_changed on incident (changed_ms)",
    "create index incident_muted on incident (muted_by, state, id) where muted_by is not null",
    "create index fact_notified on fact (source, incident_key, at_ms) where kind = 'notified'",
  ];
  for (const statement of indexes) await run(statement);
};
