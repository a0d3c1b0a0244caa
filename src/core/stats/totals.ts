import type { PersonStats, Totals } from "../stats.ts";
import { lasted, summarize } from "./durations.ts";
import type { StatsIncident } from "./rows.ts";

const lastedOf = ({ openedAtMs }: StatsIncident, untilMs: number | null): readonly number[] =>
  untilMs === null ? [] : [lasted(openedAtMs, untilMs)];

/**
 * Totals of incidents created in the range and of what happened to people in it. Merged incidents are left out of every
 * count and time but their own; acks and resolves count whenever they came.
 */
export const totalsOf = (created: readonly StatsIncident[], people: readonly PersonStats[]): Totals => {
  const own = created.filter(({ ending }) => ending !== "merged");
  const open = own.filter(({ resolvedAtMs }) => resolvedAtMs === null);
  const sum = (of: (person: PersonStats) => number): number => people.reduce((total, one) => total + of(one), 0);
  const ended = (how: "human" | "auto") =>
    own.filter(({ ending }) => ending === how).flatMap((one) => lastedOf(one, one.resolvedAtMs));
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
    mtta: summarize(own.flatMap((one) => lastedOf(one, one.ackedAtMs))),
    mttrHuman: summarize(ended("human")),
    mttrAuto: summarize(ended("auto")),
  };
};
