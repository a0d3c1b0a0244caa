import type { Store } from "../core/store.ts";
import type { Engine } from "./engine.ts";
import { createJobs } from "./jobs.ts";
import { createPersonal } from "./personal.ts";
import { createRatings } from "./ratings.ts";
import type { Reader } from "./reader.ts";
import { createVerdicts } from "./verdicts.ts";

/** Verdicts, ratings, jobs and what is kept of one person. */
export const createCare = (
  engine: Engine,
  reader: Reader,
): Pick<Store, "verdicts" | "ratings" | "jobs" | "personal"> => ({
  verdicts: createVerdicts(engine, reader),
  ratings: createRatings(engine),
  jobs: createJobs(engine),
  personal: createPersonal(engine),
});
