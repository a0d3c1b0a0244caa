import { type CommandContext, defineCommand } from "../core/command.ts";
import type { Incident } from "../core/incident.ts";
import type { Reply } from "../core/message.ts";
import type { Verdict } from "../core/verdict.ts";
import { problemMeant } from "../core/verdict-here.ts";
import { problemWords, sayIncidentId, verdictButtons, verdictLabel, verdictWish } from "../core/verdict-words.ts";

const saidBefore = (before: Verdict | undefined): readonly string[] =>
  before === undefined ? [] : [`Before: ${before.by}, ${verdictLabel(before.tag)}`];

/** What was said of it so far, and what can be said. */
const askBack = async ({ care }: Pick<CommandContext, "care">, incident: Incident): Promise<Reply> => {
  const before = await care.verdict(incident.id);
  return {
    title: `Did this need you? ${problemWords(incident)}`,
    lines:
      before === undefined ? [] : [`${before.by}: ${verdictLabel(before.tag)}`, ...(before.note ? [before.note] : [])],
    asks: true,
    buttons: verdictButtons(sayIncidentId(incident.id)),
    private: true,
  };
};

/** Says of a problem whether it needed anybody; the last word holds. */
export default defineCommand({
  name: "oncall verdict",
  aliases: ["oncall judge"],
  help: "Says whether a problem needed anybody: action, no action, or fix the alert. The last word holds.",
  examples: [
    "oncall verdict 1234 no action",
    "oncall verdict 1234 fix: the threshold is too low",
    "oncall verdict none",
  ],
  args: { wish: verdictWish() },
  notes: [
    "Below a card the number may be left out. Why is optional.",
    "Also: outage, could have waited, only looked, wrong time, no maintenance, maintenance too short, wrong threshold, faulty check.",
  ],
  changes: true,
  deed: "act",

  async run(context, { wish: { of, tag, note } }) {
    const incident = await problemMeant(context, of);
    if (tag === undefined) return askBack(context, incident);
    const { before } = await context.care.judge(incident.id, { tag, note });
    const about = problemWords(incident);
    return {
      title: `Noted: ${verdictLabel(tag)}`,
      lines: [about, ...saidBefore(before)],
      did: { about },
      private: true,
    };
  },
});
