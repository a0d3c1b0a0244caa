import { type SqlBool, sql } from "kysely";
import type { Before } from "../core/before.ts";
import type { Incident } from "../core/incident.ts";
import type { Clock } from "../core/log.ts";
import type { Store } from "../core/store.ts";
import { createZoneClock, hourOfWall, isZone } from "../core/time/zone-clock.ts";
import type { Db } from "./engine.ts";
import { IS_OPEN } from "./incident-list.ts";
import { incidentOf, problemOf } from "./incident-rows.ts";

const MOST = 50;
const SOURCES = 20;
/** Enough to know who takes part in a burst. */
const BURST = 1_000;
const CALLS = 500;
/** As the partial index says it, so that SQLite uses it. */
const IS_CALL = sql<SqlBool>`kind = 'notified'`;
const SLEEP = { fromHour: 22, toHour: 8 };

interface Call {
  readonly incidentKey: string;
  readonly atMs: number;
  readonly tz: string;
}

/** Between 22 and 8 o'clock there. */
const isNight = (atMs: number, tz: string): boolean => {
  const hour = hourOfWall(createZoneClock(tz, atMs, atMs + 1).wallMs(atMs));
  return hour >= SLEEP.fromHour || hour < SLEEP.toHour;
};

/** Calls of people about these, the newest ones, each in the zone of whoever was called. */
const readCalls = async (db: Db, source: string, keys: readonly string[], teamTz: string): Promise<readonly Call[]> => {
  if (keys.length === 0) return [];
  const rows = await db
    .selectFrom("fact")
    .leftJoin("person", (join) =>
      join.onRef("person.source", "=", "fact.source").onRef("person.id", "=", "fact.person_id"),
    )
    .select(["fact.incident_key", "fact.at_ms", "person.tz"])
    .where(IS_CALL)
    .where("fact.source", "=", source)
    .where("fact.incident_key", "in", keys)
    .where("fact.channel", "in", ["push", "sms", "phone", "other"])
    .orderBy("fact.at_ms", "desc")
    .limit(CALLS)
    .execute();
  return rows.map(({ incident_key, at_ms, tz }) => ({
    incidentKey: incident_key,
    atMs: at_ms,
    tz: tz !== null && isZone(tz) ? tz : teamTz,
  }));
};

const beforeOf = (one: Incident, calls: readonly Call[], nowMs: number, teamTz: string): Before => {
  const endMs = one.resolvedAtMs ?? nowMs;
  const theirs = calls.filter(
    ({ incidentKey, atMs }) => incidentKey === one.key && atMs >= one.openedAtMs && atMs <= endMs,
  );
  const pages = (one.paged ?? []).map(({ atMs }) => ({ atMs, tz: teamTz }));
  return {
    incidentId: one.id,
    openedAtMs: one.openedAtMs,
    ...(one.resolvedAtMs === undefined ? {} : { endedAtMs: one.resolvedAtMs }),
    takenBy: one.ackedBy ?? one.resolvedBy,
    woke: [...theirs, ...pages].some(({ atMs, tz }) => isNight(atMs, tz)),
    url: one.url,
  };
};

/**
 * `Store.before`, `Store.alsoNow` and `Store.openOf`, by index. Somebody was woken when they were called at night where they live; those
 * whose zone is unknown, and whoever was called from here, live in `teamTz`.
 */
export const createOccurrences = (
  db: Db,
  clock: Clock,
  teamTz: string,
): Pick<Store, "before" | "alsoNow" | "openOf"> => ({
  async openOf(source, limit) {
    const open = db.selectFrom("incident").select("data").where(IS_OPEN).where("source", "=", source);
    return (await open.limit(limit).execute()).map(incidentOf);
  },
  async before(incident, limit) {
    const rows = await db
      .selectFrom("incident")
      .select("data")
      .where("source", "=", incident.source)
      .where("problem", "=", problemOf(incident))
      .where("opened_ms", "<=", incident.openedAtMs)
      .where("id", "<>", incident.id)
      .orderBy("opened_ms", "desc")
      .limit(Math.max(0, Math.min(MOST, Math.floor(limit))))
      .execute();
    const found = rows.map(incidentOf);
    const keys = [...new Set(found.map(({ key }) => key))];
    const calls = await readCalls(db, incident.source, keys, teamTz);
    return found.map((one) => beforeOf(one, calls, clock(), teamTz));
  },
  async alsoNow({ source, openedAtMs }, withinMs) {
    const newest = db
      .selectFrom("incident")
      .select("source")
      .where("opened_ms", ">=", Math.floor(openedAtMs - withinMs))
      .where("opened_ms", "<=", Math.ceil(openedAtMs + withinMs))
      .orderBy("opened_ms", "desc")
      .limit(BURST);
    const rows = await db
      .selectFrom(newest.as("newest"))
      .select("source")
      .where("source", "<>", source)
      .distinct()
      .orderBy("source")
      .limit(SOURCES)
      .execute();
    return rows.map((row) => row.source);
  },
});
