import type { Transaction } from "kysely";
import type { Duty } from "../core/duty.ts";
import type { Collected } from "../core/integration.ts";
import { createBulk } from "./bulk.ts";
import type { Db } from "./engine.ts";
import { DAY_MS } from "./migrations/0007-care.ts";
import type { Tables } from "./schema.ts";
import type { DutyTable } from "./schema-care.ts";

type Told = NonNullable<Collected["duties"]>;

/** One UTC day of a span, and what is to be known of it. */
export interface DutyDay {
  readonly fromMs: number;
  readonly toMs: number;
  readonly rows: readonly DutyTable[];
}

const EMPTY: DutyTable = { from_ms: 0, source: "", schedule_id: "", person_id: "", to_ms: 0, schedule: "" };
const keyOf = ({ from_ms, source, schedule_id, person_id }: DutyTable): string =>
  JSON.stringify([from_ms, source, schedule_id, person_id]);

const rowOf = (duty: Duty, fromMs: number, toMs: number): DutyTable => ({
  from_ms: Math.max(Math.floor(duty.fromMs), fromMs),
  source: duty.source,
  schedule_id: duty.scheduleId,
  person_id: duty.personId,
  to_ms: Math.min(Math.ceil(duty.toMs), toMs),
  schedule: duty.schedule,
});

/** Rows that are not empty; of two that begin together, the longer one. */
const distinct = (rows: readonly DutyTable[]): readonly DutyTable[] => {
  const longest = new Map<string, DutyTable>();
  for (const row of rows) {
    const key = keyOf(row);
    if (row.to_ms > Math.max(row.from_ms, longest.get(key)?.to_ms ?? 0)) longest.set(key, row);
  }
  return [...longest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
};

/** A span in UTC days, each with its part of the duties: no row is longer than a day, so a range finds it by its beginning. */
export const cutAtDays = ({ fromMs, toMs, duties }: Told): readonly DutyDay[] => {
  const days: DutyDay[] = [];
  const inOrder = [...duties].sort((a, b) => a.fromMs - b.fromMs);
  const end = Math.ceil(toMs);
  let open: readonly Duty[] = [];
  let next = 0;
  for (let start = Math.floor(fromMs); start < end; ) {
    const until = Math.min(end, (Math.floor(start / DAY_MS) + 1) * DAY_MS);
    let past = next;
    while ((inOrder[past]?.fromMs ?? Number.POSITIVE_INFINITY) < until) past += 1;
    open = [...open, ...inOrder.slice(next, past)].filter((duty) => duty.toMs > start);
    next = past;
    const from = start;
    days.push({ fromMs: from, toMs: until, rows: distinct(open.map((duty) => rowOf(duty, from, until))) });
    start = until;
  }
  return days;
};

/** Puts one day's rows in the place of what was known of it; what lies around it stays. Within a transaction. */
export const createDutyWriter = (root: Db) => {
  const insert = createBulk<DutyTable>(EMPTY, (rows) => root.insertInto("duty").values(rows));
  return async (
    db: Transaction<Tables>,
    sources: readonly string[],
    { fromMs, toMs, rows }: DutyDay,
  ): Promise<void> => {
    const known = await db
      .deleteFrom("duty")
      .where("from_ms", ">", fromMs - DAY_MS)
      .where("from_ms", "<", toMs)
      .where("to_ms", ">", fromMs)
      .where("source", "in", [...sources])
      .returning(["from_ms", "source", "schedule_id", "person_id", "to_ms", "schedule"])
      .execute();
    const around = known.flatMap((row) => [
      { ...row, to_ms: Math.min(row.to_ms, fromMs) },
      { ...row, from_ms: Math.max(row.from_ms, toMs) },
    ]);
    await insert(db, distinct([...around, ...rows]));
  };
};
