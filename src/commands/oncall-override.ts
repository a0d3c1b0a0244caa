import { defineCommand } from "../core/command.ts";
import { formReply } from "../core/pager/change-words.ts";
import { overriding } from "../core/pager/time-args.ts";
import { overrideReply } from "../core/pager/turn-words.ts";

/** Somebody takes a part of a schedule. */
export default defineCommand({
  name: "oncall override",
  help: "Gives a part of a schedule to somebody; to you when nobody is named.",
  examples: [
    "oncall override payments sat 22:00 - sun 6:00",
    'oncall override "Payments Primary" 2026-11-28T22:00 - 2026-11-29T06:00 Ana Souza',
  ],
  args: { wish: overriding() },
  notes: ["Times are in your own zone; 2026-11-28T22:00Z is UTC. Without words it opens a form."],
  changes: true,
  deed: "override",

  async run({ pager, nowMs }, { wish }) {
    const { schedule: words, window, person } = wish;
    if (words === undefined || window === undefined)
      return formReply(
        { name: "override", about: words ?? "" },
        words === undefined ? "Which turn?" : "From when to when?",
      );
    const schedule = await pager.schedule(words);
    const whom = person === undefined ? undefined : await pager.target(person, ["person"]);
    return overrideReply(
      await pager.override(schedule, window, whom),
      { has: "is on call for", back: "Delete this override" },
      nowMs,
    );
  },
});
