import { alertName } from "../../src/core/stats/alert-name.ts";
import type { ByTime, LoadStats, PersonLoad } from "../../src/core/stats/load-types.ts";
import type { StatsIncident } from "../../src/core/stats/rows.ts";
import * as naive from "./naive-basis.ts";

interface At {
  readonly atMs: number;
  /** Zone of its hour and weekday. */
  readonly tz: string;
}

const byTime = (moments: readonly At[], left: naive.Left): ByTime => {
  const walls = moments.map(({ atMs, tz }) => naive.wall(atMs, tz));
  const hours = Array.from({ length: 24 }, (_, hour) => hour);
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  return {
    days: naive.perDay(
      moments.map(({ atMs }) => atMs),
      left.range,
    ),
    hours: hours.map((hour) => walls.filter((one) => one.hour === hour).length),
    weekdays: weekdays.map((day) => walls.filter((one) => one.dayOfWeek === day).length),
    heat: weekdays.map((day) =>
      hours.map((hour) => walls.filter((one) => one.dayOfWeek === day && one.hour === hour).length),
    ),
  };
};

interface Count {
  readonly name: string;
  readonly incidents: number;
  readonly pages: number;
}

const busiestFirst = (a: Count, b: Count): number => b.pages - a.pages || b.incidents - a.incidents;

/** One row a name that any of the lists has. */
const table = (incidents: readonly (readonly string[])[], pages: readonly (readonly string[])[]): readonly Count[] =>
  [...new Set([...incidents, ...pages].flat())]
    .map((name) => ({
      name,
      incidents: incidents.filter((names) => names.includes(name)).length,
      pages: pages.filter((names) => names.includes(name)).length,
    }))
    .toSorted((a, b) => busiestFirst(a, b) || naive.byText(a.name, b.name));

const orNone = (teams: readonly string[]): readonly string[] => (teams.length === 0 ? [""] : teams);

const alerts = (
  left: naive.Left,
  created: readonly StatsIncident[],
  pages: readonly naive.Interruption[],
): LoadStats["alerts"] => {
  const read = { fromMs: left.before.fromMs, toMs: left.range.toMs };
  const known = left.incidents.filter(({ openedAtMs }) => naive.within(openedAtMs, read));
  const name = ({ service, title }: StatsIncident): string => JSON.stringify([service, alertName(title)]);
  const named = pages.flatMap(({ first }) => {
    const incident = naive.incidentOf(known, first);
    return incident ? [[name(incident)]] : [];
  });
  return table(
    created.map((one) => [name(one)]),
    named,
  )
    .map(({ name: text, incidents, pages: count }) => {
      const [service, alert]: [string, string] = JSON.parse(text);
      return { service, name: alert, incidents, pages: count };
    })
    .toSorted((a, b) => busiestFirst(a, b) || naive.byText(a.service, b.service) || naive.byText(a.name, b.name))
    .slice(0, 50);
};

const personLoad = (left: naive.Left, pages: readonly naive.Interruption[], source: string, id: string): PersonLoad => {
  const { range, rows, facts, duties } = left;
  const own = pages.filter((one) => one.source === source && one.personId === id);
  const tz = naive.zoneOf(left, source, id);
  const part = (wanted: naive.Part): number => own.filter(({ atMs }) => naive.partOf(atMs, tz) === wanted).length;
  const rung = naive
    .rings(facts)
    .filter((one) => one.source === source && one.personId === id && naive.within(one.atMs, range));
  return {
    ...naive.whoIs(rows, source, id),
    pages: own.length,
    sleep: part("sleep"),
    business: part("business"),
    off: part("off"),
    incidents: new Set(rung.map(({ incidentKey }) => incidentKey)).size,
    oncallMs: naive.covered(
      duties.filter((one) => one.source === source && one.personId === id),
      range,
    ),
    perDay: naive.perDay(
      own.map(({ atMs }) => atMs),
      range,
    ),
  };
};

/** What paged whom when. */
export const naiveLoad = (left: naive.Left): Omit<LoadStats, keyof ReturnType<typeof naive.headOf>> => {
  const { range, before, rows } = left;
  const created = naive.createdIn(left.incidents, range);
  const all = naive.interruptionsOf(left.facts);
  const pages = all.filter(({ atMs }) => naive.within(atMs, range));
  return {
    days: naive.daysOf(range),
    unknownDays: naive.unknownDaysOf(range, rows.sinceMs),
    incidents: byTime(
      created.map(({ openedAtMs }) => ({ atMs: openedAtMs, tz: range.tz })),
      left,
    ),
    interruptions: byTime(
      pages.map(({ atMs, source, personId }) => ({ atMs, tz: naive.zoneOf(left, source, personId) })),
      left,
    ),
    previous: {
      incidents: naive.createdIn(left.incidents, before).length,
      pages: all.filter(({ atMs }) => naive.within(atMs, before)).length,
    },
    services: table(
      created.map(({ service }) => [service]),
      pages.map(({ first }) => [first.service]),
    ),
    teams: table(
      created.map(({ teams }) => orNone(teams)),
      pages.map(({ first }) => orNone(first.teams)),
    ),
    alerts: alerts(left, created, pages),
    people: naive
      .everybody(left.duties, pages, range)
      .map(({ source, id }) => personLoad(left, pages, source, id))
      .toSorted((a, b) => b.pages - a.pages || naive.byWho(a, b)),
  };
};
