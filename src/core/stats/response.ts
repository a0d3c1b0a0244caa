import { AFTER_MS, asked, bothRanges, clockSpan, createdIn } from "./asked.ts";
import { type Days, daysOf } from "./days.ts";
import { lasted, median, summarize } from "./durations.ts";
import { BURST_MS } from "./interruptions.ts";
import { type Course, coursesOf, wasReassigned } from "./response-incidents.ts";
import { everybodyAssigned, responses } from "./response-people.ts";
import type { ResponseStats, ResponseTotals } from "./response-types.ts";
import { compareText, createRoster } from "./roster.ts";
import type { Span, StatsFact, StatsIncident } from "./rows.ts";
import type { Statistic } from "./statistic.ts";

/** Below so many incidents there is no trend, but a list. */
const FEW = 20;

/** Creation to first explicit ack, and to the end, milliseconds; null where there is none. */
const ackMsOf = ({ openedAtMs, ackedAtMs }: StatsIncident): number | null =>
  ackedAtMs === null ? null : lasted(openedAtMs, ackedAtMs);
const resolveMsOf = ({ openedAtMs, resolvedAtMs }: StatsIncident): number | null =>
  resolvedAtMs === null ? null : lasted(openedAtMs, resolvedAtMs);

const known = (values: readonly (number | null)[]): readonly number[] => values.filter((value) => value !== null);

const totalsOf = (created: readonly StatsIncident[], courses: ReadonlyMap<StatsIncident, Course>): ResponseTotals => {
  const those = (fits: (incident: StatsIncident) => boolean) => created.filter(fits);
  const count = (fits: (course: Course) => boolean): number =>
    those((one) =>
      fits(courses.get(one) ?? { byHand: false, byTimeout: false, assignedAtMs: [], escalatedAtMs: new Set() }),
    ).length;
  const acked = those(({ ackedAtMs }) => ackedAtMs !== null);
  const open = those(({ resolvedAtMs }) => resolvedAtMs === null);
  const ackedBy = (who: StatsIncident["ackedBy"]) => summarize(known(those((one) => one.ackedBy === who).map(ackMsOf)));
  const endedBy = (who: StatsIncident["ending"]) =>
    summarize(known(those((one) => one.ending === who).map(resolveMsOf)));
  return {
    incidents: created.length,
    acked: acked.length,
    ackRate: created.length === 0 ? null : acked.length / created.length,
    mttaHuman: ackedBy("human"),
    mttaAuto: ackedBy("auto"),
    mttrHuman: endedBy("human"),
    mttrAuto: endedBy("auto"),
    neverAcked: those(({ ackedAtMs, resolvedAtMs }) => ackedAtMs === null && resolvedAtMs !== null).length,
    open: open.length,
    openUnacked: open.filter(({ ackedAtMs }) => ackedAtMs === null).length,
    escalatedByHand: count(({ byHand }) => byHand),
    escalatedByTimeout: count(({ byHand, byTimeout }) => byTimeout && !byHand),
    reassigned: count(wasReassigned),
  };
};

/** Incidents created on each day. */
const byDay = (created: readonly StatsIncident[], days: Days): ResponseStats["perDay"] => {
  const perDay = days.names.map((): StatsIncident[] => []);
  for (const incident of created) perDay[days.indexOf(incident.openedAtMs)]?.push(incident);
  const rounded = (value: number | null) => (value === null ? null : Math.round(value));
  return perDay.map((those) => ({
    incidents: those.length,
    ackP50Ms: rounded(median(known(those.map(ackMsOf)))),
    resolveP50Ms: rounded(median(known(those.map(resolveMsOf)))),
  }));
};

const listOf = (created: readonly StatsIncident[]): ResponseStats["list"] =>
  created.length >= FEW
    ? []
    : created
        .filter(({ ackedAtMs }) => ackedAtMs !== null)
        .sort((a, b) => b.openedAtMs - a.openedAtMs || compareText(a.key, b.key))
        .map((one) => ({
          key: one.key,
          title: one.title,
          service: one.service,
          openedAtMs: one.openedAtMs,
          ackMs: ackMsOf(one),
          resolveMs: resolveMsOf(one),
        }));

const totalsIn = (incidents: readonly StatsIncident[], facts: readonly StatsFact[], span: Span): ResponseTotals => {
  const created = createdIn(incidents, span);
  return totalsOf(created, coursesOf(created, facts, span.toMs + AFTER_MS));
};

/** How quickly incidents were taken and ended. */
export const response: Statistic<"response"> = {
  window(query) {
    const { fromMs, toMs } = bothRanges(query);
    return {
      incidents: { fromMs, toMs },
      facts: { fromMs: fromMs - BURST_MS, toMs: toMs + AFTER_MS },
      titles: true,
    };
  },

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const { range } = query;
    const created = createdIn(left.incidents, range);
    const days = daysOf(range, head.sinceMs);
    const roster = createRoster(rows.people, range.tz, clockSpan(query));
    return {
      ...head,
      totals: totalsIn(left.incidents, rows.facts, range),
      previous: totalsIn(left.incidents, rows.facts, head.previousRange),
      days: days.names,
      unknownDays: days.unknown,
      perDay: byDay(created, days),
      people: everybodyAssigned(responses(created, left.facts, roster, range.toMs + AFTER_MS)),
      list: listOf(created),
    };
  },
};
