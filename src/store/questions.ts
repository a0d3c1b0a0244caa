import type { Transaction } from "kysely";
import type { Outbox } from "../core/store.ts";
import type { Changes } from "./changes.ts";
import { IS_STORM, owedAgain } from "./digests.ts";
import { type Engine, transact } from "./engine.ts";
import { untold } from "./owe.ts";
import { type Extra, QUESTION } from "./pictures.ts";
import type { OutboxTable, Tables } from "./schema.ts";
import { cardsToPutBelow } from "./threads.ts";

type Questions = Pick<Outbox, "oweQuestion" | "repaintQuestions">;

const extraOf = (again: boolean): string => JSON.stringify({ question: { again } } satisfies Extra);

const questionRow = (card: OutboxTable, endedAtMs: number, nowMs: number): OutboxTable => ({
  ...untold(nowMs),
  id: `question:${card.incident_id}:${endedAtMs}:${card.channel}`,
  channel: card.channel,
  incident_id: card.incident_id,
  note: QUESTION,
  card_id: card.id,
  extra: extraOf(false),
  wanted: 1,
});

/** Questions below cards whether a problem needed anybody: rows of the outbox like notes that are repainted like cards. */
export const createQuestions = ({ db, locksRows }: Engine, changes: Changes): Questions => ({
  async oweQuestion(incidentId, endedAtMs, nowMs) {
    const owed = await transact(db, (transaction) =>
      owe(transaction, locksRows, incidentId, Math.floor(endedAtMs), Math.floor(nowMs)),
    );
    if (owed) changes.tell("outbox");
    return owed;
  },
  async repaintQuestions(incidentId, nowMs) {
    const { numUpdatedRows } = await db
      .updateTable("outbox")
      .set({ ...owedAgain(Math.floor(nowMs)), dead: null, attempts: 0 })
      .where("incident_id", "=", incidentId)
      .where("note", "=", QUESTION)
      .where("folded", "=", 0)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows > 0n) changes.tell("outbox");
    return Number(numUpdatedRows);
  },
});

/** Nobody is asked in a storm. */
const owe = async (
  db: Transaction<Tables>,
  locksRows: boolean,
  incidentId: string,
  endedAtMs: number,
  nowMs: number,
): Promise<boolean> => {
  const storms = db.selectFrom("outbox").select("channel").where(IS_STORM);
  const cards = await cardsToPutBelow(db, incidentId, locksRows).where("channel", "not in", storms).execute();
  if (cards.length === 0) return false;
  const rows = cards.map((card) => questionRow(card, endedAtMs, nowMs));
  await db
    .updateTable("outbox")
    .set({ ...owedAgain(nowMs), extra: extraOf(true) })
    .where("incident_id", "=", incidentId)
    .where("note", "=", QUESTION)
    .where(
      "id",
      "not in",
      rows.map(({ id }) => id),
    )
    .where("folded", "=", 0)
    .where("extra", "=", extraOf(false))
    .execute();
  await db
    .insertInto("outbox")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return true;
};
