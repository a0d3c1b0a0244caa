import type { Alert } from "../core/alert.ts";
import { applyMember } from "../core/group-apply.ts";
import type { Change, Incident, Moment } from "../core/incident.ts";
import { applyAlert } from "../core/incident-apply.ts";
import type { SourceIncident } from "../core/integration.ts";
import type { Applied } from "../core/store.ts";

/** What importing one incident comes to: what to store, and what is worth saying about it. */
export interface Imported {
  readonly incident: Incident;
  readonly applied?: Applied;
}

const idOf = (found: SourceIncident): string => `${found.source}:${found.key}`;

const changedLabels = (stored: Incident | undefined, found: SourceIncident): Record<string, string> =>
  Object.fromEntries(Object.entries(found.labels).filter(([name, value]) => (stored?.labels[name] ?? "") !== value));

const SECOND_MS = 1_000;
/** Longer than a reading takes: a poll this much later cannot show the time before. */
const SETTLED_MS = 60_000;
const RANK = { firing: 1, acked: 2, resolved: 3, notice: 0 } as const;

/** When the state last moved, as far as we heard. */
const movedAtMs = ({ history, openedAtMs, ackedAtMs = 0, resolvedAtMs = 0 }: Incident): number =>
  Math.max(history.findLast(({ state }) => state !== undefined)?.atMs ?? 0, openedAtMs, ackedAtMs, resolvedAtMs);

/**
 * Whether this was read before the newest change of state that we heard of. Decided by the source's own times (whole
 * seconds), since its clock and ours differ; within one second what goes back is believed only long after it.
 */
const isStale = (stored: Incident, found: SourceIncident): boolean => {
  const heard = movedAtMs(stored);
  const ahead = Math.floor(found.changedAtMs / SECOND_MS) - Math.floor(heard / SECOND_MS);
  if (ahead !== 0) return ahead < 0;
  return RANK[found.state] < RANK[stored.state] && found.readAtMs < heard + SETTLED_MS;
};

/** The alert that would have told what the poll found; undefined when there is nothing new. */
const alertOf = (found: SourceIncident, stored: Incident | undefined): Alert | undefined => {
  const moved = stored?.state !== found.state;
  if (stored && moved && isStale(stored, found)) return undefined;
  const newer = stored === undefined || found.readAtMs > stored.last.atMs;
  const labels = newer ? changedLabels(stored, found) : {};
  const names = Object.keys(labels);
  const retitled = newer && stored !== undefined && found.title !== "" && stored.title !== found.title;
  if (!moved && names.length === 0 && !retitled) return undefined;
  const common = {
    source: found.source,
    key: found.key,
    severity: found.severity,
    severityKnown: newer,
    title: newer ? found.title : "",
    url: found.url,
    runbook: found.runbook,
    labels,
    details: [],
  };
  if (moved)
    return {
      ...common,
      eventId: `poll:${found.key}:${found.state}:${found.changedAtMs}`,
      state: found.state,
      atMs: stored ? Math.max(found.changedAtMs, stored.last.atMs + 1) : found.changedAtMs,
      by: whoMoved(found),
      ending: found.ending,
    };
  return {
    ...common,
    eventId: `poll:${found.key}:labels:${found.readAtMs}`,
    state: "update",
    atMs: found.readAtMs,
    what: retitled ? "changed" : `changed ${names.join(", ")}`,
  };
};

const whoMoved = (found: SourceIncident): string | undefined => {
  if (found.state === "acked") return found.changedBy ?? found.ackedBy;
  return found.state === "resolved" ? found.resolvedBy : undefined;
};

/** The first ack that either knows: when and by whom belong together. The source's times are whole seconds. */
const firstAck = (
  incident: Incident,
  before: Incident | undefined,
  { ackedAtMs, ackedBy }: SourceIncident,
): Pick<Incident, "ackedAtMs" | "ackedBy"> => {
  if (ackedAtMs === undefined) return { ackedAtMs: incident.ackedAtMs, ackedBy: incident.ackedBy };
  const heardMs = before?.ackedAtMs;
  if (before && heardMs !== undefined && heardMs < ackedAtMs) return { ackedAtMs: heardMs, ackedBy: before.ackedBy };
  const same = heardMs !== undefined && heardMs - ackedAtMs < SECOND_MS;
  return { ackedAtMs, ackedBy: ackedBy ?? (same ? before?.ackedBy : undefined) };
};

/** What the source alone knows for sure, whatever webhooks told: when, who and how it ended. */
const withFacts = (incident: Incident, before: Incident | undefined, found: SourceIncident): Incident => ({
  ...incident,
  openedAtMs: found.openedAtMs,
  ...firstAck(incident, before, found),
  teams: found.teams ?? incident.teams,
  ...(incident.state === "resolved" && found.state === "resolved"
    ? {
        resolvedAtMs: found.resolvedAtMs ?? incident.resolvedAtMs,
        resolvedBy: incident.resolvedBy ?? found.resolvedBy,
        ending: found.ending ?? incident.ending,
      }
    : {}),
});

const FACTS = ["openedAtMs", "ackedAtMs", "ackedBy", "resolvedAtMs", "resolvedBy", "ending"] as const;
const sameFacts = (a: Incident, b: Incident): boolean =>
  FACTS.every((name) => a[name] === b[name]) && JSON.stringify(a.teams) === JSON.stringify(b.teams);

/** The life of an incident that we hear of for the first time, from the times that the source gives. */
const historyOf = (found: SourceIncident): readonly Moment[] => {
  const add = (state: SourceIncident["state"], atMs: number, by?: string): void =>
    void moments.push({ atMs, what: state, by, state });
  const moments: Moment[] = [];
  add("firing", found.openedAtMs);
  if (found.ackedAtMs !== undefined) add("acked", found.ackedAtMs, found.ackedBy);
  if (found.state === "acked" && found.changedAtMs > (found.ackedAtMs ?? 0))
    add("acked", found.changedAtMs, whoMoved(found));
  if (found.resolvedAtMs !== undefined) add("resolved", found.resolvedAtMs, found.resolvedBy);
  return moments.sort((a, b) => a.atMs - b.atMs);
};

const firstSeen = (found: SourceIncident): Imported => {
  const alert = alertOf(found, undefined);
  if (!alert) throw new Error(`an unknown incident has no state: ${idOf(found)}`);
  const { incident, change } = applyAlert(undefined, alert);
  const whole = { ...withFacts(incident, undefined, found), firings: 1, history: historyOf(found) };
  return { incident: whole, applied: { incident: whole, change, alert } };
};

/**
 * Compares what a poll read with what is stored. Undefined: nothing to store. What live alerts told after the read stays
 * as it is. Pure.
 */
export const importIncident = (stored: Incident | undefined, found: SourceIncident): Imported | undefined => {
  if (!stored) return firstSeen(found);
  const alert = alertOf(found, stored);
  const step: { incident: Incident; change?: Change } = alert ? applyAlert(stored, alert) : { incident: stored };
  const incident = withFacts(step.incident, stored, found);
  if (alert && step.change) {
    // Our clock timed it, so it must not make the source's next message look late.
    const timed = alert.state === "update" ? { ...incident, last: stored.last } : incident;
    return { incident: timed, applied: { incident: timed, change: step.change, alert } };
  }
  return sameFacts(stored, incident) ? undefined : { incident: { ...incident, version: stored.version + 1 } };
};

/** For history about an incident that has a card already: gaps are filled, what people see is left to live polls. */
export const importFacts = (stored: Incident, found: SourceIncident): Imported | undefined => {
  const incident = withFacts(stored, stored, found);
  return sameFacts(stored, incident) ? undefined : { incident: { ...incident, version: stored.version + 1 } };
};

/** The same for an incident that shares a card with others: only whether it goes on or ended is compared. */
export const importMember = (stored: Incident, found: SourceIncident): Imported | undefined => {
  const member = stored.members?.find(({ key }) => key === found.key);
  const state = found.state === "resolved" ? "resolved" : "firing";
  if (!member || member.state === state) return undefined;
  const heard = Math.max(member.last.atMs, member.endedAtMs ?? 0);
  if (Math.floor(found.changedAtMs / SECOND_MS) < Math.floor(heard / SECOND_MS)) return undefined;
  const { source, severity, title, url, runbook, labels, ending } = found;
  const alert: Alert = {
    ...{ source, severity, title, url, runbook, labels, ending, state },
    key: stored.key,
    member: found.key,
    eventId: `poll:${found.key}:${state}:${found.changedAtMs}`,
    atMs: Math.max(found.changedAtMs, member.last.atMs + 1),
    by: whoMoved(found),
    details: [],
  };
  const { incident, change } = applyMember(stored, alert, stored.title);
  return { incident, applied: { incident, change, alert } };
};
