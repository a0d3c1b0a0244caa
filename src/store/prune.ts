import { sql } from "kysely";
import { type Db, transact } from "./engine.ts";
import { deleteIncidents, FACT_DELETES, noteGone } from "./prune-history.ts";

interface Keep {
  readonly inboxDays: number;
  readonly outboxDays: number;
  readonly snapshotDays: number;
  readonly auditDays?: number | undefined;
  /** For ever when absent. */
  readonly factDays?: number | undefined;
  readonly incidentDays?: number | undefined;
}
type DeleteSome = (db: Db, limit: number) => Promise<{ readonly numDeletedRows: bigint }>;

const DAY_MS = 86_400_000;
/** Bodies are some kilobytes and pictures some hundred: a batch holds the event loop for a few milliseconds. */
const ROWS = 200;
const PICTURES = 5;
const AUDIT_DAYS = 400;
/** A graph that nobody looked at for so long: its links are dead long since. */
const GRAPH_DAYS = 400;
/** Nobody asks for what is so long over. */
const STALE_DAYS = 90;

const deletesOf = (nowMs: number, keep: Keep): readonly (readonly [number, DeleteSome])[] => {
  const inboxMs = nowMs - keep.inboxDays * DAY_MS;
  const outboxMs = nowMs - keep.outboxDays * DAY_MS;
  const snapshotMs = nowMs - keep.snapshotDays * DAY_MS;
  return [
    [ROWS, (db, limit) => deleteInbox(db, inboxMs, limit)],
    [ROWS, (db, limit) => deleteSeen(db, inboxMs, limit)],
    [ROWS, (db, limit) => deletePosts(db, outboxMs, limit)],
    [ROWS, (db, limit) => deleteMutes(db, outboxMs, limit)],
    [ROWS, (db, limit) => deleteDues(db, outboxMs, limit)],
    [ROWS, (db, limit) => deleteAudit(db, nowMs - (keep.auditDays ?? AUDIT_DAYS) * DAY_MS, limit)],
    [ROWS, (db, limit) => deleteCovers(db, nowMs - STALE_DAYS * DAY_MS, limit)],
    [ROWS, (db, limit) => deleteKnown(db, nowMs - STALE_DAYS * DAY_MS, limit)],
    [ROWS, (db, limit) => deleteGraphs(db, nowMs - GRAPH_DAYS * DAY_MS, limit)],
    [ROWS, (db, limit) => deleteWatches(db, nowMs - DAY_MS, limit)],
    [PICTURES, (db, limit) => deleteSnapshots(db, snapshotMs, limit)],
  ];
};

/** What statistics are made of, where it is not kept for ever. */
const historyOf = (nowMs: number, { factDays, incidentDays }: Keep): readonly (readonly [number, DeleteSome])[] => {
  const facts = factDays === undefined ? [] : FACT_DELETES;
  return [
    ...facts.map((one): readonly [number, DeleteSome] => [
      ROWS,
      (db, limit) => one(db, nowMs - (factDays ?? 0) * DAY_MS, limit),
    ]),
    ...(incidentDays === undefined
      ? []
      : [[ROWS, (db: Db, limit: number) => deleteIncidents(db, nowMs - incidentDays * DAY_MS, limit)] as const]),
  ];
};

/** Deletes what is older than its retention, in batches; never what is still to be done. Answers the rows deleted. */
export const prune = async (db: Db, nowMs: number, keep: Keep): Promise<number> => {
  let deleted = 0;
  if (keep.factDays !== undefined) await noteGone(db, "fact", nowMs - keep.factDays * DAY_MS);
  if (keep.incidentDays !== undefined) await noteGone(db, "incident", nowMs - keep.incidentDays * DAY_MS);
  for (const [limit, deleteSome] of [...deletesOf(nowMs, keep), ...historyOf(nowMs, keep)])
    for (;;) {
      const { numDeletedRows } = await transact(db, (transaction) => deleteSome(transaction, limit));
      deleted += Number(numDeletedRows);
      if (Number(numDeletedRows) < limit) break;
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  return deleted;
};

const deleteInbox: (db: Db, beforeMs: number, limit: number) => ReturnType<DeleteSome> = (db, beforeMs, limit) =>
  db
    .deleteFrom("inbox")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("inbox")
        .select("id")
        .where("received_ms", "<", beforeMs)
        .where("state", "<>", "new")
        .orderBy("received_ms")
        .limit(limit),
    )
    .executeTakeFirstOrThrow();

const deleteSeen: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("seen")
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple("source", "event_id"),
        "in",
        selectFrom("seen")
          .select(["source", "event_id"])
          .where("at_ms", "<", beforeMs)
          .limit(limit)
          .$asTuple("source", "event_id"),
      ),
    )
    .executeTakeFirstOrThrow();

/** Notes that were said, pictures, and cards of what ended: an open problem keeps its card, however old. */
const deletePosts: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("outbox")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("outbox as post")
        .leftJoin("incident", "incident.id", "post.incident_id")
        .select("post.id")
        .where("post.created_ms", "<", beforeMs)
        .where(sql<boolean>`(post.shown >= post.wanted or post.folded = 1 or post.note = 3)`)
        .where((where) =>
          where.or([
            where("post.note", "in", [1, 3]),
            where("incident.id", "is", null),
            where.and([
              where("incident.state", "in", ["resolved", "notice"]),
              where("incident.last_ms", "<", beforeMs),
            ]),
          ]),
        )
        .limit(limit),
    )
    .executeTakeFirstOrThrow();

/** Mutes that are over; one whose end is still to be reported stays, and planned work, which statistics know of. */
const deleteMutes: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("mute")
    .where("id", "in", (eb) =>
      eb
        .selectFrom("mute")
        .select("mute.id")
        .where("kind", "<>", "maintenance")
        .where("until_ms", "<", beforeMs)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom("due").select("due.id").whereRef("due.id", "=", sql`'mute_end:' || mute.id`))),
        )
        .limit(limit),
    )
    .executeTakeFirstOrThrow();

/** What nobody did for so long: its kind is known no more. */
const deleteDues: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("due")
    .where("id", "in", (eb) => eb.selectFrom("due").select("id").where("at_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

const deleteAudit: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("audit")
    .where("id", "in", (eb) => eb.selectFrom("audit").select("id").where("at_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

/** Requests whose time is long over. */
const deleteCovers: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("cover")
    .where("id", "in", (eb) => eb.selectFrom("cover").select("id").where("to_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

const deleteKnown: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("known")
    .where("name", "in", (eb) => eb.selectFrom("known").select("name").where("at_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

const deleteGraphs: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("graph")
    .where("id", "in", (eb) => eb.selectFrom("graph").select("id").where("used_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

/** Watches that should have ended; whoever looks after them ended them already, unless nobody does. */
const deleteWatches: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("graph_watch")
    .where("id", "in", (eb) => eb.selectFrom("graph_watch").select("id").where("until_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();

const deleteSnapshots: typeof deleteInbox = (db, beforeMs, limit) =>
  db
    .deleteFrom("snapshot")
    .where("id", "in", (eb) => eb.selectFrom("snapshot").select("id").where("at_ms", "<", beforeMs).limit(limit))
    .executeTakeFirstOrThrow();
