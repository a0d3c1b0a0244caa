import type { StatsIncident } from "./rows.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * Those that were opened within 24 h after one of the others had ended, both edges included; the other was opened at an
 * earlier millisecond. All are of one alert.
 */
export const refiredOf = (incidents: readonly StatsIncident[]): ReadonlySet<StatsIncident> => {
  const opened = [...incidents].sort((a, b) => a.openedAtMs - b.openedAtMs);
  // A source's clock may let one end before it began: it is earlier than what was opened after both.
  const ends = incidents
    .flatMap(({ openedAtMs, resolvedAtMs }) =>
      resolvedAtMs === null ? [] : [{ fromMs: Math.max(resolvedAtMs, openedAtMs + 1), endMs: resolvedAtMs }],
    )
    .sort((a, b) => a.fromMs - b.fromMs);
  const found = new Set<StatsIncident>();
  let [next, lastEndMs] = [0, Number.NEGATIVE_INFINITY];
  for (const incident of opened) {
    for (let end = ends[next]; end && end.fromMs <= incident.openedAtMs; end = ends[next]) {
      lastEndMs = Math.max(lastEndMs, end.endMs);
      next += 1;
    }
    if (incident.openedAtMs - lastEndMs <= DAY_MS) found.add(incident);
  }
  return found;
};
