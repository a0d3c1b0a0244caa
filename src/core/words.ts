import { type ArgSpecs, isFree, parseArgs, usageOf } from "./args.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";
import type { RangeContext } from "./time/range.ts";
import { type NamedCommand, unknownWords } from "./words-near.ts";
import { applyPhrases, type Phrase } from "./words-phrase.ts";

export { editDistance } from "./words-near.ts";
export type { Phrase } from "./words-phrase.ts";

type AnyCommand = Command<ArgSpecs>;

/** What somebody asked for. */
export interface Asked {
  readonly command: AnyCommand;
  // biome-ignore lint/suspicious/noExplicitAny: the values are those that this command's own specs gave
  readonly args: any;
}

/** Straight quotes, single spaces. */
const even = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`]/g, "'")
    .replace(/\s+/g, " ");

/** Without what ends a sentence; "2026-11-16.." keeps its dots. */
const withoutEnd = (text: string): string => {
  const said = text.trim();
  let end = said.length;
  while (end > 0 && /[\s?!.]/.test(said.charAt(end - 1))) end -= 1;
  return /^\.\.+$/.test(said.slice(end)) ? said : said.slice(0, end);
};

/** Letters only, so that "who's on call", "whos oncall" and "Who’s on-call" are the same words. */
const plain = (text: string): string =>
  even(text)
    .toLowerCase()
    .replace(/'/g, "")
    .replace(/\bon[ -]call\b/g, "oncall");

const ADDRESSED = /^(?:hey |hi |ok )?(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@?dr\.?m\b)[,:]?\s*/i;
const PLEASE = /^(?:please|pls|plz)[,:]?\s+/i;
const ONCALL = /^\/?(?:oncall|on-call|on call)\b ?/i;
/** Names are shorter than this, however they are spaced. */
const LONGEST_NAME = 200;
/** More than this is not said again, and no button holds it. */
const LONGEST_TYPED = 2_000;

/** "oncall stats [range] [team:…]" */
export const usageLine = (command: AnyCommand): string => `${command.name} ${usageOf(command.args)}`.trim();

/** Usage and two examples, made from the definition. */
export const howTo = (command: AnyCommand): readonly string[] => [
  `Usage: ${usageLine(command)}`,
  `For example: ${command.examples
    .slice(0, 2)
    .map((example) => `"${example}"`)
    .join(" or ")}`,
];

const namesOf = (commands: readonly AnyCommand[]): readonly NamedCommand[] =>
  commands
    .flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => ({ command, words: plain(name) })))
    .sort((a, b) => b.words.length - a.words.length);

const startsWith = (text: string, name: string): boolean =>
  text.startsWith(name) && (text.length === name.length || /[^\p{L}\p{N}_-]/u.test(text[name.length] ?? ""));

/** The first words in plain letters, which hold the name if there is one: letters that become many take long to make plain. */
const headOf = (text: string): string => plain(withoutEnd(even(text.trimStart().slice(0, 2 * LONGEST_NAME))));

/** What follows the first letters that `plain` shows as the name, as it was typed. */
const restAfter = (text: string, name: string): string => {
  for (let end = 1; end <= Math.min(text.length, LONGEST_NAME); end += 1)
    if (plain(text.slice(0, end)) === name && !/^['’‘`]/.test(text.slice(end))) return text.slice(end).trim();
  return "";
};

/** Its last word may be the name of a label instead: "oncall stats person:ana". */
const mayBeLabel = (text: string, name: string): boolean => /^:\S/.test(text.slice(name.length));

/** The longest name that the words begin with; one that a label may be only where nothing else fits. */
const longestName = (head: string, names: readonly NamedCommand[]): NamedCommand | undefined => {
  const fits = names.filter(({ words }) => startsWith(head, words));
  return fits.find(({ words }) => !mayBeLabel(head, words)) ?? fits[0];
};

interface Found {
  readonly command: AnyCommand;
  /** As it was typed. */
  readonly rest: string;
}

/** The command whose name takes most of the words, be "oncall" said or not. */
const find = (text: string, names: readonly NamedCommand[]): Found | undefined => {
  const bare = text.replace(ONCALL, "");
  const found = (text === bare ? [text, `oncall ${text}`] : [text, bare]).flatMap((said) => {
    const head = headOf(said);
    const name = longestName(head, names);
    return name ? [{ ...name, said, length: name.words.replace(ONCALL, "").length }] : [];
  });
  const [longest] = found.sort((a, b) => b.length - a.length);
  return longest && { command: longest.command, rest: restAfter(longest.said, longest.words) };
};

/** A command's name in quotes, as buttons of choices say it. */
const unquoted = (text: string): string => text.replace(/^"([^"]*)"\s*/, "$1 ").trim();

/** What was said, without who it was said to; nothing at all is "help". A name of its own beats a greeting: "drm status". */
const understood = (text: string, names: readonly NamedCommand[]): string => {
  const said = text.trim().replace(/^\//, "");
  const head = headOf(said);
  const own = /^drm\s/i.test(said) && names.some(({ words }) => startsWith(head, words));
  const bare = own ? said : unquoted(said.replace(ADDRESSED, "").replace(/^\//, "").replace(PLEASE, ""));
  return /^(?:oncall|on-call|on call)?[\s?!.]*$/i.test(bare) ? "help" : bare;
};

interface Resolved {
  readonly names: readonly NamedCommand[];
  /** Without who it was said to, in our words, and as a person typed it. */
  readonly said: string;
  readonly typed: string;
  readonly found: Found | undefined;
}

const resolve = (text: string, commands: readonly AnyCommand[], phrases: readonly Phrase[]): Resolved => {
  const names = namesOf(commands);
  const typed = understood(text, names);
  const said = applyPhrases(typed, phrases);
  return { names, typed, said, found: find(said, names) };
};

const unknown = ({ said, typed, names }: Resolved): Failure =>
  unknownWords(headOf(said).replace(ONCALL, ""), withoutEnd(even(typed.slice(0, LONGEST_TYPED))), names);

/** The command that these words begin with. Throws Failure("usage") with the nearest names in `tell`. */
export const findCommand = (
  text: string,
  commands: readonly AnyCommand[],
  phrases: readonly Phrase[] = [],
): AnyCommand => {
  const resolved = resolve(text, commands, phrases);
  if (!resolved.found) throw unknown(resolved);
  return resolved.found.command;
};

/** The command that somebody's words mean, whether its arguments can be read or not; undefined for no command of ours. */
export const matchCommand = (
  text: string,
  commands: readonly AnyCommand[],
  phrases: readonly Phrase[] = [],
): AnyCommand | undefined => resolve(text, commands, phrases).found?.command;

/** Words after the name for its arguments: a text of its own as it was typed, but for the quotes that open it. */
const argText = ({ command, rest }: Found): string =>
  isFree(command.args) ? rest.replace(/^[“”„«]([^“”„«»"]*)[“”„«»"]/, '"$1"') : withoutEnd(even(rest));

/**
 * One grammar for slash command, mention and direct message: "oncall stats this week", "stats this week", "@drm who's on
 * call?", and the phrases of others. The longest name wins; nothing at all is "help". Throws Failure("usage") with what to
 * say instead in `tell`.
 */
export const parseWords = (
  text: string,
  commands: readonly AnyCommand[],
  context: RangeContext,
  phrases: readonly Phrase[] = [],
): Asked => {
  const resolved = resolve(text, commands, phrases);
  if (!resolved.found) throw unknown(resolved);
  const { command } = resolved.found;
  try {
    return { command, args: parseArgs(command.args, argText(resolved.found), context) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "usage") throw error;
    const tell = [error.tell ?? error.message, ...howTo(command)].join("\n");
    throw new Failure("usage", error.message, {
      tell,
      cause: error,
      ...(error.choices === undefined ? {} : { choices: error.choices }),
    });
  }
};
