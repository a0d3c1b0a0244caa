import { argsToQuery, timeRange } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { reportReply } from "../core/report/formats.ts";
import { lastingWords } from "../core/time/query.ts";

const ARGS = { range: timeRange("last week") };

/** The report of any range, at once. */
export default defineCommand({
  name: "oncall report",
  aliases: ["report", "oncall weekly report"],
  help: "Makes the report of a range now: what happened, what to fix, the hardest night, what changed.",
  examples: ["oncall report last week", "oncall report this month", "oncall report 2026-11-01..2026-11-14"],
  args: ARGS,
  notes: [
    "No names of people in it, so it can stand in any channel. It comes by itself where the config file says so.",
  ],

  async run({ report }, { range }) {
    if (!report)
      throw new Failure("config", "no reports here", { tell: "I cannot make reports here: ask me in Slack." });
    const made = await report(range);
    const [first, ...others] = made.pictures;
    return {
      ...reportReply(made),
      buttons: others.map(({ page, label }) => ({
        label,
        say: `oncall stats ${page.replace("oncall-", "")} ${lastingWords(range)}`,
      })),
      ...(first ? { picture: { graph: first.page, query: argsToQuery(ARGS, { range }) } } : {}),
    };
  },
});
