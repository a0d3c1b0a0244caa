import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { bulkReply } from "../core/pager-change-words.ts";
import { knownFooter } from "../core/pager-words.ts";

/** Shows what waits for an ack, whoever has it; a button with the numbers does it. */
export default defineCommand({
  name: "oncall ack all",
  aliases: ["oncall ack everything", "oncall ack everybody's"],
  help: "Shows everybody's incidents that nobody acked and acks them once you confirm.",
  examples: ["oncall ack all"],
  args: {},
  changes: true,
  deed: "bulk",

  async run({ pager, nowMs }) {
    const known = await pager.incidents({ statuses: ["triggered"] });
    const { incidents, complete } = known.value;
    if (incidents.length === 0) throw new Failure("not_found", "nothing to ack", { tell: "Nothing waits for an ack." });
    const cut = complete ? [] : [`${pager.name} lists no more than these.`];
    return bulkReply("ack", incidents, [...cut, ...knownFooter(known, nowMs)]);
  },
});
