import { Failure } from "../core/failure.ts";

/** How much work of one kind may run at once, and how long more of it may wait for its turn. */
export interface AtOnceLimits {
  readonly most: number;
  readonly waitMs: number;
}

/** Runs a piece of work when there is room for it. Throws Failure("unavailable") for what waited too long, else what the work throws. */
export type AtOnce = <T>(work: () => Promise<T>) => Promise<T>;

/** So much work at once and no more, in the order it came: however many look, what they look at is not overrun. */
export const createAtOnce = ({ most, waitMs }: AtOnceLimits): AtOnce => {
  const waiting = new Set<() => void>();
  let running = 0;
  const turn = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(go);
        const tell = "Too many graphs are being looked at just now. Look again in a minute.";
        reject(new Failure("unavailable", `waited ${waitMs} ms behind ${most} others`, { tell }));
      }, waitMs);
      const go = (): void => {
        clearTimeout(late);
        waiting.delete(go);
        resolve();
      };
      waiting.add(go);
    });
  return async (work) => {
    // Who leaves hands its place over, so that nobody who comes later takes it.
    if (running < most) running += 1;
    else await turn();
    try {
      return await work();
    } finally {
      const [next] = waiting;
      if (next) next();
      else running -= 1;
    }
  };
};
