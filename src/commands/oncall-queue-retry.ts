import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";

/** Tries again what was refused, after somebody put the cause right. */
export default defineCommand({
  name: "oncall queue retry",
  aliases: ["queue retry", "oncall retry"],
  help: "Tries refused channels and messages again.",
  examples: ["oncall queue retry", "oncall queue"],
  args: {},
  changes: true,
  deed: "admin",

  async run(context) {
    const freed = await context.retryQueue();
    return {
      title: freed === 0 ? "Nothing was stuck." : `Trying again: ${countOf(freed, "message")}.`,
      private: true,
    };
  },
});
