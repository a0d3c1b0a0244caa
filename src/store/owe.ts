import type { Applied, Plan } from "../core/store.ts";
import { createBulk } from "./bulk.ts";
import type { Db } from "./engine.ts";
import type { LaneTable, OutboxTable } from "./schema.ts";

/** Id of an incident's card in a channel: one row, however often it changes. */
const cardId = (incidentId: string, channel: string): string => `card:${incidentId}:${channel}`;

/** What has to be written so that the changes are said. */
export interface Owed {
  readonly rows: readonly OutboxTable[];
  /** Cards that are repainted where they were posted, never posted anew. */
  readonly repaint: ReadonlyMap<string, number>;
}

const cardRow = (incidentId: string, channel: string, version: number, nowMs: number): OutboxTable => ({
  id: cardId(incidentId, channel),
  channel,
  note: 0,
  incident_id: incidentId,
  card_id: null,
  lines: "[]",
  wanted: version,
  shown: 0,
  ts: null,
  trying_ms: null,
  tried_ms: null,
  attempts: 0,
  created_ms: nowMs,
  owed_ms: nowMs,
  dead: null,
});

/** Says in the words of `plan`, as outbox rows; several changes of one card are one row. Pure. */
export const owedBy = (applied: readonly Applied[], plan: Plan, nowMs: number): Owed => {
  const rows = new Map<string, OutboxTable>();
  const repaint = new Map<string, number>();
  for (const { incident, change, alert } of applied)
    for (const say of plan(incident, change, alert)) {
      const card = cardRow(incident.id, say.channel, incident.version, nowMs);
      if (say.kind === "note") {
        const id = `note:${alert.source}:${alert.eventId}:${say.channel}`;
        const note = { note: 1, card_id: card.id, lines: JSON.stringify(say.lines), wanted: 1 };
        rows.set(id, { ...card, id, ...note });
      } else if (say.onlyIfPosted === true) repaint.set(card.id, card.wanted);
      else rows.set(card.id, card);
    }
  return { rows: [...rows.values()], repaint };
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
  createBulk(cardRow("", "", 0, 0), (rows) =>
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
  return async (db, { rows, repaint }) => {
    if (rows.length > 0) {
      const channels = [...new Set(rows.map(({ channel }) => channel))].sort();
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
    return rows.length + repaint.size > 0;
  };
};
