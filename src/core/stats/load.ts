import { dayOfWall, hourOfWall, weekdayOf } from "../time/zone-clock.ts";
import { asked, bothRanges, clockSpan, createdIn, isIn, pagesWindow } from "./asked.ts";
import { daysOf, zeros } from "./days.ts";
import { eachNotification, type Interruption, interruptionOf } from "./interruptions.ts";
import { createPeople } from "./load-people.ts";
import { countThings } from "./load-things.ts";
import type { ByTime } from "./load-types.ts";
import { onCallTimes } from "./on-call-time.ts";
import { createRoster } from "./roster.ts";
import type { Statistic } from "./statistic.ts";

/** Counts by day of the range, and by hour and weekday of a wall time. */
const createByTime = (dayCount: number) => {
  const days = zeros(dayCount);
  const heat = Array.from({ length: 7 }, () => zeros(24));
  return {
    add(day: number, wallMs: number): void {
      days[day] = (days[day] ?? 0) + 1;
      const row = heat[weekdayOf(dayOfWall(wallMs)) - 1] ?? [];
      const hour = hourOfWall(wallMs);
      row[hour] = (row[hour] ?? 0) + 1;
    },
    counts: (): ByTime => ({
      days,
      hours: zeros(24).map((_, hour) => heat.reduce((sum, row) => sum + (row[hour] ?? 0), 0)),
      weekdays: heat.map((row) => row.reduce((sum, one) => sum + one, 0)),
      heat,
    }),
  };
};

/** What paged whom when. */
export const load: Statistic<"load"> = {
  window: (query) => ({
    ...pagesWindow(query, { incidents: true }),
    duties: { fromMs: query.range.fromMs, toMs: query.range.toMs },
    titles: true,
  }),

  compute(rows, query) {
    const { range } = query;
    const { head, left } = asked(rows, query);
    const roster = createRoster(rows.people, range.tz, clockSpan(query));
    const days = daysOf(range, head.sinceMs);
    const created = createdIn(left.incidents, range);
    const [incidents, interruptions] = [createByTime(days.names.length), createByTime(days.names.length)];
    for (const { openedAtMs } of created) incidents.add(days.indexOf(openedAtMs), days.wallMs(openedAtMs));
    const people = createPeople(days);
    const pages: Interruption[] = [];
    let pagesBefore = 0;
    eachNotification(left.facts, roster, (person, fact, counts) => {
      if (isIn(fact.atMs, head.previousRange)) pagesBefore += counts ? 1 : 0;
      if (!isIn(fact.atMs, range)) return;
      people.told(person, fact);
      if (!counts) return;
      const page = interruptionOf(person, fact);
      pages.push(page);
      people.paged(page);
      interruptions.add(days.indexOf(page.atMs), page.wallMs);
    });
    const span = bothRanges(query);
    const read = left.incidents.filter(({ openedAtMs }) => isIn(openedAtMs, span));
    return {
      ...head,
      days: days.names,
      unknownDays: days.unknown,
      incidents: incidents.counts(),
      interruptions: interruptions.counts(),
      previous: { incidents: createdIn(left.incidents, head.previousRange).length, pages: pagesBefore },
      ...countThings(created, pages, read),
      people: people.list(onCallTimes(left.duties, roster, range)),
    };
  },
};
