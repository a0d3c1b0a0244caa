import { Failure } from "../../core/failure.ts";
import type { Target } from "../../core/responding.ts";
import { editDistance } from "../../core/words.ts";
import { plain, unquoted } from "./find-plain.ts";

/** Something that words may name. */
export interface Findable extends Target {
  readonly email?: string | undefined;
}

/** The names of kinds in a sentence: "no schedule or policy like …". */
const KIND_NAMES: Readonly<Record<Target["kind"], string>> = {
  person: "person",
  schedule: "schedule",
  policy: "escalation policy",
  service: "service",
};

const MOST_CHOICES = 20;
const MOST_NEAREST = 5;
const LONGEST_LABEL = 60;

const targetOf = ({ kind, id, name, url }: Findable): Target => ({ kind, id, name, url });

const clip = (text: string): string => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1)}…` : text);

/** What says exactly this one: its name where nothing else has it and nothing else could be meant by it, else its id. */
const valueFor = (one: Findable, all: readonly Findable[]): string => {
  const same = all.filter(({ name }) => plain(name) === plain(one.name));
  const odd = /["“”„«»\n]|^[@<']|^me$/i.test(one.name) || plain(one.name) === "";
  return same.length > 1 || odd ? one.id : one.name;
};

/** The name, with what tells it from the others: its kind where there are several, its address or id where even those agree. */
const labelOf = (one: Findable, fits: readonly Findable[]): string => {
  const twins = fits.filter(({ kind, name }) => kind === one.kind && plain(name) === plain(one.name));
  const more = [
    ...(fits.some(({ kind }) => kind !== one.kind) ? [KIND_NAMES[one.kind]] : []),
    ...(twins.length > 1 ? [one.email ?? one.id] : []),
  ];
  return `${clip(one.name)}${more.length > 0 ? ` (${more.join(", ")})` : ""}`;
};

const byName = (a: Findable, b: Findable): number => a.name.localeCompare(b.name, "en") || a.kind.localeCompare(b.kind);

const severalFit = (words: string, fits: readonly Findable[], all: readonly Findable[]): Failure => {
  const shown = [...fits].sort(byName).slice(0, MOST_CHOICES);
  const more = fits.length - shown.length;
  return new Failure("usage", `${fits.length} things are called like that`, {
    tell: `Which "${clip(words)}" do you mean?${more > 0 ? ` There are ${more} more: say more of the name.` : ""}`,
    choices: { words, options: shown.map((one) => ({ label: labelOf(one, fits), value: valueFor(one, all) })) },
  });
};

/** How many letters apart, of the whole name or of as many of its words as were said; Infinity above 2 (1 for short words). */
const awayFrom = (said: string, { name, email }: Findable): number => {
  const words = plain(name).split(/[^\p{L}\p{N}]+/u);
  const count = said.split(" ").length;
  const parts = words.map((_word, at) => words.slice(at, at + count).join(" "));
  const handle = email === undefined ? [] : [plain(email), plain(email).split("@")[0] ?? ""];
  const away = Math.min(...[plain(name), ...parts, ...handle].map((part) => editDistance(said, part)));
  return away <= (said.length < 5 ? 1 : 2) ? away : Number.POSITIVE_INFINITY;
};

/** "schedule or escalation policy" */
const kindsInWords = (kinds: readonly Target["kind"][]): string =>
  [...new Set(kinds)].map((kind) => KIND_NAMES[kind]).join(" or ");

const noneFits = (words: string, all: readonly Findable[], kinds: readonly Target["kind"][]): Failure => {
  const said = plain(words);
  const near = all
    .map((one) => ({ one, away: awayFrom(said, one) }))
    .filter(({ away }) => Number.isFinite(away))
    .sort((a, b) => a.away - b.away || byName(a.one, b.one));
  const names = [...new Set(near.map(({ one }) => one.name))].slice(0, MOST_NEAREST);
  const guess =
    names.length > 0
      ? `Did you mean ${names.map((name) => `"${clip(name)}"`).join(" or ")}?`
      : "Part of the name is enough; names of several words go in quotes.";
  return new Failure("not_found", `there is no ${kinds.join(", ")} like that`, {
    tell: `I know no ${kindsInWords(kinds)} like "${clip(words)}".\n${guess}`,
  });
};

/** Each word that was said begins a word of the name: "plat prim" for "Platform Primary". */
const beginsWords = (said: string, name: string): boolean => {
  const words = name.split(/[^\p{L}\p{N}]+/u);
  return said.split(" ").every((word) => words.some((one) => one.startsWith(word)));
};

const firstThatFits = (said: string, all: readonly Findable[]): readonly Findable[] => {
  const fitting = (fits: (name: string, one: Findable) => boolean) => all.filter((one) => fits(plain(one.name), one));
  const handleOf = (one: Findable): string | undefined => one.email && plain(one.email).split("@")[0];
  const steps: readonly (() => readonly Findable[])[] = [
    () => all.filter(({ id }) => id.toLowerCase() === said),
    () => all.filter(({ email }) => email !== undefined && plain(email) === said),
    () => fitting((name) => name === said),
    () => fitting((name, one) => beginsWords(said, name) || handleOf(one) === said),
    () => fitting((name) => name.includes(said)),
  ];
  for (const step of steps) {
    const found = step();
    if (found.length > 0) return found;
  }
  return [];
};

/**
 * The one thing of these kinds that the words name: its id, its e-mail, its name, the beginnings of words of it, a part
 * of it, in that order. Failure usage with `choices` where several fit, not_found with the nearest names.
 */
export const findTarget = (
  words: string,
  everything: readonly Findable[],
  kinds: readonly Target["kind"][],
): Target => {
  const all = everything.filter(({ kind }) => kinds.includes(kind));
  const bare = unquoted(words);
  const said = plain(bare.replace(/^@/, ""));
  if (said === "")
    throw new Failure("usage", "no name", { tell: `Say which ${kindsInWords(kinds)}: a name, or part of it.` });
  const [found, ...others] = firstThatFits(said, all);
  if (!found) throw noneFits(bare, all, kinds);
  if (others.length > 0) throw severalFit(words, [found, ...others], all);
  return targetOf(found);
};
