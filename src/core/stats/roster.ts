import type { Person } from "../fact.ts";
import { createZoneClock, isZone, type ZoneClock } from "../zone-clock.ts";
import type { Who } from "./head.ts";
import type { Span } from "./rows.ts";

/** Somebody that facts or duties name, with the clock of their own zone. One object for each (source, id) of a roster. */
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

/** -1, 0 or 1: order of texts by code units. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** By source, then by id. */
export const compareIds = (a: Who, b: Who): number => compareText(a.source, b.source) || compareText(a.id, b.id);

/** By name, then by source and id. */
export const compareWho = (a: Who, b: Who): number => compareText(a.name, b.name) || compareIds(a, b);

/** Somebody without what only computing needs. */
export const whoOf = ({ source, id, name, email }: Who): Who =>
  email === undefined ? { source, id, name } : { source, id, name, email };

/**
 * Roster of everybody known, and of those who are not by their id. Clocks are exact within the span; who has no zone
 * that we know goes by `tz`.
 */
export const createRoster = (people: readonly Person[], tz: string, { fromMs, toMs }: Span): Roster => {
  const known = new Map(people.map((person) => [`${person.source}:${person.id}`, person]));
  const clocks = new Map<string, ZoneClock>();
  const bySource = new Map<string, Map<string, Someone>>();
  const clockOf = (zone: string): ZoneClock => {
    const clock = clocks.get(zone) ?? createZoneClock(zone, fromMs, toMs);
    clocks.set(zone, clock);
    return clock;
  };
  const meet = (source: string, id: string): Someone => {
    const { name = id, email, tz: own } = known.get(`${source}:${id}`) ?? {};
    const zone = own !== undefined && isZone(own) ? own : undefined;
    const someone = { ...whoOf({ source, id, name, email }), ...(zone && { tz: zone }), clock: clockOf(zone ?? tz) };
    const those = bySource.get(source) ?? new Map<string, Someone>();
    bySource.set(source, those.set(id, someone));
    return someone;
  };
  return { of: (source, id) => bySource.get(source)?.get(id) ?? meet(source, id) };
};
