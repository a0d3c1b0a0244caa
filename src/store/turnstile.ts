/** Lets one through at a time, in the order they came. */
export interface Turnstile {
  enter(): Promise<void>;
  leave(): void;
}

/** `node:sqlite` is synchronous, so awaiting it never lets the event loop go on: after this much, it gets its turn. */
const YIELD_AFTER_MS = 6;

/** Serialises the users of one connection and gives the event loop a turn between them when they come thick. */
export const createTurnstile = (): Turnstile => {
  const waiting: (() => void)[] = [];
  let taken = false;
  let sinceMs: number | undefined;

  const loopTurned = (): void => {
    sinceMs = undefined;
  };
  const yieldIfLong = async (): Promise<void> => {
    if (sinceMs === undefined) {
      sinceMs = performance.now();
      setImmediate(loopTurned);
    } else if (performance.now() - sinceMs > YIELD_AFTER_MS) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  return {
    async enter() {
      if (taken) await new Promise<void>((resolve) => waiting.push(resolve));
      taken = true;
      await yieldIfLong();
    },
    leave() {
      const next = waiting.shift();
      if (next) next();
      else taken = false;
    },
  };
};
