import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure, toFailure } from "../core/failure.ts";

const MORE = [
  { label: "Am I on call?", say: "oncall am i on call" },
  { label: "My schedule", say: "oncall my schedule" },
  { label: "My incidents", say: "oncall incidents mine" },
  { label: "Help", say: "oncall help" },
];

/** Who the asker is at the pager; for one whom it does not know, what to do. */
const mapped = async ({
  pager,
  asker,
}: CommandContext): Promise<{ readonly title: string; readonly lines: readonly string[] }> => {
  try {
    const { name, email } = await pager.me();
    const address = email === undefined ? "" : ` (${email})`;
    return {
      title: `You are ${name}${address} at ${pager.name}.`,
      lines: ["What you change from here carries that name."],
    };
  } catch (error) {
    const failure = toFailure(error);
    if (!(error instanceof Failure) || failure.code !== "forbidden") throw error;
    return {
      title: `${pager.name} does not know you, ${asker.name}.`,
      lines: [...(failure.tell ?? "").split("\n"), "You can ask everything; only changes need a name there."].filter(
        Boolean,
      ),
    };
  }
};

/** Whom the asker is mapped to at the pager. */
export default defineCommand({
  name: "oncall whoami",
  aliases: ["whoami", "who am i"],
  help: "Says who you are at the pager.",
  examples: ["whoami", "who am i?"],
  args: {},

  async run(context) {
    const { title, lines } = await mapped(context);
    return { title, lines, buttons: MORE, private: true };
  },
});
