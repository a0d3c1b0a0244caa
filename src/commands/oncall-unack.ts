import { defineCommand } from "../core/command.ts";
import { incidentRefs } from "../core/pager/args.ts";
import { handledReply } from "../core/pager/change-words.ts";
import { deedsOf } from "../core/pager/which.ts";

/** Takes acks back: the pager calls again. */
export default defineCommand({
  name: "oncall unack",
  aliases: ["oncall unacknowledge"],
  help: "Takes an ack back, so that the pager goes on calling.",
  examples: ["oncall unack 1234", "oncall unack 1234 1240"],
  args: { refs: incidentRefs() },
  changes: true,
  deeds: ({ refs }) => deedsOf({ whose: "listed", refs }),

  run: async ({ pager }, { refs }) =>
    handledReply(await pager.setStatus(refs, "triggered", "acknowledged"), {
      done: "not acked any more",
      next: (word) => [{ label: "Ack", say: `oncall ack ${word}` }],
    }),
});
