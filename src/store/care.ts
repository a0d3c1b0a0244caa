import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";

const notYet = async (): Promise<never> => {
  throw new Error("not written yet");
};

/** Verdicts, ratings, jobs and what is kept of one person. */
export const createCare = (_engine: Engine): Pick<Store, "verdicts" | "ratings" | "jobs" | "personal"> => ({
  verdicts: { set: notYet, read: notYet, missing: notYet },
  ratings: { save: notYet, between: notYet },
  jobs: { last: notYet, done: notYet },
  personal: { export: notYet, erase: notYet },
});
