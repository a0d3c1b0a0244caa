import type { Night, NightStats, PersonNights } from "../../core/stats/nights-types.ts";

/** Why somebody should rest: several disturbed nights running, or one that was torn to pieces. */
export interface Tired {
  readonly source: string;
  readonly personId: string;
  readonly name: string;
  readonly email: string | undefined;
  readonly why: "run" | "hard";
  /** Evening of the first night of the run: "2026-11-16". */
  readonly since: string;
  /** Disturbed nights running, up to the last one. */
  readonly nights: number;
  /** Pages in them. */
  readonly pages: number;
  /** Pages in the last night. */
  readonly lastPages: number;
}

/** So many nights running, or so many pages in one night. */
const RUN = 3;
const HARD = 3;
const DAY_MS = 86_400_000;

/** Days since 1970 of a date. */
export const dayNumber = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

/** The disturbed nights on consecutive evenings that end with this one, oldest first; [] when it was quiet. */
const runUntil = (nights: readonly Night[], evening: string): readonly Night[] => {
  const run: Night[] = [];
  let wanted = dayNumber(evening);
  for (const night of [...nights].sort((a, b) => dayNumber(b.evening) - dayNumber(a.evening))) {
    if (dayNumber(night.evening) !== wanted) continue;
    run.unshift(night);
    wanted -= 1;
  }
  return run;
};

/** Whether one person should rest after the night that began on `evening`; undefined when they may have slept. */
export const tiredAfter = (person: PersonNights, evening: string): Tired | undefined => {
  const run = runUntil(person.nights, evening);
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last) return undefined;
  const why = run.length >= RUN ? "run" : last.pages >= HARD ? "hard" : undefined;
  if (why === undefined) return undefined;
  return {
    source: person.source,
    personId: person.id,
    name: person.name,
    email: person.email,
    why,
    since: first.evening,
    nights: run.length,
    pages: run.reduce((sum, night) => sum + night.pages, 0),
    lastPages: last.pages,
  };
};

/** Everybody of the nights with one in this span of evenings: whom to look at more closely. */
export const lately = ({ people }: Pick<NightStats, "people">, fromEvening: string): readonly PersonNights[] =>
  people.filter(({ nights }) => nights.some(({ evening }) => evening >= fromEvening));
