import type { Transaction, UpdateObject } from "kysely";
import type { Lane, Outbox, Post } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createLanes, IS_OWED, retryAll } from "./lanes.ts";
import { requireLane } from "./leases.ts";
import { reportQueue } from "./queue-report.ts";
import { createRechecks } from "./rechecks.ts";
import type { OutboxTable, Tables } from "./schema.ts";

const postOf = (row: OutboxTable & { card_ts: string | null }): Post => {
  const lines: readonly string[] = JSON.parse(row.lines);
  return {
    id: row.id,
    channel: row.channel,
    kind: row.note === 1 ? "note" : "card",
    incidentId: row.incident_id,
    lines,
    wanted: row.wanted,
    shown: row.shown,
    ts: row.ts ?? undefined,
    tryingSinceMs: row.trying_ms ?? undefined,
    attempts: row.attempts,
    createdAtMs: row.created_ms,
    cardTs: row.card_ts ?? undefined,
  };
};

/**
 * New cards, then notes whose card is posted, then updates, each oldest first; posts and updates have a limit of their
 * own, because they wait for different budgets.
 */
const readOwed = async (db: Db, channel: string, limit: number): Promise<readonly Post[]> => {
  const owed = owedIn(db, channel).limit(limit);
  const posts = await owed
    .where((eb) => eb.or([eb("note", "=", 1), eb("ts", "is", null)]))
    .orderBy("note")
    .orderBy("owed_ms")
    .orderBy("id")
    .execute();
  const updates = await owed
    .where("note", "=", 0)
    .where("ts", "is not", null)
    .orderBy("owed_ms")
    .orderBy("id")
    .execute();
  return [...posts, ...updates].map(postOf);
};

const owedIn = (db: Db, channel: string) =>
  db
    .selectFrom("outbox")
    .selectAll()
    .select((eb) =>
      eb.selectFrom("outbox as card").select("card.ts").whereRef("card.id", "=", "outbox.card_id").as("card_ts"),
    )
    .where("channel", "=", channel)
    .where(IS_OWED)
    .where((eb) =>
      eb.or([
        eb("note", "=", 0),
        eb.exists(
          eb
            .selectFrom("outbox as card")
            .select("card.id")
            .whereRef("card.id", "=", "outbox.card_id")
            .where("card.ts", "is not", null),
        ),
      ]),
    );

const forgetDoubt = { trying_ms: null } satisfies UpdateObject<Tables, "outbox">;

/** The outbox: one row a card and channel, one a note; every write of a lane's holder carries its fence. */
export const createOutbox = (engine: Engine, changes: Changes): Outbox => {
  const { db } = engine;
  const write = (
    lane: Lane,
    work: (transaction: Transaction<Tables>) => Promise<unknown>,
    on: Db = db,
  ): Promise<void> =>
    transact(on, async (transaction) => {
      await requireLane(transaction, lane);
      await work(transaction);
    });
  const update = (lane: Lane, ids: readonly string[], set: UpdateObject<Tables, "outbox">): Promise<void> =>
    write(lane, (transaction) =>
      transaction.updateTable("outbox").set(set).where("id", "in", ids).where("channel", "=", lane.channel).execute(),
    );
  return {
    ...createLanes(engine),
    ...createRechecks(db),
    owed: (lane, limit) => readOwed(db, lane.channel, limit),
    trying: (lane, postId, nowMs) => write(lane, (transaction) => markTrying(transaction, postId, nowMs)),
    notTried: (lane, postId) => update(lane, [postId], forgetDoubt),
    shown: (lane, postIds, ts, shown) =>
      engine.relaxed((held) => write(lane, (transaction) => markShown(transaction, lane, postIds, ts, shown), held)),
    behind: (lane, postId, nowMs) => write(lane, (transaction) => putBehind(transaction, postId, nowMs)),
    gone: (lane, postId) => update(lane, [postId], { ...forgetDoubt, ts: null, shown: 0 }),
    dead: (lane, postId, why) => update(lane, [postId], { ...forgetDoubt, dead: why }),
    report: () => reportQueue(db),
    retry: () => retryAll(engine, changes),
  };
};

const markTrying = async (transaction: Transaction<Tables>, postId: string, nowMs: number): Promise<void> => {
  await transaction
    .updateTable("outbox")
    .set(({ fn, val, eb }) => {
      const since = fn.coalesce("trying_ms", val(nowMs));
      return { trying_ms: since, tried_ms: since, attempts: eb("attempts", "+", 1) };
    })
    .where("id", "=", postId)
    .execute();
};

const putBehind = async (transaction: Transaction<Tables>, postId: string, nowMs: number): Promise<void> => {
  await transaction
    .updateTable("outbox")
    .set(({ eb }) => ({ owed_ms: nowMs, attempts: eb("attempts", "+", 1) }))
    .where("id", "=", postId)
    .execute();
};

const markShown = async (
  transaction: Transaction<Tables>,
  lane: Lane,
  postIds: readonly string[],
  ts: string,
  shown: number,
): Promise<void> => {
  await transaction
    .updateTable("outbox")
    .set(({ eb }) => ({
      ...forgetDoubt,
      ts,
      attempts: 0,
      shown: eb
        .case()
        .when("note", "=", 1)
        .then(eb.ref("wanted"))
        .else(eb.cast<number>(eb.val(shown), "bigint"))
        .end(),
    }))
    .where("id", "in", postIds)
    .execute();
  await transaction
    .updateTable("lane")
    .set({ blocked: null })
    .where("channel", "=", lane.channel)
    .where("blocked", "is not", null)
    .execute();
};
