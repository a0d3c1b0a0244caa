import { wordsArg } from "../core/args.ts";
import { defineCommand } from "../core/command.ts";
import type { Incident } from "../core/incident.ts";
import type { Item } from "../core/message.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { nextButton, paged, pageOf } from "../core/paging.ts";
import { formatRange, parseTimeRange } from "../core/time/range.ts";
import { when } from "../core/time/when.ts";
import { problemWords, sayIncidentId, verdictButtons } from "../core/verdict-words.ts";

const SIZE = 10;
const BY_DEFAULT = "last 7 days";

const endWords = ({ openedAtMs, resolvedAtMs, resolvedBy, ending }: Incident): string => {
  if (resolvedAtMs === undefined) return `since ${when(openedAtMs)}`;
  const who = resolvedBy ?? (ending === "auto" ? "by itself" : "");
  return [when(openedAtMs), `lasted ${formatDuration(resolvedAtMs - openedAtMs)}`, who && `resolved ${byWords(who)}`]
    .filter(Boolean)
    .join(" · ");
};

const byWords = (who: string): string => (who === "by itself" ? who : `by ${who}`);

const itemOf = (incident: Incident): Item => {
  const [action, none, fix, ...more] = verdictButtons(sayIncidentId(incident.id));
  return {
    title: problemWords(incident),
    url: incident.url,
    lines: [[incident.labels.service, endWords(incident)].filter(Boolean).join(" · ")],
    buttons: [action, none, fix].filter((one) => one !== undefined),
    more,
  };
};

/** Problems that are over and of which nobody said whether they needed anybody, each with its buttons. */
export default defineCommand({
  name: "oncall verdicts missing",
  aliases: ["oncall missing verdicts"],
  help: "Lists problems that are over and of which nobody has said whether they needed anybody.",
  examples: ["oncall verdicts missing", "oncall verdicts missing last month"],
  args: {
    of: paged(
      wordsArg("[range]", (text, context) => ({
        text,
        range: parseTimeRange(text === "" ? BY_DEFAULT : text, context),
      })),
    ),
  },

  async run({ care }, { of: { asked, page } }) {
    const { incidents, total } = await care.missing(asked.range, page * SIZE);
    const { shown } = pageOf(incidents, page, SIZE);
    const first = incidents.length - shown.length;
    return {
      title: total === 0 ? "No verdict is missing." : `${countOf(total, "problem")} without a verdict`,
      lines: [formatRange(asked.range)],
      items: shown.map(itemOf),
      buttons: nextButton(`oncall verdicts missing ${asked.text}`, page, SIZE, total - incidents.length),
      footer: total > shown.length ? [`${first + 1}–${incidents.length} of ${total}`] : [],
    };
  },
});
