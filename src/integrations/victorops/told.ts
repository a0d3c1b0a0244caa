import type { Fact, FactKind, Person } from "../../core/fact.ts";
import type { SourceIncident } from "../../core/integration.ts";
import { shortId } from "../../lib/digest.ts";
import { isPageRef } from "../../lib/page-content.ts";
import { severityOfWord } from "../../lib/severity-words.ts";
import * as shape from "../../lib/shape.ts";
import type { ApiIncident } from "./read-shapes.ts";

type Transition = ApiIncident["transitions"][number];

const STATES: Readonly<Record<string, SourceIncident["state"]>> = {
  triggered: "firing",
  acknowledged: "acked",
  resolved: "resolved",
};
const KINDS: Readonly<Record<string, FactKind>> = { acknowledged: "acked", resolved: "resolved" };

/** Names of people by user name, and of teams by slug. */
export interface Names {
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, string>;
}

/** The person's user name; of nobody when a machine did it. */
const doerOf = ({ by, manually }: Transition): string | undefined =>
  manually === false || !by || by.toUpperCase() === "SYSTEM" ? undefined : by;

const titleOf = ({ entityDisplayName, service, entityId, incidentNumber }: ApiIncident): string =>
  shape.clip(shape.firstText(entityDisplayName, service, entityId, `Incident #${incidentNumber}`) ?? "", 500);

/** Names of the teams that were paged. */
const teamsOf = ({ pagedTeams, pagedPolicies }: ApiIncident, { teams }: Names): readonly string[] => [
  ...new Set([
    ...pagedTeams.map((slug) => teams.get(slug) ?? slug),
    ...pagedPolicies.flatMap(({ team }) => team?.name ?? []),
  ]),
];

/** What service it was about: the incident's own, else where it was routed by. */
const serviceOf = ({ service, routingKey }: ApiIncident): string => service || routingKey || "";

/**
 * What happened to people with an incident. The API names who was paged and not when or how: each of them counts once, at
 * the beginning, by an unknown channel, which disturbs no night in statistics.
 */
export const factsOf = (incident: ApiIncident, names: Names): readonly Fact[] => {
  const { incidentNumber, startTime, pagedUsers, transitions } = incident;
  const key = shortId(incidentNumber);
  const base = { source: "victorops", incidentKey: key, service: serviceOf(incident), teams: teamsOf(incident, names) };
  const moves = transitions.flatMap((move): Fact[] => {
    const name = move.name.toLowerCase();
    const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
    if (!kind) return [];
    return [{ ...base, id: `${key}:${name}:${move.at}`, kind, atMs: move.at, personId: doerOf(move) }];
  });
  return [
    { ...base, id: `${key}:opened`, kind: "opened", atMs: startTime },
    ...[...new Set(pagedUsers)].map((personId): Fact => {
      const paged = { kind: "notified", channel: "other", atMs: startTime, personId } as const;
      return { ...base, ...paged, id: `${key}:${personId}:paged` };
    }),
    ...moves,
  ];
};

/** The first move of that name, or the last. */
const moveOf = ({ transitions }: ApiIncident, name: string, which: "first" | "last"): Transition | undefined => {
  const moves = transitions.filter((move) => move.name.toLowerCase() === name).toSorted((a, b) => a.at - b.at);
  return moves.at(which === "first" ? 0 : -1);
};

const endOf = (incident: ApiIncident, by: (move: Transition) => string | undefined): Partial<SourceIncident> => {
  const end = moveOf(incident, "resolved", "last");
  if (!end) return {};
  const resolvedBy = by(end);
  return { resolvedAtMs: end.at, resolvedBy, ending: resolvedBy === undefined ? "auto" : "human" };
};

/** An incident as the store takes it; undefined for a phase that is none of ours. */
export const sourceIncidentOf = (incident: ApiIncident, names: Names, readAtMs: number): SourceIncident | undefined => {
  const phase = incident.currentPhase.toLowerCase();
  const state = Object.hasOwn(STATES, phase) ? STATES[phase] : undefined;
  if (!state) return undefined;
  const by = (move: Transition): string | undefined => {
    const doer = doerOf(move);
    return doer && (names.people.get(doer)?.name ?? doer);
  };
  const acked = moveOf(incident, "acknowledged", "first");
  const last = moveOf(incident, phase, "last");
  const title = titleOf(incident);
  const { incidentNumber, service, host, routingKey, entityId } = incident;
  return {
    source: "victorops",
    key: shortId(incidentNumber),
    state,
    severity: severityOfWord(incident.entityState) ?? "error",
    title,
    labels: shape.present({
      number: /^\d+$/.test(incidentNumber) ? incidentNumber : undefined,
      service: service === title ? undefined : service,
      host,
      route: routingKey,
      paged: incident.pagedUsers.join(", "),
      dedup: isPageRef(entityId) ? entityId : undefined,
    }),
    teams: teamsOf(incident, names),
    openedAtMs: incident.startTime,
    ackedAtMs: acked?.at,
    ackedBy: acked && by(acked),
    ...(state === "resolved" ? endOf(incident, by) : {}),
    readAtMs,
    changedAtMs: last?.at ?? incident.startTime,
    changedBy: last && by(last),
  };
};
