import { type CommandContext, defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { OnCall } from "../core/oncall.ts";
import { sameTurns, scheduleRows, turnWords } from "../core/oncall-words.ts";
import { turnsNamed } from "../core/pager/which.ts";
import { knownFooter } from "../core/pager/words.ts";
import { type WhenWords, whenWords } from "../core/schedule-args.ts";

const DAY_MS = 86_400_000;
const AHEAD_DAYS = 60;
const MOST = 10;

/** Whose turns are asked for: the asker's, or those of the one person that the words name. */
const personOf = async ({ pager }: CommandContext, { person }: WhenWords) =>
  person === undefined ? pager.me() : pager.target(person, ["person"]);

/** In order of time; the turn of a schedule once, whatever policies and levels it stands for. */
const onceEach = (turns: readonly OnCall[]): readonly (readonly OnCall[])[] =>
  sameTurns([...turns].sort((a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0)));

/** Of the schedule that is named. A name that several things have is one: no turn is of any of them. */
const turnsIn = async (all: readonly OnCall[], name: string, pager: CommandContext["pager"]) => {
  try {
    return await turnsNamed(all, name, pager);
  } catch (error) {
    if (error instanceof Failure && error.choices !== undefined) return [];
    throw error;
  }
};

/** Next turns of one person, of everything or of one schedule. */
export default defineCommand({
  name: "oncall when",
  aliases: ["when", "next turns", "my next turns"],
  help: "Says when you, or somebody else, are on call next.",
  examples: ["when am i on call?", "when am i on Payments", "when is Bob on call"],
  args: { whose: whenWords() },

  async run(context, { whose }) {
    const { pager, nowMs } = context;
    const person = await personOf(context, whose);
    const known = await pager.turns({ fromMs: nowMs, toMs: nowMs + AHEAD_DAYS * DAY_MS, personIds: [person.id] });
    const { schedule } = whose;
    const turns = schedule === undefined ? known.value : await turnsIn(known.value, schedule, pager);
    const inOrder = onceEach(turns);
    const who = whose.person === undefined ? "You are" : `${person.name} is`;
    const of = schedule === undefined ? "" : ` for ${schedule}`;
    const now = turns.some(({ fromMs }) => (fromMs ?? 0) <= nowMs);
    const none = `${who} not on call${of} in the next ${AHEAD_DAYS} days.`;
    const others = inOrder.length - MOST;
    return {
      title: inOrder.length === 0 ? none : now ? `${who} on call${of} now` : `${who} on call next${of}`,
      rows: inOrder.slice(0, MOST).flatMap((same) => scheduleRows(same, turnWords, { short: true })),
      footer: [
        ...(others > 0 ? [`and ${others} more in the next ${AHEAD_DAYS} days`] : []),
        ...knownFooter(known, nowMs),
      ],
      private: whose.person === undefined || context.names !== "shown",
    };
  },
});
