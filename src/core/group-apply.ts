import { type Alert, SEVERITIES, type Severity } from "./alert.ts";
import type { Change, Incident, Member } from "./incident.ts";
import { applyAlert, compareMarks, graphOf, markOf, NOT_ENDED, openedBy, record, remember } from "./incident-apply.ts";

/** So many problems may share a card; further ones get a card of their own. */
export const MOST_MEMBERS = 200;

type MemberAlert = Alert & { readonly member: string };

/** What an alert came to. */
interface Step {
  readonly incident: Incident;
  readonly change: Change;
}

const worst = (a: Severity, b: Severity): Severity => (SEVERITIES.indexOf(a) <= SEVERITIES.indexOf(b) ? a : b);

/** The labels that all of them have with the same value, and those of the whole that none of them ever had. */
const sharedLabels = ({ labels, members = [] }: Incident, now: readonly Member[]): Incident["labels"] => {
  const theirs = new Set([...members, ...now].flatMap((member) => Object.keys(member.labels)));
  const [first, ...others] = now;
  const shared = Object.entries(first?.labels ?? {}).filter(([name, value]) =>
    others.every((other) => other.labels[name] === value),
  );
  return Object.fromEntries([...Object.entries(labels).filter(([name]) => !theirs.has(name)), ...shared]);
};

const memberOf = (alert: MemberAlert, before: Member | undefined): Member => {
  const title = alert.title || before?.title || alert.member;
  const common = { key: alert.member, title, labels: alert.labels, last: markOf(alert) };
  if (alert.state === "resolved")
    return { ...common, state: "resolved", sinceMs: before?.sinceMs ?? alert.atMs, endedAtMs: alert.atMs };
  return { ...common, state: "firing", sinceMs: before?.state === "firing" ? before.sinceMs : alert.atMs };
};

/** An older alert only tells since when it is as it is. */
const lateMember = (known: Member, { state, atMs }: Alert): Member => {
  if (state === "firing" && atMs < known.sinceMs) return { ...known, sinceMs: atMs };
  if (state === "resolved" && known.state === "firing" && known.sinceMs < atMs)
    return { ...known, sinceMs: known.last.atMs };
  return known;
};

/** The life of the whole follows from its members: it fires while one fires, and ends with the last of them. */
const wholeOf = (
  before: Incident,
  members: readonly Member[],
  alert: Alert,
  isNews: boolean,
): [Change, Partial<Incident>] => {
  const firing = members.some(({ state }) => state === "firing");
  if (!firing && before.state !== "resolved") {
    const resolvedAtMs = Math.max(...members.map(({ endedAtMs = 0 }) => endedAtMs));
    return ["resolved", { state: "resolved", resolvedAtMs, resolvedBy: alert.by, ending: alert.ending }];
  }
  if (firing && before.state === "resolved") return ["reopened", { state: "firing", ...NOT_ENDED, claimed: undefined }];
  return [isNews ? "updated" : "repeated", {}];
};

/** The first problem of a group: while it is alone the card is called after it. */
const openGroup = (alert: MemberAlert): Step => {
  const { incident, change } = applyAlert(undefined, alert);
  return { incident: { ...incident, members: [memberOf(alert, undefined)] }, change };
};

const isAboutMember = (alert: Alert): alert is MemberAlert =>
  alert.member !== undefined && !alert.ours && (alert.state === "firing" || alert.state === "resolved");

/**
 * Applies what a source said about one problem of a group to the group's incident: `alert.key` is the group's key,
 * `alert.member` the problem's own. What is about the whole (an ack, a note, our own doing) goes the usual way. Pure.
 */
export const applyMember = (before: Incident | undefined, alert: Alert, title: string): Step => {
  if (!isAboutMember(alert)) return withMembers(before, applyAlert(before, alert), alert);
  if (!before) return openGroup(alert);
  const known = before.members?.find(({ key }) => key === alert.member);
  const isLate = known !== undefined && compareMarks(markOf(alert), known.last) < 0;
  const next = known && isLate ? lateMember(known, alert) : memberOf(alert, known);
  const members = known
    ? (before.members ?? []).map((old) => (old.key === alert.member ? next : old))
    : [...(before.members ?? []), next];
  const told = { ...alert, what: `${next.title}: ${alert.what ?? alert.state}` };
  const version = before.version + 1;
  const openedAtMs = openedBy(before, alert.atMs);
  const severity = alert.severityKnown === false ? before.severity : worst(before.severity, alert.severity);
  if (isLate)
    return { incident: { ...remember(before, told), members, openedAtMs, severity, version }, change: "late" };
  const [change, facts] = wholeOf(before, members, alert, known?.state !== next.state);
  const merged: Incident = {
    ...before,
    members,
    title: (members.length > 1 && title) || before.title,
    version,
    openedAtMs,
    severity,
    url: before.url ?? alert.url,
    runbook: before.runbook ?? alert.runbook,
    labels: sharedLabels(before, members),
    firings: before.firings + (alert.state === "firing" ? 1 : 0),
    ...graphOf(alert, before),
    ...facts,
  };
  return { incident: record(before, merged, change, change === "resolved" ? alert : told), change };
};

/** Whoever resolves the whole resolves each of them, and takes back just that. */
const withMembers = (before: Incident | undefined, applied: Step, alert: Alert): Step => {
  const { incident, change } = applied;
  const { members } = incident;
  if (!members) return applied;
  const endedAtMs = before?.resolvedAtMs;
  const changed = (one: Member): Member => {
    if (change === "resolved" && one.state === "firing") return { ...one, state: "resolved", endedAtMs: alert.atMs };
    if (change !== "reopened" || endedAtMs === undefined || one.endedAtMs !== endedAtMs) return one;
    const { endedAtMs: _ended, ...open } = one;
    return { ...open, state: "firing" };
  };
  return { change, incident: { ...incident, members: members.map(changed) } };
};
