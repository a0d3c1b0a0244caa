import { defineCommand } from "../core/command.ts";
import { incidentRefs } from "../core/pager/args.ts";
import { handledReply } from "../core/pager/change-words.ts";
import { deedsOf } from "../core/pager/which.ts";

/** Opens resolved incidents again, where the pager allows it. */
export default defineCommand({
  name: "oncall reopen",
  aliases: ["oncall unresolve"],
  help: "Opens a resolved incident again, where your pager's account allows it.",
  examples: ["oncall reopen 1234"],
  args: { refs: incidentRefs() },
  changes: true,
  deeds: ({ refs }) => deedsOf({ whose: "listed", refs }),

  run: async ({ pager }, { refs }) =>
    handledReply(await pager.setStatus(refs, "triggered", "resolved"), {
      done: "open again",
      next: (word) => [{ label: "Ack", say: `oncall ack ${word}`, style: "primary" }],
    }),
});
