import type { Statistic } from "./statistic.ts";

/** Not written yet. */
export const person: Statistic<"person"> = {
  window() {
    throw new Error("not written yet");
  },
  compute() {
    throw new Error("not written yet");
  },
};
