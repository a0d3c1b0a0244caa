import type { Alert } from "../core/alert.ts";
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

/** The alert that would have told what the poll found; undefined when there is nothing new. */
const alertOf = (found: SourceIncident, stored: Incident | undefined): Alert | undefined => {
  const labels = changedLabels(stored, found);
  const moved = stored?.state !== found.state;
  const names = Object.keys(labels);
  const retitled = stored !== undefined && found.title !== "" && stored.title !== found.title;
  if (!moved && names.length === 0 && !retitled) return undefined;
  const who = found.state === "acked" ? found.ackedBy : found.state === "resolved" ? found.resolvedBy : undefined;
  const common = {
    source: found.source,
    key: found.key,
    severity: found.severity,
    title: found.title,
    url: found.url,
    runbook: found.runbook,
    labels,
    details: [],
  };
  const changedAtMs = stored ? Math.max(found.changedAtMs, stored.last.atMs + 1) : found.changedAtMs;
  if (moved)
    return {
      ...common,
      eventId: `poll:${found.key}:${found.state}:${found.changedAtMs}`,
      state: found.state,
      atMs: changedAtMs,
      by: who,
      ending: found.ending,
    };
  const what = retitled ? "changed" : `changed ${names.join(", ")}`;
  return {
    ...common,
    eventId: `poll:${found.key}:labels:${found.readAtMs}`,
    state: "update",
    atMs: found.readAtMs,
    what,
  };
};

const earlier = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** What the source alone knows for sure, whatever webhooks told: when, who and how it ended. */
const withFacts = (incident: Incident, before: Incident | undefined, found: SourceIncident): Incident => ({
  ...incident,
  openedAtMs: found.openedAtMs,
  ackedAtMs: earlier(found.ackedAtMs, before?.ackedAtMs) ?? incident.ackedAtMs,
  ackedBy: incident.ackedBy ?? found.ackedBy,
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
  const moments: Moment[] = [{ atMs: found.openedAtMs, what: "firing" }];
  if (found.ackedAtMs !== undefined) moments.push({ atMs: found.ackedAtMs, what: "acked", by: found.ackedBy });
  if (found.resolvedAtMs !== undefined)
    moments.push({ atMs: found.resolvedAtMs, what: "resolved", by: found.resolvedBy });
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
  const newer = found.readAtMs > stored.last.atMs;
  const alert = newer ? alertOf(found, stored) : undefined;
  const step: { incident: Incident; change?: Change } = alert ? applyAlert(stored, alert) : { incident: stored };
  const incident = withFacts(step.incident, stored, found);
  if (alert && step.change) {
    return { incident, applied: { incident, change: step.change, alert } };
  }
  return sameFacts(stored, incident) ? undefined : { incident: { ...incident, version: stored.version + 1 } };
};

/** For history about an incident that has a card already: gaps are filled, what people see is left to live polls. */
export const importFacts = (stored: Incident, found: SourceIncident): Imported | undefined => {
  const incident = withFacts(stored, stored, found);
  return sameFacts(stored, incident) ? undefined : { incident: { ...incident, version: stored.version + 1 } };
};
