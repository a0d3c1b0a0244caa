import { isErased } from "../erased.ts";
import type { Person } from "../fact.ts";
import { createZoneClock, isZone, type ZoneClock } from "../time/zone-clock.ts";
import type { Who } from "./head.ts";
import type { Span } from "./rows.ts";

/**
 * Somebody that facts or duties name, with the clock of their own zone. Several ids with one e-mail address are one person:
 * the first of them by source and id, in the first zone that one of them has.
 */
export interface Someone extends Who {
  /** IANA name as the source gave it, when it is one that we know. */
  readonly tz?: string | undefined;
  readonly clock: ZoneClock;
}

/** Who stands behind the ids of sources. */
export interface Roster {
  /** Always the same object for the same person. */
  of(source: string, id: string): Someone;
}

/** The address that says who somebody is at every source, as it is compared; "" without one. */
export const mailOf = ({ email = "" }: Pick<Person, "email">): string => email.trim().toLowerCase();

/** -1, 0 or 1: order of texts by code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By source, then by id. */
export const compareIds = (a: Who, b: Who): number => compareText(a.source, b.source) || compareText(a.id, b.id);

/** By name, then by source and id. */
export const compareWho = (a: Who, b: Who): number => compareText(a.name, b.name) || compareIds(a, b);

/** Somebody without what only computing needs. */
export const whoOf = ({ source, id, name, email }: Who): Who =>
  email === undefined ? { source, id, name } : { source, id, name, email };

/** Each person by the address that says who they are at every source; those without one are not in it. */
const byAddress = (people: readonly Person[]): ReadonlyMap<string, Person> => {
  const found = new Map<string, Person>();
  for (const person of people.toSorted(compareIds)) {
    const mail = mailOf(person);
    if (mail === "") continue;
    const { tz: had, ...first } = found.get(mail) ?? person;
    const tz = [had, person.tz].find((zone) => zone !== undefined && isZone(zone));
    found.set(mail, { ...first, ...(tz && { tz }) });
  }
  return found;
};

/**
 * Roster of everybody known, and of those who are not by their id. Clocks are exact within the span; who has no zone
 * that we know goes by `tz`.
 */
export const createRoster = (people: readonly Person[], tz: string, { fromMs, toMs }: Span): Roster => {
  const ones = byAddress(people);
  const known = new Map(people.map((person) => [`${person.source}:${person.id}`, ones.get(mailOf(person)) ?? person]));
  const clocks = new Map<string, ZoneClock>();
  const bySource = new Map<string, Map<string, Someone>>();
  const clockOf = (zone: string): ZoneClock => {
    const clock = clocks.get(zone) ?? createZoneClock(zone, fromMs, toMs);
    clocks.set(zone, clock);
    return clock;
  };
  const meet = ({ source, id, name, email, tz: own }: Person): Someone => {
    const zone = own !== undefined && isZone(own) ? own : undefined;
    return { ...whoOf({ source, id, name, email }), ...(zone && { tz: zone }), clock: clockOf(zone ?? tz) };
  };
  const erased = new Map<string, Person>();
  const stranger = (source: string, id: string): Person => {
    const one = erased.get(id) ?? { source, id, name: id };
    if (isErased(id)) erased.set(id, one);
    return one;
  };
  const met = new Map<Person, Someone>();
  const find = (source: string, id: string): Someone => {
    const person = known.get(`${source}:${id}`) ?? stranger(source, id);
    const someone = met.get(person) ?? meet(person);
    met.set(person, someone);
    const those = bySource.get(source) ?? new Map<string, Someone>();
    bySource.set(source, those.set(id, someone));
    return someone;
  };
  return { of: (source, id) => bySource.get(source)?.get(id) ?? find(source, id) };
};
