import { defineCommand } from "../core/command.ts";
import { measureTopWords } from "../core/measure/args.ts";
import { countLines } from "../core/measure/lines.ts";
import {
  countedReply,
  countWords,
  groupRows,
  lookedFor,
  measureHelp,
  rangeWords,
} from "../core/measure/lines-words.ts";

const MANY = 5;

/** Where most of the log lines that hold a text are from. */
export default defineCommand({
  name: "measure top",
  help: "Says where most of the log lines with a text are from: name, count, share.",
  examples: [
    'measure top 5 "502" last 1h by host',
    'measure top 5 hosts "timed out"',
    'measure top "ERROR" today by program',
  ],
  args: { words: measureTopWords() },

  async run(context, { words }) {
    const { text, top = MANY, by = "host" } = words;
    if (text === undefined) return measureHelp();
    const counted = await countLines(context, { ...words, text, top, by }, "top");
    const rows = groupRows(counted.count, top, context.graphs);
    const [most] = rows;
    const mostly = most === undefined || counted.count.count === 0 ? "" : `, most from ${most.label}`;
    return countedReply(
      counted,
      `${lookedFor(counted, context.graphs)}: ${countWords(counted.count)}${rangeWords(counted)}${mostly}`,
      { rows },
      context.graphs,
    );
  },
});
