import { argsToQuery } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { whoIsMeant } from "../core/stats/answer.ts";
import { requireShowable, STATS_ARGS } from "../core/stats/args.ts";
import { formatRange } from "../core/time/range.ts";

/** Fresh links to the live list and the live view, for the asker alone. */
export default defineCommand({
  name: "oncall live",
  aliases: ["live", "oncall link"],
  help: "Gives you links of your own to the live list of problems and the live view.",
  examples: ["oncall live", "oncall live last week team:payments"],
  args: STATS_ARGS,

  async run(context, given) {
    const person = await whoIsMeant(context, given.person);
    requireShowable(person, context.names);
    const url = await context.personalLink("oncall-stats", argsToQuery(STATS_ARGS, { ...given, person }));
    return {
      title: `Your live list, and your live view · ${given.range.label}`,
      lines: ["For you alone, good for 12 hours: they can act in your name, so do not pass them on."],
      footer: [`Live view: ${formatRange(given.range)}`],
      links: [
        { label: "Open the live list", url: context.alerts.personalLiveUrl() },
        { label: "Open the live view", url },
      ],
      private: true,
    };
  },
});
