import { defineCommand } from "../core/command.ts";
import { countOf, daysAhead } from "../core/number-words.ts";
import { sayOf } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { scheduleWords } from "../core/schedule-args.ts";
import { formatSpan } from "../core/time/range.ts";

const DAY_MS = 86_400_000;
const DAYS = 30;
const SIZE = 10;

/** The overrides of a schedule, with their ids, each with a button that takes it away. */
export default defineCommand({
  name: "oncall overrides",
  aliases: ["overrides"],
  help: "Lists who takes over whose turns in a schedule, each with its id.",
  examples: ["overrides Payments", "overrides Payments 14"],
  args: { of: paged(scheduleWords()) },

  async run({ pager, nowMs, asker, names }, { of }) {
    const { days = DAYS, tz = asker.tz } = of.asked;
    const schedule = await pager.schedule(of.asked.schedule);
    const found = await pager.overrides(schedule, { fromMs: nowMs, toMs: nowMs + days * DAY_MS });
    const page = pageOf(
      [...found].sort((a, b) => a.fromMs - b.fromMs),
      of.page,
      SIZE,
    );
    const name = sayOf(schedule);
    const ahead = daysAhead(days);
    return {
      title:
        found.length === 0
          ? `No overrides of ${schedule.name} in the next ${ahead}`
          : `${countOf(found.length, "override")} of ${schedule.name}, next ${ahead}`,
      items: page.shown.map(({ id, person, fromMs, toMs }) => ({
        title: person.name,
        lines: [formatSpan(fromMs, toMs, tz), ...(id === "" ? [] : [`Id ${id}`])],
        buttons:
          id === ""
            ? []
            : [
                {
                  label: "Delete",
                  say: `oncall override delete ${id} of ${name}`,
                  style: "danger",
                  confirm: {
                    title: "Delete this override?",
                    text: `${person.name}, ${formatSpan(fromMs, toMs, tz)}: whoever has the turn in ${schedule.name} gets it back.`,
                    label: "Delete",
                  },
                },
              ],
      })),
      buttons: [
        ...nextButton(`oncall overrides ${name} ${days} ${tz}`, of.page, SIZE, page.left),
        { label: "New override…", form: { name: "override", about: schedule.name } },
      ],
      footer: [[page.words, `Times of ${tz}`].filter(Boolean).join(" · ")],
      private: names !== "shown",
    };
  },
});
