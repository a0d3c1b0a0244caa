import { type Arg, usage, wordsArg } from "../args.ts";
import type { IncidentRef } from "../incident-ref.ts";
import type { Ahead } from "../time/ahead.ts";
import { bareName, splitRef, splitUntil, splitWindow } from "./text.ts";

const DAY_MS = 86_400_000;
/** https://developer.pagerduty.com/api-reference/ "Snooze an incident": duration is at most 604,800 seconds. */
export const LONGEST_SNOOZE_MS = 7 * DAY_MS;
/** Three months. */
export const LONGEST_TURN_MS = 92 * DAY_MS;
/** Most characters: a time is looked for at each of the words. Two long names and two dates. */
const MOST_CHARS = 400;
const NO_TIME = 'I do not understand the time. For example "2h", "until tomorrow 9:00" or "sat 22:00 - sun 6:00".';

const requireTurn = (window: Ahead): Ahead => {
  if (window.toMs - window.fromMs <= LONGEST_TURN_MS) return window;
  throw usage("a turn of more than three months", "That is longer than three months. Change the schedule itself.");
};

/** One incident, if it was named, and until when it may rest. */
export interface Snoozing {
  readonly ref?: IncidentRef | undefined;
  /** Epoch milliseconds; undefined: not said. */
  readonly untilMs?: number | undefined;
}

/** `[N] <how long>` */
export const snoozing = (): Arg<Snoozing> =>
  wordsArg<Snoozing>(
    "[N] <how long>",
    (text, context) => {
      const { ref, rest } = splitRef(text, { pronouns: true });
      if (rest === "") return { ref };
      const found = splitUntil(rest, context);
      if (found?.before !== "" || found.window.fromMs > context.nowMs) throw usage("no time", NO_TIME);
      const { toMs } = found.window;
      if (toMs - context.nowMs > LONGEST_SNOOZE_MS) throw usage("a snooze too long", "A snooze lasts at most 7 days.");
      return { ref, untilMs: toMs };
    },
    { most: MOST_CHARS },
  );

/** A turn somebody takes; what was not said is absent. */
export interface Turn {
  readonly schedule?: string | undefined;
  readonly window?: Ahead | undefined;
  readonly person?: string | undefined;
}

const nameOrNot = (text: string): string | undefined => bareName(text) || undefined;

/** `<schedule> for 60m`, also `60` and `until 18:00`. */
export const takingTurn = (): Arg<Turn> =>
  wordsArg<Turn>(
    "<schedule> for <how long>",
    (text, context) => {
      if (text === "") return {};
      const found = splitUntil(text, context);
      if (!found) return { schedule: nameOrNot(text) };
      return { schedule: nameOrNot(found.before), window: requireTurn(found.window) };
    },
    { most: MOST_CHARS },
  );

/** `<schedule> FROM - TO [person]` */
export const overriding = (): Arg<Turn> =>
  wordsArg<Turn>(
    "<schedule> FROM - TO [person]",
    (text, context) => {
      if (text === "") return {};
      const found = splitWindow(text, context);
      if (!found) return { schedule: nameOrNot(text) };
      const person = nameOrNot(found.after.replace(/^(?:by|with)\s+/i, ""));
      return { schedule: nameOrNot(found.before), window: requireTurn(found.window), person };
    },
    { most: MOST_CHARS },
  );

/** `FROM - TO [for <schedule>]` */
export const covering = (): Arg<Turn> =>
  wordsArg<Turn>(
    "FROM - TO [for <schedule>]",
    (text, context) => {
      const words = text.replace(/^(?:me|for me|my (?:shift|turn|pager))(?:\s+|$)/i, "");
      if (words === "") return {};
      const found = splitWindow(words, context);
      if (!found) throw usage("no time", NO_TIME);
      const schedule = nameOrNot(found.after) ?? nameOrNot(found.before);
      if (found.after !== "" && found.before !== "") throw usage("words on both sides of the time", NO_TIME);
      return { schedule, window: requireTurn(found.window) };
    },
    { most: MOST_CHARS },
  );
