import { type Alert, SEVERITIES, type Severity } from "./alert.ts";
import type { Change, Incident, Mark, Member } from "./incident.ts";
import { applyAlert, compareMarks, countFlip, RANK, remember } from "./incident-apply.ts";

/** So many problems may share a card; further ones get a card of their own. */
export const MOST_MEMBERS = 200;

const worst = (a: Severity, b: Severity): Severity => (SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b);

/** Labels that all of them have with the same value. */
const common = (a: Incident["labels"], b: Incident["labels"]): Incident["labels"] =>
  Object.fromEntries(Object.entries(a).filter(([name, value]) => b[name] === value));

const memberOf = (alert: Alert & { readonly member: string }, before: Member | undefined): Member => {
  const last: Mark = { atMs: alert.atMs, rank: RANK[alert.state], eventId: alert.eventId };
  const common = { key: alert.member, title: alert.title || before?.title || alert.member, labels: alert.labels, last };
  if (alert.state === "resolved")
    return { ...common, state: "resolved", sinceMs: before?.sinceMs ?? alert.atMs, endedAtMs: alert.atMs };
  return { ...common, state: "firing", sinceMs: before?.state === "firing" ? before.sinceMs : alert.atMs };
};

/** The life of the whole follows from its members: it fires while one fires. */
const wholeOf = (
  before: Incident,
  members: readonly Member[],
  alert: Alert,
  isNew: boolean,
): [Change, Partial<Incident>] => {
  const firing = members.some(({ state }) => state === "firing");
  if (!firing && before.state !== "resolved")
    return ["resolved", { state: "resolved", resolvedAtMs: alert.atMs, resolvedBy: alert.by, ending: alert.ending }];
  if (firing && before.state === "resolved") {
    const again = { resolvedAtMs: undefined, resolvedBy: undefined, ending: undefined, unconfirmed: undefined };
    return ["reopened", { state: "firing", claimed: undefined, ...again }];
  }
  return [isNew || alert.state === "resolved" ? "updated" : "repeated", {}];
};

/** The first problem of a group. */
const openGroup = (
  alert: Alert & { readonly member: string },
  title: string,
): { incident: Incident; change: Change } => {
  const { incident, change } = applyAlert(undefined, alert);
  return { incident: { ...incident, title: title || incident.title, members: [memberOf(alert, undefined)] }, change };
};

/**
 * Applies what a source said about one problem of a group to the group's incident: `alert.key` is the group's key,
 * `alert.member` the problem's own. What is about the whole (an ack, a note, our own doing) goes the usual way. Pure.
 */
export const applyMember = (
  before: Incident | undefined,
  alert: Alert,
  title: string,
): { readonly incident: Incident; readonly change: Change } => {
  const { member } = alert;
  if (member === undefined || alert.ours || (alert.state !== "firing" && alert.state !== "resolved"))
    return endAll(applyAlert(before, alert), alert);
  const one = { ...alert, member };
  if (!before) return openGroup(one, title);
  const known = before.members?.find(({ key }) => key === member);
  const mark = { atMs: alert.atMs, rank: RANK[alert.state], eventId: alert.eventId };
  if (known && compareMarks(mark, known.last) < 0)
    return { incident: { ...remember(before, alert), version: before.version + 1 }, change: "late" };
  const next = memberOf(one, known);
  const members = known
    ? (before.members ?? []).map((old) => (old.key === member ? next : old))
    : [...(before.members ?? []), next];
  const [change, facts] = wholeOf(before, members, alert, known === undefined);
  const merged: Incident = {
    ...before,
    members,
    version: before.version + 1,
    severity: alert.severityKnown === false ? before.severity : worst(before.severity, alert.severity),
    url: before.url ?? alert.url,
    runbook: before.runbook ?? alert.runbook,
    labels: common(before.labels, alert.labels),
    firings: before.firings + (alert.state === "firing" ? 1 : 0),
    ...facts,
  };
  const told = { ...alert, what: `${next.title}: ${alert.what ?? alert.state}` };
  return { incident: countFlip(remember(merged, change === "resolved" ? alert : told), change, alert.atMs), change };
};

/** Whoever resolves the whole resolves each of them. */
const endAll = (
  applied: { incident: Incident; change: Change },
  alert: Alert,
): { incident: Incident; change: Change } => {
  const { incident, change } = applied;
  if (change !== "resolved" || !incident.members) return applied;
  const members = incident.members.map(
    (one): Member => (one.state === "firing" ? { ...one, state: "resolved", endedAtMs: alert.atMs } : one),
  );
  return { incident: { ...incident, members }, change };
};
