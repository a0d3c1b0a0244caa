import type { Alert } from "../core/alert.ts";
import type { Change, Incident, Said } from "../core/incident.ts";
import { factsOf, matches } from "../core/match.ts";
import { isQuiet, type Mute } from "../core/mute.ts";
import type { Policy, PolicyNow, Route } from "../core/policy.ts";
import { routeFor, routeNamed } from "../core/route.ts";
import type { Gathering, Known, Rules } from "../core/rules.ts";
import { SELF } from "../core/self.ts";

/** What rules have to know of the house. */
export interface RulesOptions {
  readonly channels: { readonly admin: string };
  /** Sources whose keys name one incident each, which never comes back under it. */
  readonly keyIsOneIncident: ReadonlySet<string>;
}

/** Configured routing, grouping, mutes and flapping, as `Store.relay` asks for them. Pure but for the policy in force. */
export const createRules = (policyNow: PolicyNow, options: RulesOptions): Rules => ({
  gather: (alert) => gather(alert, policyNow(), options),
  judge: (incident, change, alert, known) => judge(incident, change, alert, known, policyNow(), options),
});

/** Keys have to fit an index. */
const LONGEST_KEY = 480;
const cut = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/** A group by the values of labels; none when the alert has none of them. */
const groupBy = (alert: Alert, route: Route, by: readonly string[]): Gathering["group"] => {
  const facts = factsOf(alert);
  const values = by.map((name) => cut(facts[name] ?? "", Math.floor(LONGEST_KEY / by.length)));
  if (values.every((value) => value === "")) return undefined;
  return {
    key: `by:${cut(route.name, 50)}:${values.map((value) => value.replaceAll(",", ";")).join(",")}`,
    title: values.filter(Boolean).join(", "),
  };
};

const gather = (alert: Alert, policy: Policy, { keyIsOneIncident }: RulesOptions): Gathering => {
  const { groupWindowMs, freshAfterMs } = policy;
  if (keyIsOneIncident.has(alert.source))
    return { groupWindowMs, freshAfterMs: Number.POSITIVE_INFINITY, problem: kindOf(alert) };
  if (alert.source === SELF) return { groupWindowMs, freshAfterMs };
  const route = routeFor(policy, factsOf(alert), alert.atMs);
  if (!route.group) return { group: alert.group, groupWindowMs, freshAfterMs };
  return { group: groupBy(alert, route, route.group.by), groupWindowMs: route.group.windowMs, freshAfterMs };
};

/** Numbers and ids, which differ each time: UUIDs, hex of eight digits and more, numbers. */
const CHANGING = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b(?=[a-f]*\d)[\da-f]{8,}\b|\d+(?:[.,:]\d+)*/g;

/** What a problem shares with others of its kind where every one has a key of its own: service and title. */
const kindOf = ({ labels, title }: Alert): string =>
  `${labels.service ?? ""}|${title.toLowerCase().replace(CHANGING, "#").replace(/\s+/g, " ").trim().slice(0, 300)}`;

const judge = (
  incident: Incident,
  change: Change,
  alert: Alert,
  known: Known,
  policy: Policy,
  options: RulesOptions,
): Incident => {
  const said = incident.said ?? saidFor(incident, alert, known.nowMs, policy, options);
  const route = routeNamed(policy, said.route);
  const routed: Incident = {
    ...incident,
    said,
    severity: incident.source === SELF ? incident.severity : (route.severity ?? incident.severity),
  };
  const quiet = mutedBy(routed, known);
  const isLoudAgain = quiet === undefined && incident.mutedBy !== undefined;
  return {
    ...routed,
    ...(isLoudAgain ? { alarmedBy: alert.eventId } : {}),
    mutedBy: quiet,
    flapping: flapping(routed, change, known.nowMs, policy),
    unconfirmed: unconfirmed(routed, alert, known),
  };
};

/** Where a new problem is said: our own troubles in the admin channel, the others where the first route says. */
const saidFor = (
  incident: Incident,
  { channel, under }: Alert,
  nowMs: number,
  policy: Policy,
  { channels }: RulesOptions,
): Said => {
  if (incident.source === SELF) return { route: SELF, channel: channel ?? channels.admin };
  const route = routeFor(policy, factsOf(incident), nowMs);
  return { route: route.name, channel: channel ?? route.channel, ...(under === undefined ? {} : { under }) };
};

/** Our own troubles are muted one by one only: words about a service must not hide them. */
const canMute = ({ match: { labels = {} } }: Mute, incident: Incident): boolean =>
  incident.source !== SELF || labels.source !== undefined || labels.key !== undefined;

/** A problem that ended while it was muted stays so: nobody was told of it, so nobody is told that it is over. */
const mutedBy = (incident: Incident, { mutes, nowMs }: Known): string | undefined => {
  if (incident.state === "resolved") return incident.mutedBy;
  if (mutes.length === 0) return undefined;
  const facts = factsOf(incident);
  const fits = mutes.filter((mute) => isQuiet(mute, nowMs) && canMute(mute, incident) && matches(mute.match, facts));
  return (fits.find(({ id }) => id === incident.mutedBy) ?? fits[0])?.id;
};

const FLIPS: ReadonlySet<Change> = new Set(["opened", "reopened", "resolved"]);

/** Begins with so many changes in so little time, counts on, and ends when nothing has changed for as long. */
const flapping = (
  { flips = [], flapping: before }: Incident,
  change: Change,
  nowMs: number,
  { flapping: { changes, withinMs } }: Policy,
): Incident["flapping"] => {
  const newest = flips.at(-1);
  if (newest === undefined || nowMs - newest >= withinMs) return undefined;
  if (before) return FLIPS.has(change) ? { ...before, changes: before.changes + 1 } : before;
  const close = flips.filter((atMs) => newest - atMs < withinMs);
  const [sinceMs] = close;
  return sinceMs === undefined || close.length < changes ? undefined : { changes: close.length, sinceMs };
};

/** An end told by a source whose sign of life is missing may be no end: what it watches with may be gone. */
const unconfirmed = (incident: Incident, alert: Alert, { silent }: Known): string | undefined => {
  if (incident.state !== "resolved") return undefined;
  if (alert.state !== "resolved" || alert.ours) return incident.unconfirmed;
  return silent.has(incident.source) ? incident.source : undefined;
};
