import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { whichIncidents } from "../core/pager/args.ts";
import { everybodysReply } from "../core/pager/bulk.ts";
import { handledReply } from "../core/pager/change-words.ts";
import { deedsOf, openOf, refsOf } from "../core/pager/which.ts";

/** Takes incidents in the asker's name: those named, the card's own, or all that wait for the asker. */
export default defineCommand({
  name: "oncall ack",
  aliases: ["oncall acknowledge", "oncall acked", "oncall on it"],
  help: "Acks incidents in your own name; without a number the one of this thread, else all of yours.",
  examples: ["oncall ack 1234", "oncall ack 1234 1240", "oncall ack mine", "oncall ack all"],
  args: { which: whichIncidents() },
  notes: ['Numbers, ids and links work; "oncall ack all" shows everybody\'s and asks before it does anything.'],
  changes: true,
  deeds: ({ which }) => deedsOf(which),

  async run(context, { which }) {
    if (which.whose === "all") return everybodysReply("ack", context);
    const refs = refsOf(which, await context.here()) ?? (await openOf(context.pager, ["triggered"]));
    if (refs.length === 0)
      throw new Failure("not_found", "nothing of the asker's to ack", { tell: "Nothing of yours waits for an ack." });
    return handledReply(await context.pager.setStatus(refs, "acknowledged"), {
      done: "acked",
      undo: "unack",
      next: (word) => [
        { label: "Resolve", say: `oncall resolve ${word}` },
        { label: "Snooze…", form: { name: "snooze", about: word } },
        { label: "Note…", form: { name: "note", about: word } },
      ],
    });
  },
});
