import type { Face, Hinted } from "./wire.ts";

/** One thing the composer offers: what the words become, and what the list says. */
export interface Hint {
  readonly label: string;
  readonly detail: string;
  /** The whole text after it was chosen. */
  readonly text: string;
  /** Where the cursor goes. */
  readonly caret: number;
}

/** What fits the words before the cursor; `eager` when Enter takes the first one instead of sending. */
export interface Hints {
  readonly title: string;
  readonly items: readonly Hint[];
  readonly eager: boolean;
}

const NONE: Hints = { title: "", items: [], eager: false };
const MOST = 7;

const whole = (text: string, label: string, detail: string): Hint => ({ label, detail, text, caret: text.length });

const commandHints = (typed: string, commands: readonly Hinted[]): Hints => {
  const fitting = commands.filter((one) => one.command.startsWith(typed) && one.command !== typed);
  const items = fitting.map((one) => whole(`${one.command} `, `${one.command} ${one.usageHint}`, one.description));
  return { title: "Commands", items, eager: items.length > 0 };
};

/** The usage hint of the manifest names what may follow, each after a bar. */
const usageHints = (typed: string, { command, description, usageHint }: Hinted): Hints => {
  const items = usageHint
    .split("|")
    .map((one) => `${command} ${one.trim()}`)
    .filter((one) => one.startsWith(typed) && one !== typed)
    .map((one) => whole(one, one, ""));
  return { title: `${command}  ${description}`, items, eager: false };
};

const mentionHints = (text: string, caret: number, people: readonly Face[]): Hints => {
  const [, typed] = /(?:^|\s)@([\w.-]*)$/.exec(text.slice(0, caret)) ?? [];
  if (typed === undefined) return NONE;
  const start = caret - typed.length;
  const wanted = typed.toLowerCase();
  const fits = ({ name, realName }: Face): boolean =>
    name.toLowerCase().startsWith(wanted) || realName.toLowerCase().startsWith(wanted);
  const fitting = people.filter(fits).sort((a, b) => Number(b.bot) - Number(a.bot));
  const items = fitting.slice(0, MOST).map(({ name, realName, title, bot }) => {
    const before = `${text.slice(0, start)}${name} `;
    const detail = bot ? "App" : [realName, title].filter((one) => one !== "").join(" · ");
    return { label: `@${name}`, detail, text: before + text.slice(caret).trimStart(), caret: before.length };
  });
  return { title: "People", items, eager: items.length > 0 };
};

/** What the composer offers for `text` with the cursor at `caret`. */
export const hintsFor = (text: string, caret: number, commands: readonly Hinted[], people: readonly Face[]): Hints => {
  if (!text.startsWith("/")) return mentionHints(text, caret, people);
  if (caret < text.length) return NONE;
  const [name = ""] = text.split(" ");
  const known = commands.find((one) => one.command === name);
  if (known !== undefined && text.includes(" ")) return usageHints(text, known);
  return text.includes(" ") ? NONE : commandHints(text, commands);
};
