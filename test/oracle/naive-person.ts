import type { PersonSheet } from "../../src/core/stats/person-types.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import * as naive from "./naive-basis.ts";
import { peopleFor } from "./naive-left.ts";
import { nightsOf } from "./naive-nights.ts";
import { answersOf } from "./naive-response.ts";

type Sheet = Omit<PersonSheet, keyof ReturnType<typeof naive.headOf>>;

const NOBODY: Sheet = {
  who: null,
  ...{ oncallMs: 0, pages: 0, sleep: 0, business: 0, off: 0 },
  previous: { pages: 0, sleep: 0, nights: 0, oncallMs: 0 },
  nights: null,
  days: [],
  unknownDays: 0,
  perDay: [],
  acked: 0,
  resolved: 0,
  ackTime: naive.durations([]),
  othersMedianPages: null,
  pagesList: [],
};

const othersMedian = (others: naive.Left, source: string, id: string): number | null => {
  const pages = naive.interruptionsOf(others.facts).filter(({ atMs }) => naive.within(atMs, others.range));
  const counts = naive
    .everybody(others.duties, pages, others.range)
    .filter((one) => one.source !== source || one.id !== id)
    .map((one) => pages.filter(({ source: at, personId }) => at === one.source && personId === one.id).length);
  return counts.length < 3 ? null : naive.median(counts);
};

/** Everything about one person; `others` is the same query without its person. */
export const naivePerson = (rows: StatsRows, query: StatsQuery, left: naive.Left, others: naive.Left): Sheet => {
  const [one, ...more] = query.person === undefined ? [] : peopleFor(rows, query.person);
  if (one === undefined || more.length > 0) return NOBODY;
  const { range, before } = left;
  const { source, id } = one;
  const tz = naive.personOf(rows, source, id)?.tz;
  const zone = naive.zoneOf(left, source, id);
  const all = naive.interruptionsOf(left.facts);
  const pages = all.filter(({ atMs }) => naive.within(atMs, range));
  const earlier = all.filter(({ atMs }) => naive.within(atMs, before));
  const part = (wanted: naive.Part, of = pages) => of.filter(({ atMs }) => naive.partOf(atMs, zone) === wanted);
  const done = (kind: string): number =>
    left.facts.filter((fact) => fact.kind === kind && naive.within(fact.atMs, range)).length;
  const days = naive.daysOf(range);
  const asleep = naive.perDay(
    part("sleep").map(({ atMs }) => atMs),
    range,
  );
  const read = left.incidents.filter(({ openedAtMs }) => openedAtMs >= before.fromMs && openedAtMs < range.toMs);
  return {
    who: { ...naive.whoIs(rows, source, id), ...(tz === undefined ? {} : { tz }) },
    oncallMs: naive.covered(left.duties, range),
    pages: pages.length,
    sleep: part("sleep").length,
    business: part("business").length,
    off: part("off").length,
    previous: {
      pages: earlier.length,
      sleep: part("sleep", earlier).length,
      nights: nightsOf(left, before, source, id)?.nights.length ?? 0,
      oncallMs: naive.covered(left.duties, before),
    },
    nights: nightsOf(left, range, source, id) ?? null,
    days,
    unknownDays: naive.unknownDaysOf(range, rows.sinceMs),
    perDay: naive
      .perDay(
        pages.map(({ atMs }) => atMs),
        range,
      )
      .map((count, index) => ({ pages: count, sleep: asleep[index] ?? 0 })),
    acked: done("acked"),
    resolved: done("resolved"),
    ackTime: answersOf(left, source, id).ackTime,
    othersMedianPages: othersMedian(others, source, id),
    pagesList: pages
      .toSorted((a, b) => b.atMs - a.atMs)
      .slice(0, 20)
      .map(({ atMs, first }) => ({
        atMs,
        service: first.service,
        title: naive.incidentOf(read, first)?.title ?? "",
        part: naive.partOf(atMs, zone),
      })),
  };
};
