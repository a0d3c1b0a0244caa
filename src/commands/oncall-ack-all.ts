import { defineCommand } from "../core/command.ts";
import { everybodysReply } from "../core/pager-bulk.ts";

/** Shows what waits for an ack, whoever has it; a button with the numbers does it. */
export default defineCommand({
  name: "oncall ack all",
  aliases: ["oncall ack everything", "oncall ack everybody's"],
  help: "Shows everybody's incidents that nobody acked and acks them once you confirm.",
  examples: ["oncall ack all"],
  args: {},
  changes: true,
  deed: "bulk",

  run: (context) => everybodysReply("ack", context),
});
