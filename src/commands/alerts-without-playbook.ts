import { timeRange } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { formatRange } from "../core/time/range.ts";

const LOOKED_AT = 200;
const MOST = 15;

/** Problems for which nobody wrote down what to do. */
export default defineCommand({
  name: "alerts without playbook",
  aliases: ["alerts without runbook", "alerts without a playbook", "alerts without a runbook", "without playbook"],
  help: "Lists problems that have no playbook, loudest first: neither in the alert nor in the configured table.",
  examples: ["alerts without playbook", "alerts without playbook last 30 days"],
  args: { range: timeRange("last 30 days") },

  async run(context, { range }) {
    const { alerts } = context;
    const loud = await alerts.noise({ fromMs: range.fromMs, toMs: range.toMs }, LOOKED_AT);
    const bare = loud.filter(
      ({ source, title, service, problem, hasRunbook }) =>
        !hasRunbook && alerts.runbookFor({ source, title, service, key: problem }) === undefined,
    );
    return {
      title:
        loud.length === 0
          ? "Nothing fired."
          : bare.length === 0
            ? "Everything that fired has a playbook."
            : `${countOf(bare.length, "problem")} of ${loud.length} without a playbook`,
      lines: [formatRange(range)],
      rows: bare.slice(0, MOST).map(({ title, source, service, occurrences }) => ({
        label: title,
        value: `${service || source} · ${countOf(occurrences, "time")}`,
      })),
      footer: [
        ...(bare.length > MOST ? [`and ${bare.length - MOST} more`] : []),
        ...(bare.length > 0 ? ['Add them under "runbooks" in the config file, or in the alert itself.'] : []),
      ],
    };
  },
});
