import { type RawBuilder, sql } from "kysely";
import type { Budgets } from "../core/store.ts";
import type { Db, Engine } from "./engine.ts";

/** No budget is taken so far ahead: what stands there was written before the clock was set back. */
const JUMP_MS = 60_000;
const LONGEST_HOLD_MS = 10 * 60_000;

/**
 * GCRA: a budget is one time, the moment by which everything taken so far is paid for; taking is refused while that is
 * more than the burst ahead (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 */
export const createBudgets = ({ db: root, nowMs, relaxed }: Engine): Budgets => ({
  take: (name, everyMs, burst) => relaxed((db) => take(db, nowMs(), name, everyMs, burst)),
  async hold(name, forMs) {
    const now = nowMs();
    await root
      .insertInto("budget")
      .values(({ eb }) => ({ name, tat_ms: 0, hold_ms: eb(now, "+", Math.min(Math.ceil(forMs), LONGEST_HOLD_MS)) }))
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet(({ ref }) => ({ hold_ms: ref("excluded.hold_ms") }))
          .whereRef("excluded.hold_ms", ">", "budget.hold_ms"),
      )
      .execute();
  },
});

const take = async (
  db: Db,
  now: RawBuilder<number>,
  name: string,
  everyMs: number,
  burst: number,
): Promise<{ readonly waitMs: number }> => {
  const every = Math.ceil(everyMs);
  const ahead = Math.round((Math.max(burst, 1) - 1) * every);
  const inUse = sql<boolean>`budget.tat_ms > ${now} and budget.tat_ms <= ${now} + cast(${JUMP_MS} as bigint)`;
  const paidFor = sql<number>`case when ${inUse} then budget.tat_ms else ${now} end`;
  const taken = await db
    .insertInto("budget")
    .values(({ eb }) => ({ name, tat_ms: eb(now, "+", every), hold_ms: 0 }))
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ tat_ms: sql<number>`${paidFor} + cast(${every} as bigint)` })
        .where(({ eb, or }) =>
          or([eb("budget.hold_ms", "<=", now), eb("budget.hold_ms", ">", eb(now, "+", LONGEST_HOLD_MS))]),
        )
        .where(({ eb, or }) =>
          or([eb("budget.tat_ms", "<=", eb(now, "+", ahead)), eb("budget.tat_ms", ">", eb(now, "+", JUMP_MS))]),
        ),
    )
    .returning("name")
    .executeTakeFirst();
  if (taken) return { waitMs: 0 };
  const row = await db
    .selectFrom("budget")
    .select(["tat_ms", "hold_ms", now.as("now")])
    .where("name", "=", name)
    .executeTakeFirst();
  const waitMs = row ? Math.max(row.tat_ms - ahead, row.hold_ms) - row.now : 0;
  return { waitMs: Math.max(1, waitMs) };
};
