import type { StatsQuery } from "../stats.ts";
import { VERDICTS } from "../verdict.ts";
import { alertName } from "./alert-name.ts";
import { AFTER_MS, asked, bothRanges, clockSpan, isIn } from "./asked.ts";
import { endedAlone } from "./ended-alone.ts";
import { BURST_MS, eachNotification } from "./interruptions.ts";
import type { AlertNoise, NoiseTotals } from "./noise-types.ts";
import { refiredOf } from "./refired.ts";
import { compareText, createRoster } from "./roster.ts";
import type { Span, StatsFact, StatsIncident } from "./rows.ts";
import type { Statistic } from "./statistic.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const MOST = 100;

/** From where earlier incidents are known. */
const knownSpan = (query: StatsQuery): Span => {
  const { fromMs, toMs } = bothRanges(query);
  return { fromMs: Math.min(fromMs, query.range.fromMs - WEEK_MS), toMs };
};

type Counts = { -readonly [K in Exclude<keyof NoiseTotals, "actionRate">]: number };

const noCounts = (): Counts => ({
  ...{ incidents: 0, endedAlone: 0, action: 0, none: 0, fix: 0, unjudged: 0, refired: 0 },
});

const count = (counts: Counts, incident: StatsIncident, refired: boolean): void => {
  counts.incidents += 1;
  if (endedAlone(incident)) counts.endedAlone += 1;
  if (incident.verdict !== null) counts[VERDICTS[incident.verdict].counts] += 1;
  else if (incident.resolvedAtMs !== null) counts.unjudged += 1;
  if (refired) counts.refired += 1;
};

const totalsOf = (counts: Counts): NoiseTotals => {
  const judged = counts.action + counts.none + counts.fix;
  return { ...counts, actionRate: judged === 0 ? null : counts.action / judged };
};

/** One alert: all of its incidents that are known, merged ones apart. */
interface Kind {
  readonly service: string;
  readonly name: string;
  readonly incidents: StatsIncident[];
  pages: number;
}

/** Incidents by alert, and the alert of each by source and key. */
const kindsOf = (incidents: readonly StatsIncident[]) => {
  const names = new Map<string, string>();
  const kinds = new Map<string, Kind>();
  const byKey = new Map<string, Map<string, Kind>>();
  const kindOf = (service: string, title: string): Kind => {
    const name = names.get(title) ?? alertName(title);
    names.set(title, name);
    const key = `${service}\n${name}`;
    const kind = kinds.get(key) ?? { service, name, incidents: [], pages: 0 };
    kinds.set(key, kind);
    return kind;
  };
  for (const incident of incidents) {
    const kind = kindOf(incident.service, incident.title);
    if (incident.ending !== "merged") kind.incidents.push(incident);
    const those = byKey.get(incident.source) ?? new Map<string, Kind>();
    byKey.set(incident.source, those.set(incident.key, kind));
  }
  return {
    all: (): Iterable<Kind> => kinds.values(),
    of: ({ source, incidentKey }: StatsFact): Kind | undefined => byKey.get(source)?.get(incidentKey),
  };
};

const alertOf = ({ service, name, pages }: Kind, counts: Counts, lastAtMs: number): AlertNoise => {
  const totals = totalsOf(counts);
  const { incidents, endedAlone: alone, actionRate } = totals;
  return {
    service,
    name,
    ...totals,
    pages,
    cost: actionRate === null ? alone : incidents * (1 - actionRate),
    lastAtMs,
  };
};

const worst = (a: AlertNoise, b: AlertNoise): number =>
  b.cost - a.cost || b.incidents - a.incidents || compareText(a.service, b.service) || compareText(a.name, b.name);

/** Which alerts to fix first. */
export const noise: Statistic<"noise"> = {
  window(query) {
    const incidents = knownSpan(query);
    const narrowed = query.person !== undefined || query.team !== undefined;
    const fromMs = (narrowed ? incidents.fromMs : query.range.fromMs) - BURST_MS;
    return { incidents, facts: { fromMs, toMs: query.range.toMs + (narrowed ? AFTER_MS : 0) }, titles: true };
  },

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const { range, previousRange } = head;
    const known = knownSpan(query);
    const kinds = kindsOf(left.incidents.filter(({ openedAtMs }) => isIn(openedAtMs, known)));
    const roster = createRoster(rows.people, range.tz, clockSpan(query));
    eachNotification(left.facts, roster, (_person, fact, counts) => {
      const kind = counts && isIn(fact.atMs, range) ? kinds.of(fact) : undefined;
      if (kind) kind.pages += 1;
    });
    const [totals, previous] = [noCounts(), noCounts()];
    const alerts: AlertNoise[] = [];
    for (const kind of kinds.all()) {
      const refired = refiredOf(kind.incidents);
      const own = noCounts();
      let lastAtMs = 0;
      for (const incident of kind.incidents) {
        const again = refired.has(incident);
        if (isIn(incident.openedAtMs, previousRange)) count(previous, incident, again);
        if (!isIn(incident.openedAtMs, range)) continue;
        count(totals, incident, again);
        count(own, incident, again);
        lastAtMs = Math.max(lastAtMs, incident.openedAtMs);
      }
      if (own.incidents > 0) alerts.push(alertOf(kind, own, lastAtMs));
    }
    alerts.sort(worst);
    return {
      ...head,
      totals: totalsOf(totals),
      previous: totalsOf(previous),
      alerts: alerts.slice(0, MOST),
      kinds: alerts.length,
    };
  },
};
