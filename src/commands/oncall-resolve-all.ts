import { defineCommand } from "../core/command.ts";
import { everybodysReply } from "../core/pager-bulk.ts";

/** Shows what is open, whoever has it; a button with the numbers does it. */
export default defineCommand({
  name: "oncall resolve all",
  aliases: ["oncall resolve everything", "oncall resolve everybody's"],
  help: "Shows everybody's open incidents and resolves them once you confirm.",
  examples: ["oncall resolve all"],
  args: {},
  changes: true,
  deed: "bulk",

  run: (context) => everybodysReply("resolve", context),
});
