import { Temporal } from "temporal-polyfill";
import type { NightStats, NightTotals, PersonNights } from "../../src/core/stats/nights-types.ts";
import type { Span } from "../../src/core/stats/rows.ts";
import * as naive from "./naive-basis.ts";

/** The disturbed nights of one person within the span; undefined without any. */
export const nightsOf = (left: naive.Left, span: Span, source: string, id: string): PersonNights | undefined => {
  const tz = naive.zoneOf(left, source, id);
  const moments = naive
    .interruptionsOf(left.facts)
    .filter((one) => one.source === source && one.personId === id && naive.within(one.atMs, span))
    .map(({ atMs }) => atMs)
    .filter((atMs) => naive.partOf(atMs, tz) === "sleep");
  if (moments.length === 0) return undefined;
  const evenings = [...new Set(moments.map((atMs) => naive.eveningOf(atMs, tz)))].toSorted();
  const nights = evenings.map((evening) => {
    const own = moments.filter((atMs) => naive.eveningOf(atMs, tz) === evening);
    return { evening, pages: own.length, hours: new Set(own.map((atMs) => naive.wall(atMs, tz).hour)).size };
  });
  const runFrom = (evening: string): number => {
    const next = Temporal.PlainDate.from(evening).add({ days: 1 }).toString();
    return evenings.includes(next) ? 1 + runFrom(next) : 1;
  };
  return {
    ...naive.whoIs(left.rows, source, id),
    nights,
    pages: moments.length,
    hard: nights.filter(({ pages }) => pages >= 3).length,
    longestRun: Math.max(...evenings.map(runFrom)),
  };
};

const peopleIn = (left: naive.Left, span: Span): readonly PersonNights[] =>
  naive
    .everybody([], naive.interruptionsOf(left.facts), span)
    .flatMap(({ source, id }) => nightsOf(left, span, source, id) ?? []);

const totalsOf = (people: readonly PersonNights[]): NightTotals => ({
  nights: people.reduce((sum, { nights }) => sum + nights.length, 0),
  pages: people.reduce((sum, { pages }) => sum + pages, 0),
  hard: people.reduce((sum, { hard }) => sum + hard, 0),
  people: people.length,
  inARow: people.filter(({ longestRun }) => longestRun >= 2).length,
});

const hardestOf = (people: readonly PersonNights[]): NightStats["hardest"] => {
  const all = people.flatMap(({ source, id, name, email, nights }) =>
    nights.map((night) => ({ source, id, name, ...(email === undefined ? {} : { email }), ...night })),
  );
  const [first] = all.toSorted(
    (a, b) =>
      b.pages - a.pages ||
      naive.byText(a.evening, b.evening) ||
      naive.byText(a.source, b.source) ||
      naive.byText(a.id, b.id),
  );
  return first ?? null;
};

/** Sleep that was cut. */
export const naiveNights = (left: naive.Left): Omit<NightStats, keyof ReturnType<typeof naive.headOf>> => {
  const people = peopleIn(left, left.range);
  const evenings = [...new Set(people.flatMap(({ nights }) => nights.map(({ evening }) => evening)))].toSorted();
  return {
    people: people.toSorted((a, b) => b.nights.length - a.nights.length || b.pages - a.pages || naive.byWho(a, b)),
    evenings: evenings.map((evening) => {
      const theirs = people.flatMap(({ nights }) => nights.filter((night) => night.evening === evening));
      return { evening, people: theirs.length, pages: theirs.reduce((sum, { pages }) => sum + pages, 0) };
    }),
    totals: totalsOf(people),
    previous: totalsOf(peopleIn(left, left.before)),
    hardest: hardestOf(people),
  };
};
