import { lasted, summarize } from "./durations.ts";
import type { PersonResponse } from "./response-types.ts";
import { compareWho, type Roster, type Someone, whoOf } from "./roster.ts";
import type { StatsFact, StatsIncident } from "./rows.ts";

interface Moments {
  assignedMs?: number;
  ackedMs?: number;
}

/** Whether a fact is about one of these incidents. */
const about = (incidents: readonly StatsIncident[]) => {
  const bySource = new Map<string, Set<string>>();
  for (const { source, key } of incidents) {
    const keys = bySource.get(source) ?? new Set<string>();
    bySource.set(source, keys.add(key));
  }
  return ({ source, incidentKey }: StatsFact): boolean => bySource.get(source)?.has(incidentKey) ?? false;
};

const momentsOf = (
  created: readonly StatsIncident[],
  facts: readonly StatsFact[],
  roster: Roster,
  beforeMs: number,
) => {
  const isAbout = about(created);
  const people = new Map<Someone, Map<string, Moments>>();
  for (const fact of facts) {
    const { kind, atMs, source, personId, incidentKey } = fact;
    if ((kind !== "assigned" && kind !== "acked") || personId === undefined) continue;
    if (atMs >= beforeMs || !isAbout(fact)) continue;
    const person = roster.of(source, personId);
    const incidents = people.get(person) ?? new Map<string, Moments>();
    people.set(person, incidents);
    const key = `${source}:${incidentKey}`;
    const moments = incidents.get(key) ?? {};
    incidents.set(key, moments);
    const which = kind === "assigned" ? "assignedMs" : "ackedMs";
    moments[which] = Math.min(moments[which] ?? atMs, atMs);
  }
  return people;
};

const times = ({ assignedMs, ackedMs }: Moments): readonly number[] =>
  assignedMs === undefined || ackedMs === undefined ? [] : [lasted(assignedMs, ackedMs)];

/** How each person took the incidents created, by facts before a moment; those who acked without being assigned too. */
export const responses = (
  created: readonly StatsIncident[],
  facts: readonly StatsFact[],
  roster: Roster,
  beforeMs: number,
): ReadonlyMap<Someone, PersonResponse> => {
  const people = momentsOf(created, facts, roster, beforeMs);
  return new Map(
    [...people].map(([person, incidents]) => {
      const all = [...incidents.values()];
      const response = {
        ...whoOf(person),
        assigned: all.filter(({ assignedMs }) => assignedMs !== undefined).length,
        acked: all.filter(({ ackedMs }) => ackedMs !== undefined).length,
        ackTime: summarize(all.flatMap(times)),
      };
      return [person, response] as const;
    }),
  );
};

/** Everybody assigned, most assigned first, then by name, source and id. */
export const everybodyAssigned = (of: ReadonlyMap<Someone, PersonResponse>): readonly PersonResponse[] =>
  [...of.values()].filter(({ assigned }) => assigned > 0).sort((a, b) => b.assigned - a.assigned || compareWho(a, b));
