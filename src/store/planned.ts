import type { Transaction } from "kysely";
import type { PlannedWork } from "../core/duty.ts";
import { createBulk } from "./bulk.ts";
import type { Db } from "./engine.ts";
import type { Tables } from "./schema.ts";
import type { PlannedWorkTable } from "./schema-care.ts";

const EMPTY: PlannedWorkTable = { source: "", ref: "", service: "", from_ms: 0, to_ms: 0 };
const windowOf = ({ source, ref }: PlannedWork): string => JSON.stringify([source, ref]);
const rowOf = ({ source, ref, service, fromMs, toMs }: PlannedWork): PlannedWorkTable => ({
  ...{ source, ref, service },
  from_ms: Math.floor(fromMs),
  to_ms: Math.ceil(toMs),
});

/** Windows as they were told, all services of one together: they are to take the place of what was known of it. */
export const windowsOf = (planned: readonly PlannedWork[]): readonly (readonly PlannedWork[])[] => [
  ...Map.groupBy(planned, windowOf).values(),
];

/** Writes one or more whole windows, within a transaction. One without time (from = to) is gone at the source: no row is left. */
export const createPlannedWriter = (root: Db) => {
  const insert = createBulk<PlannedWorkTable>(EMPTY, (rows) => root.insertInto("planned_work").values(rows));
  return async (db: Transaction<Tables>, planned: readonly PlannedWork[]): Promise<void> => {
    for (const [source, some] of Map.groupBy(planned, (one) => one.source))
      await db
        .deleteFrom("planned_work")
        .where("source", "=", source)
        .where("ref", "in", [...new Set(some.map(({ ref }) => ref))])
        .execute();
    const rows = new Map(planned.map((one) => [JSON.stringify([windowOf(one), one.service]), rowOf(one)]));
    await insert(
      db,
      [...rows].filter(([, row]) => row.to_ms > row.from_ms).map(([, row]) => row),
    );
  };
};
