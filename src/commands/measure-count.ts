import { defineCommand } from "../core/command.ts";
import { measureWords } from "../core/measure/args.ts";
import { countLines } from "../core/measure/lines.ts";
import {
  countedReply,
  countWords,
  groupRows,
  lookedFor,
  measureHelp,
  rangeWords,
} from "../core/measure/lines-words.ts";

const MOST_ROWS = 5;

/** How many log lines hold a text. */
export default defineCommand({
  name: "measure count",
  aliases: ["measure"],
  help: "Counts log lines that hold a text, with three of them and a graph.",
  examples: [
    'measure count "502" last 1h',
    'measure count "status=502" today by host',
    "measure count timeout source:loki",
  ],
  args: { words: measureWords() },
  notes: [
    'Without a time: the last hour; below a card from 30 minutes before it opened until now. What is not in quotes may be the source\'s own language: {app="web"} |= "502", status:502 AND host:web-1.',
  ],

  async run(context, { words }) {
    const { text } = words;
    if (text === undefined) return measureHelp();
    const counted = await countLines(context, { ...words, text }, "count");
    const { count } = counted;
    const title = `${lookedFor(counted, context.graphs)}: ${countWords(count)}${rangeWords(counted)}`;
    return countedReply(counted, title, { rows: groupRows(count, MOST_ROWS, context.graphs) }, context.graphs);
  },
});
