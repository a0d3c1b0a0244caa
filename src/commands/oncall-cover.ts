import { defineCommand } from "../core/command.ts";
import { formReply } from "../core/pager/change-words.ts";
import { covering } from "../core/pager/time-args.ts";
import { partWords } from "../core/pager/turn-words.ts";

/** Asks the channel to take the asker's turns; whoever presses first has them. */
export default defineCommand({
  name: "oncall cover",
  aliases: ["oncall cover me", "oncall cover my shift"],
  help: "Asks the channel to take your turns in a time; the first to press gets them, as overrides.",
  examples: ["oncall cover me sat 9:00 - 17:00", "oncall cover me tomorrow 9:00 for 3h for payments"],
  args: { wish: covering() },
  notes: ["Times are in your own zone. Without words it opens a form."],
  changes: true,
  deed: "override",

  async run({ pager }, { wish }) {
    if (wish.window === undefined)
      return formReply({ name: "cover", about: wish.schedule ?? "" }, "From when to when do you need cover?");
    const schedule = wish.schedule === undefined ? undefined : await pager.schedule(wish.schedule);
    const cover = await pager.askCover(wish.window, schedule);
    return {
      title: `Can somebody cover ${cover.by}?`,
      lines: cover.parts.map(partWords),
      buttons: [
        { label: "I'll take it", say: `oncall cover take ${cover.id}`, style: "primary" },
        { label: "Withdraw", say: `oncall cover withdraw ${cover.id}` },
      ],
      footer: ["The first to press gets these turns. Only who asked can withdraw."],
      did: { about: `cover for ${cover.by}` },
    };
  },
});
