/** Places for so much at once. */
export interface Turns {
  /** Whether who comes now has to wait. */
  isFull(): boolean;
  /** Waits for a place and answers how to leave it. Rejects with the signal's reason when that comes first. */
  take(signal: AbortSignal): Promise<() => void>;
}

/** So many at once and no more, in the order they came. */
export const createTurns = (most: number): Turns => {
  const waiting = new Set<() => void>();
  let running = 0;
  const leave = (): void => {
    const [next] = waiting;
    // The place goes to who has waited longest, so that nobody who comes later takes it.
    if (next) next();
    else running -= 1;
  };
  const turn = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        waiting.delete(go);
        reject(signal.reason);
      };
      const go = (): void => {
        signal.removeEventListener("abort", give);
        waiting.delete(go);
        resolve();
      };
      signal.addEventListener("abort", give, { once: true });
      waiting.add(go);
    });
  return {
    isFull: () => running >= most,
    async take(signal) {
      signal.throwIfAborted();
      if (running < most) running += 1;
      else await turn(signal);
      return leave;
    },
  };
};
