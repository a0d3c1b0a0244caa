import { countOf } from "../number-words.ts";
import type { FilterNote, Names, OncallStats, PersonStats, StatsQuery } from "../stats.ts";
import { formatMoment } from "../time/range.ts";

/** One line: how the numbers are made. */
export const STATS_DEFINITION =
  "Page: push, SMS or phone to one person, within 60 s counted once, e-mail never. Night 22:00-08:00 in the person's own zone, business Mon-Fri 08:00-18:00. MTTA: creation to first ack by a person; MTTR: creation to resolve. Merged incidents are left out";

/** "counted from 312 incidents and 1,240 events, the range before included"; `what`: what was read besides the range. */
export const readWords = ({ read }: Pick<OncallStats, "read">, what = "the range before included"): string =>
  [`counted from ${countOf(read.incidents, "incident")} and ${countOf(read.facts, "event")}`, what]
    .filter(Boolean)
    .join(", ");

/** "As of Wed 18 Nov 14:23", or that there is nothing yet. */
export const asOfWords = ({ asOfMs, range }: Pick<OncallStats, "asOfMs" | "range">): string =>
  asOfMs === null ? "Nothing collected yet" : `As of ${formatMoment(asOfMs, range.tz)}`;

/** "team:payments service:api", empty without filters; a person without the domain of the address, or not at all where names are hidden. */
export const filterWords = ({ team, service, person }: Omit<StatsQuery, "range">, names: Names): string => {
  const one = names === "shown" ? person?.replace(/@.*$/, "") : person && "…";
  return Object.entries({ team, service, person: one })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value}`]))
    .join(" ");
};

const list = (all: readonly string[]): string =>
  all.length > 8 ? `${all.slice(0, 8).join(", ")} and ${all.length - 8} more` : all.join(", ");

/** What to tell about a filter, a short sentence first; names of people only where they may be shown. */
export const noteWords = ({ what, wanted, found, known }: FilterNote, names: Names): string => {
  const hidden = what === "person" && names !== "shown";
  if (found.length > 1) return `${what}:${wanted} stands for ${hidden ? `${found.length} people` : list(found)}.`;
  const seen = hidden || known.length === 0 ? "" : `\nThere is ${list(known)}.`;
  if (what === "person") return `No person like "${wanted}" here.${seen}`;
  return `No ${what} like "${wanted}" in that time.${seen}${seen && " If the name is right, it was quiet."}`;
};

const initialsOf = (name: string): string =>
  name
    .split(/[\s._-]+/)
    .flatMap((part) => [...part].slice(0, 1))
    .join("")
    .toUpperCase() || "?";

/** How each person is written where a channel can read it; initials that two share get a number, in the order of ids. */
export const shownNames = <P extends Pick<PersonStats, "id" | "name">>(
  people: readonly P[],
  names: Names,
): ReadonlyMap<P, string> => {
  if (names === "shown") return new Map(people.map((person) => [person, person.name]));
  const taken = new Map<string, number>();
  const inOrder = [...people].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  return new Map(
    inOrder.map((person) => {
      const initials = initialsOf(person.name);
      const nth = (taken.get(initials) ?? 0) + 1;
      taken.set(initials, nth);
      return [person, nth === 1 ? initials : `${initials} ${nth}`];
    }),
  );
};
