import { defineIntegration } from "../core/integration.ts";
import { createStdout } from "./stdout/output.ts";

/** The terminal: what is counted as lines on standard output, beside the log. */
export default defineIntegration({
  name: "stdout",
  docs: "https://github.com/djosephsen/ptsd#readme",
  settings: {
    STDOUT_COUNTS: {
      about: "whether counts of pages, acks and of Dr. M itself are written to standard output every 10 seconds",
      byDefault: "off",
      oneOf: ["on", "off"],
    },
  },
  connect: ({ STDOUT_COUNTS: counts }) =>
    counts === "on" ? { output: createStdout((lines) => process.stdout.write(lines)) } : undefined,
});
