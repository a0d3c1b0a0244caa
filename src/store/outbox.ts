import { sql, type Transaction, type UpdateObject } from "kysely";
import type { Lane, Outbox, Post } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { createDigests, IS_STORM } from "./digests.ts";
import { type Db, type Engine, transact } from "./engine.ts";
import { createLanes, IS_OWED, retryAll } from "./lanes.ts";
import { requireLane } from "./leases.ts";
import { createPictures, type Extra, PICTURE } from "./pictures.ts";
import { createQuestions } from "./questions.ts";
import { reportQueue } from "./queue-report.ts";
import type { Reader } from "./reader.ts";
import { createRechecks } from "./rechecks.ts";
import type { OutboxTable, Tables } from "./schema.ts";

const KINDS = ["card", "note", "digest", "note", "note"] as const;

type OwedRow = OutboxTable & { readonly card_ts: string | null; readonly thread_id: string | null };

const postOf = (row: OwedRow): Post => {
  const lines: readonly string[] = JSON.parse(row.lines);
  const extra: Extra = row.extra === null ? {} : JSON.parse(row.extra);
  return {
    id: row.id,
    channel: row.channel,
    kind: KINDS[row.note] ?? "card",
    incidentId: row.incident_id,
    lines,
    mention: extra.mention,
    broadcast: extra.broadcast,
    picture: extra.picture,
    question: extra.question,
    urgent: row.urgent === 1,
    named: row.named > 0,
    wanted: row.wanted,
    shown: row.shown,
    ts: row.ts ?? undefined,
    tryingSinceMs: row.trying_ms ?? undefined,
    attempts: row.attempts,
    createdAtMs: row.created_ms,
    cardTs: row.card_ts ?? undefined,
    threadId: row.thread_id ?? undefined,
  };
};

/** What nobody was told goes first: urgent ones, ordinary ones, urgent ones that the digest names, then notes, then pictures, then questions. */
const TURN = sql<number>`case when outbox.note = 4 then 5 when outbox.note = 3 then 4 when outbox.note = 1 then 3 when outbox.urgent = 0 then 1 when outbox.named = 0 then 0 else 2 end`;

/**
 * The digest, new cards, notes whose card is posted, pictures and questions likewise, then updates, each oldest first; posts and updates have a limit of
 * their own, because they wait for different budgets.
 */
const readOwed = async (db: Db, channel: string, limit: number): Promise<readonly Post[]> => {
  const owed = owedIn(db, channel);
  const posts = await owed
    .where(sql<boolean>`(outbox.note in (1, 3) or outbox.ts is null) and outbox.note <> 2`)
    .orderBy(TURN)
    .orderBy("outbox.owed_ms")
    .orderBy("outbox.place")
    .orderBy("outbox.id")
    .limit(limit)
    .execute();
  const updates = await owed
    .where(sql<boolean>`(outbox.note = 2 or outbox.note in (0, 4) and outbox.ts is not null)`)
    .orderBy(sql<number>`case outbox.note when 2 then 0 when 0 then 1 else 2 end`)
    .orderBy("outbox.owed_ms")
    .orderBy("outbox.id")
    .limit(limit)
    .execute();
  const isDigest = ({ note }: OwedRow): boolean => note === 2;
  return [...updates.filter(isDigest), ...posts, ...updates.filter((row) => !isDigest(row))].map(postOf);
};

/** A note, a picture or a question goes below its card once that is posted, a card below another unless that one never comes; in the root's thread. */
const owedIn = (db: Db, channel: string) =>
  db
    .selectFrom("outbox")
    .leftJoin("outbox as above", "above.id", "outbox.card_id")
    .leftJoin("outbox as root", "root.id", "above.card_id")
    .selectAll("outbox")
    .select(sql<string | null>`coalesce(root.ts, above.ts)`.as("card_ts"))
    .select(sql<string | null>`case when root.ts is null then above.id else root.id end`.as("thread_id"))
    .where("outbox.channel", "=", channel)
    .where(IS_OWED)
    .where(
      sql<boolean>`(above.ts is not null or outbox.note not in (1, 3, 4) and (above.id is null or above.dead is not null or above.folded = 1))`,
    );

const forgetDoubt = { trying_ms: null } satisfies UpdateObject<Tables, "outbox">;

/** The outbox: one row a card and channel, one a note; every write of a lane's holder carries its fence. */
export const createOutbox = (engine: Engine, changes: Changes, reader: Reader): Outbox => {
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
    ...createDigests(engine, reader),
    ...createPictures(engine, changes),
    ...createQuestions(engine, changes),
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
  // A card that comes after its name: the digest need not name it any more.
  await transaction
    .updateTable("outbox")
    .set(({ eb }) => ({ wanted: eb("wanted", "+", 1) }))
    .where(IS_STORM)
    .where("id", "in", (eb) =>
      eb.selectFrom("outbox as card").select("card.digest").where("card.id", "in", postIds).where("card.named", ">", 0),
    )
    .execute();
  await transaction
    .updateTable("outbox")
    .set(({ eb }) => ({
      ...forgetDoubt,
      ts,
      attempts: 0,
      named: 0,
      shown: eb
        .case()
        .when("note", "in", [1, PICTURE])
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
