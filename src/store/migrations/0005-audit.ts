import type { Migration } from "../migrate.ts";

/** What people changed, requests to be covered, last known answers, and finding a problem by its message. */
export const audit: Migration = async (run) => {
  const statements = [
    `create table audit (id text primary key, at_ms bigint not null, user_id text not null, by_whom text not null,
      how text not null, channel text not null, deed text not null, words text not null, about text,
      outcome text not null, why text, undo text, undone_ms bigint, said_by text not null,
      said text not null)`,
    "create index audit_at on audit (at_ms, id)",
    "create index audit_user on audit (user_id, at_ms)",
    `create table cover (id text primary key, user_id text not null, by_whom text not null, person_id text not null,
      from_ms bigint not null, to_ms bigint not null, parts text not null, at_ms bigint not null, state text not null,
      taken_id text, taken_by text)`,
    "create index cover_end on cover (to_ms)",
    "create table known (name text primary key, value text not null, at_ms bigint not null)",
    "create index known_age on known (at_ms)",
    "create index outbox_ts on outbox (ts) where ts is not null",
  ];
  for (const statement of statements) await run(statement);
};
