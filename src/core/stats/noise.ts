import type { Statistic } from "./statistic.ts";

/** Not written yet. */
export const noise: Statistic<"noise"> = {
  window() {
    throw new Error("not written yet");
  },
  compute() {
    throw new Error("not written yet");
  },
};
