import { type ArgSpecs, parseArgs, usageOf } from "./args.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";
import type { RangeContext } from "./time-range.ts";

type AnyCommand = Command<ArgSpecs>;

/** What somebody asked for. */
export interface Asked {
  readonly command: AnyCommand;
  // biome-ignore lint/suspicious/noExplicitAny: the values are those that this command's own specs gave
  readonly args: any;
}

const tidy = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚`]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[\s?!.]+$/, (end) => (/^\.\.+$/.test(end) ? end : ""));

/** Letters only, so that "who's on call", "whos oncall" and "Who’s on-call" are the same words. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/'/g, "")
    .replace(/\bon[ -]call\b/g, "oncall");

const ADDRESSED = /^(?:hey |hi |ok )?(?:<@[A-Z0-9]+(?:\|[^>]*)?>|@?dr\.?m\b)[,:]? */i;
const ONCALL = /^\/?(?:oncall|on-call|on call)\b ?/i;

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

/** Number of letters to change, add, drop or swap to make one word of the other. */
export const editDistance = (a: string, b: string): number => {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      const options = [(row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1)];
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) options.push((before[j - 2] ?? 0) + 1);
      next.push(Math.min(...options));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
};

interface Named {
  readonly command: AnyCommand;
  readonly words: string;
}

const namesOf = (commands: readonly AnyCommand[]): readonly Named[] =>
  commands
    .flatMap((command) => [command.name, ...(command.aliases ?? [])].map((name) => ({ command, words: plain(name) })))
    .sort((a, b) => b.words.length - a.words.length);

const startsWith = (text: string, name: string): boolean =>
  text.startsWith(name) && (text.length === name.length || /[^\p{L}\p{N}_-]/u.test(text[name.length] ?? ""));

/** Where in the original the first letters, as `plain` shows them, end. */
const restAfter = (text: string, name: string): string => {
  for (let end = 1; end <= text.length; end += 1)
    if (plain(text.slice(0, end)) === name && !/^'/.test(text.slice(end))) return text.slice(end).trim();
  return "";
};

const find = (text: string, names: readonly Named[]): { command: AnyCommand; rest: string } | undefined => {
  const bare = text.replace(ONCALL, "");
  for (const said of text === bare ? [text, `oncall ${text}`] : [text, bare]) {
    const found = names.find(({ words }) => startsWith(plain(said), words));
    if (found) return { command: found.command, rest: restAfter(said, found.words) };
  }
  return undefined;
};

const unknown = (text: string, names: readonly Named[]): Failure => {
  const said = plain(text.replace(ONCALL, ""));
  const near = names
    .map(({ command, words }) => {
      const name = words.replace(/^oncall /, "");
      const typed = said.split(" ").slice(0, name.split(" ").length).join(" ");
      return { name: command.name, away: editDistance(typed, name), most: name.length < 6 ? 1 : 2 };
    })
    .filter(({ away, most }) => away <= most)
    .sort((a, b) => a.away - b.away);
  const close = [...new Set(near.map(({ name }) => name))].slice(0, 3).map((name) => `"${name}"`);
  const guess = close.length === 0 ? "" : `Did you mean ${close.join(" or ")}? `;
  const short = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return new Failure("usage", "unknown command", {
    tell: `I do not know "${short}".\n${guess}Say "/oncall help" for all I can do.`,
  });
};

/** The command that these words begin with. Throws Failure("usage") with the nearest names in `tell`. */
export const findCommand = (text: string, commands: readonly AnyCommand[]): AnyCommand => {
  const names = namesOf(commands);
  const said = tidy(text);
  const found = find(said, names);
  if (!found) throw unknown(said, names);
  return found.command;
};

/** What was said, without who it was said to; nothing at all is "help". */
const understood = (text: string): string =>
  tidy(tidy(text).replace(ADDRESSED, ""))
    .replace(/^\//, "")
    .replace(/^(?:oncall|on-call)?$/i, "help");

/** The command that somebody's words mean, whether its arguments can be read or not; undefined for no command of ours. */
export const matchCommand = (text: string, commands: readonly AnyCommand[]): AnyCommand | undefined =>
  find(understood(text), namesOf(commands))?.command;

/**
 * One grammar for slash command, mention and direct message: "oncall stats this week", "stats this week", "@drm who's on
 * call?". The longest name wins; nothing at all is "help". Throws Failure("usage") with what to say instead in `tell`.
 */
export const parseWords = (text: string, commands: readonly AnyCommand[], context: RangeContext): Asked => {
  const said = understood(text);
  const names = namesOf(commands);
  const found = find(said, names);
  if (!found) throw unknown(said, names);
  const { command, rest } = found;
  try {
    return { command, args: parseArgs(command.args, rest, context) };
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "usage") throw error;
    const tell = [error.tell ?? error.message, ...howTo(command)].join("\n");
    throw new Failure("usage", error.message, { tell, cause: error });
  }
};
