import type { Severity } from "./alert.ts";
import { callsNow } from "./called.ts";
import type { Incident, IncidentState, Member, Moment } from "./incident.ts";
import { formatMatcher } from "./match.ts";
import { isQuiet, type Mute } from "./mute.ts";
import type { OnCall } from "./oncall.ts";

/** What can be asked on the live list. */
export const LIVE_VERBS = ["ack", "resolve", "mute", "unmute", "page"] as const;

/** One of them. */
export type LiveVerb = (typeof LIVE_VERBS)[number];

/** Who takes acks and resolves of a source's problems: the source itself, Dr. M in its stead, or nobody. */
export type HandledBy = "source" | "here" | "nobody";

/** One problem as the live list shows it. Texts are plain, cut, and never markup; addresses are http(s). */
export interface LiveRow {
  readonly id: string;
  readonly version: number;
  readonly state: IncidentState;
  readonly severity: Severity;
  readonly source: string;
  readonly title: string;
  readonly url?: string | undefined;
  readonly runbook?: string | undefined;
  /** service, host, value, threshold: those that are known. */
  readonly service?: string | undefined;
  readonly host?: string | undefined;
  readonly value?: string | undefined;
  readonly threshold?: string | undefined;
  readonly openedAtMs: number;
  readonly endedAtMs?: number | undefined;
  readonly takenBy?: string | undefined;
  readonly firings: number;
  /** How many problems share it, and how many of them fire. */
  readonly members?: { readonly firing: number; readonly all: number } | undefined;
  readonly flapping?: number | undefined;
  readonly unconfirmed?: string | undefined;
  readonly paged?: { readonly where: string; readonly by: string; readonly atMs: number } | undefined;
  readonly mutedBy?: string | undefined;
  /** What can be done with it as it stands, by who may. */
  readonly verbs: readonly LiveVerb[];
}

/** One problem with everything that is known about it. */
export interface LiveProblem extends LiveRow {
  readonly labels: Readonly<Record<string, string>>;
  readonly history: readonly Moment[];
  readonly together: readonly Pick<Member, "key" | "title" | "state" | "sinceMs" | "endedAtMs" | "labels">[];
}

/** One line of the stream: something that happened to a problem. */
export interface LiveMoment {
  readonly incidentId: string;
  readonly atMs: number;
  readonly what: string;
  readonly by?: string | undefined;
  /** What it brought; "notice" for what changed no state. */
  readonly state: IncidentState;
  readonly source: string;
  readonly title: string;
  readonly url?: string | undefined;
  readonly muted: boolean;
}

/** A mute or maintenance that is quiet now or will be. */
export interface LiveMute {
  readonly id: string;
  readonly kind: Mute["kind"];
  readonly words: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly by: string;
  readonly because: string;
  readonly swallowed: number;
  readonly quiet: boolean;
}

/** How many problems have each value, most first. */
export type Tallies = readonly { readonly name: string; readonly count: number }[];

/** How many problems there are of each kind; what is muted is counted apart. */
export interface IncidentCounts {
  readonly states: Tallies;
  readonly severities: Tallies;
  readonly sources: Tallies;
  readonly services: Tallies;
  readonly muted: number;
}

/** A storm that is told in one message. */
export interface LiveStorm {
  /** Name of the channel, or its id. */
  readonly channel: string;
  readonly sinceMs: number;
  readonly problems: number;
}

/** A delivery that could not be read. */
export interface LiveUnreadable {
  readonly id: string;
  readonly source: string;
  readonly receivedAtMs: number;
  readonly why: string;
}

/** Everything that the live list shows at one moment. */
export interface LiveList {
  /** It never ends. */
  readonly open: true;
  readonly rows: readonly LiveRow[];
  /** Of all that match, not of `rows`. */
  readonly total: number;
  readonly limit: number;
  readonly muted: { readonly rows: readonly LiveRow[]; readonly total: number };
  /** Of everything that is open, whatever the filter. */
  readonly counts: IncidentCounts;
  readonly stream: readonly LiveMoment[];
  readonly mutes: readonly LiveMute[];
  /** `tell`: why nobody can say. */
  readonly oncall: { readonly people: readonly OnCall[]; readonly tell?: string | undefined };
  readonly unreadable: readonly LiveUnreadable[];
  readonly storms: readonly LiveStorm[];
  /** Name of the pager that "Page on-call" calls. */
  readonly pager?: string | undefined;
}

const MOST = { title: 300, fact: 120, url: 2000, label: 1000 } as const;

/** Signs that turn the direction of what follows: a title must not rearrange the page around it. */
const UNSEEN = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

const HOSTS = ["host", "hostname", "instance", "node", "pod", "monitor"];

const cut = (text: string | undefined, most: number): string | undefined => {
  const tidy = text?.replace(UNSEEN, "").trim();
  if (!tidy) return undefined;
  return tidy.length <= most ? tidy : `${tidy.slice(0, most - 1).toWellFormed()}…`;
};

/** The address when a browser may open it: http(s) and not overlong; else undefined. */
export const safeUrl = (url: string | undefined): string | undefined => {
  const parsed = url !== undefined && url.length <= MOST.url ? URL.parse(url) : null;
  return parsed !== null && /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
};

const hostOf = ({ labels }: Incident): string | undefined =>
  HOSTS.map((name) => labels[name]).find((value) => value !== undefined && value.trim() !== "");

const titleOf = ({ title, key, labels }: Incident): string => {
  const number = labels.number === undefined ? "" : `#${labels.number.replace(/^#/, "")} `;
  return cut(`${number}${title || key}`, MOST.title) ?? key;
};

/** What can be done with it as it stands: as on its card. Only problems that nobody was called about yet can be paged. */
export const liveVerbs = (incident: Incident, handledBy: HandledBy, hasPager: boolean): readonly LiveVerb[] => {
  const { state, severity, mutedBy } = incident;
  const quiet: LiveVerb = mutedBy === undefined ? "mute" : "unmute";
  if (state === "resolved") return mutedBy === undefined ? [] : ["unmute"];
  if (handledBy === "nobody" || (state === "notice" && (handledBy === "source" || severity === "info"))) return [quiet];
  return [
    ...(state === "acked" ? [] : (["ack"] as const)),
    ...(state === "notice" ? [] : (["resolve"] as const)),
    quiet,
    ...(hasPager && handledBy === "here" && callsNow(incident).length === 0 ? (["page"] as const) : []),
  ];
};

/** The problem in short; `runbook` is the configured one, for an alert that brought none. */
export const liveRow = (incident: Incident, runbook?: string, verbs: readonly LiveVerb[] = []): LiveRow => {
  const { id, version, state, severity, source, labels, members } = incident;
  const firing = members?.filter((member) => member.state === "firing").length ?? 0;
  const page = incident.paged?.at(-1);
  return {
    ...{ id, version, state, severity, source, firings: incident.firings, openedAtMs: incident.openedAtMs },
    title: titleOf(incident),
    url: safeUrl(incident.url),
    runbook: safeUrl(incident.runbook) ?? safeUrl(runbook),
    service: cut(labels.service, MOST.fact),
    host: cut(hostOf(incident), MOST.fact),
    value: cut(labels.value, MOST.fact),
    threshold: cut(labels.threshold, MOST.fact),
    endedAtMs: incident.resolvedAtMs,
    takenBy: cut(state === "resolved" ? (incident.resolvedBy ?? incident.ackedBy) : incident.ackedBy, MOST.fact),
    ...(members === undefined || members.length < 2 ? {} : { members: { firing, all: members.length } }),
    flapping: incident.flapping?.changes,
    unconfirmed: cut(incident.unconfirmed, MOST.fact),
    ...(page === undefined ? {} : { paged: { where: page.where, by: page.by, atMs: page.atMs } }),
    mutedBy: incident.mutedBy,
    verbs,
  };
};

/** The problem with its labels, its life (newest first) and those that share it, firing ones first. */
export const liveProblem = (incident: Incident, runbook?: string): LiveProblem => ({
  ...liveRow(incident, runbook),
  labels: Object.fromEntries(
    Object.entries(incident.labels).map(([name, value]) => [name, cut(value, MOST.label) ?? ""]),
  ),
  history: incident.history.toReversed(),
  together: (incident.members ?? [])
    .map(({ key, title, state, sinceMs, endedAtMs, labels }) => ({ key, title, state, sinceMs, endedAtMs, labels }))
    .sort((a, b) => (a.state === b.state ? b.sinceMs - a.sinceMs : a.state === "firing" ? -1 : 1)),
});

/** What happened to these problems, newest first. */
export const liveStream = (incidents: readonly Incident[], limit: number): readonly LiveMoment[] =>
  incidents
    .flatMap((incident) =>
      incident.history.map(
        ({ atMs, what, by, state }): LiveMoment => ({
          ...{ incidentId: incident.id, atMs, by, source: incident.source },
          what: cut(what, MOST.fact) ?? "",
          title: titleOf(incident),
          state: state ?? "notice",
          url: safeUrl(incident.url),
          muted: incident.mutedBy !== undefined,
        }),
      ),
    )
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, limit);

/** A mute in words. */
export const liveMute = (mute: Mute, nowMs: number): LiveMute => {
  const { id, kind, fromMs, untilMs, by, because, swallowed } = mute;
  return {
    id,
    kind,
    fromMs,
    untilMs,
    by,
    because,
    swallowed,
    words: formatMatcher(mute.match),
    quiet: isQuiet(mute, nowMs),
  };
};
