import { Failure } from "../failure.ts";
import type { FormName } from "../form.ts";
import type { Reply, SayButton } from "../message.ts";
import { countOf } from "../number-words.ts";
import type { PagerIncident, Target } from "../responding.ts";
import type { Handled, PagerDesk } from "./desk.ts";
import { splitNames } from "./text.ts";
import { aboutOf, incidentItem } from "./words.ts";

const MOST_LINES = 30;
const MOST_ABOUT = 5;

const nameOf = ({ ref, title }: Handled): string => `${ref} ${title}`.trim();

/** "#12 Checkout slow, #13 … and 4 more" */
const aboutAll = (handled: readonly Handled[]): string => {
  const names = handled.slice(0, MOST_ABOUT).map(nameOf);
  return `${names.join(", ")}${handled.length > names.length ? ` and ${handled.length - names.length} more` : ""}`;
};

/** How a change of several incidents is called. */
export interface ChangeName {
  /** "acked" */
  readonly done: string;
  readonly undo?: "unack" | "reopen";
  /** What to do next with the one that was changed. */
  readonly next?: (word: string) => readonly SayButton[];
}

/** What became of each. Throws Failure("conflict") that says why when nothing was done at all. */
export const handledReply = (handled: readonly Handled[], { done, undo, next }: ChangeName): Reply => {
  const changed = handled.filter(({ tell }) => tell === undefined);
  const lines = handled.map((one) => `${nameOf(one)}: ${one.tell ?? done}`);
  const more = lines.length > MOST_LINES ? [`… and ${lines.length - MOST_LINES} more`] : [];
  const shown = [...lines.slice(0, MOST_LINES), ...more];
  if (changed.length === 0)
    throw new Failure("conflict", `nothing ${done}: ${lines.slice(0, 3).join("; ")}`, { tell: shown.join("\n") });
  const [only] = handled.length === 1 ? handled : [];
  const word = only && /^#?([A-Z0-9]+)$/.exec(only.ref)?.[1];
  return {
    title: only ? (lines[0] ?? "") : `${capital(done)}: ${changed.length} of ${countOf(handled.length, "incident")}`,
    ...(only ? {} : { lines: shown }),
    ...(word !== undefined && next ? { buttons: next(word) } : {}),
    did: {
      about: aboutAll(changed),
      ...(undo ? { undo: { to: undo, incidentIds: changed.map(({ incidentId }) => incidentId) } } : {}),
    },
    private: true,
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What one change of one incident came to; the asker alone sees it, the card tells the others. */
export const changedReply = (
  incident: PagerIncident,
  done: string,
  more: Pick<Reply, "lines" | "buttons"> = {},
): Reply => ({
  title: capital(done),
  ...more,
  items: [incidentItem(incident)],
  did: { about: aboutOf(incident) },
  private: true,
});

/** Says what is missing, and offers the form that asks for it. */
export const formReply = (form: { readonly name: FormName; readonly about: string }, title: string): Reply => ({
  title,
  asks: true,
  buttons: [{ label: FORM_LABELS[form.name], form, style: "primary" }],
  private: true,
});

const FORM_LABELS: Readonly<Record<FormName, string>> = {
  page: "Page…",
  override: "Override…",
  note: "Write a note…",
  status: "Write an update…",
  snooze: "Snooze…",
  reassign: "Reassign…",
  cover: "Ask for cover…",
  verdict: "Choose…",
  verdict_note: "Write a note…",
  rate: "Rate the shift…",
};

/** Everything that the words name: one thing, else several separated by commas or "and". Failures as of `target`. */
export const targetsNamed = async (
  desk: Pick<PagerDesk, "target">,
  words: string,
  kinds: readonly Target["kind"][],
): Promise<readonly [Target, ...Target[]]> => {
  const names = splitNames(words);
  const [first, ...others] = names;
  if (first === undefined || others.length === 0) return [await desk.target(words, kinds)];
  if (!words.includes(",") && !words.includes('"'))
    try {
      return [await desk.target(words, kinds)];
    } catch (error) {
      if (!(error instanceof Failure && error.code === "not_found")) throw error;
    }
  const found: [Target, ...Target[]] = [await desk.target(first, kinds)];
  for (const name of others) found.push(await desk.target(name, kinds));
  return found;
};
