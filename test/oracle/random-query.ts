import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { parseTimeRange, type TimeRange } from "../../src/core/time/range.ts";
import type { Chance } from "./random.ts";

/** Zones of teams and people: some whose clocks change, by an hour or by half of one, and some whose do not. */
export const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Asia/Kolkata",
] as const;

const RANGES = [
  "this week",
  "last week",
  "last 24h",
  "last 7 days",
  "yesterday",
  "today",
  "last 3 days",
  "last 36h",
  "last month",
];

/** A range as somebody would ask for it at `nowMs`. */
export const randomRange = (chance: Chance, nowMs: number): TimeRange => {
  const context = { nowMs, tz: chance.pick(ZONES), weekStart: chance.pick([1, 1, 7] as const) };
  return parseTimeRange(chance.pick(RANGES), context);
};

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * A word for some of the names that means them however few names are known: all that have it inside are called so, or all
 * begin with it, or none does. Undefined when the chosen word means more than that.
 */
const wordFor = (chance: Chance, names: readonly string[]): string | undefined => {
  const all = [...new Set(names)].filter((name) => name !== "");
  if (all.length === 0) return undefined;
  const name = chance.pick(all);
  const word = chance.pick([name, name.toUpperCase(), plain(name), name.slice(0, 3), name.slice(2, 6)]).trim();
  const wanted = plain(word);
  const ways = all
    .map(plain)
    .filter((one) => one.includes(wanted))
    .map((one) => (one === wanted ? "same" : one.startsWith(wanted) ? "begins" : "inside"));
  return word !== "" && new Set(ways).size === 1 ? word : undefined;
};

/** What somebody could ask of these rows. */
export const randomQuery = (chance: Chance, rows: StatsRows, range: TimeRange): StatsQuery => {
  const services = [...rows.incidents, ...rows.facts, ...rows.planned].map(({ service }) => service);
  const teams = [...rows.incidents, ...rows.facts].flatMap((one) => one.teams);
  const service = chance.is(0.2) ? wordFor(chance, services) : undefined;
  const team = chance.is(0.2) ? wordFor(chance, teams) : undefined;
  const person = chance.is(0.25) ? randomPerson(chance, rows) : undefined;
  return {
    range,
    ...(service === undefined ? {} : { service }),
    ...(team === undefined ? {} : { team }),
    ...(person === undefined ? {} : { person }),
  };
};

/** Somebody of the account, by name or address; now and then a word for several or for nobody. */
export const randomPerson = (chance: Chance, rows: StatsRows): string => {
  const one = chance.is(0.9) && rows.people.length > 0 ? chance.pick(rows.people) : undefined;
  if (one === undefined) return chance.pick(["nobody", "a", "person"]);
  return chance.pick([one.name, one.name.toLowerCase(), one.email ?? one.name, one.email?.split("@")[0] ?? one.name]);
};

/** Weeks in which clocks change somewhere, and one in which none does. */
const MOMENTS = [
  "2026-03-30T09:30Z",
  "2026-04-06T22:10Z",
  "2026-04-25T03:00Z",
  "2026-07-08T12:00Z",
  "2026-10-26T05:45Z",
  "2026-11-01T23:59:59Z",
];

/** Now, somewhere around a change of clocks. */
export const randomMoment = (chance: Chance): number => Date.parse(chance.pick(MOMENTS));
