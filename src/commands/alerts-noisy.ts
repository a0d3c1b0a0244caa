import { timeRange } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { formatRange } from "../core/time/range.ts";

const MOST = 12;

/** The loudest problems of a range, and how many of them needed nobody. */
export default defineCommand({
  name: "alerts noisy",
  aliases: ["alerts noise", "alerts loudest", "alerts top", "noisy alerts", "noisy"],
  help: "Lists the loudest problems of a range: how often, and how many ended by themselves.",
  examples: ["alerts noisy", "alerts noisy last 30 days"],
  args: { range: timeRange("last 7 days") },

  async run(context, { range }) {
    const loud = await context.alerts.noise({ fromMs: range.fromMs, toMs: range.toMs }, MOST);
    return {
      title: loud.length === 0 ? "Nothing fired." : "Loudest problems",
      lines: [formatRange(range)],
      rows: loud.map(({ title, source, service, occurrences, firings, endedAlone, muted, hasRunbook }) => ({
        label: title,
        value: [
          service || source,
          countOf(occurrences, "time"),
          firings > occurrences ? `${firings} firings` : "",
          endedAlone > 0 ? `${endedAlone} ended without anybody` : "",
          muted > 0 ? `${muted} muted` : "",
          hasRunbook ? "" : "no playbook",
        ]
          .filter(Boolean)
          .join(" · "),
      })),
      footer: ["A time is one occurrence, from its first alert to its end; repeats of it are firings."],
    };
  },
});
