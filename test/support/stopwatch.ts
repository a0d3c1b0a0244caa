import { readdirSync, readFileSync } from "node:fs";

const THREADS = "/proc/self/task";

/** How long a thread was ready to run while others had the processors: https://docs.kernel.org/scheduler/sched-stats.html */
const waitedNs = (thread: string): number => {
  try {
    return Number(readFileSync(`${THREADS}/${thread}/schedstat`, "utf8").split(" ")[1]);
  } catch {
    // It ended meanwhile.
    return 0;
  }
};

/** The same of all threads of this process, in milliseconds; 0 where the system does not tell. */
const heldUpMs = (): number => {
  try {
    return readdirSync(THREADS).reduce((sum, thread) => sum + waitedNs(thread), 0) / 1e6;
  } catch {
    return 0;
  }
};

/**
 * Milliseconds since it was started, without those that the machine gave to others: on a quiet machine the plain time,
 * on a busy one what a promise of seconds can be measured by.
 */
export const stopwatch = (): (() => number) => {
  const [startMs, heldMs] = [Date.now(), heldUpMs()];
  return () => Date.now() - startMs - Math.max(0, heldUpMs() - heldMs);
};
