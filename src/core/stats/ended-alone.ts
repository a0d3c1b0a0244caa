import type { StatsIncident } from "./rows.ts";

/** Whether it ended by itself before any ack: nobody was needed. */
export const endedAlone = ({ ending, ackedAtMs, resolvedAtMs }: StatsIncident): boolean =>
  ending === "auto" && (ackedAtMs === null || (resolvedAtMs !== null && resolvedAtMs < ackedAtMs));
