import type { ArgSpecs } from "./args.ts";
import type { Command } from "./command.ts";
import { Failure } from "./failure.ts";

/** A command by one of its names, in plain letters. */
export interface NamedCommand {
  readonly command: Command<ArgSpecs>;
  readonly words: string;
}

const MOST = 3;
const LONGEST_LABEL = 60;
const SHORT = 6;

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

/** Short words are near to many: a slip of the finger leaves their first letter, or swaps it with the second. */
const begins = (typed: string, name: string): boolean =>
  name.length >= SHORT || typed[0] === name[0] || (typed[0] === name[1] && typed[1] === name[0]);

const shortened = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** The nearest commands by name, and how many words of `said` stand for each. */
const nearest = (said: string, names: readonly NamedCommand[]) => {
  const near = names
    .map(({ command, words }) => {
      const name = words.replace(/^oncall /, "");
      const count = name.split(" ").length;
      const typed = said.split(" ").slice(0, count).join(" ");
      const most = name.length < SHORT ? 1 : 2;
      // A word of another length is further away than that: no need to count, which takes long for a long word.
      const near = Math.abs(typed.length - name.length) <= most && begins(typed, name);
      return { name: command.name, count, away: near ? editDistance(typed, name) : Number.POSITIVE_INFINITY, most };
    })
    .filter(({ away, most }) => away <= most)
    .sort((a, b) => a.away - b.away);
  return near.filter(({ name }, at) => near.findIndex((one) => one.name === name) === at).slice(0, MOST);
};

/** Names of commands that somebody may have meant by these words, nearest first. */
export const nearCommands = (said: string, commands: readonly Command<ArgSpecs>[]): readonly string[] =>
  nearest(
    said.toLowerCase(),
    commands.map((command) => ({ command, words: command.name })),
  ).map(({ name }) => name);

/**
 * Failure("usage") for words that begin with no command: `said` in plain letters, `typed` as a person wrote them. The
 * nearest commands are in `tell`, and as choices that stand for the first words.
 */
export const unknownWords = (said: string, typed: string, names: readonly NamedCommand[]): Failure => {
  const near = nearest(said, names);
  const guess = near.length === 0 ? "" : `Did you mean ${near.map(({ name }) => `"${name}"`).join(" or ")}? `;
  const tell = `I do not know "${shortened(typed, 80)}".\n${guess}Say "/oncall help" for all I can do.`;
  const addressed = /^\/?(?:(?:oncall|on-call|on call)\s+)?(?:(?:pager|major)(?:\s+me)?\s+)?/i.exec(typed)?.[0] ?? "";
  const words = new RegExp(`^(?:\\S+\\s*){${near[0]?.count ?? 0}}`).exec(typed.slice(addressed.length))?.[0] ?? "";
  const same = near.filter(({ count }) => count === near[0]?.count);
  const rest = typed.slice(addressed.length + words.length).trim();
  const options = same.map(({ name }) => ({ label: shortened(`${name} ${rest}`.trim(), LONGEST_LABEL), value: name }));
  return new Failure("usage", "unknown command", {
    tell,
    ...(near.length === 0 ? {} : { choices: { words: `${addressed}${words}`.trim(), options } }),
  });
};
