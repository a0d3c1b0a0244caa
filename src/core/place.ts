import type { Alert } from "./alert.ts";
import { MOST_MEMBERS } from "./group-apply.ts";
import type { Incident } from "./incident.ts";
import { RANK } from "./incident-apply.ts";
import type { Gathering } from "./rules.ts";

/** Where an alert belongs. */
export interface Placed {
  readonly incidentId: string;
  /** The alert as the incident takes it: `key` is the incident's, `member` the problem's own when it shares one. */
  readonly alert: Alert;
  /** Keys that stand for that incident from now on. */
  readonly keys: readonly string[];
}

/** The incident that a key of this source stands for at the moment: of its own, or one it shares. */
export type Current = (key: string) => Incident | undefined;

/**
 * A new occurrence: it fires long after its end, or is a notice long after the last, whatever became of that one here.
 * What begins to fire after notices is a problem of its own: nobody looks for it in their old message.
 */
const isFresh = (before: Incident, alert: Alert, freshAfterMs: number): boolean => {
  if (before.state === "notice" && alert.state === "firing") return true;
  if (isIdle(before) && alert.state === "notice")
    return alert.atMs - Math.max(before.last.atMs, before.factsAtMs ?? 0, before.resolvedAtMs ?? 0) > freshAfterMs;
  return (
    before.state === "resolved" && alert.state === "firing" && alert.atMs - (before.resolvedAtMs ?? 0) > freshAfterMs
  );
};

/** Nothing goes on: only notices were told of it, also when somebody took it here, or it is over. */
const isIdle = ({ state, claimed, firings }: Incident): boolean =>
  state === "notice" || state === "resolved" || (state === "acked" && claimed === true && firings === 0);

/** The same for one problem of several that share an incident, whatever the others do meanwhile. */
const isFreshMember = (before: Incident, alert: Alert, freshAfterMs: number): boolean => {
  const member = before.members?.find(({ key }) => key === alert.key);
  if (!member) return isFresh(before, alert, freshAfterMs);
  const { state, endedAtMs = 0 } = member;
  return state === "resolved" && alert.state === "firing" && alert.atMs - endedAtMs > freshAfterMs;
};

/** Id of the incident that a key stands for when nothing else is known. */
export const firstId = (source: string, key: string): string => `${source}:${key}`;

/** The id of the next occurrence: its time, or what comes after the one before where many begin in one millisecond. */
const nextId = ({ source, atMs }: Alert, key: string, before: Incident | undefined): string => {
  const first = firstId(source, key);
  if (!before) return first;
  const had = before.id.startsWith(`${first}@`) ? Number(before.id.slice(first.length + 1)) : Number.NaN;
  return `${first}@${Number.isSafeInteger(had) ? Math.max(atMs, had + 1) : atMs}`;
};

const own = (alert: Alert, before: Incident | undefined, fresh: boolean): Placed => ({
  incidentId: before && !fresh ? before.id : nextId(alert, alert.key, before),
  alert,
  keys: [alert.key],
});

/** Whether a group takes one more in: young enough, not full, and going on or just ended. */
const takesIn = (open: Incident, alert: Alert, { groupWindowMs, freshAfterMs }: Gathering): boolean =>
  open.members !== undefined &&
  !isFresh(open, alert, freshAfterMs) &&
  alert.atMs - open.openedAtMs <= groupWindowMs &&
  (open.members.length < MOST_MEMBERS || open.members.some(({ key }) => key === alert.key));

/**
 * The incident that an alert is about, known or new. A problem stays with the incident that it joined until it has been
 * over for a while; then, like a new one, it joins its group's newest incident while that takes new ones in. An end that
 * comes before its beginning finds the same group. Pure.
 */
export const placeAlert = (alert: Alert, gathering: Gathering, current: Current): Placed => {
  const { group, freshAfterMs } = gathering;
  if (alert.incidentId !== undefined) return { incidentId: alert.incidentId, alert, keys: [] };
  const before = current(alert.key);
  const fresh = before !== undefined && isFreshMember(before, alert, freshAfterMs);
  if (before?.members !== undefined && !fresh)
    return { incidentId: before.id, alert: { ...alert, key: before.key, member: alert.key }, keys: [] };
  if (before && !fresh) return own(alert, before, false);
  const gathers = !alert.ours && (alert.state === "firing" || alert.state === "resolved");
  if (!group || !gathers) return own(alert, before, fresh);
  const open = current(group.key);
  const member = { ...alert, key: group.key, member: alert.key };
  if (open && takesIn(open, alert, gathering)) return { incidentId: open.id, alert: member, keys: [alert.key] };
  return { incidentId: nextId(alert, group.key, open), alert: member, keys: [alert.key, group.key] };
};

/** What was sent before the end may arrive this much after it. */
const UNDER_WAY_MS = 2 * 60_000;

/** What a problem ended with: its own mark, also where it shares an incident. */
const endOf = ({ state, last, members }: Incident, memberKey: string) => {
  const told = members?.find(({ key }) => key === memberKey) ?? { state, last };
  return told.state === "resolved" ? told : undefined;
};

/**
 * An event that was seen before and says "firing": the alert as it counts now, undefined when it says nothing new. It is
 * news where the problem was resolved here, against the source's last word; and, from a sender that restates, where it
 * arrives well after the source's own word of its end did.
 */
export const saidAgain = (alert: Alert, incident: Incident | undefined): Alert | undefined => {
  const end = incident && endOf(incident, alert.key);
  if (!end) return undefined;
  if (end.last.rank !== RANK.resolved) return alert;
  const { heardAtMs = 0, restates } = alert;
  if (!restates || heardAtMs - (end.last.heardAtMs ?? heardAtMs) <= UNDER_WAY_MS) return undefined;
  return { ...alert, atMs: Math.max(heardAtMs, end.last.atMs + 1) };
};
