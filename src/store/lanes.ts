import { type RawBuilder, sql } from "kysely";
import type { Lane, Outbox } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { requireLane } from "./leases.ts";

/** Owed, not given up and not told by a digest alone, as the partial index says it, so that SQLite uses it. */
export const IS_OWED = sql<boolean>`outbox.wanted > outbox.shown and outbox.dead is null and outbox.folded = 0`;

/**
 * A lane has work while a storm is on, when a card is owed that need not wait for the one above it, or a note, picture or question whose
 * card is posted: those never go before their card.
 */
const HAS_WORK = sql<boolean>`(
  exists (select 1 from outbox where outbox.channel = lane.channel and outbox.note = 2 and outbox.ended_ms is null)
  or exists (select 1 from outbox where outbox.channel = lane.channel and outbox.note in (0, 2) and ${IS_OWED}
    and not exists (select 1 from outbox as above where above.id = outbox.card_id and above.ts is null
      and above.dead is null and above.folded = 0))
  or exists (select 1 from outbox where outbox.channel = lane.channel and outbox.note in (1, 3, 4) and ${IS_OWED}
    and exists (select 1 from outbox as card where card.id = outbox.card_id and card.ts is not null)))`;

type Lanes = Pick<Outbox, "takeLane" | "pause" | "leave" | "nextDueMs">;

/** Lanes: who works on which channel, and from when on it may be worked on. */
export const createLanes = (engine: Engine): Lanes => ({
  takeLane: (holder, forMs) => engine.relaxed((db) => takeLane(db, engine.nowMs(), holder, forMs)),
  async pause(lane, untilMs, blocked) {
    await engine.relaxed((db) => leave(db, lane, untilMs, blocked ?? null));
  },
  async leave(lane, nextAtMs) {
    await engine.relaxed((db) => leave(db, lane, nextAtMs, undefined));
  },
  nextDueMs: () => nextDueMs(engine.db),
});

/** The outer conditions are checked again under the row's lock on PostgreSQL, so one holder wins. */
const takeLane = async (db: Db, now: RawBuilder<number>, holder: string, forMs: number): Promise<Lane | undefined> => {
  const row = await db
    .updateTable("lane")
    .set(({ eb }) => ({ holder, until_ms: eb(now, "+", forMs), fence: eb("fence", "+", 1) }))
    .where("channel", "=", (eb) =>
      eb
        .selectFrom("lane")
        .select("lane.channel")
        .where("lane.until_ms", "<", now)
        .where("lane.next_ms", "<=", now)
        .where(HAS_WORK)
        .orderBy("lane.next_ms")
        .orderBy("lane.channel")
        .limit(1),
    )
    .where("until_ms", "<", now)
    .where("next_ms", "<=", now)
    .returning(["channel", "fence"])
    .executeTakeFirst();
  return row && { channel: row.channel, lease: { name: `lane:${row.channel}`, holder, fence: row.fence } };
};

/** Ends the hold. `blocked` undefined: what was said about it stays, and so does a later `next_ms`. */
const leave = async (db: Db, lane: Lane, nextAtMs: number, blocked: string | null | undefined): Promise<void> => {
  const next = Math.ceil(nextAtMs);
  await transact(db, async (transaction) => {
    await requireLane(transaction, lane);
    await transaction
      .updateTable("lane")
      .set(({ eb }) => ({
        holder: "",
        until_ms: 0,
        next_ms: eb
          .case()
          .when("next_ms", ">", next)
          .then(eb.ref("next_ms"))
          .else(sql<number>`cast(${next} as bigint)`)
          .end(),
        ...(blocked === undefined ? {} : { blocked }),
      }))
      .where("channel", "=", lane.channel)
      .execute();
  });
};

const nextDueMs = async (db: Db): Promise<number | null> => {
  const row = await db
    .selectFrom("lane")
    .select(sql<number | null>`min(case when until_ms > next_ms then until_ms else next_ms end)`.as("due"))
    .where(HAS_WORK)
    .executeTakeFirstOrThrow();
  return row.due;
};

/** Frees blocked lanes and dead letters; answers how many posts were set free. */
export const retryAll = async ({ db }: Engine, changes: Changes): Promise<number> => {
  const freed = await transact(db, async (transaction) => {
    const stuck = await transaction
      .selectFrom("outbox")
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .where(IS_OWED)
      .where("channel", "in", (eb) => eb.selectFrom("lane").select("lane.channel").where("blocked", "is not", null))
      .executeTakeFirstOrThrow();
    const dead = await transaction
      .updateTable("outbox")
      .set({ dead: null, attempts: 0 })
      .where("dead", "is not", null)
      .executeTakeFirst();
    await transaction.updateTable("lane").set({ blocked: null, next_ms: 0 }).where("blocked", "is not", null).execute();
    return Number(stuck.count) + Number(dead.numUpdatedRows);
  });
  if (freed > 0) changes.tell("outbox");
  return freed;
};
