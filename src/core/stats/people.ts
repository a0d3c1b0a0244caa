import type { Person } from "../fact.ts";
import type { PersonStats } from "../stats.ts";
import { eachNotification, eveningOf, interruptionOf } from "./interruptions.ts";
import { createRoster, type Someone } from "./roster.ts";
import type { Span, StatsFact } from "./rows.ts";

interface Tally {
  readonly parts: Record<"sleep" | "business" | "off", number>;
  readonly nights: Set<number>;
  acked: number;
  resolved: number;
}

const newTally = (): Tally => ({
  parts: { sleep: 0, business: 0, off: 0 },
  nights: new Set(),
  acked: 0,
  resolved: 0,
});

const countPage = ({ parts, nights }: Tally, person: Someone, fact: StatsFact): void => {
  const { part, wallMs } = interruptionOf(person, fact);
  parts[part] += 1;
  if (part === "sleep") nights.add(eveningOf(wallMs));
};

const spanOf = (spans: readonly Span[], atMs: number): number => {
  for (let index = 0; index < spans.length; index += 1) {
    const span = spans[index];
    if (span && atMs >= span.fromMs && atMs < span.toMs) return index;
  }
  return -1;
};

const personStats = ({ id, name }: Someone, { parts, nights, acked, resolved }: Tally): PersonStats => {
  const pages = parts.sleep + parts.business + parts.off;
  return { id, name, pages, ...parts, nights: nights.size, acked, resolved };
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
  const roster = createRoster(people, tz, {
    fromMs: Math.min(...spans.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...spans.map(({ toMs }) => toMs)),
  });
  const tallies = spans.map(() => new Map<Someone, Tally>());
  const tallyOf = (person: Someone, atMs: number): Tally | undefined => {
    const all = tallies[spanOf(spans, atMs)];
    const tally = all?.get(person) ?? newTally();
    all?.set(person, tally);
    return all && tally;
  };
  eachNotification(facts, roster, (person, fact, counts) => {
    const tally = counts ? tallyOf(person, fact.atMs) : undefined;
    if (tally) countPage(tally, person, fact);
  });
  for (const { kind, source, personId, atMs } of facts) {
    if ((kind !== "acked" && kind !== "resolved") || personId === undefined) continue;
    const tally = tallyOf(roster.of(source, personId), atMs);
    if (tally) tally[kind] += 1;
  }
  return tallies.map((all) =>
    [...all]
      .map(([person, tally]) => personStats(person, tally))
      .sort((a, b) => b.pages - a.pages || (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1)),
  );
};
