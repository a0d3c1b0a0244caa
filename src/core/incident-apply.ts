import { type Alert, SEVERITIES } from "./alert.ts";
import type { Change, Incident, Mark, Moment } from "./incident.ts";

/** At the same millisecond, what counts as newer. */
export const RANK = { update: 0, notice: 0, firing: 1, acked: 2, resolved: 3 } as const;
const KEPT = 20;

/** Order of two alerts of one problem: time, then firing < acked < resolved, then event id. Positive: `a` is newer. */
export const compareMarks = (a: Mark, b: Mark): number =>
  a.atMs - b.atMs || a.rank - b.rank || (a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0);

/** What orders this alert among the others of its problem. */
export const markOf = ({ atMs, state, eventId, heardAtMs }: Alert): Mark => ({
  atMs,
  rank: RANK[state],
  eventId,
  ...(heardAtMs === undefined ? {} : { heardAtMs }),
});

/** Facts by name; an empty text takes one away. */
const mergeLabels = (before: Incident["labels"], now: Incident["labels"]): Incident["labels"] =>
  Object.fromEntries(Object.entries({ ...before, ...now }).filter(([, value]) => value !== ""));

/** What the newest firing was measured by; other words of a source only tell it where nothing is known. */
export const graphOf = (alert: Alert, before: Pick<Incident, "graph"> | undefined): Pick<Incident, "graph"> => {
  const graph = alert.state === "firing" ? (alert.graph ?? before?.graph) : (before?.graph ?? alert.graph);
  return graph === undefined ? {} : { graph };
};

/** The first thing ever heard of a problem. */
const open = (alert: Alert): Incident => ({
  ...extras(alert, undefined),
  ...graphOf(alert, undefined),
  id: `${alert.source}:${alert.key}`,
  source: alert.source,
  key: alert.key,
  version: 1,
  state: alert.state === "update" ? "firing" : alert.state,
  severity: alert.severity,
  title: alert.title,
  url: alert.url,
  runbook: alert.runbook,
  labels: mergeLabels({}, alert.labels),
  openedAtMs: alert.atMs,
  firings: alert.state === "firing" ? 1 : 0,
  history: [],
  ...(alert.state === "update" ? { factsAtMs: alert.atMs } : {}),
  last: alert.state === "update" || alert.ours ? { atMs: 0, rank: 0, eventId: "" } : markOf(alert),
  ...times(alert),
});

/** What only alerts of our own bring. */
const extras = ({ paged, offers, lines }: Alert, before: Incident | undefined): Partial<Incident> => ({
  ...(paged ? { paged: [...(before?.paged ?? []).filter(({ ref }) => ref !== paged.ref), paged] } : {}),
  ...(offers ? { offers } : {}),
  ...(lines ? { lines } : {}),
});

const times = (alert: Alert): Partial<Incident> => {
  if (alert.state === "acked") return { ackedAtMs: alert.atMs, ackedBy: alert.by };
  if (alert.state === "resolved") return { resolvedAtMs: alert.atMs, resolvedBy: alert.by, ending: alert.ending };
  return {};
};

const momentOf = ({ atMs, what, by, state }: Alert): Moment => ({
  atMs,
  what: what ?? state,
  by,
  ...(state === "update" || state === "notice" ? {} : { state }),
});

/** The incident with one more line in its life. */
export const remember = (incident: Incident, alert: Alert): Incident => ({
  ...incident,
  history: [...incident.history, momentOf(alert)].sort((a, b) => a.atMs - b.atMs).slice(-KEPT),
});

/** A later occurrence of a problem that has had one before: what is older than it belongs to another. */
const isLater = ({ id, source, key }: Incident): boolean => id !== `${source}:${key}`;

/** When it opened, given that it is heard of from that time too; a later occurrence never opens before itself. */
export const openedBy = (incident: Incident, atMs: number): number =>
  isLater(incident) ? incident.openedAtMs : Math.min(incident.openedAtMs, atMs);

/** An older alert cannot change the state; it fills in what the newer one did not know. */
const applyLate = (before: Incident, alert: Alert): Incident => {
  if (isLater(before) && alert.atMs < before.openedAtMs) return before;
  return remember(
    {
      ...before,
      title: before.title || alert.title,
      url: before.url ?? alert.url,
      labels: mergeLabels(alert.labels, before.labels),
      openedAtMs: openedBy(before, alert.atMs),
      ...graphOf({ ...alert, state: "update" }, before),
      ...(alert.state === "acked" && alert.atMs < (before.ackedAtMs ?? Number.POSITIVE_INFINITY)
        ? { ackedAtMs: alert.atMs, ackedBy: alert.by }
        : {}),
      ...(alert.state === "resolved" && before.state === "resolved" && alert.atMs < (before.resolvedAtMs ?? 0)
        ? { resolvedAtMs: alert.atMs, resolvedBy: alert.by, ending: alert.ending ?? before.ending }
        : {}),
    },
    alert,
  );
};

/** What goes on has not ended. */
export const NOT_ENDED = { resolvedAtMs: undefined, resolvedBy: undefined, ending: undefined, unconfirmed: undefined };

/** Problems that only notices told of go back to being that. */
const openAgain = ({ firings }: Incident): Partial<Incident> => ({
  state: firings === 0 ? "notice" : "firing",
  ...NOT_ENDED,
  claimed: undefined,
});

/** An ack or an end of before is taken back here: as if it had not been. */
const takeBack = (before: Incident): { readonly change: Change; readonly facts: Partial<Incident> } => {
  const told = before.firings === 0 ? ({ change: "noticed" } as const) : undefined;
  if (before.state === "resolved") return { change: "reopened", ...told, facts: openAgain(before) };
  if (before.state !== "acked") return { change: "repeated", facts: {} };
  const acks = before.history.filter(({ state }) => state === "acked").length;
  const forgotten = acks > 1 ? {} : { ackedAtMs: undefined, ackedBy: undefined };
  return { change: "unacked", ...told, facts: { ...openAgain(before), ...forgotten } };
};

const transition = (before: Incident, alert: Alert): { readonly change: Change; readonly facts: Partial<Incident> } => {
  if (alert.ours && alert.state === "firing") return takeBack(before);
  // A source without acks of its own says "firing" again and again: that takes nobody's claim back.
  if (alert.state === "firing" && before.state === "acked" && before.claimed) return { change: "repeated", facts: {} };
  // Whoever claims a problem in the second it ends does not open it again.
  if (alert.ours && alert.state === "acked" && before.state === "resolved") return { change: "repeated", facts: {} };
  switch (alert.state) {
    case "update":
      return { change: "updated", facts: {} };
    case "notice":
      // Called done here, and there is more of it.
      if (before.state === "resolved" && before.firings === 0 && before.ending === "human")
        return { change: "noticed", facts: { state: "notice", ...NOT_ENDED, claimed: undefined } };
      return { change: "noticed", facts: {} };
    case "firing":
      if (before.state === "resolved")
        return { change: "reopened", facts: { state: "firing", ...NOT_ENDED, claimed: undefined } };
      return { change: before.state === "acked" ? "unacked" : "repeated", facts: { state: "firing" } };
    case "acked":
      // An ack of the source's own is the source's to take back.
      if (before.state === "acked") return { change: "repeated", facts: alert.ours ? {} : { claimed: undefined } };
      return {
        change: "acked",
        facts: {
          state: "acked",
          ...NOT_ENDED,
          claimed: alert.ours ? true : undefined,
          ...(before.ackedAtMs === undefined ? times(alert) : {}),
        },
      };
    case "resolved":
      if (before.state === "resolved") return { change: "repeated", facts: {} };
      return { change: "resolved", facts: { state: "resolved", ...times(alert) } };
  }
};

/** The change that the first alert of a problem makes. */
const FIRST: Record<Alert["state"], Change> = {
  firing: "opened",
  update: "opened",
  acked: "acked",
  resolved: "resolved",
  notice: "noticed",
};

const FLIPS: ReadonlySet<Change> = new Set(["opened", "resolved", "reopened"]);
const KEPT_FLIPS = 30;

const ENDS: ReadonlySet<Change> = new Set(["resolved", "reopened"]);

/** A call ends with the problem; the clocks of sources say nothing about calls made here, their order does. */
const endCalls = (incident: Incident, change: Change): Incident =>
  incident.paged && ENDS.has(change)
    ? { ...incident, paged: incident.paged.map((page) => ({ ...page, over: true })) }
    : incident;

/** The severity got worse by this alert. */
const worsen = (before: Incident, after: Incident, { eventId }: Alert): Incident =>
  SEVERITIES.indexOf(after.severity) < SEVERITIES.indexOf(before.severity)
    ? { ...after, alarmedBy: eventId, worseBy: eventId }
    : after;

/** Remembers when it opened, reopened or ended. */
const countFlip = (incident: Incident, change: Change, atMs: number): Incident =>
  FLIPS.has(change)
    ? { ...incident, flips: [...(incident.flips ?? []), atMs].sort((a, b) => a - b).slice(-KEPT_FLIPS) }
    : incident;

/** The incident with one more line in its life and, if that was one, a flip: what reopens it comes after its end, whatever its clock says. */
export const record = (before: Incident, after: Incident, change: Change, alert: Alert): Incident => {
  const atMs = change === "reopened" ? Math.max(alert.atMs, before.resolvedAtMs ?? 0) : alert.atMs;
  const told = remember(worsen(before, endCalls(after, change), alert), { ...alert, atMs });
  return countFlip(told, change, atMs);
};

/** What was done here, whatever time the source's clock shows: it leaves the marks alone that order the source's words. */
const applyOurs = (before: Incident, alert: Alert): { readonly incident: Incident; readonly change: Change } => {
  const { change, facts } = transition(before, alert);
  const merged: Incident = {
    ...before,
    version: before.version + 1,
    labels: mergeLabels(before.labels, alert.labels),
    ...facts,
    ...extras(alert, before),
  };
  return { incident: record(before, merged, change, alert), change };
};

/**
 * The reducer of one problem's life. Pure. An alert older than the newest applied is `late`: it never changes the state,
 * it only fills gaps. An update never makes a later change of state late, whatever clock it was stamped by. `version` goes up by one whenever anything changed.
 */
export const applyAlert = (
  before: Incident | undefined,
  alert: Alert,
): { readonly incident: Incident; readonly change: Change } => {
  if (!before) {
    const change = FIRST[alert.state];
    return { incident: countFlip(remember(open(alert), alert), change, alert.atMs), change };
  }
  if (alert.ours) return applyOurs(before, alert);
  const mark = markOf(alert);
  const isFact = alert.state === "update" || alert.state === "notice";
  const staleFacts = alert.atMs < (before.factsAtMs ?? Number.NEGATIVE_INFINITY);
  if (compareMarks(mark, before.last) < 0 || (isFact && staleFacts))
    return { incident: { ...applyLate(before, alert), version: before.version + 1 }, change: "late" };
  const { change, facts } = transition(before, alert);
  const merged: Incident = {
    ...before,
    severity: alert.severityKnown === false ? before.severity : alert.severity,
    title: alert.title || before.title,
    url: alert.url ?? before.url,
    runbook: alert.runbook ?? before.runbook,
    labels: staleFacts ? mergeLabels(alert.labels, before.labels) : mergeLabels(before.labels, alert.labels),
    openedAtMs: openedBy(before, alert.atMs),
    firings: before.firings + (alert.state === "firing" ? 1 : 0),
    version: before.version + 1,
    ...graphOf(alert, before),
    ...(isFact ? { factsAtMs: alert.atMs } : { last: mark }),
    ...facts,
    ...extras(alert, before),
  };
  return { incident: record(before, merged, change, alert), change };
};
