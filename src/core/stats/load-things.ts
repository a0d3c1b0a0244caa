import { alertName } from "./alert-name.ts";
import type { Interruption } from "./interruptions.ts";
import type { LoadStats } from "./load-types.ts";
import { compareText } from "./roster.ts";
import type { StatsIncident } from "./rows.ts";

const MOST_ALERTS = 50;

interface Count {
  incidents: number;
  pages: number;
}

/** Counts by a key, made when it is first asked for. */
const createCounts = () => {
  const counts = new Map<string, Count>();
  return {
    of(key: string): Count {
      const count = counts.get(key) ?? { incidents: 0, pages: 0 };
      counts.set(key, count);
      return count;
    },
    all: (): readonly (readonly [string, Count])[] => [...counts],
  };
};

const most = (a: Count, b: Count): number => b.pages - a.pages || b.incidents - a.incidents;

const named = (counts: ReturnType<typeof createCounts>) =>
  counts
    .all()
    .map(([name, count]) => ({ name, ...count }))
    .sort((a, b) => most(a, b) || compareText(a.name, b.name));

/** Teams that something counts for. */
const teamsOf = ({ teams }: { readonly teams: readonly string[] }): Iterable<string> =>
  teams.length === 0 ? [""] : teams.length === 1 ? teams : new Set(teams);

/** Incident of each fact, among those that were read. */
const finder = (incidents: readonly StatsIncident[]) => {
  const bySource = new Map<string, Map<string, StatsIncident>>();
  for (const incident of incidents) {
    const those = bySource.get(incident.source) ?? new Map<string, StatsIncident>();
    bySource.set(incident.source, those.set(incident.key, incident));
  }
  return ({ fact }: Interruption): StatsIncident | undefined => bySource.get(fact.source)?.get(fact.incidentKey);
};

/** What counts of alerts are kept by: no name holds a line break. */
const alertsOf = () => {
  const byTitle = new Map<string, string>();
  return ({ service, title }: StatsIncident): string => {
    const name = byTitle.get(title) ?? alertName(title);
    byTitle.set(title, name);
    return `${service}\n${name}`;
  };
};

/** Incidents and interruptions by service, team and alert. `read`: incidents that an interruption may belong to. */
export const countThings = (
  created: readonly StatsIncident[],
  pages: readonly Interruption[],
  read: readonly StatsIncident[],
): Pick<LoadStats, "services" | "teams" | "alerts"> => {
  const [services, teams, alerts] = [createCounts(), createCounts(), createCounts()];
  const alertOf = alertsOf();
  const incidentOf = finder(read);
  for (const incident of created) {
    services.of(incident.service).incidents += 1;
    for (const team of teamsOf(incident)) teams.of(team).incidents += 1;
    alerts.of(alertOf(incident)).incidents += 1;
  }
  for (const page of pages) {
    services.of(page.fact.service).pages += 1;
    for (const team of teamsOf(page.fact)) teams.of(team).pages += 1;
    const incident = incidentOf(page);
    if (incident) alerts.of(alertOf(incident)).pages += 1;
  }
  const byAlert = alerts.all().map(([key, count]) => {
    const cut = key.lastIndexOf("\n");
    return { service: key.slice(0, cut), name: key.slice(cut + 1), ...count };
  });
  return {
    services: named(services),
    teams: named(teams),
    alerts: byAlert
      .sort((a, b) => most(a, b) || compareText(a.service, b.service) || compareText(a.name, b.name))
      .slice(0, MOST_ALERTS),
  };
};
