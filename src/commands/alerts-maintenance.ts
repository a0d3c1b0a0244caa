import { maintenanceWords } from "../core/alerts-args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { serviceNamed } from "../core/pager/which.ts";
import { namesOf } from "../core/pager/words.ts";
import { formatSpan } from "../core/time/range.ts";

/** Planned work on services, now or ahead of time; at the pager too where it knows them. */
export default defineCommand({
  name: "alerts maintenance",
  aliases: ["maintenance", "alerts maintain", "oncall maintenance"],
  help: "Keeps services quiet during planned work, now or ahead of time; at PagerDuty too where it knows them.",
  examples: [
    'alerts maintenance "Checkout API" sat 22:00 - 23:30 because database upgrade',
    "alerts maintenance payments, search 60m because deploy",
  ],
  args: { wish: maintenanceWords() },
  notes: ["Services by name, several with commas, or by their ids at PagerDuty."],
  changes: true,
  deed: "maintain",

  async run(context, { wish }) {
    const { ahead, because } = wish;
    const made = [];
    for (const words of wish.services) {
      const service = await serviceNamed(context.pager, words);
      const window = { fromMs: ahead.fromMs, untilMs: ahead.toMs, because };
      made.push({
        service,
        ...(await context.alerts.mute({ kind: "maintenance", match: { labels: { service } }, ...window })),
      });
    }
    const only = made.filter(({ atPager }) => !atPager).map(({ service }) => ({ name: service }));
    const open = made.reduce((sum, one) => sum + one.open, 0);
    const here = only.length === made.length ? "Only here" : `${namesOf(only)} only here`;
    return {
      title: `Maintenance: ${namesOf(made.map(({ service }) => ({ name: service })))}`,
      lines: [
        `${formatSpan(ahead.fromMs, ahead.toMs, context.asker.tz)}, by ${context.asker.name}, because ${because}`,
        only.length === 0
          ? "The pager keeps quiet about it too."
          : `${here}: the pager knows no such service, or does not know you. It would still page.`,
        ...(open > 0 ? [`It covers ${countOf(open, "open problem")} of now.`] : []),
      ],
      footer: made.map(({ mute }) => `Take it back: alerts unmute ${mute.id}`),
      did: { about: namesOf(made.map(({ service }) => ({ name: service }))) },
    };
  },
});
