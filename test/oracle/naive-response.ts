import type { PersonResponse, ResponseStats, ResponseTotals } from "../../src/core/stats/response-types.ts";
import type { Span, StatsFact, StatsIncident } from "../../src/core/stats/rows.ts";
import * as naive from "./naive-basis.ts";

const DAY_MS = 86_400_000;

const about = (facts: readonly StatsFact[], one: StatsIncident, untilMs: number): readonly StatsFact[] =>
  facts.filter(({ source, incidentKey, atMs }) => source === one.source && incidentKey === one.key && atMs < untilMs);

const times = (
  incidents: readonly StatsIncident[],
  key: "ackedAtMs" | "resolvedAtMs",
  fits: (one: StatsIncident) => boolean,
): readonly number[] =>
  incidents.filter(fits).flatMap((one) => {
    const atMs = one[key];
    return atMs === null ? [] : [atMs - one.openedAtMs];
  });

const isReassigned = (facts: readonly StatsFact[]): boolean => {
  const assigned = facts.filter(({ kind }) => kind === "assigned").map(({ atMs }) => atMs);
  const escalated = facts.filter(({ kind }) => kind === "escalated").map(({ atMs }) => atMs);
  return assigned.some((atMs) => atMs > Math.min(...assigned) && !escalated.includes(atMs));
};

const totalsOf = (left: naive.Left, span: Span): ResponseTotals => {
  const own = naive.createdIn(left.incidents, span);
  const acked = own.filter(({ ackedAtMs }) => ackedAtMs !== null);
  const open = own.filter(({ resolvedAtMs }) => resolvedAtMs === null);
  const facts = new Map(own.map((one) => [one, about(left.rows.facts, one, span.toMs + DAY_MS)]));
  const escalated = (one: StatsIncident, byHand: boolean): boolean =>
    (facts.get(one) ?? []).some(({ kind, personId }) => kind === "escalated" && (personId !== undefined) === byHand);
  return {
    incidents: own.length,
    acked: acked.length,
    ackRate: own.length === 0 ? null : acked.length / own.length,
    mttaHuman: naive.durations(times(own, "ackedAtMs", ({ ackedBy }) => ackedBy === "human")),
    mttaAuto: naive.durations(times(own, "ackedAtMs", ({ ackedBy }) => ackedBy === "auto")),
    mttrHuman: naive.durations(times(own, "resolvedAtMs", ({ ending }) => ending === "human")),
    mttrAuto: naive.durations(times(own, "resolvedAtMs", ({ ending }) => ending === "auto")),
    neverAcked: own.filter((one) => one.resolvedAtMs !== null && one.ackedAtMs === null).length,
    open: open.length,
    openUnacked: open.filter(({ ackedAtMs }) => ackedAtMs === null).length,
    escalatedByHand: own.filter((one) => escalated(one, true)).length,
    escalatedByTimeout: own.filter((one) => !escalated(one, true) && escalated(one, false)).length,
    reassigned: own.filter((one) => isReassigned(facts.get(one) ?? [])).length,
  };
};

const onDay = (left: naive.Left, own: readonly StatsIncident[], day: string): ResponseStats["perDay"][number] => {
  const those = own.filter(({ openedAtMs }) => naive.dayIn(openedAtMs, left.range.tz) === day);
  return {
    incidents: those.length,
    ackP50Ms: naive.durations(times(those, "ackedAtMs", () => true)).p50Ms,
    resolveP50Ms: naive.durations(times(those, "resolvedAtMs", () => true)).p50Ms,
  };
};

/** Somebody's answer to the incidents created in the range; undefined: never assigned any. */
export const answersOf = (left: naive.Left, source: string, id: string): PersonResponse => {
  const own = naive.createdIn(left.incidents, left.range);
  const firsts = own.map((one) => {
    const theirs = about(left.facts, one, left.range.toMs + DAY_MS).filter(
      (fact) => fact.source === source && fact.personId === id,
    );
    const first = (kind: string): number =>
      Math.min(...theirs.flatMap((fact) => (fact.kind === kind ? fact.atMs : [])));
    return { assignedMs: first("assigned"), ackedMs: first("acked") };
  });
  const both = firsts.filter(({ assignedMs, ackedMs }) => Number.isFinite(assignedMs) && Number.isFinite(ackedMs));
  return {
    ...naive.whoIs(left.rows, source, id),
    assigned: firsts.filter(({ assignedMs }) => Number.isFinite(assignedMs)).length,
    acked: firsts.filter(({ ackedMs }) => Number.isFinite(ackedMs)).length,
    ackTime: naive.durations(both.map(({ assignedMs, ackedMs }) => Math.max(0, ackedMs - assignedMs))),
  };
};

const peopleOf = (left: naive.Left): readonly PersonResponse[] => {
  const named = left.facts.flatMap(({ source, personId }) =>
    personId === undefined ? [] : [JSON.stringify([source, personId])],
  );
  return [...new Set(named)]
    .map((text) => {
      const [source, id]: [string, string] = JSON.parse(text);
      return answersOf(left, source, id);
    })
    .filter(({ assigned }) => assigned > 0)
    .toSorted((a, b) => b.assigned - a.assigned || naive.byWho(a, b));
};

const listOf = (own: readonly StatsIncident[]): ResponseStats["list"] => {
  if (own.length >= 20) return [];
  return own
    .filter(({ ackedAtMs }) => ackedAtMs !== null)
    .toSorted((a, b) => b.openedAtMs - a.openedAtMs || naive.byText(a.key, b.key))
    .map(({ key, title, service, openedAtMs, ackedAtMs, resolvedAtMs }) => ({
      ...{ key, title, service, openedAtMs },
      ackMs: ackedAtMs === null ? null : ackedAtMs - openedAtMs,
      resolveMs: resolvedAtMs === null ? null : resolvedAtMs - openedAtMs,
    }))
    .slice(0, 20);
};

/** How quickly incidents were taken and ended. */
export const naiveResponse = (left: naive.Left): Omit<ResponseStats, keyof ReturnType<typeof naive.headOf>> => {
  const own = naive.createdIn(left.incidents, left.range);
  const days = naive.daysOf(left.range);
  return {
    totals: totalsOf(left, left.range),
    previous: totalsOf(left, left.before),
    days,
    unknownDays: naive.unknownDaysOf(left.range, left.rows.sinceMs),
    perDay: days.map((day) => onDay(left, own, day)),
    people: peopleOf(left),
    list: listOf(own),
  };
};
