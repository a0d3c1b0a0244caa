import { usage } from "../args.ts";
import type { RangeContext } from "../time/types.ts";
import { editDistance } from "../words-near.ts";
import type { SavedGraph } from "./asked.ts";
import { parseGraphWords } from "./words.ts";

const LONGEST = 60;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} _.+&#/-]*$/u;
/** First words that mean something else after "graph". */
const TAKEN =
  /^(?:list|search|save|forget|wider|narrower|snapshots?|live|mark|watch|unwatch|watches|post|db|dash|dashboard|alerts|pause|unpause|help|me)\b|^(?:it|this|that|here)$/i;

/** Small letters, single spaces, without quotes around it and what ends a sentence: what tells names apart. */
export const plainName = (name: string): string =>
  name
    .trim()
    .replace(/(?<![?!.,\s])[?!.,\s]+$/, "")
    .replace(/^(["'`])(.*)\1$/s, "$2")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();

/** A name that can be given to a graph, as it will be written. Throws Failure("usage") for one that would be read as something else. */
export const requireGraphName = (said: string, context: RangeContext): string => {
  const name = said
    .trim()
    .replace(/^(["'])(.*)\1$/s, "$2")
    .replace(/\s+/g, " ")
    .trim();
  if (name === "") throw usage("no name given", "Under which name?");
  if (name.length > LONGEST)
    throw usage(`a name of ${name.length} characters`, `A name has at most ${LONGEST} characters.`);
  if (!NAME.test(name))
    throw usage(`no name: ${name}`, `"${name}" cannot be a name: letters, digits, spaces and - _ . / + & # only.`);
  if (TAKEN.test(name))
    throw usage(`${name} is taken`, `"${name}" would be read as a command. Begin the name with another word.`);
  const read = parseGraphWords(name, context);
  if (read.what !== name || Object.keys(read).length > 1)
    throw usage(
      `${name} reads as options`,
      `A part of "${name}" would be read as a time or an option. Choose another name.`,
    );
  return name;
};

/** The saved graph that is called so. */
export const savedCalled = (name: string, saved: readonly SavedGraph[]): SavedGraph | undefined => {
  const wanted = plainName(name);
  return saved.find((one) => plainName(one.name) === wanted);
};

/** Saved graphs whose names are like these words, nearest first: slips of the finger, then those that share words. */
export const nearSaved = (said: string, saved: readonly SavedGraph[], most: number): readonly SavedGraph[] => {
  const wanted = plainName(said);
  const words = wanted.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  const scored = saved.map((one) => {
    const name = plainName(one.name);
    const slip = Math.max(1, Math.floor(wanted.length / 5));
    const close = Math.abs(name.length - wanted.length) <= slip && wanted.length <= LONGEST;
    const away = close ? editDistance(wanted, name) : Number.POSITIVE_INFINITY;
    const shared = words.filter((word) => name.includes(word)).length;
    return {
      one,
      score: away <= slip ? away : shared > 0 || name.includes(wanted) ? 100 - shared : Number.POSITIVE_INFINITY,
    };
  });
  return scored
    .filter(({ score }) => Number.isFinite(score))
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
    .map(({ one }) => one);
};
