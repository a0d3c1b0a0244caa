import { defineCommand } from "../core/command.ts";
import { countOf, daysAhead } from "../core/number-words.ts";
import { knownFooter, sayOf } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { scheduleWords } from "../core/schedule-args.ts";
import { isInTurn, stretchesOf } from "../core/shift-words.ts";
import { formatMoment, formatSpan } from "../core/time/range.ts";

const DAY_MS = 86_400_000;
const DAYS = 30;
const SIZE = 15;

/** Who has a schedule in the days to come, with overrides and with the hours that nobody has, as a table in one zone. */
export default defineCommand({
  name: "oncall schedule",
  aliases: ["schedule", "rota"],
  help: "Lists who has a schedule in the next 30 days, or in as many as you say, in your zone or another.",
  examples: ["schedule Payments", "schedule Payments 7", "schedule ops Europe/Berlin 14"],
  args: { of: paged(scheduleWords()) },

  async run(context, { of }) {
    const { pager, nowMs, asker } = context;
    const { days = DAYS, tz = asker.tz } = of.asked;
    const schedule = await pager.schedule(of.asked.schedule);
    const window = { fromMs: nowMs, toMs: nowMs + days * DAY_MS };
    const known = await pager.shifts(schedule, window);
    const stretches = known.value.length === 0 ? [] : stretchesOf(known.value, window);
    const gaps = stretches.filter(({ name }) => name === undefined).length;
    const inTurn = stretches.length > 1 && isInTurn(stretches);
    const page = pageOf(stretches, of.page, SIZE);
    const name = sayOf(schedule);
    return {
      title: `${schedule.name} · next ${daysAhead(days)}`,
      lines: known.value.length === 0 ? ["Nobody has it in that time."] : [],
      rows: page.shown.map(({ fromMs, toMs, name: who }) => ({
        label: inTurn ? (fromMs <= nowMs ? "Now" : formatMoment(fromMs, tz)) : formatSpan(fromMs, toMs, tz),
        value: who ?? "⚠️ nobody",
      })),
      buttons: [
        ...nextButton(`oncall schedule ${name} ${days} ${tz}`, of.page, SIZE, page.left),
        { label: "Override…", form: { name: "override", about: schedule.name } },
        { label: "Overrides", say: `oncall overrides ${name} ${days}` },
      ],
      footer: [
        [
          page.words,
          `${inTurn ? "Each until the next, times" : "Times"} of ${tz}`,
          gaps > 0 ? countOf(gaps, "gap") : "",
        ]
          .filter(Boolean)
          .join(" · "),
        ...knownFooter(known, nowMs),
      ],
      links: schedule.url === undefined ? [] : [{ label: `Open in ${pager.name}`, url: schedule.url }],
      private: context.names !== "shown",
    };
  },
});
