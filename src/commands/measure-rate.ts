import { defineCommand } from "../core/command.ts";
import { measureWords } from "../core/measure/args.ts";
import { countLines } from "../core/measure/lines.ts";
import { countedReply, groupRows, lookedFor, measureHelp, rangeWords } from "../core/measure/lines-words.ts";
import { rateOf } from "../core/measure/rate-words.ts";

const MOST_ROWS = 5;

/** How often log lines hold a text, and when most. */
export default defineCommand({
  name: "measure rate",
  help: "Says how many log lines a minute hold a text, and the peak, with a graph.",
  examples: ['measure rate "502" last 1h', 'measure rate "timed out" since 14:00 by host'],
  args: { words: measureWords() },

  async run(context, { words }) {
    const { text } = words;
    if (text === undefined) return measureHelp();
    const counted = await countLines(context, { ...words, text }, "rate");
    const { title, lines } = rateOf(counted.count, counted.range);
    return countedReply(
      counted,
      `${lookedFor(counted, context.graphs)}: ${title}${rangeWords(counted)}`,
      { lines, rows: groupRows(counted.count, MOST_ROWS, context.graphs) },
      context.graphs,
    );
  },
});
