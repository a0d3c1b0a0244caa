import { toFailure } from "./failure.ts";
import type { Clock } from "./log.ts";
import type { Tally } from "./tally.ts";

/** What is counted and timed wherever it runs. */
export type WorkKind = "command" | "webhook" | "job" | "poll";

/** One thing that is done again and again: "command", "oncall stats". */
export interface Work {
  readonly kind: WorkKind;
  readonly name: string;
}

/** What the wrapper needs. */
export interface InstrumentPorts {
  readonly tally: Tally;
  readonly clock: Clock;
}

/**
 * Runs it and counts that it was started, that it succeeded or threw, and how long it took: `work_started`,
 * `work_success`, `work_exceptions` (with the failure's code) and the time `work`. Changes nothing about what it answers or throws.
 */
export const instrumented = async <T>(
  { kind, name }: Work,
  run: () => Promise<T>,
  { tally, clock }: InstrumentPorts,
): Promise<T> => {
  const startMs = clock();
  tally.count("work_started", { kind, name });
  try {
    const result = await run();
    tally.count("work_success", { kind, name });
    return result;
  } catch (error) {
    tally.count("work_exceptions", { kind, name, code: toFailure(error).code });
    throw error;
  } finally {
    tally.time("work", clock() - startMs, { kind, name });
  }
};
