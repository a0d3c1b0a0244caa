import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { erasedId } from "../core/erased.ts";
import type { Personal } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import { eraseThem } from "./personal-erase.ts";
import { exportThem } from "./personal-export.ts";
import { identify } from "./personal-who.ts";

/** SQLite leaves what was deleted in the file until its place is needed, unless it is told to write zeros there. */
const wiped = async (engine: Engine, work: () => Promise<number>): Promise<number> => {
  if (engine.reader.kind !== "sqlite") return work();
  await sql`pragma secure_delete = on`.execute(engine.db);
  try {
    return await work();
  } finally {
    await sql`pragma secure_delete = off`.execute(engine.db);
    await sql`pragma wal_checkpoint(truncate)`.execute(engine.db);
  }
};

/**
 * What is kept of one person, found by their address and chat id. Erasing leaves facts and turns under an id that says
 * nothing, the same for all of them, so that the team's sums stay; their night hours are then counted in the team's zone.
 * Names in problems, posts, notes and answers become "somebody"; deliveries and pictures that show them are deleted.
 * What stays: the audit log until its own retention ends (who changed what is there to be answered for), ids of chat
 * events and reminders for some days, what stands in Slack and at the pager, backups and logs.
 */
export const createPersonal = (engine: Engine): Personal => ({
  export: async (who) => exportThem(engine.db, await identify(engine.db, who)),
  erase: async (who) =>
    wiped(engine, async () => eraseThem(engine, await identify(engine.db, who), erasedId(randomUUID()))),
});
