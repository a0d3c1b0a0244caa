import { defineCommand } from "../core/command.ts";
import { daysAhead } from "../core/number-words.ts";
import type { OnCall } from "../core/oncall.ts";
import { knownFooter } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { daysWords } from "../core/schedule-args.ts";
import { formatSpan } from "../core/time/range.ts";

const DAY_MS = 86_400_000;
const DAYS = 30;
const SIZE = 15;

/** The asker's turns of all schedules, as a table in one zone. */
export default defineCommand({
  name: "oncall my schedule",
  aliases: ["my schedule", "my schedules", "my shifts", "my turns"],
  help: "Lists your turns of the next 30 days, or of as many as you say.",
  examples: ["my schedule", "my schedule 14", "oncall my schedule 7 America/New_York"],
  args: { over: paged(daysWords()) },

  async run({ pager, nowMs, asker }, { over }) {
    const { days = DAYS, tz = asker.tz } = over.asked;
    const me = await pager.me();
    const known = await pager.turns({ fromMs: nowMs, toMs: nowMs + days * DAY_MS, personIds: [me.id] });
    const ofTurn = ({ schedule, policy, level }: OnCall): string => schedule ?? `${policy} · level ${level}`;
    const told = (turn: OnCall): string => JSON.stringify([ofTurn(turn), turn.fromMs, turn.toMs]);
    // One turn of a schedule stands in every policy that uses it.
    const turns = [...new Map(known.value.map((turn) => [told(turn), turn])).values()].sort(
      (a, b) => (a.fromMs ?? 0) - (b.fromMs ?? 0),
    );
    const page = pageOf(turns, over.page, SIZE);
    const whenOf = (fromMs: number | null, toMs: number | null): string => {
      if (fromMs === null || toMs === null) return "Always";
      return formatSpan(fromMs, toMs, tz);
    };
    const ahead = daysAhead(days);
    return {
      title: turns.length === 0 ? `You have no turn in the next ${ahead}.` : `Your turns of the next ${ahead}`,
      rows: page.shown.map((turn) => ({ label: whenOf(turn.fromMs, turn.toMs), value: ofTurn(turn) })),
      buttons: [
        ...nextButton(`oncall my schedule ${days} ${tz}`, over.page, SIZE, page.left),
        ...(turns.length > 0 ? [{ label: "Ask for cover…", form: { name: "cover", about: "" } } as const] : []),
      ],
      footer: [[page.words, `Times of ${tz}`].filter(Boolean).join(" · "), ...knownFooter(known, nowMs)],
      private: true,
    };
  },
});
