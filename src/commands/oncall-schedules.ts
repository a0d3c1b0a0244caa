import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import type { OnCall } from "../core/oncall.ts";
import { untilWords } from "../core/oncall-words.ts";
import { fittingNames, knownFooter, sayOf, staler } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import type { Named } from "../core/responding.ts";

const SIZE = 15;

const isOf = ({ schedule, scheduleIds }: OnCall, { id, name }: Named): boolean =>
  scheduleIds?.includes(id) ?? schedule === name;

/** Who has it now, each person once. */
const nowWords = (turns: readonly OnCall[]): string =>
  turns.length === 0 ? "nobody now" : [...new Set(turns.map((turn) => `${turn.name}${untilWords(turn)}`))].join(", ");

/** The schedules that there are, and who has each now. */
export default defineCommand({
  name: "oncall schedules",
  aliases: ["schedules", "rotas"],
  help: "Lists the schedules and who has each now.",
  examples: ["schedules", "schedules payments"],
  args: { wanted: paged(words("[words]")) },

  async run(context, { wanted }) {
    const { pager, nowMs } = context;
    const [known, oncall] = await Promise.all([pager.schedules(), pager.oncall()]);
    const found = fittingNames(known.value, wanted.asked);
    const page = pageOf(found, wanted.page, SIZE);
    const of = wanted.asked === undefined ? "" : ` like "${wanted.asked}"`;
    return {
      title: found.length === 0 ? `There is no schedule${of}.` : `${countOf(found.length, "schedule")}${of}`,
      rows: page.shown.map((one) => ({
        label: one.name,
        value: nowWords(oncall.value.filter((turn) => isOf(turn, one))),
      })),
      ...(page.shown.length === 0
        ? {}
        : {
            choose: {
              label: "Look at one…",
              options: page.shown.map((one) => ({ label: one.name, say: `oncall schedule ${sayOf(one)}` })),
            },
          }),
      buttons: nextButton(`oncall schedules ${wanted.asked ?? ""}`, wanted.page, SIZE, page.left),
      footer: [...(page.words === "" ? [] : [page.words]), ...knownFooter(staler(known, oncall), nowMs)],
      private: context.names !== "shown",
    };
  },
});
