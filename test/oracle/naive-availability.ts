import type { AvailabilityStats, ServiceAvailability } from "../../src/core/stats/availability-types.ts";
import type { Span } from "../../src/core/stats/rows.ts";
import * as naive from "./naive-basis.ts";

const EVER: Span = { fromMs: Number.MIN_SAFE_INTEGER, toMs: Number.MAX_SAFE_INTEGER };

/** The range from where data begins; empty at its end where nothing of it was read. */
const windowOf = ({ rows, range }: naive.Left): Span => {
  if (rows.asOfMs === null) return { fromMs: range.toMs, toMs: range.toMs };
  return { fromMs: Math.min(Math.max(range.fromMs, rows.sinceMs ?? range.fromMs), range.toMs), toMs: range.toMs };
};

/** Milliseconds of the window that `fits` is true of, piece by piece between all edges. */
const lasting = (window: Span, spans: readonly Span[], fits: (piece: Span) => boolean): number => {
  const edges = [...new Set([window, ...spans].flatMap(({ fromMs, toMs }) => [fromMs, toMs]))]
    .filter((edge) => window.fromMs <= edge && edge <= window.toMs)
    .toSorted((a, b) => a - b);
  let sum = 0;
  for (const [index, fromMs] of edges.entries()) {
    const toMs = edges[index + 1];
    if (toMs !== undefined && fits({ fromMs, toMs })) sum += toMs - fromMs;
  }
  return sum;
};

const holds = (spans: readonly Span[], { fromMs, toMs }: Span): boolean =>
  spans.some((one) => one.fromMs <= fromMs && toMs <= one.toMs);

const serviceOf = (left: naive.Left, window: Span, name: string): ServiceAvailability => {
  const down = left.incidents
    .filter(
      ({ service, severity, ending }) =>
        service === name && ending !== "merged" && (severity === "critical" || severity === "error"),
    )
    .map(({ openedAtMs, resolvedAtMs }) => ({ fromMs: openedAtMs, toMs: resolvedAtMs ?? window.toMs }))
    .filter(({ fromMs, toMs }) => fromMs < toMs);
  const planned = left.planned.filter(({ service }) => service === name);
  const all = [...down, ...planned];
  const maintenanceMs = lasting(window, all, (piece) => holds(planned, piece));
  const downMs = lasting(window, all, (piece) => holds(down, piece) && !holds(planned, piece));
  const plannedMs = window.toMs - window.fromMs - maintenanceMs;
  const begun = naive
    .stretches(down, EVER)
    .filter(({ fromMs }) => naive.within(fromMs, window) && !planned.some((one) => naive.within(fromMs, one)));
  return {
    name,
    plannedMs,
    maintenanceMs,
    downMs,
    failures: begun.length,
    available: plannedMs === 0 ? null : 1 - downMs / plannedMs,
    mtbfMs: begun.length === 0 ? null : Math.round((plannedMs - downMs) / begun.length),
    outages: naive.stretches(down, window),
  };
};

/** How long services were up. */
export const naiveAvailability = (left: naive.Left): Omit<AvailabilityStats, keyof ReturnType<typeof naive.headOf>> => {
  const window = windowOf(left);
  const names = new Set([...left.incidents, ...left.planned].map(({ service }) => service));
  const rank = ({ available }: ServiceAvailability): number => available ?? Number.POSITIVE_INFINITY;
  return {
    window,
    services: [...names]
      .map((name) => serviceOf(left, window, name))
      .filter(({ outages, maintenanceMs }) => outages.length > 0 || maintenanceMs > 0)
      .toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)) || naive.byText(a.name, b.name)),
  };
};
