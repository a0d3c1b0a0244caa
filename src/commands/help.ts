import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { RANGE_EXAMPLES } from "../core/time-range.ts";
import { findCommand, howTo, usageLine } from "../core/words.ts";

const HOW_TO_TYPE =
  "Type /oncall … or /alerts … anywhere, @drm … where I was invited, or the words alone in a direct message to me.";

/** All commands, or one of them, made from their definitions. */
export default defineCommand({
  name: "oncall help",
  aliases: ["help", "commands", "usage", "alerts help"],
  help: "Lists what I can do, or explains one command.",
  examples: ["oncall help", "oncall help stats"],
  args: { about: words("[command]") },

  async run(context, { about }) {
    if (about !== undefined) {
      const command = findCommand(about, context.commands());
      const others = command.aliases?.length ? [`Also: ${command.aliases.join(", ")}`] : [];
      return { title: command.help, lines: [...howTo(command), ...others, ...(command.notes ?? [])], private: true };
    }
    return {
      title: "What I can do",
      rows: context.commands().map((command) => ({ label: `/${usageLine(command)}`, value: command.help })),
      footer: [HOW_TO_TYPE, `Ranges: ${RANGE_EXAMPLES.join(", ")}.`],
      private: true,
    };
  },
});
