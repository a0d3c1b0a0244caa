import type { Clock } from "../core/log.ts";

/** Knows when deliveries come in so thick that taking them in goes before everything else. */
export interface Pressure {
  /** Runs the taking in of one delivery. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves at once, or in a storm after a pause: what may come later lets what must be on disk now go first. */
  yield(): Promise<void>;
}

/** So many at the same time are a storm. */
const MANY = 16;
/** Between two storms of a sender that waits for its answers lies less than this. */
const STORM_MS = 50;
/** Long enough to leave nearly all of the event loop to a storm, short enough that cards still go out in it. */
const PAUSE_MS = 100;

/** A storm is when many deliveries were being taken in at once a moment ago. */
export const createPressure = (clock: Clock): Pressure => {
  let inFlight = 0;
  let stormUntilMs = 0;
  return {
    async during(work) {
      inFlight += 1;
      if (inFlight >= MANY) stormUntilMs = clock() + STORM_MS;
      try {
        return await work();
      } finally {
        inFlight -= 1;
      }
    },
    async yield() {
      if (clock() < stormUntilMs) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    },
  };
};
