import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { formatMatcher } from "../core/match.ts";
import { countOf } from "../core/number-words.ts";

/** Ends a mute before its time. */
export default defineCommand({
  name: "alerts unmute",
  aliases: ["alerts unsilence", "unmute"],
  help: "Ends a mute now; what it kept quiet is reported, and what is still open gets its card.",
  examples: ["alerts unmute host:web*", "alerts unmute 3f2a91c0"],
  args: { which: words("<words or id>") },
  changes: true,
  deed: "mute",

  async run(context, { which }) {
    if (which === undefined)
      throw new Failure("usage", "no mute named", { tell: 'Which one? "alerts mutes" lists them.' });
    const mute = await context.alerts.unmute(which);
    return {
      title: `No longer muted: ${formatMatcher(mute.match) || "everything"}`,
      lines: [`It kept ${countOf(mute.swallowed, "alert")} quiet. The report follows.`],
    };
  },
});
