import type { Transaction } from "kysely";
import { Failure } from "../core/failure.ts";
import type { Lane, Lease, Leases } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import type { Tables } from "./schema.ts";

/** Leases by compare and set on the database's clock; taking one raises its fence. */
export const createLeases = (engine: Engine): Leases => ({
  ...timedLeases(engine),
  reclaim: (isGone) => reclaim(engine, isGone),
});

const reclaim = async ({ db, nowMs }: Engine, isGone: (holder: string) => boolean): Promise<number> => {
  let freed = 0;
  for (const table of ["lease", "lane"] as const) {
    const rows = await db.selectFrom(table).select("holder").distinct().where("until_ms", ">", nowMs()).execute();
    const gone = rows.map(({ holder }) => holder).filter((holder) => holder !== "" && isGone(holder));
    if (gone.length === 0) continue;
    const result = await db
      .updateTable(table)
      .set(({ eb }) => ({ until_ms: 0, holder: "", fence: eb("fence", "+", 1) }))
      .where("holder", "in", gone)
      .executeTakeFirst();
    freed += Number(result.numUpdatedRows);
  }
  return freed;
};

const timedLeases = ({ db, nowMs }: Engine): Omit<Leases, "reclaim"> => ({
  async take(name, holder, forMs) {
    const now = nowMs();
    const row = await db
      .insertInto("lease")
      .values(({ eb }) => ({ name, holder, until_ms: eb(now, "+", forMs), fence: 1 }))
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet(({ eb }) => ({
            holder,
            until_ms: eb(now, "+", forMs),
            fence: eb("lease.fence", "+", 1),
          }))
          .where(({ eb, or }) => or([eb("lease.until_ms", "<", now), eb("lease.holder", "=", holder)])),
      )
      .returning("fence")
      .executeTakeFirst();
    return row && { name, holder, fence: row.fence };
  },
  async renew({ name, fence }, forMs) {
    const row = await db
      .updateTable("lease")
      .set(({ eb }) => ({ until_ms: eb(nowMs(), "+", forMs) }))
      .where("name", "=", name)
      .where("fence", "=", fence)
      .returning("name")
      .executeTakeFirst();
    return row !== undefined;
  },
  async release({ name, fence }) {
    await db
      .updateTable("lease")
      .set(({ eb }) => ({ until_ms: 0, holder: "", fence: eb("fence", "+", 1) }))
      .where("name", "=", name)
      .where("fence", "=", fence)
      .execute();
  },
});

const lost = (name: string): Failure => new Failure("conflict", `the lease of ${name} went to another holder`);

/** Holds the lease's row until the transaction ends. Throws Failure("conflict") when the fence is old. */
export const requireLease = async (transaction: Transaction<Tables>, { name, fence }: Lease): Promise<void> => {
  const row = await transaction
    .updateTable("lease")
    .set(({ ref }) => ({ fence: ref("fence") }))
    .where("name", "=", name)
    .where("fence", "=", fence)
    .returning("name")
    .executeTakeFirst();
  if (!row) throw lost(name);
};

/** The same for a channel's lane. */
export const requireLane = async (transaction: Transaction<Tables>, { channel, lease }: Lane): Promise<void> => {
  const row = await transaction
    .updateTable("lane")
    .set(({ ref }) => ({ fence: ref("fence") }))
    .where("channel", "=", channel)
    .where("fence", "=", lease.fence)
    .returning("channel")
    .executeTakeFirst();
  if (!row) throw lost(`the lane ${channel}`);
};
