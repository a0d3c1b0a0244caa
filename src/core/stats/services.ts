import { asked, clockSpan, createdIn, isIn, pagesWindow } from "./asked.ts";
import { daysOf, zeros } from "./days.ts";
import { lasted, summarize } from "./durations.ts";
import { endedAlone } from "./ended-alone.ts";
import { eachNotification, interruptionOf } from "./interruptions.ts";
import { compareText, createRoster } from "./roster.ts";
import type { StatsIncident } from "./rows.ts";
import type { ServiceRow } from "./services-types.ts";
import type { Statistic } from "./statistic.ts";

interface Sheet {
  incidents: number;
  previous: number;
  pages: number;
  sleepPages: number;
  open: number;
  endedAlone: number;
  readonly ackMs: number[];
  readonly endMs: number[];
  readonly perDay: number[];
}

const createSheets = (days: number) => {
  const sheets = new Map<string, Sheet>();
  return {
    of(service: string): Sheet {
      const had = sheets.get(service);
      if (had) return had;
      const counts = { incidents: 0, previous: 0, pages: 0, sleepPages: 0, open: 0, endedAlone: 0 };
      const sheet: Sheet = { ...counts, ackMs: [], endMs: [], perDay: zeros(days) };
      sheets.set(service, sheet);
      return sheet;
    },
    all: (): readonly (readonly [string, Sheet])[] => [...sheets],
  };
};

const addIncident = (sheet: Sheet, incident: StatsIncident, day: number): void => {
  const { openedAtMs, ackedAtMs, resolvedAtMs } = incident;
  sheet.incidents += 1;
  sheet.perDay[day] = (sheet.perDay[day] ?? 0) + 1;
  if (ackedAtMs !== null) sheet.ackMs.push(lasted(openedAtMs, ackedAtMs));
  if (resolvedAtMs === null) sheet.open += 1;
  else sheet.endMs.push(lasted(openedAtMs, resolvedAtMs));
  if (endedAlone(incident)) sheet.endedAlone += 1;
};

const rowOf = ([name, { ackMs, endMs, ...counts }]: readonly [string, Sheet]): ServiceRow => ({
  name,
  ...counts,
  mtta: summarize(ackMs),
  mttr: summarize(endMs),
});

const most = (a: ServiceRow, b: ServiceRow): number =>
  b.incidents - a.incidents || b.pages - a.pages || compareText(a.name, b.name);

/** What broke. A page counts for the service that its first notification names. */
export const services: Statistic<"services"> = {
  window: (query) => pagesWindow(query, { incidents: true }),

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const { range, previousRange } = head;
    const days = daysOf(range, head.sinceMs);
    const sheets = createSheets(days.names.length);
    for (const incident of createdIn(left.incidents, range))
      addIncident(sheets.of(incident.service), incident, days.indexOf(incident.openedAtMs));
    for (const { service } of createdIn(left.incidents, previousRange)) sheets.of(service).previous += 1;
    const roster = createRoster(rows.people, range.tz, clockSpan(query));
    eachNotification(left.facts, roster, (person, fact, counts) => {
      if (!counts || !isIn(fact.atMs, range)) return;
      const sheet = sheets.of(fact.service);
      sheet.pages += 1;
      if (interruptionOf(person, fact).part === "sleep") sheet.sleepPages += 1;
    });
    return { ...head, days: days.names, unknownDays: days.unknown, services: sheets.all().map(rowOf).sort(most) };
  },
};
