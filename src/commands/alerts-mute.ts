import { muteWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { formatMatcher } from "../core/match.ts";
import { countOf } from "../core/number-words.ts";
import { formatMoment } from "../core/time/range.ts";

/** Keeps matching problems quiet for a while; its owner, end and reason are on record, and its end is reported. */
export default defineCommand({
  name: "alerts mute",
  aliases: ["alerts silence", "alerts snooze", "mute"],
  help: "Keeps matching alerts quiet for a while; nothing is lost, and its end reports what it kept quiet.",
  examples: [
    "alerts mute host:web* 2h because deploy",
    'alerts mute source:papertrail "502s" until tomorrow 9:00 because known, fix is on its way',
  ],
  args: { wish: muteWords() },
  notes: ["Labels take * and several values: severity:warning|info. All conditions must hold."],
  changes: true,
  deed: "mute",

  async run(context, { wish }) {
    const { match, ahead, because } = wish;
    const made = await context.alerts.mute({ kind: "mute", match, fromMs: ahead.fromMs, untilMs: ahead.toMs, because });
    const what = formatMatcher(match) || "everything";
    const from = ahead.fromMs > context.nowMs ? `from ${formatMoment(ahead.fromMs, context.asker.tz)} ` : "";
    return {
      title: `Muted: ${what}`,
      lines: [
        `${from}until ${formatMoment(ahead.toMs, context.asker.tz)}, by ${context.asker.name}, because ${because}`,
        made.open === 0
          ? "Nothing open matches now."
          : `${countOf(made.open, "open problem")} of now ${made.open === 1 ? "is" : "are"} quiet.`,
      ],
      footer: [`Take it back: alerts unmute ${made.mute.id}`],
    };
  },
});
