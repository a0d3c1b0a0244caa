import { SEVERITIES } from "../core/alert.ts";
import type { Incident } from "../core/incident.ts";
import type { IncidentTable } from "./schema.ts";
import { indexable, storable } from "./storable.ts";

/** An incident as it is to be stored, with the version that was read before (0: there was none). */
export interface ChangedIncident {
  readonly incident: Incident;
  readonly basedOn: number;
}

/** A search reads this much of each. */
const MOST_WORDS = 4_000;

const teamsOf = ({ teams, labels }: Incident): readonly string[] =>
  teams ??
  (labels.teams ?? "")
    .split(",")
    .map((team) => team.trim())
    .filter(Boolean);

const wordsOf = ({ title, labels, members = [] }: Incident): string => {
  const texts = [title, ...Object.values(labels)];
  for (const member of members) texts.push(member.title, ...Object.values(member.labels));
  return storable([...new Set(texts)].join("\n").toLowerCase().slice(0, MOST_WORDS));
};

const changedAtMs = ({ openedAtMs, resolvedAtMs = 0, factsAtMs = 0, last, history }: Incident): number =>
  Math.max(openedAtMs, resolvedAtMs, factsAtMs, last.atMs, history.at(-1)?.atMs ?? 0);

const isTaken = ({ ackedAtMs, resolvedBy, ending }: Incident): boolean =>
  ackedAtMs !== undefined || resolvedBy !== undefined || ending === "human";

/** Nobody is named where automation gave the ack. */
const ackedBy = ({ ackedAtMs, ackedBy: by }: Incident): "human" | "auto" | null =>
  ackedAtMs === undefined ? null : by === undefined ? "auto" : "human";

/** What an incident shares with other occurrences of its kind. */
export const problemOf = ({ problem, key }: Pick<Incident, "problem" | "key">): string => indexable(problem ?? key);

/** The row of an incident. */
export const rowOf = ({ incident, basedOn }: ChangedIncident): IncidentTable => ({
  id: incident.id,
  source: incident.source,
  key: incident.key,
  version: incident.version,
  based_on: basedOn,
  state: incident.state,
  service: incident.labels.service ?? "",
  teams: JSON.stringify(teamsOf(incident)),
  opened_ms: incident.openedAtMs,
  acked_ms: incident.ackedAtMs ?? null,
  resolved_ms: incident.resolvedAtMs ?? null,
  ending: incident.ending ?? null,
  last_ms: Math.max(incident.last.atMs, ...(incident.members ?? []).map(({ last }) => last.atMs)),
  severity: incident.severity,
  rank: SEVERITIES.indexOf(incident.severity),
  problem: problemOf(incident),
  muted_by: incident.mutedBy ?? null,
  changed_ms: changedAtMs(incident),
  firings: incident.firings,
  taken: isTaken(incident) ? 1 : 0,
  words: wordsOf(incident),
  title: storable(incident.title),
  acked_by: ackedBy(incident),
  data: JSON.stringify(incident),
});
/** A row with every column. */
export const TEMPLATE: IncidentTable = {
  id: "",
  source: "",
  key: "",
  version: 0,
  based_on: 0,
  state: "",
  service: "",
  teams: "",
  opened_ms: 0,
  acked_ms: null,
  resolved_ms: null,
  ending: null,
  last_ms: 0,
  severity: "",
  rank: 0,
  problem: "",
  muted_by: null,
  changed_ms: 0,
  firings: 0,
  taken: 0,
  words: "",
  title: "",
  acked_by: null,
  data: "",
};

/** Reads back what `rowOf` wrote; only this store writes the column. */
export const incidentOf = ({ data }: Pick<IncidentTable, "data">): Incident => {
  const incident: Incident = JSON.parse(data);
  return incident;
};
