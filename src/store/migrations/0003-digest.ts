import type { Migration } from "../migrate.ts";

/** Storms: what goes first, what joined a channel's one digest, and cards below other cards. */
export const digest: Migration = async (run) => {
  const statements = [
    "alter table outbox add column urgent integer not null default 0",
    "alter table outbox add column place integer not null default 0",
    "alter table outbox add column digest text",
    "alter table outbox add column named bigint not null default 0",
    "alter table outbox add column folded integer not null default 0",
    "alter table outbox add column extra text",
    "alter table outbox add column joined_ms bigint",
    "alter table outbox add column ended_ms bigint",
    "drop index outbox_owed",
    "create index outbox_owed on outbox (channel, note, owed_ms, id) where wanted > shown and dead is null and folded = 0",
    "create index outbox_digest on outbox (digest) where digest is not null",
    "create index outbox_named on outbox (digest, created_ms) where named > 0",
    "create index outbox_storm on outbox (channel) where note = 2 and ended_ms is null",
    "create index outbox_new on outbox (channel, created_ms) where note = 0",
  ];
  for (const statement of statements) await run(statement);
};
