import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { Failure } from "../core/failure.ts";
import type { OnCall } from "../core/oncall.ts";
import { formatMoment } from "../core/time-range.ts";

const until = ({ toMs, schedule }: OnCall, tz: string): string =>
  [schedule === undefined ? "" : ` (${schedule})`, toMs === null ? "" : ` until ${formatMoment(toMs, tz)}`].join("");

/** One row a policy and level, in that order. */
const rowsOf = (turns: readonly OnCall[], tz: string) => {
  const groups = new Map<string, OnCall[]>();
  const inOrder = [...turns].sort((a, b) => (a.policy < b.policy ? -1 : a.policy > b.policy ? 1 : a.level - b.level));
  for (const turn of inOrder) {
    const title = `${turn.policy} · level ${turn.level}`;
    const group = groups.get(title);
    if (group) group.push(turn);
    else groups.set(title, [turn]);
  }
  return [...groups].map(([title, group]) => ({
    label: title,
    value: [...new Set(group.map((turn) => `${turn.name}${until(turn, tz)}`))].join(", "),
  }));
};

/** Who is on call now, by policy and level; where names are not for the channel, for the asker alone. */
export default defineCommand({
  name: "oncall who",
  aliases: ["who", "who is oncall", "whos oncall", "whose oncall", "who oncall", "oncall now"],
  help: "Says who is on call now, of everything or of one policy or schedule.",
  examples: ["oncall who", "who's on call for payments?"],
  args: { wanted: words("[policy or schedule]") },

  async run(context, { wanted }) {
    const name = wanted?.replace(/^(?:now|(?:for|in|at)\b)\s*/i, "").replace(/^["']|["']$/g, "") ?? "";
    const all = await context.oncall();
    const fits = (text = ""): boolean => text.toLowerCase().includes(name.toLowerCase());
    const turns = all.filter(({ policy, schedule }) => fits(policy) || (schedule !== undefined && fits(schedule)));
    if (turns.length === 0 && all.length > 0) {
      const policies = [...new Set(all.map(({ policy }) => policy))].sort();
      const tell = `Nobody is on call for anything like "${name}".\nThere is ${policies.slice(0, 12).join(", ")}.`;
      throw new Failure("not_found", `no policy like ${name}`, { tell });
    }
    return {
      title: turns.length === 0 ? "Nobody is on call now." : `On call now${name === "" ? "" : ` · ${name}`}`,
      rows: rowsOf(turns, context.asker.tz),
      footer: [`${formatMoment(context.nowMs, context.asker.tz)}, ${context.asker.tz}`],
      private: context.names !== "shown",
    };
  },
});
