import { sql } from "kysely";
import type { Clock } from "../core/log.ts";
import type { Delivery, Inbox, NewDelivery } from "../core/store.ts";
import { createBulk } from "./bulk.ts";
import type { Changes } from "./changes.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createGroupCommit } from "./group-commit.ts";
import { requireLease } from "./leases.ts";
import type { InboxTable } from "./schema.ts";

/** Source name that stored actions carry; everything else came by a webhook. */
const ACTION = "action";
const LIMITS = { rows: 128, bytes: 1 << 20, bytesOf: (row: InboxTable) => row.body.byteLength };
/** As the partial index says it, so that SQLite uses it. */
const TO_DO = sql<boolean>`state = 'new'`;

const rowOf = ({ id, source, receivedAtMs, contentType, body }: NewDelivery): InboxTable => ({
  id,
  action: source === ACTION ? 1 : 0,
  source,
  received_ms: receivedAtMs,
  content_type: contentType,
  body,
  state: "new",
  why: null,
  attempts: 0,
  due_ms: 0,
});
const TEMPLATE = rowOf({ id: "", source: "", receivedAtMs: 0, contentType: "", body: new Uint8Array() });

const deliveryOf = (row: Pick<InboxTable, "id" | "source" | "received_ms" | "content_type" | "body" | "attempts">) => ({
  id: row.id,
  source: row.source,
  receivedAtMs: row.received_ms,
  contentType: row.content_type,
  body: row.body,
  attempts: row.attempts,
});

/** The inbox, and `idle`: resolves when nothing is being written. */
export const createInbox = (engine: Engine, changes: Changes, clock: Clock): Inbox & { idle(): Promise<void> } => {
  const { db } = engine;
  const insert = createBulk(TEMPLATE, (rows) =>
    db
      .insertInto("inbox")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  );
  const commit = createGroupCommit<InboxTable>(async (rows) => {
    if (rows.length === 1) await insert(db, rows);
    else await transact(db, (transaction) => insert(transaction, rows));
    if (rows.some(({ action }) => action === 0)) changes.tell("hooks");
    if (rows.some(({ action }) => action === 1)) changes.tell("actions");
  }, LIMITS);
  return {
    idle: commit.idle,
    add: (delivery) => commit.add(rowOf(delivery)),
    take: (kind, limit) => takeDue(db, kind === "actions" ? 1 : 0, limit, clock()),
    finish: (lease, id, end) =>
      transact(db, async (transaction) => {
        await requireLease(transaction, lease);
        await endOne(transaction, id, end);
      }),
    read: (id) => readOne(db, id),
    newest: (source) => newestOf(db, source),
  };
};

const takeDue = async (db: Db, action: 0 | 1, limit: number, nowMs: number): Promise<readonly Delivery[]> => {
  const rows = await db
    .selectFrom("inbox")
    .selectAll()
    .where(TO_DO)
    .where("action", "=", action)
    .where("due_ms", "<=", nowMs)
    .orderBy("received_ms")
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(deliveryOf);
};

const endOne = async (db: Db, id: string, end: Parameters<Inbox["finish"]>[2]): Promise<void> => {
  await db
    .updateTable("inbox")
    .set(({ eb }) =>
      "retryAtMs" in end
        ? { due_ms: Math.ceil(end.retryAtMs), why: end.why, attempts: eb("attempts", "+", 1) }
        : { state: end.state, why: end.why ?? null },
    )
    .where("id", "=", id)
    .where("state", "=", "new")
    .execute();
};

const readOne = async (db: Db, id: string) => {
  const row = await db.selectFrom("inbox").selectAll().where("id", "=", id).executeTakeFirst();
  return row && { ...deliveryOf(row), state: row.state, ...(row.why === null ? {} : { why: row.why }) };
};

/** Ids sort by arrival. */
const newestOf = async (db: Db, source: string): Promise<Delivery | undefined> => {
  const row = await db
    .selectFrom("inbox")
    .selectAll()
    .where("source", "=", source)
    .orderBy("id", "desc")
    .limit(1)
    .executeTakeFirst();
  return row && deliveryOf(row);
};
