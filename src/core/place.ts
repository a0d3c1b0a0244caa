import type { Alert } from "./alert.ts";
import { MOST_MEMBERS } from "./group-apply.ts";
import type { Incident } from "./incident.ts";
import type { Gathering } from "./rules.ts";

/** Where an alert belongs. */
export interface Placed {
  readonly incidentId: string;
  /** The alert as the incident takes it: `key` is the incident's, `member` the problem's own when it shares one. */
  readonly alert: Alert;
}

/** The incident that a key of this source stands for at the moment: of its own, or one it shares. */
export type Current = (key: string) => Incident | undefined;

/** A new occurrence: it fires long after its end, or is a notice long after the last. */
const isFresh = (before: Incident, alert: Alert, freshAfterMs: number): boolean => {
  if (before.state === "notice" && alert.state === "notice")
    return alert.atMs - Math.max(before.last.atMs, before.factsAtMs ?? 0) > freshAfterMs;
  return (
    before.state === "resolved" && alert.state === "firing" && alert.atMs - (before.resolvedAtMs ?? 0) > freshAfterMs
  );
};

const idFor = (alert: Alert, key: string, before: Incident | undefined): string =>
  before ? `${alert.source}:${key}@${alert.atMs}` : `${alert.source}:${key}`;

const own = (alert: Alert, before: Incident | undefined, fresh: boolean): Placed => ({
  incidentId: before && !fresh ? before.id : idFor(alert, alert.key, before),
  alert,
});

/**
 * The incident that an alert is about, known or new. A problem stays with the incident that it joined until both are
 * over; a new one joins its group's newest incident while that is open, young enough and not full. Pure.
 */
export const placeAlert = (alert: Alert, gathering: Gathering, current: Current): Placed => {
  const { group, groupWindowMs, freshAfterMs } = gathering;
  if (alert.incidentId !== undefined) return { incidentId: alert.incidentId, alert };
  const before = current(alert.key);
  const fresh = before !== undefined && isFresh(before, alert, freshAfterMs);
  const shared = before?.members !== undefined;
  if (before && shared && !fresh)
    return { incidentId: before.id, alert: { ...alert, key: before.key, member: alert.key } };
  if (before && !fresh) return own(alert, before, false);
  if (!group || alert.ours || alert.state !== "firing") return own(alert, before, fresh);
  const open = current(group.key);
  const joins =
    open !== undefined &&
    !isFresh(open, alert, freshAfterMs) &&
    alert.atMs - open.openedAtMs <= groupWindowMs &&
    (open.members?.length ?? 0) < MOST_MEMBERS;
  return {
    incidentId: joins ? open.id : idFor(alert, group.key, open),
    alert: { ...alert, key: group.key, member: alert.key },
  };
};
