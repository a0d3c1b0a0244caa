import type { StatsFact, StatsIncident, StatsRows } from "../../src/core/stats/rows.ts";
import { rowsWith } from "../support/stats-rows.ts";
import { ana, bob, fact, incident } from "./stats-kit.ts";

export { WEEK } from "./stats-kit.ts";

const utc = (moment: string): string => `2026-${moment}:00Z`;

/** Milliseconds of a moment of 2026 in UTC: "11-10T15:00". */
export const at = (moment: string): number => Date.parse(utc(moment));

/** An incident of service "api", open, nobody acked it. */
export const incidentOf = (key: string, opened: string, more: Partial<StatsIncident> = {}): StatsIncident =>
  incident(key, utc(opened), more);

/** A phone call to Ana about incident Q1. */
export const factOf = (moment: string, more: Partial<StatsFact> = {}): StatsFact =>
  fact(utc(moment), { personId: "P1", ...more });

/** Rows with Ana (P1, New York) and Bob (P2, Berlin). */
export const rowsOf = (rows: Partial<StatsRows>): StatsRows => rowsWith({ people: [ana, bob], asOfMs: 1, ...rows });
