import type { Known } from "../core/rules.ts";
import type { Db } from "./engine.ts";
import { silentSources } from "./heartbeats.ts";
import { liveMutes } from "./mutes.ts";

/** Reads what rules judge by. */
export const readKnown = async (db: Db, nowMs: number): Promise<Known> => ({
  nowMs,
  mutes: await liveMutes(db, nowMs),
  silent: await silentSources(db),
});
