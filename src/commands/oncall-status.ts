import { defineCommand } from "../core/command.ts";
import { textOn } from "../core/pager/args.ts";
import { changedReply, formReply } from "../core/pager/change-words.ts";
import { aboutHere } from "../core/pager/which.ts";

/** Tells the subscribers of an incident how it stands. */
export default defineCommand({
  name: "oncall status",
  aliases: ["oncall status update"],
  help: "Sends a status update to the subscribers of an incident.",
  examples: ["oncall status 1234 payments are slow, we are rolling back", "oncall status 1234 all is well again"],
  args: { wish: textOn() },
  notes: ["Below a card the number may be left out."],
  changes: true,
  deed: "act",

  async run(context, { wish }) {
    if (wish.text === undefined)
      return formReply(
        { name: "status", about: await aboutHere(context, wish.ref) },
        "What shall the subscribers read?",
      );
    const incident = await context.pager.addStatusUpdate(wish.ref ?? { kind: "here" }, wish.text);
    return changedReply(incident, "status update sent", { lines: [wish.text] });
  },
});
