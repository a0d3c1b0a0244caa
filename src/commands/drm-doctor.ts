import { checkLine, checksSummary, worstFirst } from "../core/check-words.ts";
import { defineCommand } from "../core/command.ts";

/** Everything that can be out of order, worst first, each with what mends it; asks PagerDuty for a test event. */
export default defineCommand({
  name: "drm doctor",
  aliases: ["doctor", "oncall doctor"],
  help: "Looks at tokens, scopes, webhooks, people, store and address, and says what mends what is wrong.",
  examples: ["drm doctor", "doctor"],
  args: {},

  async run({ checkup }) {
    const checks = await checkup(true);
    return { title: checksSummary(checks), lines: worstFirst(checks).map(checkLine), private: true };
  },
});
