import { sql } from "kysely";
import type { Applied, Plan, Say } from "../core/store.ts";
import { createBulk } from "./bulk.ts";
import { IS_CALL, IS_STORM, owedAgain } from "./digests.ts";
import type { Db } from "./engine.ts";
import type { LaneTable, OutboxTable } from "./schema.ts";

/** Id of an incident's card in a channel: one row, however often it changes. */
const cardId = (incidentId: string, channel: string): string => `card:${incidentId}:${channel}`;

/** What has to be written so that the changes are said. */
export interface Owed {
  readonly rows: readonly OutboxTable[];
  /** Cards that are repainted where they were posted, never posted anew. */
  readonly repaint: ReadonlyMap<string, number>;
  /** Cards of what fires again: one that only a storm's digest told gets a message of its own. */
  readonly again: readonly string[];
  readonly channels: readonly string[];
  readonly nowMs: number;
}

type CardSay = Extract<Say, { kind: "card" }>;
type NoteSay = Extract<Say, { kind: "note" }>;

/** A row that nobody was told of yet. */
export const untold = (nowMs: number) =>
  ({
    lines: "[]",
    shown: 0,
    ts: null,
    trying_ms: null,
    tried_ms: null,
    attempts: 0,
    created_ms: nowMs,
    owed_ms: nowMs,
    place: 0,
    dead: null,
    urgent: 0,
    digest: null,
    named: 0,
    folded: 0,
    extra: null,
    joined_ms: null,
    ended_ms: null,
  }) satisfies Partial<OutboxTable>;

const cardRow = (incidentId: string, version: number, say: CardSay | NoteSay, nowMs: number): OutboxTable => {
  const under = say.kind === "card" && say.under !== incidentId ? say.under : undefined;
  return {
    ...untold(nowMs),
    id: cardId(incidentId, say.channel),
    channel: say.channel,
    note: 0,
    incident_id: incidentId,
    card_id: under === undefined ? null : cardId(under, say.channel),
    wanted: version,
    urgent: say.kind === "card" && say.urgent === true ? 1 : 0,
  };
};

const noteRow = (card: OutboxTable, id: string, { lines, mention, broadcast }: NoteSay): OutboxTable => ({
  ...card,
  id,
  note: 1,
  card_id: card.id,
  lines: JSON.stringify(lines),
  wanted: 1,
  extra: mention || broadcast ? JSON.stringify({ mention, broadcast }) : null,
});

/** Says in the words of `plan`, as outbox rows; several changes of one card are one row. Pure. */
export const owedBy = (applied: readonly Applied[], plan: Plan, nowMs: number): Owed => {
  const rows = new Map<string, OutboxTable>();
  const repaint = new Map<string, number>();
  const again = new Set<string>();
  const channels = new Set<string>();
  for (const { incident, change, alert } of applied)
    for (const say of plan(incident, change, alert)) {
      if (say.kind === "later") continue;
      channels.add(say.channel);
      const card = { ...cardRow(incident.id, incident.version, say, nowMs), place: rows.size };
      if (say.kind === "note") {
        const id = `note:${alert.source}:${alert.eventId}:${say.channel}`;
        rows.set(id, noteRow(card, id, say));
      } else if (say.onlyIfPosted === true) repaint.set(card.id, card.wanted);
      else {
        const before = rows.get(card.id);
        rows.set(
          card.id,
          before ? { ...card, place: before.place, urgent: Math.max(before.urgent, card.urgent) } : card,
        );
        if (change === "reopened") again.add(card.id);
      }
    }
  return { rows: [...rows.values()], repaint, again: [...again], channels: [...channels].sort(), nowMs };
};

const laneOf = (channel: string): LaneTable => ({
  channel,
  next_ms: 0,
  holder: "",
  until_ms: 0,
  fence: 0,
  blocked: null,
});

/** Inserts rows; a row that exists is owed again when what it says is newer than what it said. */
const createUpsert = (root: Db) =>
  createBulk(cardRow("", 0, { kind: "card", channel: "" }, 0), (rows) =>
    root
      .insertInto("outbox")
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column("id")
          .doUpdateSet(({ ref, eb }) => ({
            wanted: ref("excluded.wanted"),
            // Another version is another message: what refused the last one may take it.
            dead: ref("excluded.dead"),
            attempts: ref("excluded.attempts"),
            // Once urgent it stays so: what ended before its card went out is still told first.
            urgent: eb
              .case()
              .when(eb("excluded.urgent", ">", ref("outbox.urgent")))
              .then(ref("excluded.urgent"))
              .else(ref("outbox.urgent"))
              .end(),
            // What a digest told as one of many and has become urgent gets its own message.
            folded: eb
              .case()
              .when(eb("excluded.urgent", ">", ref("outbox.urgent")))
              .then(ref("excluded.folded"))
              .else(ref("outbox.folded"))
              .end(),
            owed_ms: eb
              .case()
              .when(eb("outbox.wanted", ">", ref("outbox.shown")))
              .then(ref("outbox.owed_ms"))
              .else(ref("excluded.owed_ms"))
              .end(),
          }))
          .whereRef("excluded.wanted", ">", "outbox.wanted"),
      ),
  );

/** Writes them within the transaction of the change. Answers whether anything is owed now. */
export const createOwe = (root: Db): ((db: Db, owed: Owed) => Promise<boolean>) => {
  const upsert = createUpsert(root);
  const insertLanes = createBulk(laneOf(""), (rows) =>
    root
      .insertInto("lane")
      .values(rows)
      .onConflict((conflict) => conflict.doNothing()),
  );
  return async (db, owed) => {
    const { rows, repaint, channels } = owed;
    if (channels.length === 0) return false;
    if (rows.length > 0) {
      await insertLanes(db, channels.map(laneOf));
      await upsert(
        db,
        [...rows].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
    }
    for (const [id, version] of repaint)
      await db
        .updateTable("outbox")
        .set({ wanted: version, dead: null, attempts: 0 })
        .where("id", "=", id)
        .where("wanted", "<", version)
        .execute();
    await unfold(db, owed);
    await placeNotes(db, rows);
    await db
      .updateTable("outbox")
      .set(owedAgain(owed.nowMs))
      .where("channel", "in", channels)
      .where(IS_STORM)
      .execute();
    return true;
  };
};

/**
 * What fires again after the storm whose digest told it is owed as a message of its own, and so is what is urgent; while
 * the storm is on, its digest names it again meanwhile.
 */
const unfold = async (db: Db, { again, nowMs }: Owed): Promise<void> => {
  if (again.length === 0) return;
  const storm = sql`from outbox as storm where storm.id = outbox.digest and storm.ended_ms is null`;
  await db
    .updateTable("outbox")
    .set({
      folded: 0,
      named: sql<number>`coalesce((select storm.wanted + 1 ${storm}), 0)`,
      owed_ms: sql<number>`case when exists (select 1 ${storm}) then owed_ms else cast(${nowMs} as bigint) end`,
    })
    .where("id", "in", again)
    .where("folded", "=", 1)
    .where(sql<boolean>`(outbox.urgent = 1 or not exists (select 1 ${storm}))`)
    .execute();
};

/** Notes of what only a digest tells are not posted, unless they call somebody: those go into the digest's thread. */
const placeNotes = async (db: Db, rows: readonly OutboxTable[]): Promise<void> => {
  const notes = rows.filter(({ note }) => note === 1).map(({ id }) => id);
  if (notes.length === 0) return;
  const digest = sql<string>`(select card.digest from outbox as card where card.id = outbox.card_id)`;
  await db
    .updateTable("outbox")
    .set({
      folded: sql<number>`case when ${IS_CALL} then 0 else 1 end`,
      card_id: sql<string>`case when ${IS_CALL} then ${digest} else card_id end`,
    })
    .where("id", "in", notes)
    .where(sql<boolean>`exists (select 1 from outbox as card where card.id = outbox.card_id and card.folded = 1)`)
    .execute();
};
