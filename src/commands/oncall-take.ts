import type { ArgSpecs } from "../core/args.ts";
import { type Command, defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { PagerDesk } from "../core/pager/desk.ts";
import { takingTurn } from "../core/pager/time-args.ts";
import { overrideReply } from "../core/pager/turn-words.ts";
import { sayOf } from "../core/pager/words.ts";
import { nearCommands } from "../core/words-near.ts";

const LENGTHS = ["30m", "1h", "2h", "4h", "12h"];

/** "pager akc 12" asks for the pager of "akc" as far as its form goes: what may have been meant is said too. */
const scheduleOf = async (words: string, pager: PagerDesk, commands: readonly Command<ArgSpecs>[]) => {
  try {
    return await pager.schedule(words);
  } catch (error) {
    const [near] = nearCommands(words, commands);
    if (!(error instanceof Failure) || error.code !== "not_found" || near === undefined) throw error;
    const tell = [error.tell, `Or did you mean "${near}"?`].filter(Boolean).join("\n");
    throw new Failure("not_found", error.message, { tell, cause: error });
  }
};

/** The asker has the pager of a schedule, from now on. */
export default defineCommand({
  name: "oncall take",
  aliases: ["oncall take pager", "oncall take over"],
  help: "Gives you the pager of a schedule from now on, for a while.",
  examples: ["oncall take payments for 60m", 'oncall take "Payments Primary" until 18:00'],
  args: { wish: takingTurn() },
  notes: ["A number alone is minutes."],
  changes: true,
  deed: "override",

  async run({ pager, nowMs, commands }, { wish }) {
    if (wish.schedule === undefined)
      throw new Failure("usage", "no schedule", { tell: 'Which schedule? "oncall schedules" lists them.' });
    const schedule = await scheduleOf(wish.schedule, pager, commands());
    if (wish.window === undefined)
      return {
        title: `Take ${schedule.name} for how long?`,
        asks: true,
        buttons: LENGTHS.map((label) => ({ label, say: `oncall take ${sayOf(schedule)} for ${label}` })),
        private: true,
      };
    return overrideReply(
      await pager.override(schedule, wish.window),
      { has: "has the pager of", back: "Give it back" },
      nowMs,
    );
  },
});
