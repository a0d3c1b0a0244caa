import type { Fact, Person } from "./fact.ts";
import type { Sample } from "./output.ts";
import { slug } from "./slug.ts";

/** Whose doing it was when it was nobody's: timeouts, rules, the service itself. */
const AUTOMATION = "automation";

const keyOf = (source: string, id: string): string => `${source}\n${id}`;

/** How each person is called in names of metrics; those of a source whose names would come out the same get their ids behind them. */
const callNames = (people: readonly Person[]): ReadonlyMap<string, string> => {
  const ids = new Map<string, Set<string>>();
  for (const { source, id, name } of people) {
    const metric = keyOf(source, slug(name));
    ids.set(metric, (ids.get(metric) ?? new Set()).add(id));
  }
  const isShared = ({ source, name }: Person): boolean =>
    slug(name) === slug(AUTOMATION) || slug(name) === "_" || (ids.get(keyOf(source, slug(name)))?.size ?? 0) > 1;
  return new Map(
    people.map((person) => [
      keyOf(person.source, person.id),
      isShared(person) ? `${person.name} ${person.id}` : person.name,
    ]),
  );
};

/** PTSD's names: `<source>.incidents` for what was opened, `<source>.<person>.<kind>` for the rest. */
const sampleOf = ({ source, kind, personId, channel }: Fact, names: ReadonlyMap<string, string>): Sample => {
  if (kind === "opened") return { kind: "count", name: [source, "incidents"], value: 1, tags: { source, kind } };
  const person = personId === undefined ? AUTOMATION : (names.get(keyOf(source, personId)) ?? personId);
  const by = channel === undefined ? {} : { channel };
  return { kind: "count", name: [source, person, kind], value: 1, tags: { source, kind, person, ...by } };
};

/**
 * Facts as counts for outputs, alike ones summed up, in the order they first came: ["pagerduty", "Ana Kovac", "acked"]
 * and, for a fact "opened", ["pagerduty", "incidents"] (the names of https://github.com/djosephsen/ptsd). A person is
 * called by name, by id where `people` does not know them; what nobody did is "automation".
 */
export const samplesOf = (facts: readonly Fact[], people: readonly Person[]): readonly Sample[] => {
  const names = callNames(people);
  const samples = new Map<string, Sample>();
  for (const fact of facts) {
    const sample = sampleOf(fact, names);
    const key = JSON.stringify([sample.name, sample.tags]);
    samples.set(key, { ...sample, value: (samples.get(key)?.value ?? 0) + 1 });
  }
  return [...samples.values()];
};
