import { alertName } from "../../src/core/stats/alert-name.ts";
import type { AlertNoise, NoiseStats, NoiseTotals } from "../../src/core/stats/noise-types.ts";
import type { StatsIncident } from "../../src/core/stats/rows.ts";
import type { VerdictTag } from "../../src/core/verdict.ts";
import * as naive from "./naive-basis.ts";

const DAY_MS = 86_400_000;
const ACTION: readonly VerdictTag[] = ["action", "issue", "issuetimeperiod", "viewissue"];
const FIX: readonly VerdictTag[] = ["fix", "thresholdincorrect", "checkfaulty"];

const sameAlert = (a: StatsIncident, b: StatsIncident): boolean =>
  a.service === b.service && alertName(a.title) === alertName(b.title);

const knownFrom = ({ range, before }: naive.Left): number => Math.min(before.fromMs, range.fromMs - 7 * DAY_MS);

const isRefired = (left: naive.Left, one: StatsIncident): boolean =>
  left.incidents.some(
    (earlier) =>
      earlier.ending !== "merged" &&
      earlier.openedAtMs >= knownFrom(left) &&
      earlier.openedAtMs < one.openedAtMs &&
      sameAlert(earlier, one) &&
      earlier.resolvedAtMs !== null &&
      one.openedAtMs >= earlier.resolvedAtMs &&
      one.openedAtMs - earlier.resolvedAtMs <= DAY_MS,
  );

const totalsOf = (left: naive.Left, own: readonly StatsIncident[]): NoiseTotals => {
  const judged = own.flatMap(({ verdict }) => verdict ?? []);
  const action = judged.filter((tag) => ACTION.includes(tag)).length;
  const fix = judged.filter((tag) => FIX.includes(tag)).length;
  return {
    incidents: own.length,
    endedAlone: own.filter(({ ending, ackedAtMs }) => ending === "auto" && ackedAtMs === null).length,
    action,
    none: judged.length - action - fix,
    fix,
    unjudged: own.filter(({ resolvedAtMs, verdict }) => resolvedAtMs !== null && verdict === null).length,
    actionRate: judged.length === 0 ? null : action / judged.length,
    refired: own.filter((one) => isRefired(left, one)).length,
  };
};

const alertsOf = (left: naive.Left, own: readonly StatsIncident[]): readonly AlertNoise[] => {
  const pages = naive.interruptionsOf(left.facts).filter(({ atMs }) => naive.within(atMs, left.range));
  const known = left.incidents.filter(
    ({ openedAtMs }) => openedAtMs >= knownFrom(left) && openedAtMs < left.range.toMs,
  );
  const kinds = own.filter((one, index) => own.findIndex((other) => sameAlert(one, other)) === index);
  return kinds.map((kind) => {
    const those = own.filter((one) => sameAlert(one, kind));
    const totals = totalsOf(left, those);
    return {
      ...totals,
      service: kind.service,
      name: alertName(kind.title),
      pages: pages.filter(({ first }) => {
        const incident = naive.incidentOf(known, first);
        return incident !== undefined && sameAlert(incident, kind);
      }).length,
      cost: totals.actionRate === null ? totals.endedAlone : totals.incidents * (1 - totals.actionRate),
      lastAtMs: Math.max(...those.map(({ openedAtMs }) => openedAtMs)),
    };
  });
};

/** How much of it needed somebody. */
export const naiveNoise = (left: naive.Left): Omit<NoiseStats, keyof ReturnType<typeof naive.headOf>> => {
  const own = naive.createdIn(left.incidents, left.range);
  const alerts = alertsOf(left, own);
  return {
    totals: totalsOf(left, own),
    previous: totalsOf(left, naive.createdIn(left.incidents, left.before)),
    alerts: alerts
      .toSorted(
        (a, b) =>
          b.cost - a.cost ||
          b.incidents - a.incidents ||
          naive.byText(a.service, b.service) ||
          naive.byText(a.name, b.name),
      )
      .slice(0, 100),
    kinds: alerts.length,
  };
};
