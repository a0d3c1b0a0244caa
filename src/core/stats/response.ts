import type { Statistic } from "./statistic.ts";

/** Not written yet. */
export const response: Statistic<"response"> = {
  window() {
    throw new Error("not written yet");
  },
  compute() {
    throw new Error("not written yet");
  },
};
