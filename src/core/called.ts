import type { Page } from "./alert.ts";
import type { Incident } from "./incident.ts";

/** The calls about it that still hold: those made since it last ended. */
export const callsNow = ({ paged = [], history }: Incident): readonly Page[] => {
  const endedMs = history.findLast(({ state }) => state === "resolved")?.atMs ?? 0;
  return paged.filter(({ atMs }) => atMs >= endedMs);
};
