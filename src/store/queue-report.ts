import { sql } from "kysely";
import type { QueueReport } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { IS_OWED } from "./lanes.ts";

const LISTED = 100;

/** What waits, what is blocked, what could not be read and what was given up; lists end at 100, newest first. */
export const reportQueue = async (db: Db): Promise<QueueReport> => ({
  lanes: await readLanes(db),
  inboxWaiting: await countInbox(db),
  unreadable: await readUnreadable(db),
  dead: await readDead(db),
});

const readLanes = async (db: Db): Promise<QueueReport["lanes"]> => {
  const waiting = await db
    .selectFrom("outbox")
    .select(({ fn }) => ["channel", fn.countAll<number>().as("count"), fn.min("owed_ms").as("oldest")])
    .where(IS_OWED)
    .groupBy("channel")
    .execute();
  const byChannel = new Map(waiting.map((row) => [row.channel, row]));
  const lanes = await db.selectFrom("lane").select(["channel", "blocked", "next_ms"]).orderBy("channel").execute();
  return lanes
    .map(({ channel, blocked, next_ms }) => ({
      channel,
      waiting: Number(byChannel.get(channel)?.count ?? 0),
      oldestMs: byChannel.get(channel)?.oldest ?? null,
      blocked: blocked ?? undefined,
      nextAtMs: next_ms,
    }))
    .filter((lane) => lane.waiting > 0 || lane.blocked !== undefined);
};

const countInbox = async (db: Db): Promise<number> => {
  const { count } = await db
    .selectFrom("inbox")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where(sql<boolean>`state = 'new'`)
    .executeTakeFirstOrThrow();
  return Number(count);
};

const readUnreadable = async (db: Db): Promise<QueueReport["unreadable"]> => {
  const rows = await db
    .selectFrom("inbox")
    .select(["id", "source", "received_ms", "why"])
    .where(sql<boolean>`state = 'unreadable'`)
    .orderBy("received_ms", "desc")
    .limit(LISTED)
    .execute();
  return rows.map(({ id, source, received_ms, why }) => ({ id, source, receivedAtMs: received_ms, why: why ?? "" }));
};

const readDead = async (db: Db): Promise<QueueReport["dead"]> => {
  const rows = await db
    .selectFrom("outbox")
    .select(["id", "channel", "incident_id", "dead"])
    .where("dead", "is not", null)
    .orderBy("channel")
    .orderBy("owed_ms", "desc")
    .limit(LISTED)
    .execute();
  return rows.map((row) => ({ id: row.id, channel: row.channel, incidentId: row.incident_id, why: row.dead ?? "" }));
};
