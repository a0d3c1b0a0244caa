import type { Statistic } from "./statistic.ts";

/** Not written yet. */
export const availability: Statistic<"availability"> = {
  window() {
    throw new Error("not written yet");
  },
  compute() {
    throw new Error("not written yet");
  },
};
