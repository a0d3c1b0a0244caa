import type { Incident } from "./incident.ts";

/** What is matched: the fields of an alert by name, and its labels; a label never hides a field. */
export type Facts = Readonly<Record<string, string>>;

/**
 * All of it must hold. `labels`: name -> glob or list of globs ("web*", "!staging" for "not"), without regard to case;
 * `words`: each must be part of some fact.
 */
export interface Matcher {
  readonly labels?: Readonly<Record<string, string | readonly string[]>> | undefined;
  readonly words?: readonly string[] | undefined;
}

/** The facts of an incident or alert that rules can speak of. */
export const factsOf = ({
  source,
  severity,
  title,
  key,
  labels,
}: Pick<Incident, "source" | "severity" | "title" | "key" | "labels">): Facts => ({
  ...labels,
  source,
  severity,
  title,
  key,
});

const SPECIAL = /[.+?^${}()|[\]\\]/g;

const globCache = new Map<string, RegExp>();
const MOST_GLOBS = 5_000;

const globOf = (glob: string): RegExp => {
  const known = globCache.get(glob);
  if (known) return known;
  if (globCache.size >= MOST_GLOBS) globCache.clear();
  const made = new RegExp(`^${glob.replace(SPECIAL, "\\$&").replace(/\*+/g, ".*")}$`, "isu");
  globCache.set(glob, made);
  return made;
};

/** "web*" against "web1"; "*" alone asks that the fact is there at all. */
export const globMatches = (glob: string, value: string): boolean => globOf(glob).test(value);

/** A condition that this very value fulfils, whatever it begins with; a "*" in it still stands for any text. */
export const literalGlob = (value: string): string => (value.startsWith("!") ? `*${value}` : value);

const labelMatches = (wanted: string | readonly string[], value: string | undefined): boolean => {
  const globs = typeof wanted === "string" ? [wanted] : wanted;
  const not = globs.filter((glob) => glob.startsWith("!"));
  const any = globs.filter((glob) => !glob.startsWith("!"));
  if (not.some((glob) => globMatches(glob.slice(1), value ?? ""))) return false;
  return any.length === 0 || (value !== undefined && any.some((glob) => globMatches(glob, value)));
};

/** The first condition that does not hold, in words; undefined when all hold. */
export const mismatch = ({ labels = {}, words = [] }: Matcher, facts: Facts): string | undefined => {
  for (const [name, wanted] of Object.entries(labels)) {
    if (labelMatches(wanted, facts[name])) continue;
    const asked = typeof wanted === "string" ? wanted : wanted.join(" or ");
    return facts[name] === undefined
      ? `${name} is not given, ${asked} is asked`
      : `${name} is ${facts[name]}, not ${asked}`;
  }
  if (words.length === 0) return undefined;
  const all = Object.values(facts).join("\n").toLowerCase();
  const missing = words.find((word) => !all.includes(word.toLowerCase()));
  return missing === undefined ? undefined : `"${missing}" is nowhere in it`;
};

/** Whether every condition holds. */
export const matches = (matcher: Matcher, facts: Facts): boolean => mismatch(matcher, facts) === undefined;

/** "host:web* 502s": how a person wrote or would write it. */
export const formatMatcher = ({ labels = {}, words = [] }: Matcher): string =>
  [
    ...Object.entries(labels).map(
      ([name, wanted]) => `${name}:${typeof wanted === "string" ? wanted : wanted.join("|")}`,
    ),
    ...words,
  ].join(" ");
