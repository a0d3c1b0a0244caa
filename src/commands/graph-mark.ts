import { type Arg, usage, wordsArg } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { durationMsOf } from "../core/time/ahead.ts";
import { readSpan } from "../core/time/span.ts";
import type { RangeContext } from "../core/time/types.ts";
import { when } from "../core/time/when.ts";

interface Mark {
  readonly text: string;
  readonly atMs: number;
  readonly service?: string | undefined;
}

const LONGEST = 120;
const YEAR_MS = 365 * 86_400_000;
const AT = /^(.*?)(?:\s+(?:at|@)\s*(?=\S)(.{1,40})|\s+(\d\S*(?:\s+[a-z]+)?)\s+ago)$/is;
const OF = /^(.*\S)\s+(?:of|for|on)\s+(?:"([^"]{1,80})"|(\S{1,80}))$/is;

const momentOf = (words: string, context: RangeContext): number | undefined =>
  /^now$/i.test(words.trim()) ? context.nowMs : readSpan(words.trim().toLowerCase(), context)?.from.epochMilliseconds;

const readMark = (said: string, context: RangeContext): Mark => {
  const line = said
    .replace(/[“”„«»]/g, '"')
    .replace(/\p{C}+|\s+/gu, " ")
    .trim();
  const [, before, at, ago] = AT.exec(line) ?? [];
  const agoMs = ago === undefined ? undefined : durationMsOf(ago);
  const found = at === undefined ? agoMs && context.nowMs - agoMs : momentOf(at, context);
  const [rest, atMs] = found === undefined ? [line, context.nowMs] : [before?.trim() ?? "", found];
  const [, what = rest, quoted, plain] = OF.exec(rest) ?? [];
  const service = quoted ?? plain;
  const text = what.trim();
  if (text === "")
    throw usage("nothing to mark", 'What shall be marked? For example "graph mark deploy v42 of checkout at 14:05".');
  if (text.length > LONGEST)
    throw usage(`a mark of ${text.length} characters`, `A mark has at most ${LONGEST} characters.`);
  if (atMs > context.nowMs) throw usage("a mark in the future", "That is in the future: I mark what has happened.");
  if (atMs < context.nowMs - YEAR_MS) throw usage("a mark of long ago", "That is more than a year ago.");
  return { text, atMs, ...(service === undefined ? {} : { service }) };
};

const marking = (): Arg<Mark> => wordsArg("<what> [of <service>] [at <time>]", readMark, { free: true, most: 400 });

/** Marks a deploy, or anything else that happened, on every graph. */
export default defineCommand({
  name: "graph mark",
  help: "Marks a deploy, or anything else that happened, on all graphs.",
  examples: [
    "graph mark deploy v42",
    "graph mark deploy v42 of checkout at 14:05",
    "graph mark feature flag on 10 min ago",
  ],
  args: { mark: marking() },
  notes: ["Pipelines can do the same: POST /hooks/deploys."],
  changes: true,

  async run({ graphs }, { mark }) {
    await graphs.mark(mark);
    const what = mark.service === undefined ? mark.text : `${mark.text} · ${mark.service}`;
    return {
      title: `Marked: ${what}`,
      lines: [`At ${when(mark.atMs)}. Graphs of that time show it from now on.`],
      did: { about: what },
    };
  },
});
