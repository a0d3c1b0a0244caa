import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";

/** Takes an ack or a resolve back that was given by mistake. */
export default defineCommand({
  name: "oncall undo",
  aliases: ["undo"],
  help: "Takes your last ack or resolve back, for a minute.",
  examples: ["undo", "oncall undo"],
  args: { id: words("[which]") },
  notes: [
    "Only what you did yourself, once, and where the source allows it. Later: unack, reopen.",
    "The button below your ack says the same about that very one.",
  ],
  changes: true,

  run: (context, { id }) => context.undo(/^(?:it|that|this|that one|the last one)$/i.test(id ?? "") ? undefined : id),
});
