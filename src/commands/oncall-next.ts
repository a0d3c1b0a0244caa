import { timeRange } from "../core/args.ts";
import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import { type CoverChoice, suggestCover } from "../core/next-cover.ts";
import type { OnCall } from "../core/oncall.ts";
import { knownFooter } from "../core/pager/words.ts";
import { requireFound } from "../core/stats/answer.ts";
import { STATS_ARGS } from "../core/stats/args.ts";
import { asOfWords } from "../core/stats/words.ts";
import { when } from "../core/time/when.ts";

const AHEAD_MS = 48 * 3_600_000;
const MOST = 3;
const FOUR_WEEKS = "last 4 weeks";

const ARGS = { range: timeRange(FOUR_WEEKS), team: STATS_ARGS.team, service: STATS_ARGS.service };

/** "last 4 weeks" -> "4 weeks" */
const overWords = (label: string): string => label.replace(/^(?:last|past) (?=\d)/, "");

/** Whose turn is near is good to know; without it, who was paged least is still an answer. */
const turnsSoon = async ({ pager, nowMs }: CommandContext): Promise<readonly OnCall[]> => {
  try {
    return (await pager.turns({ fromMs: nowMs, toMs: nowMs + AHEAD_MS })).value;
  } catch (error) {
    if (error instanceof Failure) return [];
    throw error;
  }
};

/** Where only totals are shown, nobody reads numbers of one person. */
const choiceWords = ({ why, soonMs }: CoverChoice, { names }: CommandContext, over: string): string => {
  const reason = names === "totals" ? `little paged in ${over}` : why;
  return soonMs === null ? reason : `${reason} · on call themselves from ${when(soonMs)}`;
};

/** Who should cover next, from load and rest; a suggestion, nothing is changed. */
export default defineCommand({
  name: "oncall next",
  aliases: ["who should cover", "who could cover", "who can cover", "oncall next cover", "oncall suggest"],
  help: "Suggests who should cover next: least paged lately, and not on call now.",
  examples: ["oncall next", "who should cover?", "oncall next team:payments"],
  args: ARGS,

  async run(context, given) {
    const { nowMs, names, pager } = context;
    const [fairness, nights, known, soon] = await Promise.all([
      context.stats("fairness", given),
      context.stats("nights", given),
      pager.oncall(),
      turnsSoon(context),
    ]);
    requireFound(fairness, names);
    const over = overWords(given.range.label);
    const choices = suggestCover({ fairness, nights, turns: [...known.value, ...soon], nowMs, over });
    const shown = choices.slice(0, MOST);
    return {
      title: shown.length === 0 ? "Nobody to suggest" : `Who should cover next: ${shown[0]?.name ?? ""}`,
      lines:
        shown.length === 0
          ? [`I know of nobody else who was on call or paged in ${over}.`]
          : ["A suggestion: ask first. Nobody who is on call now; least paged and most rested first."],
      rows: shown.map((choice, at) => ({
        label: `${at + 1}. ${choice.name}`,
        value: choiceWords(choice, context, over),
      })),
      footer: [asOfWords(fairness), ...knownFooter(known, nowMs)],
      buttons: [
        { label: "Who is on call", say: "oncall who" },
        { label: "How load was shared", say: `oncall stats fairness ${given.range.label}` },
      ],
      private: names !== "shown",
    };
  },
});
