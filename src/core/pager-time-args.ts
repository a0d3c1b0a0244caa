import type { Arg } from "./args.ts";
import type { IncidentRef } from "./incident-ref.ts";
import { sayName } from "./pager-args.ts";
import {
  argOf,
  bareName,
  MOST_TIMED,
  sayMoment,
  sayRef,
  splitRef,
  splitUntil,
  splitWindow,
  usage,
} from "./pager-text.ts";
import type { Ahead } from "./time-ahead.ts";

const DAY_MS = 86_400_000;
/** https://developer.pagerduty.com/api-reference/ "Snooze an incident": duration is at most 604,800 seconds. */
const LONGEST_SNOOZE_MS = 7 * DAY_MS;
const LONGEST_TURN_MS = 92 * DAY_MS;
const NO_TIME = 'I do not understand the time. For example "2h", "until tomorrow 9:00" or "sat 22:00 - sun 6:00".';

const sayWindow = ({ fromMs, toMs }: Ahead): string => `${sayMoment(fromMs)} - ${sayMoment(toMs)}`;

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
  argOf<Snoozing>(
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
    ({ ref, untilMs }) =>
      [sayRef(ref), untilMs === undefined ? "" : `until ${sayMoment(untilMs)}`].filter(Boolean).join(" "),
    { most: MOST_TIMED },
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
  argOf<Turn>(
    "<schedule> for <how long>",
    (text, context) => {
      if (text === "") return {};
      const found = splitUntil(text, context);
      if (!found) return { schedule: nameOrNot(text) };
      return { schedule: nameOrNot(found.before), window: requireTurn(found.window) };
    },
    ({ schedule, window }) =>
      [schedule === undefined ? "" : sayName(schedule), window ? sayWindow(window) : ""].filter(Boolean).join(" "),
    { most: MOST_TIMED },
  );

/** `<schedule> FROM - TO [person]` */
export const overriding = (): Arg<Turn> =>
  argOf<Turn>(
    "<schedule> FROM - TO [person]",
    (text, context) => {
      if (text === "") return {};
      const found = splitWindow(text, context);
      if (!found) return { schedule: nameOrNot(text) };
      const person = nameOrNot(found.after.replace(/^(?:by|with)\s+/i, ""));
      return { schedule: nameOrNot(found.before), window: requireTurn(found.window), person };
    },
    ({ schedule, window, person }) =>
      [
        schedule === undefined ? "" : sayName(schedule),
        window ? sayWindow(window) : "",
        person === undefined ? "" : sayName(person),
      ]
        .filter(Boolean)
        .join(" "),
    { most: MOST_TIMED },
  );

/** `FROM - TO [for <schedule>]` */
export const covering = (): Arg<Turn> =>
  argOf<Turn>(
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
    ({ schedule, window }) =>
      [window ? sayWindow(window) : "", schedule === undefined ? "" : `for ${sayName(schedule)}`]
        .filter(Boolean)
        .join(" "),
    { most: MOST_TIMED },
  );
