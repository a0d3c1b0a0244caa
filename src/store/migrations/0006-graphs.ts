import type { Migration } from "../migrate.ts";

/** A problem that went on for longer than this is found by its end, the others by their beginning. */
export const LONG_MS = 6 * 3_600_000;

/** Graphs that were asked for, named and watched; where and about what a picture was posted; what graphs are marked with. */
export const graphs: Migration = async (run) => {
  const statements = [
    "create table graph (id text primary key, definition text not null, made_ms bigint not null, used_ms bigint not null)",
    "create index graph_used on graph (used_ms)",
    `create table saved_graph (name_key text primary key, name text not null, definition text not null,
      owner text not null, owner_name text not null, at_ms bigint not null)`,
    `create table graph_watch (id text primary key, graph text not null, query text not null, incident_id text,
      channel text not null, thread text, user_id text not null, by_whom text not null, mode text not null, ts text,
      snapshot_id text, next_ms bigint not null, until_ms bigint not null, trying_ms bigint, failures integer not null)`,
    "create index graph_watch_next on graph_watch (next_ms, id)",
    "alter table snapshot add column thread text",
    "alter table snapshot add column incident_id text",
    "create index snapshot_place on snapshot (channel, thread, at_ms) where channel is not null",
    "create index snapshot_incident on snapshot (incident_id, at_ms) where incident_id is not null",
    `create index incident_long on incident (resolved_ms, opened_ms) where resolved_ms - opened_ms > ${LONG_MS}`,
    "create index incident_deploy on incident (source, opened_ms) where source = 'deploys'",
  ];
  for (const statement of statements) await run(statement);
};
