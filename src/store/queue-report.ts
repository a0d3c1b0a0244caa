import { sql } from "kysely";
import type { QueueReport } from "../core/store.ts";
import type { Db } from "./engine.ts";
import { IS_OWED } from "./lanes.ts";

const LISTED = 100;

/** What waits, what is blocked, what could not be read and what was given up; lists end at 100, newest first. */
export const reportQueue = async (db: Db): Promise<QueueReport> => {
  const waiting = await db
    .selectFrom("outbox")
    .select(({ fn }) => ["channel", fn.countAll<number>().as("count"), fn.min("owed_ms").as("oldest")])
    .where(IS_OWED)
    .groupBy("channel")
    .execute();
  const lanes = await db.selectFrom("lane").select(["channel", "blocked", "next_ms"]).orderBy("channel").execute();
  const inbox = await db
    .selectFrom("inbox")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where(sql<boolean>`state = 'new'`)
    .executeTakeFirstOrThrow();
  const unreadable = await db
    .selectFrom("inbox")
    .select(["id", "source", "received_ms", "why"])
    .where(sql<boolean>`state = 'unreadable'`)
    .orderBy("received_ms", "desc")
    .limit(LISTED)
    .execute();
  const dead = await db
    .selectFrom("outbox")
    .select(["id", "channel", "incident_id", "dead"])
    .where("dead", "is not", null)
    .orderBy("channel")
    .orderBy("owed_ms", "desc")
    .limit(LISTED)
    .execute();
  const byChannel = new Map(waiting.map((row) => [row.channel, row]));
  return {
    lanes: lanes
      .map(({ channel, blocked, next_ms }) => ({
        channel,
        waiting: Number(byChannel.get(channel)?.count ?? 0),
        oldestMs: byChannel.get(channel)?.oldest ?? null,
        blocked: blocked ?? undefined,
        nextAtMs: next_ms,
      }))
      .filter((lane) => lane.waiting > 0 || lane.blocked !== undefined),
    inboxWaiting: Number(inbox.count),
    unreadable: unreadable.map(({ id, source, received_ms, why }) => ({
      id,
      source,
      receivedAtMs: received_ms,
      why: why ?? "",
    })),
    dead: dead.map((row) => ({ id: row.id, channel: row.channel, incidentId: row.incident_id, why: row.dead ?? "" })),
  };
};
