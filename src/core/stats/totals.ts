import type { Durations, PersonStats, Totals } from "../stats.ts";
import type { StatsIncident } from "./rows.ts";

/** Linear interpolation between closest ranks (rank p*(n-1)) of ascending values; rounded to whole milliseconds. */
const percentile = (ascending: Float64Array, p: number): number | null => {
  const rank = p * (ascending.length - 1);
  const low = ascending[Math.floor(rank)];
  const high = ascending[Math.ceil(rank)];
  return low === undefined || high === undefined ? null : Math.round(low + (high - low) * (rank - Math.floor(rank)));
};

/** n, mean and percentiles of durations in milliseconds; null where there are none. */
const summarize = (durations: readonly number[]): Durations => {
  const ascending = Float64Array.from(durations).sort();
  const n = ascending.length;
  const sum = ascending.reduce((total, one) => total + one, 0);
  return {
    n,
    meanMs: n === 0 ? null : Math.round(sum / n),
    p50Ms: percentile(ascending, 0.5),
    p95Ms: percentile(ascending, 0.95),
  };
};

/** From creation to a later moment; a source's clock that runs behind cannot make it negative. */
const lasted = ({ openedAtMs }: StatsIncident, untilMs: number | null): readonly number[] =>
  untilMs === null ? [] : [Math.max(0, untilMs - openedAtMs)];

/**
 * Totals of incidents created in the range and of what happened to people in it. Merged incidents are left out of every
 * count and time but their own; acks and resolves count whenever they came.
 */
export const totalsOf = (created: readonly StatsIncident[], people: readonly PersonStats[]): Totals => {
  const own = created.filter(({ ending }) => ending !== "merged");
  const open = own.filter(({ resolvedAtMs }) => resolvedAtMs === null);
  const sum = (of: (person: PersonStats) => number): number => people.reduce((total, one) => total + of(one), 0);
  const ended = (how: "human" | "auto") =>
    own.filter(({ ending }) => ending === how).flatMap((one) => lasted(one, one.resolvedAtMs));
  return {
    incidents: own.length,
    merged: created.length - own.length,
    open: open.length,
    openUnacked: open.filter(({ ackedAtMs }) => ackedAtMs === null).length,
    neverAcked: own.filter(({ ackedAtMs, resolvedAtMs }) => ackedAtMs === null && resolvedAtMs !== null).length,
    pages: sum(({ pages }) => pages),
    sleep: sum(({ sleep }) => sleep),
    nights: sum(({ nights }) => nights),
    acks: sum(({ acked }) => acked),
    mtta: summarize(own.flatMap((one) => lasted(one, one.ackedAtMs))),
    mttrHuman: summarize(ended("human")),
    mttrAuto: summarize(ended("auto")),
  };
};
