import type { Duty, PlannedWork } from "../duty.ts";
import type { Person } from "../fact.ts";
import type { FilterNote, StatsQuery } from "../stats.ts";
import { mailOf } from "./roster.ts";
import type { StatsFact, StatsIncident, StatsRows } from "./rows.ts";

const fold = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();

/** Names that a filter stands for: the same name, else those that begin with it, else those that contain it; case and accents do not matter. */
const matchNames = (wanted: string, names: Iterable<string>): readonly string[] => {
  const text = fold(wanted);
  const all = [...names].map((name) => ({ name, folded: fold(name) }));
  for (const fits of [
    (name: string) => name === text,
    (name: string) => name.startsWith(text),
    (name: string) => name.includes(text),
  ]) {
    const found = all.filter(({ folded }) => fits(folded));
    if (found.length > 0) return found.map(({ name }) => name);
  }
  return [];
};

const note = (
  what: FilterNote["what"],
  wanted: string,
  found: readonly string[],
  known: Iterable<string>,
): readonly FilterNote[] =>
  found.length === 1 ? [] : [{ what, wanted, found: [...found].sort(), known: [...known].sort() }];

const keyOf = (row: { readonly source: string; readonly key: string }): string => `${row.source}:${row.key}`;
const incidentKeyOf = (fact: StatsFact): string => `${fact.source}:${fact.incidentKey}`;
const personKeyOf = (source: string, id: string): string => `${source}:${id}`;

/** Also those who have the address of one of them at another source. */
const everywhere = (chosen: readonly Person[], people: readonly Person[]): readonly Person[] => {
  const mails = new Set(chosen.map(mailOf).filter((mail) => mail !== ""));
  return people.filter((person) => mails.has(mailOf(person)) || chosen.includes(person));
};

/** One name for each address, and those of people without one. */
const namesOf = (people: readonly Person[]): readonly string[] => [
  ...new Set(new Map(people.map((person) => [mailOf(person) || `name:${person.name}`, person.name])).values()),
];

/** Who a person filter stands for, at every source: an address or its first part, else a name. */
export const matchPeople = (wanted: string, people: readonly Person[]) => {
  const names = new Set(people.map(({ name }) => name));
  const byMail = people.filter(({ email }) => {
    const mail = fold(email ?? "");
    return mail !== "" && (mail === fold(wanted) || mail.split("@")[0] === fold(wanted));
  });
  const found = new Set(byMail.length > 0 ? [] : matchNames(wanted, names));
  const chosen = everywhere(byMail.length > 0 ? byMail : people.filter(({ name }) => found.has(name)), people);
  return {
    people: chosen,
    keys: new Set(chosen.map(({ source, id }) => personKeyOf(source, id))),
    notes: note("person", wanted, namesOf(chosen), names),
  };
};

/** What is left of the rows after the filters, and what to tell about them. */
export interface Narrowed {
  readonly incidents: readonly StatsIncident[];
  readonly facts: readonly StatsFact[];
  readonly duties: readonly Duty[];
  readonly planned: readonly PlannedWork[];
  readonly notes: readonly FilterNote[];
}

/** Planned work of services that something left is about: no source says whose a service is. */
const withTheirPlanned = (rows: Narrowed): Narrowed => {
  const names = new Set<string>();
  for (const { service } of rows.incidents) names.add(service);
  for (const { service } of rows.facts) names.add(service);
  return { ...rows, planned: rows.planned.filter(({ service }) => names.has(service)) };
};

const byService = (rows: Narrowed, wanted: string): Narrowed => {
  const names = new Set<string>();
  for (const some of [rows.incidents, rows.facts, rows.planned]) for (const { service } of some) names.add(service);
  names.delete("");
  const found = matchNames(wanted, names);
  const fits = (row: { readonly service: string }) => found.includes(row.service);
  return {
    incidents: rows.incidents.filter(fits),
    facts: rows.facts.filter(fits),
    duties: rows.duties,
    planned: rows.planned.filter(fits),
    notes: [...rows.notes, ...note("service", wanted, found, names)],
  };
};

const byTeam = (rows: Narrowed, wanted: string): Narrowed => {
  const names = new Set<string>();
  for (const some of [rows.incidents, rows.facts])
    for (const { teams } of some) for (const team of teams) names.add(team);
  const found = matchNames(wanted, names);
  const fits = (row: { readonly teams: readonly string[] }) => row.teams.some((team) => found.includes(team));
  const facts = rows.facts.filter(fits);
  const touched = new Set(facts.map(incidentKeyOf));
  return withTheirPlanned({
    ...rows,
    incidents: rows.incidents.filter((incident) => fits(incident) || touched.has(keyOf(incident))),
    facts,
    notes: [...rows.notes, ...note("team", wanted, found, names)],
  });
};

const byPerson = (rows: Narrowed, wanted: string, people: readonly Person[]): Narrowed => {
  const { keys, notes } = matchPeople(wanted, people);
  const theirs = ({ source, personId }: { readonly source: string; readonly personId?: string | undefined }) =>
    personId !== undefined && keys.has(personKeyOf(source, personId));
  const facts = rows.facts.filter(theirs);
  const touched = new Set(facts.map(incidentKeyOf));
  return withTheirPlanned({
    incidents: rows.incidents.filter((incident) => touched.has(keyOf(incident))),
    facts,
    duties: rows.duties.filter(theirs),
    planned: rows.planned,
    notes: [...rows.notes, ...notes],
  });
};

/**
 * Applies the filters of a query; an incident belongs to a person who was told of it or did something about it. A person
 * filter leaves the time on call of that person; filters of team and service leave everybody's, as schedules do not say
 * which they are for. A service filter leaves the planned work of that service, the others that of services left.
 */
export const narrow = (rows: StatsRows, query: StatsQuery): Narrowed => {
  const { incidents, facts, duties, planned } = rows;
  let left: Narrowed = { incidents, facts, duties, planned, notes: [] };
  if (query.service !== undefined) left = byService(left, query.service);
  if (query.team !== undefined) left = byTeam(left, query.team);
  if (query.person !== undefined) left = byPerson(left, query.person, rows.people);
  return left;
};
