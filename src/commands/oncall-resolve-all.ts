import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { bulkReply } from "../core/pager-change-words.ts";
import { knownFooter } from "../core/pager-words.ts";

/** Shows what is open, whoever has it; a button with the numbers does it. */
export default defineCommand({
  name: "oncall resolve all",
  aliases: ["oncall resolve everything", "oncall resolve everybody's"],
  help: "Shows everybody's open incidents and resolves them once you confirm.",
  examples: ["oncall resolve all"],
  args: {},
  changes: true,
  deed: "bulk",

  async run({ pager, nowMs }) {
    const known = await pager.incidents({ statuses: ["triggered", "acknowledged"] });
    const { incidents, complete } = known.value;
    if (incidents.length === 0) throw new Failure("not_found", "nothing to resolve", { tell: "Nothing is open." });
    const cut = complete ? [] : [`${pager.name} lists no more than these.`];
    return bulkReply("resolve", incidents, [...cut, ...knownFooter(known, nowMs)]);
  },
});
