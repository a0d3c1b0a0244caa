import { toFailure } from "../core/failure.ts";
import type { Log } from "../core/log.ts";

/** What goes around each turn of a loop, by the loop's name: to count it. Answers and throws what the turn does. */
export type AroundTurn = (name: string, turn: () => Promise<number>) => Promise<number>;

/** Work that is done again and again; `start` after `stop` goes on. */
export interface Loop {
  start(around?: AroundTurn): void;
  /** Runs the next turn now instead of at the end of the wait. */
  wake(): void;
  /** Resolves when the running turn has ended; no turn follows. */
  stop(): Promise<void>;
}

const BACK_OFF_MS = [100, 500, 2_000, 10_000];

const asItIs: AroundTurn = (_name, turn) => turn();

/**
 * Runs `turn` again and again: it answers how long to wait before the next one (0: at once, after the event loop had
 * its turn). A turn that throws is logged and tried again after a growing wait. `ended` runs after the last turn, when it
 * is stopped, to give back what the turns held.
 */
export const createLoop = (
  name: string,
  log: Log,
  turn: () => Promise<number>,
  ended: () => Promise<void> = async () => undefined,
): Loop => {
  let stopped = true;
  let woken = false;
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let around = asItIs;

  const schedule = (waitMs: number): void => {
    if (stopped) return;
    clearTimeout(timer);
    if (waitMs <= 0) setImmediate(run);
    else timer = setTimeout(run, waitMs);
  };
  const safeTurn = async (): Promise<number> => {
    try {
      const waitMs = await around(name, turn);
      failures = 0;
      return waitMs;
    } catch (error) {
      const failure = toFailure(error);
      const waitMs = BACK_OFF_MS[failures++] ?? 10_000;
      log.error({ loop: name, code: failure.code, err: failure, waitMs }, "a turn failed; it will be tried again");
      return waitMs;
    }
  };
  const run = (): void => {
    if (stopped || running) return;
    woken = false;
    running = safeTurn().then((waitMs) => {
      running = undefined;
      schedule(woken && failures === 0 ? 0 : waitMs);
    });
  };
  return {
    start(newAround = asItIs) {
      [around, stopped] = [newAround, false];
      schedule(0);
    },
    wake() {
      if (woken || stopped || failures > 0) return;
      woken = true;
      if (!running) schedule(0);
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await ended();
    },
  };
};
