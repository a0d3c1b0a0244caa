import { randomUUID } from "node:crypto";
import type { Personal } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import { eraseThem } from "./personal-erase.ts";
import { exportThem } from "./personal-export.ts";
import { identify } from "./personal-who.ts";

/**
 * What is kept of one person, found by their address and chat id. Erasing leaves facts and turns under an id that says
 * nothing, the same for all of them, so that the team's sums stay; their night hours are then counted in the team's zone.
 * Names in problems, posts, notes and answers become "somebody"; deliveries and pictures that show them are deleted.
 * What stays: the audit log until its own retention ends (who changed what is there to be answered for), ids of chat
 * events and reminders for some days, what stands in Slack and at the pager, backups and logs.
 */
export const createPersonal = (engine: Engine): Personal => ({
  export: async (who) => exportThem(engine.db, await identify(engine.db, who)),
  erase: async (who) => eraseThem(engine, await identify(engine.db, who), `somebody-${randomUUID().slice(0, 8)}`),
});
