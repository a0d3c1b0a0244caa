import { formatDay, hourOfWall } from "../time/zone-clock.ts";
import { asked, clockSpan, pagesWindow } from "./asked.ts";
import { eveningOf, type Interruption, interruptionsIn } from "./interruptions.ts";
import type { Night, NightStats, NightTotals, PersonNights } from "./nights-types.ts";
import { compareIds, compareText, compareWho, createRoster, type Someone, whoOf } from "./roster.ts";
import type { Statistic } from "./statistic.ts";

/** So many interruptions make a night hard. */
const HARD_NIGHT = 3;

interface Disturbed {
  pages: number;
  /** Hours 0-23 with an interruption, a bit each. */
  hours: number;
}

const bits = (of: number): number => {
  let count = 0;
  for (let left = of; left > 0; left >>= 1) count += left & 1;
  return count;
};

/** Most numbers that follow each other by one. */
const longestRun = (ascending: readonly number[]): number => {
  let [longest, run] = [0, 0];
  for (const [index, day] of ascending.entries()) {
    run = index > 0 && ascending[index - 1] === day - 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
  }
  return longest;
};

const personNights = (person: Someone, byEvening: ReadonlyMap<number, Disturbed>): PersonNights => {
  const evenings = [...byEvening.keys()].sort((a, b) => a - b);
  const nights = evenings.map((evening): Night => {
    const { pages = 0, hours = 0 } = byEvening.get(evening) ?? {};
    return { evening: formatDay(evening), pages, hours: bits(hours) };
  });
  return {
    ...whoOf(person),
    nights,
    pages: nights.reduce((sum, { pages }) => sum + pages, 0),
    hard: nights.filter(({ pages }) => pages >= HARD_NIGHT).length,
    longestRun: longestRun(evenings),
  };
};

/** Everybody with a disturbed night among the interruptions: most nights first, then most pages, then by name, source and id. */
export const nightsOf = (pages: readonly Interruption[]): readonly PersonNights[] => {
  const people = new Map<Someone, Map<number, Disturbed>>();
  for (const { person, wallMs, part } of pages) {
    if (part !== "sleep") continue;
    const nights = people.get(person) ?? new Map<number, Disturbed>();
    people.set(person, nights);
    const evening = eveningOf(wallMs);
    const night = nights.get(evening) ?? { pages: 0, hours: 0 };
    nights.set(evening, { pages: night.pages + 1, hours: night.hours | (1 << hourOfWall(wallMs)) });
  }
  return [...people]
    .map(([person, nights]) => personNights(person, nights))
    .sort((a, b) => b.nights.length - a.nights.length || b.pages - a.pages || compareWho(a, b));
};

const totalsOf = (people: readonly PersonNights[]): NightTotals => ({
  nights: people.reduce((sum, { nights }) => sum + nights.length, 0),
  pages: people.reduce((sum, { pages }) => sum + pages, 0),
  hard: people.reduce((sum, { hard }) => sum + hard, 0),
  people: people.length,
  inARow: people.filter((one) => one.longestRun >= 2).length,
});

const eveningsOf = (people: readonly PersonNights[]): NightStats["evenings"] => {
  const evenings = new Map<string, { people: number; pages: number }>();
  for (const { nights } of people)
    for (const { evening, pages } of nights) {
      const had = evenings.get(evening) ?? { people: 0, pages: 0 };
      evenings.set(evening, { people: had.people + 1, pages: had.pages + pages });
    }
  return [...evenings]
    .map(([evening, counts]) => ({ evening, ...counts }))
    .sort((a, b) => compareText(a.evening, b.evening));
};

const hardestOf = (people: readonly PersonNights[]): NightStats["hardest"] => {
  const all = people.flatMap(({ nights, ...person }) => nights.map((night) => ({ ...whoOf(person), ...night })));
  const [hardest = null] = all.sort(
    (a, b) => b.pages - a.pages || compareText(a.evening, b.evening) || compareIds(a, b),
  );
  return hardest;
};

/** Sleep that was cut. */
export const nights: Statistic<"nights"> = {
  window: (query) => pagesWindow(query, { incidents: false }),

  compute(rows, query) {
    const { head, left } = asked(rows, query);
    const roster = createRoster(rows.people, query.range.tz, clockSpan(query));
    const spans = interruptionsIn(left.facts, roster, [head.range, head.previousRange]);
    const [people = [], before = []] = spans.map(nightsOf);
    return {
      ...head,
      people,
      evenings: eveningsOf(people),
      totals: totalsOf(people),
      previous: totalsOf(before),
      hardest: hardestOf(people),
    };
  },
};
