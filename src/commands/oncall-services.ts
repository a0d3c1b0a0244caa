import { words } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import { countOf } from "../core/number-words.ts";
import { fittingNames, knownFooter, sayOf } from "../core/pager/words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";

const SIZE = 15;
const MARKS: Readonly<Record<string, string>> = {
  critical: "🔴",
  warning: "🟡",
  active: "🟢",
  maintenance: "🔧",
  disabled: "⚪",
};
const WORST = Object.keys(MARKS);

const rank = (status: string): number => (WORST.includes(status) ? WORST.indexOf(status) : WORST.length);

/** The services that there are, those in trouble first, with the policy that calls people for each. */
export default defineCommand({
  name: "oncall services",
  aliases: ["services"],
  help: "Lists the services, how they are and which policy calls people for them.",
  examples: ["services", "services checkout"],
  args: { wanted: paged(words("[words]")) },

  async run({ pager, nowMs }, { wanted }) {
    const known = await pager.services();
    const found = [...fittingNames(known.value, wanted.asked)].sort((a, b) => rank(a.status) - rank(b.status));
    const page = pageOf(found, wanted.page, SIZE);
    const of = wanted.asked === undefined ? "" : ` like "${wanted.asked}"`;
    return {
      title: found.length === 0 ? `There is no service${of}.` : `${countOf(found.length, "service")}${of}`,
      rows: page.shown.map(({ name, status, policy }) => ({
        label: `${MARKS[status] ?? "⚪"} ${name}`,
        value: [status, policy?.name].filter(Boolean).join(" · "),
      })),
      ...(page.shown.length === 0
        ? {}
        : {
            choose: {
              label: "Incidents of…",
              options: page.shown.map((one) => ({ label: one.name, say: `oncall incidents service:${sayOf(one)}` })),
            },
          }),
      buttons: nextButton(`oncall services ${wanted.asked ?? ""}`, wanted.page, SIZE, page.left),
      footer: [...(page.words === "" ? [] : [page.words]), ...knownFooter(known, nowMs)],
    };
  },
});
