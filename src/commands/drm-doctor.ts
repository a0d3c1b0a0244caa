import { checkLine, checksSummary, fineLines, worstFirst } from "../core/check-words.ts";
import { defineCommand } from "../core/command.ts";

/** What is out of order, worst first, each with what mends it, then what is well; asks PagerDuty for a test event. */
export default defineCommand({
  name: "drm doctor",
  aliases: ["doctor", "oncall doctor"],
  help: "Looks at tokens, scopes, webhooks, people, store and address, and says what mends what is wrong.",
  examples: ["drm doctor", "doctor"],
  args: {},
  notes: ["For members of the workspace; where the config file grants admin to some, for them."],
  deed: "admin",

  async run({ checkup }) {
    const checks = await checkup(true);
    const others = worstFirst(checks).filter(({ state }) => state !== "ok");
    return { title: checksSummary(checks), lines: [...others.map(checkLine), ...fineLines(checks)], private: true };
  },
});
