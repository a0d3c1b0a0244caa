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

const began = ({ kind, name }: Work, { tally, clock }: InstrumentPorts, startMs = clock()) => {
  // A clock that was set back meanwhile makes no negative time.
  const ended = (): void => tally.time("work", Math.max(0, clock() - startMs), { kind, name });
  tally.count("work_started", { kind, name });
  return {
    succeeded(): void {
      tally.count("work_success", { kind, name });
      ended();
    },
    threw(error: unknown): void {
      tally.count("work_exceptions", { kind, name, code: toFailure(error).code });
      ended();
    },
  };
};

/**
 * Runs it and counts that it was started, that it succeeded or threw, and how long it took: `work_started`,
 * `work_success`, `work_exceptions` (with the failure's code) and the time `work`. Changes nothing about what it answers or throws.
 */
export const instrumented = async <T>(work: Work, run: () => Promise<T>, ports: InstrumentPorts): Promise<T> => {
  const counted = began(work, ports);
  try {
    const result = await run();
    counted.succeeded();
    return result;
  } catch (error) {
    counted.threw(error);
    throw error;
  }
};

/** The same for what answers at once. */
export const instrumentedNow = <T>(work: Work, run: () => T, ports: InstrumentPorts): T => {
  const counted = began(work, ports);
  try {
    const result = run();
    counted.succeeded();
    return result;
  } catch (error) {
    counted.threw(error);
    throw error;
  }
};

/** The same for what often finds nothing to do: counted when it has ended, if it threw or is `worth` it. */
export const instrumentedIf = async <T>(
  work: Work,
  run: () => Promise<T>,
  worth: (result: T, tookMs: number) => boolean,
  ports: InstrumentPorts,
): Promise<T> => {
  const startMs = ports.clock();
  try {
    const result = await run();
    if (worth(result, ports.clock() - startMs)) began(work, ports, startMs).succeeded();
    return result;
  } catch (error) {
    began(work, ports, startMs).threw(error);
    throw error;
  }
};
