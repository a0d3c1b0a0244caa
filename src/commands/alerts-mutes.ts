import { whoseWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { formatMatcher } from "../core/match.ts";
import type { Mute } from "../core/mute.ts";
import { countOf } from "../core/number-words.ts";
import { formatMoment } from "../core/time/range.ts";

const MOST = 25;

const rowOf = (mute: Mute, nowMs: number, tz: string) => {
  const { kind, match, fromMs, untilMs, by, because, swallowed, id, origin } = mute;
  const when = `${fromMs > nowMs ? `${formatMoment(fromMs, tz)} – ` : "until "}${formatMoment(untilMs, tz)}`;
  const kept = fromMs > nowMs ? "" : ` · ${countOf(swallowed, "alert")} kept quiet`;
  return {
    label: `${kind === "maintenance" ? "🚧" : "🔇"} ${formatMatcher(match) || "everything"}`,
    value: `${when} · by ${by}${origin === undefined ? "" : ` at ${origin}`}: ${because}${kept} · ${id}`,
  };
};

const titleOf = (count: number, mine: boolean): string => {
  if (count === 0) return mine ? "You mute nothing." : "Nothing is muted.";
  return `${countOf(count, "mute")}${mine ? " of yours" : ""}`;
};

/** Who muted what, until when and why. */
export default defineCommand({
  name: "alerts mutes",
  aliases: ["alerts muted", "alerts silences", "mutes", "alerts maintenances"],
  help: "Lists mutes and maintenance, with owner, end, reason and what they kept quiet.",
  examples: ["alerts mutes", "alerts mutes mine"],
  args: { mine: whoseWords() },

  async run(context, { mine }) {
    const all = await context.alerts.mutes();
    const mutes = mine ? all.filter(({ userId }) => userId === context.asker.id) : all;
    return {
      title: titleOf(mutes.length, mine),
      rows: mutes.slice(0, MOST).map((mute) => rowOf(mute, context.nowMs, context.asker.tz)),
      footer: [
        ...(mutes.length > MOST ? [`and ${mutes.length - MOST} more`] : []),
        ...(mutes.length > 0 ? ["Take one back: alerts unmute <its id or words>"] : []),
      ],
    };
  },
});
