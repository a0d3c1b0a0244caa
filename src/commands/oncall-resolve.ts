import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { whichIncidents } from "../core/pager/args.ts";
import { everybodysReply } from "../core/pager/bulk.ts";
import { handledReply } from "../core/pager/change-words.ts";
import { deedsOf, openOf, refsOf } from "../core/pager/which.ts";

/** Ends incidents in the asker's name; without a word only those that the asker has acked. */
export default defineCommand({
  name: "oncall resolve",
  aliases: ["oncall resolved", "oncall res", "oncall close"],
  help: "Resolves incidents in your own name; without a number the one of this thread, else those of yours that are acked.",
  examples: ["oncall resolve 1234", "oncall resolve 1234 1240", "oncall resolve mine", "oncall resolve all"],
  args: { which: whichIncidents() },
  notes: [
    '"mine" takes those that are not acked too. "oncall resolve all" shows everybody\'s and asks before it does anything.',
  ],
  changes: true,
  deeds: ({ which }) => deedsOf(which),

  async run(context, { which }) {
    if (which.whose === "all") return everybodysReply("resolve", context);
    const statuses = which.whose === "mine" ? (["triggered", "acknowledged"] as const) : (["acknowledged"] as const);
    const refs = refsOf(which, await context.here()) ?? (await openOf(context.pager, statuses));
    if (refs.length === 0)
      throw new Failure("not_found", "nothing of the asker's to resolve", {
        tell: which.whose === "mine" ? "Nothing of yours is open." : "Nothing of yours is acked and open.",
      });
    return handledReply(await context.pager.setStatus(refs, "resolved"), {
      done: "resolved",
      undo: "reopen",
      next: (word) => [{ label: "Note…", form: { name: "note", about: word } }],
    });
  },
});
