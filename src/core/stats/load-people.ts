import type { Days } from "./days.ts";
import { zeros } from "./days.ts";
import type { DayPart, interruptionOf } from "./interruptions.ts";
import type { PersonLoad } from "./load-types.ts";
import { compareWho, type Someone, whoOf } from "./roster.ts";
import type { Span, StatsFact } from "./rows.ts";
import { lengthOf } from "./spans.ts";

interface Tally {
  readonly parts: Record<DayPart, number>;
  readonly incidents: Set<string>;
  readonly perDay: number[];
}

/** Counts what happened to each person within the range of the days. */
export const createPeople = (days: Days) => {
  const tallies = new Map<Someone, Tally>();
  const of = (person: Someone): Tally => {
    const had = tallies.get(person);
    if (had) return had;
    const tally = {
      parts: { sleep: 0, business: 0, off: 0 },
      incidents: new Set<string>(),
      perDay: zeros(days.names.length),
    };
    tallies.set(person, tally);
    return tally;
  };
  return {
    /** A notification that interrupts, be it counted or the same interruption as one before. */
    told: (person: Someone, { source, incidentKey }: StatsFact): void =>
      void of(person).incidents.add(`${source}:${incidentKey}`),
    paged({ person, atMs, part }: ReturnType<typeof interruptionOf>): void {
      const { parts, perDay } = of(person);
      const day = days.indexOf(atMs);
      parts[part] += 1;
      perDay[day] = (perDay[day] ?? 0) + 1;
    },
    /** Everybody paged or on call, most pages first, then by name, source and id. */
    list(onCall: ReadonlyMap<Someone, readonly Span[]>): readonly PersonLoad[] {
      const people = [...new Set([...tallies.keys(), ...onCall.keys()])];
      const lines = people.map((person) => {
        const { parts, incidents, perDay } = of(person);
        const pages = parts.sleep + parts.business + parts.off;
        const oncallMs = lengthOf(onCall.get(person) ?? []);
        return { ...whoOf(person), pages, ...parts, incidents: incidents.size, oncallMs, perDay };
      });
      return lines
        .filter(({ pages, oncallMs }) => pages > 0 || oncallMs > 0)
        .sort((a, b) => b.pages - a.pages || compareWho(a, b));
    },
  };
};
