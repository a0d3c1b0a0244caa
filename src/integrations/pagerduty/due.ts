import type { Clock } from "../../core/log.ts";
import type { Window } from "./slices.ts";

/** What changes while it lasts is read again this often. */
const AGAIN_MS = 10 * 60_000;

/** What was read already, so that a poll each minute asks for little. In this process only: a restart reads again. */
export interface Due {
  /** Whether the span is to be read: never was, grew to its end, or was read some time ago while it still lasts. */
  is(key: string, endMs: number): boolean;
  /** Call once what was read is stored; `untilMs` is how far it was read. */
  done(key: string, untilMs: number): void;
}

/** A memory that knows nothing yet. */
export const createDue = (clock: Clock, againMs = AGAIN_MS): Due => {
  const known = new Map<string, { readonly untilMs: number; readonly atMs: number }>();
  return {
    is(key, endMs) {
      const last = known.get(key);
      if (last === undefined) return true;
      if (last.untilMs >= endMs) return false;
      const nowMs = clock();
      return nowMs >= endMs || nowMs < last.atMs || nowMs - last.atMs >= againMs;
    },
    done: (key, untilMs) => void known.set(key, { untilMs, atMs: clock() }),
  };
};

const DAY_MS = 86_400_000;

/** The UTC days that a window touches, oldest first. */
export const daysOf = ({ fromMs, toMs }: Window): readonly Window[] => {
  const days: Window[] = [];
  for (let start = Math.floor(fromMs / DAY_MS) * DAY_MS; start < toMs; start += DAY_MS)
    days.push({ fromMs: start, toMs: start + DAY_MS });
  return days;
};

/** What is remembered of who was on call on a day. */
export const dutyKey = ({ fromMs }: Window): string => `duties ${fromMs}`;
