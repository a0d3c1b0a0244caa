import type { Statistic } from "./statistic.ts";

/** Not written yet. */
export const fairness: Statistic<"fairness"> = {
  window() {
    throw new Error("not written yet");
  },
  compute() {
    throw new Error("not written yet");
  },
};
