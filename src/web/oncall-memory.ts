import { toFailure } from "../core/failure.ts";
import type { Known as Remembered } from "../core/known.ts";
import type { LiveList } from "../core/live-list.ts";
import type { Clock, Log } from "../core/log.ts";
import { formatDuration } from "../core/number-words.ts";
import type { OnCall } from "../core/oncall.ts";

type Known = LiveList["oncall"];

/** Who is asked, and how often. */
export interface OncallMemoryOptions {
  ask(): Promise<Remembered<readonly OnCall[]>>;
  /** It is known better than those were told who did not wait for it. */
  changed(): void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The answer itself is remembered where it is asked for: this only keeps a storm of readers from asking each. */
const EVERY_MS = 5_000;
const PATIENCE_MS = 1000;

/**
 * Who is on call as it is known, asked every few seconds at most. The pager may be slow or away: that holds nobody longer than a second,
 * and what was known stays with words that say so.
 */
export const createOncallMemory = ({ ask, changed, clock, log }: OncallMemoryOptions): (() => Promise<Known>) => {
  let known: Known = { people: [], tell: "Still asking who is on call." };
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;
  let missed = false;

  const refresh = async (): Promise<void> => {
    const before = JSON.stringify(known);
    try {
      const { value: people, atMs, stale } = await ask();
      const age = formatDuration(clock() - atMs);
      known = stale === undefined ? { people } : { people, tell: `As known ${age} ago: ${stale}.` };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code !== "config") log.warn({ code: failure.code, err: error }, "who is on call is not known");
      known = { people: known.people, tell: failure.tell ?? "Who is on call could not be asked just now." };
    }
    asking = undefined;
    if (missed && JSON.stringify(known) !== before) changed();
    missed = false;
  };

  return async () => {
    if (asking === undefined && clock() - askedMs >= EVERY_MS) {
      askedMs = clock();
      asking = refresh();
    }
    if (asking !== undefined) {
      const patience = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        missed = true;
        patience.resolve();
      }, PATIENCE_MS);
      await Promise.race([asking, patience.promise]);
      clearTimeout(timer);
    }
    return known;
  };
};
