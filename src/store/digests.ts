import { sql, type Transaction, type UpdateObject } from "kysely";
import type { DigestState, Lane, Outbox } from "../core/store.ts";
import { createReadDigest } from "./digest-read.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { requireLane } from "./leases.ts";
import type { Reader } from "./reader.ts";
import type { OutboxTable, Tables } from "./schema.ts";

/** The digest of a storm that is on. */
export const IS_STORM = sql<boolean>`outbox.note = 2 and outbox.ended_ms is null`;

/** What makes a digest owed: it says something newer. */
export const owedAgain = (nowMs: number) =>
  ({
    wanted: sql<number>`outbox.wanted + 1`,
    owed_ms: sql<number>`case when outbox.wanted > outbox.shown then outbox.owed_ms else cast(${nowMs} as bigint) end`,
  }) satisfies UpdateObject<Tables, "outbox">;

/** A note that calls somebody. */
export const IS_CALL = sql<boolean>`note = 1 and extra is not null`;

type Digests = Pick<Outbox, "openDigest" | "fold" | "closeDigest" | "digest" | "touch">;
type Transacting = Transaction<Tables>;

/** Storms: the digest is a row of the outbox like any other, and what it tells alone is folded into it. */
export const createDigests = (engine: Engine, reader: Reader): Digests => {
  const write = <T>(lane: Lane, work: (transaction: Transacting) => Promise<T>): Promise<T> =>
    engine.relaxed((held) =>
      transact(held, async (transaction) => {
        await requireLane(transaction, lane);
        return work(transaction);
      }),
    );
  return {
    openDigest: (lane) => openDigest(engine.db, lane.channel),
    fold: (lane, posts, nowMs) => write(lane, (transaction) => fold(transaction, lane.channel, posts, nowMs)),
    closeDigest: (lane, id, nowMs) =>
      write(lane, async (transaction) => {
        const closed = { ...owedAgain(nowMs), ended_ms: nowMs };
        await transaction.updateTable("outbox").set(closed).where("id", "=", id).where(IS_STORM).execute();
      }),
    digest: createReadDigest(engine.db, reader),
    touch: (lane, postId, sinceMs, most) =>
      write(lane, (transaction) => touch(transaction, lane.channel, postId, sinceMs, most)),
  };
};

const openDigest = async (db: Db, channel: string): Promise<DigestState | undefined> => {
  const row = await db
    .selectFrom("outbox")
    .select(["id", "created_ms", "joined_ms", "ts", "shown"])
    .where("channel", "=", channel)
    .where(IS_STORM)
    .executeTakeFirst();
  if (!row) return undefined;
  const waiting = await db
    .selectFrom("outbox")
    .select(({ fn }) => [
      fn.countAll<number>().as("named"),
      sql<number | null>`min(case when named > cast(${row.shown} as bigint) then created_ms end)`.as("since"),
    ])
    .where("digest", "=", row.id)
    .where(sql<boolean>`named > 0`)
    .executeTakeFirstOrThrow();
  return {
    id: row.id,
    openedAtMs: row.created_ms,
    joinedAtMs: row.joined_ms ?? row.created_ms,
    posted: row.ts !== null,
    untoldSinceMs: waiting.since ?? undefined,
    named: Number(waiting.named),
  };
};

const newDigest = (channel: string, openedMs: number, nowMs: number): OutboxTable => {
  const id = `digest:${channel}:${nowMs}`;
  const nothing = { ts: null, trying_ms: null, tried_ms: null, dead: null, digest: null, extra: null, ended_ms: null };
  const none = { card_id: null, wanted: 0, shown: 0, attempts: 0, urgent: 0, named: 0, folded: 0, place: 0 };
  const times = { created_ms: openedMs, owed_ms: nowMs, joined_ms: nowMs };
  return { id, channel, note: 2, incident_id: id, lines: "[]", ...none, ...nothing, ...times };
};

const fold: (
  db: Transacting,
  channel: string,
  posts: Parameters<Outbox["fold"]>[1],
  nowMs: number,
) => Promise<DigestState> = async (db, channel, { folded, named }, nowMs) => {
  const cards = await db
    .selectFrom("outbox")
    .select(["id", "digest", "owed_ms"])
    .where("id", "in", [...folded, ...named])
    .where("channel", "=", channel)
    .where(sql<boolean>`note = 0 and ts is null`)
    .execute();
  let id = (await openDigest(db, channel))?.id;
  if (id === undefined) {
    const digest = newDigest(channel, Math.min(nowMs, ...cards.map(({ owed_ms }) => owed_ms)), nowMs);
    await db.insertInto("outbox").values(digest).execute();
    id = digest.id;
  }
  const here = new Set(cards.map((card) => card.id));
  const joins = cards.some(({ digest }) => digest !== id);
  await foldCards(
    db,
    id,
    folded.filter((card) => here.has(card)),
  );
  const { wanted } = await db
    .updateTable("outbox")
    .set({ ...owedAgain(nowMs), ...(joins ? { joined_ms: nowMs } : {}) })
    .where("id", "=", id)
    .returning("wanted")
    .executeTakeFirstOrThrow();
  const names = named.filter((card) => here.has(card));
  if (names.length > 0)
    await db
      .updateTable("outbox")
      .set({ digest: id, named: wanted })
      .where("id", "in", names)
      .where("named", "=", 0)
      .execute();
  const state = await openDigest(db, channel);
  if (!state) throw new Error(`the digest ${id} was not written`);
  return state;
};

/** Their notes, pictures and questions are not posted either; notes that call somebody go into the digest's thread. */
const foldCards = async (db: Transacting, digest: string, cards: readonly string[]): Promise<void> => {
  if (cards.length === 0) return;
  await db
    .updateTable("outbox")
    .set({ digest, folded: 1, named: 0, trying_ms: null })
    .where("id", "in", cards)
    .execute();
  await db
    .updateTable("outbox")
    .set({
      folded: sql<number>`case when ${IS_CALL} then 0 else 1 end`,
      card_id: sql<string>`case when ${IS_CALL} then cast(${digest} as text) else card_id end`,
    })
    .where(sql<boolean>`note in (1, 3, 4) and wanted > shown and dead is null and folded = 0`)
    .where("card_id", "in", cards)
    .execute();
};

const touch = async (
  db: Transacting,
  channel: string,
  postId: string,
  sinceMs: number,
  most: number,
): Promise<number> => {
  const { rows } = await sql<{ id: string; source: string }>`
    select card.id, incident.source from outbox as card join incident on incident.id = card.incident_id
    where card.channel = ${channel} and card.note = 0 and card.created_ms >= ${Math.floor(sinceMs)}
      and card.ts is not null and card.dead is null and card.folded = 0
    order by card.created_ms desc, card.id limit 50`.execute(db);
  const mine = rows.find(({ id }) => id === postId)?.source;
  const others = rows.filter(({ source }) => source !== mine).slice(0, most);
  if (mine === undefined || others.length === 0) return 0;
  if (rows.some(({ id, source }) => source === mine && id !== postId)) return 0;
  const ids = others.map(({ id }) => id);
  await db.updateTable("outbox").set({ shown: 0 }).where("id", "in", ids).execute();
  return ids.length;
};
