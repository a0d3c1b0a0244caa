import type { PlannedWork } from "../duty.ts";
import { AFTER_MS, asked } from "./asked.ts";
import type { ServiceAvailability } from "./availability-types.ts";
import { commonMs, startsOutside } from "./common-span.ts";
import { BURST_MS } from "./interruptions.ts";
import { compareText } from "./roster.ts";
import type { Span, StatsIncident } from "./rows.ts";
import { lengthOf, unionOf } from "./spans.ts";
import type { Statistic } from "./statistic.ts";

const ALWAYS: Span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** Spans of each service. */
interface Known {
  readonly outages: Span[];
  readonly planned: Span[];
}

const isOutage = ({ severity, ending }: StatsIncident): boolean =>
  (severity === "critical" || severity === "error") && ending !== "merged";

const byService = (incidents: readonly StatsIncident[], planned: readonly PlannedWork[], window: Span) => {
  const services = new Map<string, Known>();
  const of = (name: string): Known => {
    const known = services.get(name) ?? { outages: [], planned: [] };
    services.set(name, known);
    return known;
  };
  for (const incident of incidents) {
    const { service, openedAtMs: fromMs, resolvedAtMs } = incident;
    if (isOutage(incident)) of(service).outages.push({ fromMs, toMs: resolvedAtMs ?? window.toMs });
  }
  for (const { service, fromMs, toMs } of planned) of(service).planned.push({ fromMs, toMs });
  return services;
};

const availabilityOf = (name: string, known: Known, window: Span): ServiceAvailability => {
  const maintenance = unionOf(known.planned, window);
  const maintenanceMs = lengthOf(maintenance);
  const plannedMs = lengthOf([window]) - maintenanceMs;
  const joined = unionOf(known.outages, ALWAYS);
  const outages = unionOf(joined, window);
  const downMs = lengthOf(outages) - commonMs(outages, maintenance);
  const begun = joined.filter(({ fromMs }) => fromMs >= window.fromMs && fromMs < window.toMs);
  const failures = startsOutside(begun, maintenance);
  return {
    ...{ name, plannedMs, maintenanceMs, downMs, failures },
    available: plannedMs === 0 ? null : 1 - downMs / plannedMs,
    mtbfMs: failures === 0 ? null : Math.round((plannedMs - downMs) / failures),
    outages,
  };
};

/** Least available first, those that were never to be up last. */
const worst = (a: ServiceAvailability, b: ServiceAvailability): number =>
  (a.available ?? 2) - (b.available ?? 2) || compareText(a.name, b.name);

/** How long services were up. */
export const availability: Statistic<"availability"> = {
  window(query) {
    const { fromMs, toMs } = query.range;
    const narrowed = query.person !== undefined || query.team !== undefined;
    return {
      incidents: { fromMs, toMs },
      // An outage that ended where the range begins goes on in one that begins there.
      overlapping: { fromMs: fromMs - 1, toMs },
      facts: narrowed ? { fromMs: fromMs - BURST_MS, toMs: toMs + AFTER_MS } : { fromMs: toMs, toMs },
      planned: { fromMs, toMs },
    };
  },

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const { fromMs, toMs } = head.range;
    const beginMs = head.asOfMs === null ? toMs : Math.min(Math.max(fromMs, head.sinceMs ?? fromMs), toMs);
    const window = { fromMs: beginMs, toMs };
    const services = [...byService(left.incidents, left.planned, window)]
      .map(([name, known]) => availabilityOf(name, known, window))
      .filter(({ outages, maintenanceMs }) => outages.length > 0 || maintenanceMs > 0)
      .sort(worst);
    return { ...head, window, services };
  },
};
