import { CHECK_MARKS, checkLine, checksSummary, worstFirst } from "../core/check-words.ts";
import type { Check } from "../core/checkup.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";

/** "Slack ✅" for each part that is wholly well; what is not is told line by line above. */
const fineParts = (checks: readonly Check[]): string => {
  const parts = [...new Set(checks.map(({ name }) => name.split(":")[0] ?? name))];
  const fine = parts.filter((part) => checks.every(({ name, state }) => !name.startsWith(part) || state === "ok"));
  return fine.map((part) => `${CHECK_MARKS.ok} ${part}`).join("  ");
};

/** Whether Dr. M is well, in a few lines. */
export default defineCommand({
  name: "drm status",
  aliases: ["status of drm", "are you well", "how are you", "oncall health"],
  help: "Says in a few lines whether Dr. M is well, and what is open.",
  examples: ["drm status", "how are you?"],
  args: {},
  insiders: true,

  async run({ checkup, alerts }) {
    const [checks, open] = await Promise.all([
      checkup(false),
      alerts.list({ states: ["firing", "acked"], muted: false }, "worst", 1),
    ]);
    const troubles = worstFirst(checks).filter(({ state }) => state === "bad" || state === "warn");
    const process = checks.find(({ name }) => name === "Dr. M: process");
    return {
      title: checksSummary(checks),
      lines: [...troubles.map(checkLine), fineParts(checks)].filter((line) => line !== ""),
      footer: [process?.says ?? "", countOf(open.total, "open problem")].filter(Boolean),
      private: true,
      buttons: [{ label: "Look closer", say: "drm doctor" }],
    };
  },
});
