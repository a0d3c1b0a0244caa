import { type CommandContext, defineCommand } from "../core/command.ts";
import { type TextOn, textOn, textTo } from "../core/pager/args.ts";
import { changedReply, formReply } from "../core/pager/change-words.ts";
import { aboutHere } from "../core/pager/which.ts";

/** "text to 12" is a note on 12 where no card says otherwise. */
const placed = async (wish: TextOn, { here }: CommandContext): Promise<TextOn> => {
  const said = wish.ref === undefined && wish.text !== undefined ? textTo(wish.text) : undefined;
  return said === undefined || (await here()) !== undefined ? wish : said;
};

/** Writes a note on an incident, under the asker's name. */
export default defineCommand({
  name: "oncall note",
  help: "Writes a note on an incident, exactly as you typed it.",
  examples: ["oncall note 1234 rolled back to v42", "oncall note 1234 root cause: an expired certificate"],
  args: { wish: textOn() },
  notes: ["Below a card the number may be left out."],
  changes: true,
  deed: "act",

  async run(context, { wish: said }) {
    const wish = await placed(said, context);
    if (wish.text === undefined)
      return formReply({ name: "note", about: await aboutHere(context, wish.ref) }, "Which note?");
    const incident = await context.pager.addNote(wish.ref ?? { kind: "here" }, wish.text);
    return changedReply(incident, "note written", { lines: [wish.text] });
  },
});
