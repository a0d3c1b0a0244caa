import { defineCommand } from "../core/command.ts";
import { importance } from "../core/pager/args.ts";
import { changedReply } from "../core/pager/change-words.ts";

/** Says how important an incident is. */
export default defineCommand({
  name: "oncall priority",
  aliases: ["oncall prio"],
  help: "Sets the priority of an incident, or takes it away.",
  examples: ["oncall priority 1234 P2", "oncall priority 1234 none"],
  args: { wish: importance() },
  changes: true,
  deed: "act",

  async run({ pager }, { wish }) {
    const incident = await pager.setPriority(wish.ref ?? { kind: "here" }, wish.name);
    return changedReply(
      incident,
      wish.name === undefined ? "no priority any more" : `priority ${incident.priority ?? wish.name}`,
    );
  },
});
