import type { ServiceRow, ServicesStats } from "../../src/core/stats/services-types.ts";
import * as naive from "./naive-basis.ts";

/** What broke. */
export const naiveServices = (left: naive.Left): Omit<ServicesStats, keyof ReturnType<typeof naive.headOf>> => {
  const { range, before } = left;
  const created = naive.createdIn(left.incidents, range);
  const earlier = naive.createdIn(left.incidents, before);
  const pages = naive.interruptionsOf(left.facts).filter(({ atMs }) => naive.within(atMs, range));
  const names = new Set([
    ...created.map(({ service }) => service),
    ...earlier.map(({ service }) => service),
    ...pages.map(({ first }) => first.service),
  ]);
  const rowOf = (name: string): ServiceRow => {
    const own = created.filter(({ service }) => service === name);
    const paged = pages.filter(({ first }) => first.service === name);
    return {
      name,
      incidents: own.length,
      previous: earlier.filter(({ service }) => service === name).length,
      pages: paged.length,
      sleepPages: paged.filter(
        ({ atMs, source, personId }) => naive.partOf(atMs, naive.zoneOf(left, source, personId)) === "sleep",
      ).length,
      open: own.filter(({ resolvedAtMs }) => resolvedAtMs === null).length,
      endedAlone: own.filter(({ ending, ackedAtMs }) => ending === "auto" && ackedAtMs === null).length,
      mtta: naive.durations(
        own.flatMap(({ openedAtMs, ackedAtMs }) => (ackedAtMs === null ? [] : ackedAtMs - openedAtMs)),
      ),
      mttr: naive.durations(
        own.flatMap(({ openedAtMs, resolvedAtMs }) => (resolvedAtMs === null ? [] : resolvedAtMs - openedAtMs)),
      ),
      perDay: naive.perDay(
        own.map(({ openedAtMs }) => openedAtMs),
        range,
      ),
    };
  };
  return {
    days: naive.daysOf(range),
    unknownDays: naive.unknownDaysOf(range, left.rows.sinceMs),
    services: [...names]
      .map(rowOf)
      .toSorted((a, b) => b.incidents - a.incidents || b.pages - a.pages || naive.byText(a.name, b.name)),
  };
};
