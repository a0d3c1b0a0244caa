import { maintenanceWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { formatSpan } from "../core/time-range.ts";

/** Planned work on a service, now or ahead of time; at the pager too where it knows the service. */
export default defineCommand({
  name: "alerts maintenance",
  aliases: ["maintenance", "alerts maintain"],
  help: "Keeps a service quiet during planned work, now or ahead of time; at PagerDuty too where it knows the service.",
  examples: [
    'alerts maintenance "Checkout API" sat 22:00 - 23:30 because database upgrade',
    "alerts maintenance payments 60m because deploy",
  ],
  args: { wish: maintenanceWords() },
  changes: true,

  async run(context, { wish }) {
    const { service, ahead, because } = wish;
    const made = await context.alerts.mute({
      kind: "maintenance",
      match: { labels: { service } },
      fromMs: ahead.fromMs,
      untilMs: ahead.toMs,
      because,
    });
    return {
      title: `Maintenance: ${service}`,
      lines: [
        `${formatSpan(ahead.fromMs, ahead.toMs, context.asker.tz)}, by ${context.asker.name}, because ${because}`,
        made.atPager
          ? "The pager keeps quiet about it too."
          : "Only here: the pager knows no such service, or does not know you. It would still page.",
        ...(made.open > 0 ? [`It covers ${countOf(made.open, "open problem")} of now.`] : []),
      ],
      footer: [`Take it back: alerts unmute ${made.mute.id}`],
    };
  },
});
