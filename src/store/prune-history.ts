import { type SqlBool, sql } from "kysely";
import type { Db } from "./engine.ts";
import { DAY_MS } from "./migrations/0007-care.ts";

/** Deletes at most `limit` rows that are older; answers how many. Run again until it answers fewer. */
export type DeleteHistory = (db: Db, beforeMs: number, limit: number) => Promise<{ readonly numDeletedRows: bigint }>;

/** As the partial indexes say it, so that both engines use them. */
const COUNTS = sql<SqlBool>`kind <> 'opened'`;
const OPENED = sql<SqlBool>`kind = 'opened'`;

const factsWhere =
  (kind: typeof COUNTS): DeleteHistory =>
  (db, beforeMs, limit) =>
    db
      .deleteFrom("fact")
      .where(({ eb, refTuple, selectFrom }) =>
        eb(
          refTuple("source", "id"),
          "in",
          selectFrom("fact as old")
            .select(["old.source", "old.id"])
            .where("old.at_ms", "<", beforeMs)
            .where(kind)
            .limit(limit)
            .$asTuple("source", "id"),
        ),
      )
      .executeTakeFirstOrThrow();

const deleteDuties: DeleteHistory = (db, beforeMs, limit) =>
  db
    .deleteFrom("duty")
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple("from_ms", "source", "schedule_id", "person_id"),
        "in",
        selectFrom("duty as old")
          .select(["old.from_ms", "old.source", "old.schedule_id", "old.person_id"])
          .where("old.from_ms", "<", beforeMs - DAY_MS)
          .limit(limit)
          .$asTuple("from_ms", "source", "schedule_id", "person_id"),
      ),
    )
    .executeTakeFirstOrThrow();

const deletePlanned: DeleteHistory = (db, beforeMs, limit) =>
  db
    .deleteFrom("planned_work")
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple("source", "ref", "service"),
        "in",
        selectFrom("planned_work as old")
          .select(["old.source", "old.ref", "old.service"])
          .where("old.from_ms", "<", beforeMs)
          .where("old.to_ms", "<", beforeMs)
          .limit(limit)
          .$asTuple("source", "ref", "service"),
      ),
    )
    .executeTakeFirstOrThrow();

/** Maintenance of our own: it counts for as long as other planned work. */
const deleteMaintenance: DeleteHistory = (db, beforeMs, limit) =>
  db
    .deleteFrom("mute")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("mute")
        .select("id")
        .where(sql<SqlBool>`kind = 'maintenance'`)
        .where("until_ms", "<", beforeMs)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("due").select("due.id").whereRef("due.id", "=", sql`'mute_end:' || mute.id`))),
        )
        .limit(limit),
    )
    .executeTakeFirstOrThrow();

const deleteVerdicts: DeleteHistory = (db, beforeMs, limit) =>
  db
    .deleteFrom("verdict")
    .where("incident_id", "in", (eb) =>
      eb.selectFrom("verdict").select("incident_id").where("at_ms", "<", beforeMs).limit(limit),
    )
    .executeTakeFirstOrThrow();

const deleteRatings: DeleteHistory = (db, beforeMs, limit) =>
  db
    .deleteFrom("rating")
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple("user_id", "schedule", "from_ms"),
        "in",
        selectFrom("rating as old")
          .select(["old.user_id", "old.schedule", "old.from_ms"])
          .where("old.to_ms", "<", beforeMs)
          .limit(limit)
          .$asTuple("user_id", "schedule", "from_ms"),
      ),
    )
    .executeTakeFirstOrThrow();

/** Problems that are over for so long; what goes on stays, however old. What was said of them goes too. */
export const deleteIncidents: DeleteHistory = async (db, beforeMs, limit) => {
  const old = await db
    .selectFrom("incident")
    .select("id")
    .where("opened_ms", "<", beforeMs)
    .where("last_ms", "<", beforeMs)
    .where(({ eb, or }) => or([eb("resolved_ms", "<", beforeMs), eb("state", "=", "notice")]))
    .orderBy("opened_ms")
    .limit(limit)
    .execute();
  const ids = old.map(({ id }) => id);
  if (ids.length === 0) return { numDeletedRows: 0n };
  await db.deleteFrom("verdict").where("incident_id", "in", ids).execute();
  return db.deleteFrom("incident").where("id", "in", ids).executeTakeFirstOrThrow();
};

/** Everything that goes with facts. */
export const FACT_DELETES: readonly DeleteHistory[] = [
  factsWhere(COUNTS),
  factsWhere(OPENED),
  deleteDuties,
  deletePlanned,
  deleteMaintenance,
  deleteVerdicts,
  deleteRatings,
];

/** Notes that nothing older is left, before it is deleted: statistics then say so, instead of zero. */
export const noteGone = async (db: Db, what: "fact" | "incident", beforeMs: number): Promise<void> => {
  await db
    .insertInto("gone")
    .values({ what, before_ms: beforeMs })
    .onConflict((conflict) =>
      conflict
        .column("what")
        .doUpdateSet({ before_ms: beforeMs })
        .whereRef("gone.before_ms", "<", "excluded.before_ms"),
    )
    .execute();
};
