import type { Person } from "../fact.ts";
import type { PersonStats } from "../stats.ts";
import { createZoneClock, dayOfWall, hourOfWall, isZone, weekdayOf, type ZoneClock } from "../zone-clock.ts";
import type { StatsFact } from "./rows.ts";

/** Notifications of one person within this long of the last counted one are the same interruption, milliseconds. */
const SAME_INTERRUPTION_MS = 60_000;

interface Tally {
  pages: number;
  sleep: number;
  business: number;
  readonly nights: Set<number>;
  acked: number;
  resolved: number;
}
interface Sheet {
  readonly id: string;
  readonly name: string;
  readonly clock: ZoneClock;
  lastCountedMs: number;
  readonly tallies: readonly Tally[];
}
interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const newTally = (): Tally => ({ pages: 0, sleep: 0, business: 0, nights: new Set(), acked: 0, resolved: 0 });

/** Sleep 22-08 every day, tested first; business 08-18 Monday to Friday; the rest is off. A night is named by its evening. */
const countPage = (tally: Tally, wallMs: number): void => {
  const hour = hourOfWall(wallMs);
  const day = dayOfWall(wallMs);
  tally.pages += 1;
  if (hour >= 22 || hour < 8) {
    tally.sleep += 1;
    tally.nights.add(hour < 8 ? day - 1 : day);
  } else if (hour < 18 && weekdayOf(day) <= 5) tally.business += 1;
};

const interrupts = ({ channel }: StatsFact): boolean => channel === "push" || channel === "sms" || channel === "phone";

const countFact = (sheet: Sheet, tally: Tally | undefined, fact: StatsFact): void => {
  if (fact.kind === "notified" && interrupts(fact)) {
    if (fact.atMs - sheet.lastCountedMs <= SAME_INTERRUPTION_MS) return;
    sheet.lastCountedMs = fact.atMs;
    if (tally) countPage(tally, sheet.clock.wallMs(fact.atMs));
  } else if (fact.kind === "acked" && tally) tally.acked += 1;
  else if (fact.kind === "resolved" && tally) tally.resolved += 1;
};

const createSheets = (people: readonly Person[], tz: string, window: Span, spans: number) => {
  const known = new Map(people.map((person) => [`${person.source}:${person.id}`, person]));
  const clocks = new Map<string, ZoneClock>();
  const clockOf = (wanted: string | undefined): ZoneClock => {
    const name = wanted ?? tz;
    const had = clocks.get(name);
    if (had) return had;
    const clock = createZoneClock(isZone(name) ? name : tz, window.fromMs, window.toMs);
    clocks.set(name, clock);
    return clock;
  };
  const bySource = new Map<string, Map<string, Sheet>>();
  const open = (source: string, id: string): Sheet => {
    const person = known.get(`${source}:${id}`);
    const sheet: Sheet = {
      id,
      name: person?.name ?? id,
      clock: clockOf(person?.tz),
      lastCountedMs: Number.NEGATIVE_INFINITY,
      tallies: Array.from({ length: spans }, newTally),
    };
    bySource.get(source)?.set(id, sheet) ?? bySource.set(source, new Map([[id, sheet]]));
    return sheet;
  };
  return {
    of: (source: string, id: string): Sheet => bySource.get(source)?.get(id) ?? open(source, id),
    all: (): readonly Sheet[] => [...bySource.values()].flatMap((sheets) => [...sheets.values()]),
  };
};

const spanOf = (spans: readonly Span[], atMs: number): number => {
  for (let index = 0; index < spans.length; index += 1) {
    const span = spans[index];
    if (span && atMs >= span.fromMs && atMs < span.toMs) return index;
  }
  return -1;
};

const sorted = (facts: readonly StatsFact[]): readonly StatsFact[] =>
  facts.every((fact, index) => index === 0 || (facts[index - 1]?.atMs ?? 0) <= fact.atMs)
    ? facts
    : [...facts].sort((a, b) => a.atMs - b.atMs);

const personStats = (sheet: Sheet, span: number): PersonStats => {
  const { pages, sleep, business, nights, acked, resolved } = sheet.tallies[span] ?? newTally();
  const off = pages - sleep - business;
  return { id: sheet.id, name: sheet.name, pages, sleep, business, off, nights: nights.size, acked, resolved };
};

/**
 * What happened to each person in each of the (disjoint) spans, those with nothing left out; most pages first, then by
 * name. A person without a zone that we know is counted in `tz`. Facts before a span only say what was counted already.
 */
export const countPeople = (
  facts: readonly StatsFact[],
  people: readonly Person[],
  tz: string,
  spans: readonly Span[],
): readonly (readonly PersonStats[])[] => {
  const inOrder = sorted(facts);
  const window = { fromMs: inOrder[0]?.atMs ?? 0, toMs: (inOrder.at(-1)?.atMs ?? 0) + 1 };
  const sheets = createSheets(people, tz, window, spans.length);
  for (const fact of inOrder) {
    if (fact.personId === undefined) continue;
    const sheet = sheets.of(fact.source, fact.personId);
    countFact(sheet, sheet.tallies[spanOf(spans, fact.atMs)], fact);
  }
  return spans.map((_, span) =>
    sheets
      .all()
      .map((sheet) => personStats(sheet, span))
      .filter(({ pages, acked, resolved }) => pages + acked + resolved > 0)
      .sort((a, b) => b.pages - a.pages || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1)),
  );
};
