import type { Alert } from "../core/alert.ts";
import type { Due } from "../core/due.ts";
import type { Change, Incident } from "../core/incident.ts";
import type { Clock } from "../core/log.ts";
import { factsOf } from "../core/match.ts";
import { formatDuration } from "../core/number-words.ts";
import type { Policy, PolicyNow, Route } from "../core/policy.ts";
import { routeFor, routeNamed } from "../core/route.ts";
import { SELF } from "../core/self.ts";
import { DEPLOYS, type Plan, type Say } from "../core/store.ts";
import { graphOf } from "./alert-graphs/graph-of.ts";
import { askAfterMs } from "./verdicts.ts";

/** What planning has to know of the house. */
export interface PlanOptions {
  readonly channels: { readonly admin: string };
  /** Sources that call people themselves: nobody is reminded of what they told. */
  readonly escalates: ReadonlySet<string>;
  /** Connected sources of points, the default one first: new cards get a graph of theirs. None when absent. */
  readonly measures?: ReadonlySet<string> | undefined;
  readonly clock: Clock;
}

interface Told {
  readonly incident: Incident;
  readonly change: Change;
  readonly alert: Alert;
  readonly route: Route;
  readonly channel: string;
}

/**
 * What is said of a change and what is to be done later: one card a problem, in the channel of its route; longer texts
 * where the route wants them; nothing new of what is muted.
 */
export const createPlan =
  (policyNow: PolicyNow, options: PlanOptions): Plan =>
  (incident, change, alert) => {
    const policy = policyNow();
    const told = { incident, change, alert, ...placeOf(incident, alert, policy, options) };
    const nowMs = options.clock();
    const dues = duesOf(told, nowMs, policy, options);
    return [cardOf(told), ...(isQuiet(told) ? [] : notesOf(told)), ...dues.map((due): Say => ({ kind: "later", due }))];
  };

/** Our own troubles, whatever the route says. */
const OWN = { post: "channel", details: "thread", leftAlone: undefined, severity: undefined, graph: "off" } as const;

const placeOf = (
  incident: Incident,
  alert: Alert,
  policy: Policy,
  { channels, clock }: PlanOptions,
): Pick<Told, "route" | "channel"> => {
  const { said, source } = incident;
  const own = source === SELF;
  const route = said || own ? routeNamed(policy, said?.route) : routeFor(policy, factsOf(incident), clock());
  const unasked = source === DEPLOYS && route.match.labels?.source === undefined;
  return {
    route: {
      ...route,
      ...(own ? OWN : {}),
      // A deploy is a mark on graphs, and a card only where a route asks for deploys by name.
      ...(unasked ? { post: "none" } : {}),
    },
    channel: said?.channel ?? alert.channel ?? (own ? channels.admin : route.channel),
  };
};

/** Nothing of it is posted; a card that stands already is still kept true. */
const isHidden = ({ incident, route }: Pick<Told, "incident" | "route">): boolean =>
  incident.mutedBy !== undefined || route.post === "none";

/** What people and timers of ours did is told in the thread of a muted card too. */
const isQuiet = (told: Told): boolean => told.route.post === "none" || (isHidden(told) && !told.alert.ours);

const cardOf = ({ incident, route, channel }: Told): Say => {
  const pressing = incident.severity === "critical" || incident.labels.urgency === "high";
  return {
    kind: "card",
    channel,
    ...(isHidden({ incident, route }) ? { onlyIfPosted: true } : {}),
    ...(pressing && incident.state !== "resolved" ? { urgent: true } : {}),
    ...(incident.said?.under === undefined ? {} : { under: incident.said.under }),
  };
};

const notesOf = (told: Told): readonly Say[] => {
  const { channel, alert } = told;
  const news = againLine(told) ?? worseLine(told);
  const details = detailLines(told);
  const lines = [...(news === undefined ? [] : [news]), ...details];
  if (lines.length === 0) return [];
  const inChannel = news !== undefined || (told.route.details === "channel" && !alert.ours);
  return [
    {
      kind: "note",
      channel,
      lines,
      ...(alert.mention && alert.mention.length > 0 ? { mention: alert.mention } : {}),
      ...(inChannel ? { broadcast: true } : {}),
    },
  ];
};

/** Longer texts: of ours as they are, of a source with who did what before them. */
const detailLines = ({ incident, change, alert, route }: Told): readonly string[] => {
  const { details, mention = [] } = alert;
  // That it began is what the card says.
  const what = change === "opened" && !alert.by ? undefined : alert.what;
  const head = [alert.by, what].filter(Boolean).join(" · ");
  if (alert.ours) return details.length === 0 && mention.length > 0 && head ? [head] : details;
  if (details.length === 0 || route.details === "none") return [];
  if (change === "repeated" || incident.flapping) return [];
  return head ? [`${head}:`, ...details] : details;
};

/** A card this old has scrolled away. */
const LONG_SILENCE_MS = 24 * 60 * 60_000;

/** An open problem that its source speaks of again after a day and more. */
const againLine = ({ incident, change, alert }: Told): string | undefined => {
  if (alert.ours || incident.state === "resolved" || (change !== "repeated" && change !== "noticed")) return undefined;
  const before = incident.history.at(-2)?.atMs;
  const silentMs = before === undefined ? 0 : alert.atMs - before;
  return silentMs >= LONG_SILENCE_MS ? `again after ${formatDuration(silentMs)}` : undefined;
};

/** A mild problem that became critical on a card that stands somewhere above. */
const worseLine = ({ incident, change, alert }: Told): string | undefined =>
  incident.worseBy === alert.eventId &&
  incident.severity === "critical" &&
  (change === "repeated" || change === "updated" || change === "unacked")
    ? "now critical"
    : undefined;

const TAKEN_BACK: ReadonlySet<Change> = new Set(["opened", "reopened", "unacked"]);
const FLIPS: ReadonlySet<Change> = new Set(["opened", "reopened", "resolved"]);

const NONE: ReadonlySet<string> = new Set();

/** A card that people see for the first time, or again: it opened, reopened, or became loud after a mute. */
const isShown = (told: Told): boolean => {
  const { incident, change, alert } = told;
  const loud = incident.alarmedBy === alert.eventId && incident.worseBy !== alert.eventId;
  return incident.state === "firing" && !isHidden(told) && (change === "opened" || change === "reopened" || loud);
};

/** Somebody else's problem, with a card that people saw. */
const isAskable = (told: Told): boolean =>
  !isHidden(told) && told.incident.source !== SELF && told.incident.source !== DEPLOYS;

const duesOf = (
  told: Told,
  nowMs: number,
  { flapping, care }: Policy,
  { escalates, measures = NONE }: Pick<PlanOptions, "escalates" | "measures">,
): readonly Due[] => {
  const { incident, change, alert, route } = told;
  const { id, source, severity } = incident;
  const alarms = incident.state === "firing" && incident.alarmedBy === alert.eventId;
  const due = (kind: Due["kind"], afterMs: number): Due => ({
    id: `${kind}:${id}`,
    kind,
    atMs: nowMs + afterMs,
    subject: id,
    step: 1,
  });
  const { leftAlone } = route;
  const reminds =
    leftAlone?.severities.includes(severity) === true && !escalates.has(source) && !isHidden(told) && source !== SELF;
  const askMs = change === "resolved" && isAskable(told) ? askAfterMs(incident, care, escalates) : undefined;
  return [
    ...(reminds && (TAKEN_BACK.has(change) || alarms) ? [due("left_alone", leftAlone.afterMs)] : []),
    ...(incident.flapping && FLIPS.has(change) ? [due("settle", flapping.withinMs)] : []),
    ...(isShown(told) && !incident.flapping && graphOf(incident, route, measures) ? [due("graph", 0)] : []),
    ...(change === "resolved" && incident.paged && incident.paged.length > 0 ? [due("end_page", 0)] : []),
    ...(askMs === undefined ? [] : [due("verdict", askMs)]),
  ];
};

/** Whom a new card mentions: what its route says; nobody for our own troubles, what is muted and what somebody took. */
export const mentionFor =
  (policyNow: PolicyNow) =>
  (incident: Incident): readonly string[] =>
    incident.source === SELF ||
    incident.mutedBy !== undefined ||
    incident.state === "resolved" ||
    incident.state === "acked"
      ? []
      : routeNamed(policyNow(), incident.said?.route).mention;

/** An incident that ended longer ago than this is history: the poll that finds it repaints its card but posts none. */
const STALE_MS = 60 * 60_000;

/** The plan for what a poll found and no webhook told. */
export const repairPlan =
  (plan: Plan, nowMs: number): Plan =>
  (incident, change, alert) => {
    const stale = incident.state === "resolved" && (incident.resolvedAtMs ?? 0) < nowMs - STALE_MS;
    return plan(incident, change, alert).map((say) =>
      say.kind === "card" && stale ? { ...say, onlyIfPosted: true } : say,
    );
  };
