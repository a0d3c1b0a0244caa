import type { Transaction } from "kysely";
import type { Picture } from "../core/message.ts";
import type { Outbox, Post } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { type Engine, transact } from "./engine.ts";
import { requireLane } from "./leases.ts";
import { untold } from "./owe.ts";
import type { OutboxTable, Tables } from "./schema.ts";
import { cardsToPutBelow } from "./threads.ts";

/** What the column `note` holds for a picture below a card. */
export const PICTURE = 3;

/** And for the question below a card whether it needed anybody. */
export const QUESTION = 4;

/** What the column `extra` holds. */
export type Extra = Pick<Post, "mention" | "broadcast" | "picture" | "question">;

type Pictures = Pick<Outbox, "owePicture" | "dropPictures">;

const pictureRow = (card: OutboxTable, id: string, picture: Picture, nowMs: number): OutboxTable => ({
  ...untold(nowMs),
  id: `${id}:${card.channel}`,
  channel: card.channel,
  incident_id: card.incident_id,
  note: PICTURE,
  card_id: card.id,
  extra: JSON.stringify({ picture } satisfies Extra),
  wanted: 1,
});

/** Pictures below cards: rows of the outbox like notes, but each a message of its own that may be left out. */
export const createPictures = ({ db, locksRows }: Engine, changes: Changes): Pictures => ({
  async owePicture(id, incidentId, picture, nowMs) {
    const owed = await transact(db, (transaction) => owe(transaction, locksRows, id, incidentId, picture, nowMs));
    if (owed) changes.tell("outbox");
    return owed;
  },
  async dropPictures(lane, postIds) {
    if (postIds.length === 0) return;
    await transact(db, async (transaction) => {
      await requireLane(transaction, lane);
      await transaction
        .updateTable("outbox")
        .set({ folded: 1, trying_ms: null })
        .where("id", "in", postIds)
        .where("note", "in", [PICTURE, QUESTION])
        .execute();
    });
  },
});

const owe = async (
  db: Transaction<Tables>,
  locksRows: boolean,
  id: string,
  incidentId: string,
  picture: Picture,
  nowMs: number,
): Promise<boolean> => {
  const cards = await cardsToPutBelow(db, incidentId, locksRows).execute();
  if (cards.length === 0) return false;
  await db
    .insertInto("outbox")
    .values(cards.map((card) => pictureRow(card, id, picture, Math.floor(nowMs))))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
};
