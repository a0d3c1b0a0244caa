import type { StatsFact, StatsIncident, StatsRows, StatsWindow } from "../../src/core/stats/rows.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { previousRange } from "../../src/core/time/range.ts";
import { type Left, within } from "./naive-basis.ts";

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();

/** The same name, else names that begin with it, else names that contain it. */
const namesFor = (wanted: string, names: readonly string[]): readonly string[] => {
  const text = plain(wanted);
  const same = names.filter((name) => plain(name) === text);
  if (same.length > 0) return same;
  const begin = names.filter((name) => plain(name).startsWith(text));
  if (begin.length > 0) return begin;
  return names.filter((name) => plain(name).includes(text));
};

/** People whom words stand for: by address or what is before its @, else by name. */
export const peopleFor = (
  rows: StatsRows,
  wanted: string,
): readonly { readonly source: string; readonly id: string }[] => {
  const byMail = rows.people.filter(({ email }) => {
    const mail = plain(email ?? "");
    return mail !== "" && (mail === plain(wanted) || mail.split("@")[0] === plain(wanted));
  });
  if (byMail.length > 0) return byMail;
  const names = namesFor(
    wanted,
    rows.people.map(({ name }) => name),
  );
  return rows.people.filter(({ name }) => names.includes(name));
};

const isRead = ({ openedAtMs, resolvedAtMs }: StatsIncident, { incidents, overlapping }: StatsWindow): boolean =>
  within(openedAtMs, incidents) ||
  (overlapping !== undefined &&
    openedAtMs < overlapping.toMs &&
    (resolvedAtMs === null || resolvedAtMs > overlapping.fromMs));

/** What a query leaves of everything; `read` is what says which incidents and planned work are somebody's or some team's. */
export const leftOf = (rows: StatsRows, query: StatsQuery, read: StatsWindow): Left => {
  let { incidents, facts, duties, planned } = rows;
  const mine = (kept: readonly StatsFact[]) => (one: { readonly source: string; readonly key: string }) =>
    kept.some(
      ({ source, incidentKey, atMs }) => source === one.source && incidentKey === one.key && within(atMs, read.facts),
    );
  if (query.service !== undefined) {
    const names = [...incidents, ...facts, ...planned].map(({ service }) => service).filter((name) => name !== "");
    const found = namesFor(query.service, names);
    incidents = incidents.filter(({ service }) => found.includes(service));
    facts = facts.filter(({ service }) => found.includes(service));
    planned = planned.filter(({ service }) => found.includes(service));
  }
  if (query.team !== undefined) {
    const names = [...incidents, ...facts].flatMap(({ teams }) => teams);
    const found = namesFor(query.team, names);
    facts = facts.filter(({ teams }) => teams.some((team) => found.includes(team)));
    const kept = facts;
    incidents = incidents.filter((one) => one.teams.some((team) => found.includes(team)) || mine(kept)(one));
  }
  if (query.person !== undefined) {
    const found = peopleFor(rows, query.person);
    const theirs = (source: string, id: string | undefined): boolean =>
      found.some((one) => one.source === source && one.id === id);
    facts = facts.filter(({ source, personId }) => theirs(source, personId));
    duties = duties.filter(({ source, personId }) => theirs(source, personId));
    incidents = incidents.filter(mine(facts));
  }
  if (query.team !== undefined || query.person !== undefined) {
    const services = new Set([
      ...incidents.filter((one) => isRead(one, read)).map(({ service }) => service),
      ...facts.filter(({ atMs }) => within(atMs, read.facts)).map(({ service }) => service),
    ]);
    planned = planned.filter(({ service }) => services.has(service));
  }
  return { rows, range: query.range, before: previousRange(query.range), incidents, facts, duties, planned };
};
