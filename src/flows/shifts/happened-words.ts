import type { Incident } from "../../core/incident.ts";
import { countOf, formatCount, formatDuration } from "../../core/number-words.ts";
import { when } from "../../core/time/when.ts";
import type { Happened, ToWatch } from "./happened.ts";

const MOST = 2;

const alertWords = ({ service, name }: { readonly service: string; readonly name: string }): string =>
  [service, name].filter(Boolean).join(" · ") || "no title";

/** "in this shift (2 d, all schedules): 12 incidents, 9 pages, 3 of them at night, most often Checkout · Disk full (4×)" */
export const happenedWords = ({ lastedMs, untilMs, others, incidents, pages, atNight, top }: Happened): string => {
  const known = untilMs === undefined ? "" : `, known until ${when(untilMs)}`;
  const whose = others ? ", all schedules" : "";
  const shift = `in this shift (${formatDuration(lastedMs)}${whose}${known})`;
  if (incidents === 0 && pages === 0) return `${shift}: nothing broke, nobody was paged`;
  const parts = [
    countOf(incidents, "incident"),
    pages === 0 ? "nobody was paged" : countOf(pages, "page"),
    ...(atNight > 0 ? [`${formatCount(atNight)} of them at night`] : []),
    ...(top ? [`most often ${alertWords(top)} (${formatCount(top.incidents)}×)`] : []),
  ];
  return `${shift}: ${parts.join(", ")}`;
};

const titleOf = ({ title, key }: Incident): string => title || key;

/** At most two of a kind by name, how many more there are behind them. */
const few = <T>(all: readonly T[], mark: string, words: (one: T) => string): readonly string[] => {
  const more = all.length - MOST;
  return all
    .slice(0, MOST)
    .map((one, at) => `${mark} ${words(one)}${at === MOST - 1 && more > 0 ? ` (and ${formatCount(more)} more)` : ""}`);
};

/** One short line for each thing to keep an eye on. */
export const watchLines = (watch: ToWatch | undefined): readonly string[] =>
  watch === undefined
    ? []
    : [
        ...few(watch.flapping, "🔁", (one) => `${titleOf(one)} keeps flapping`),
        ...few(watch.unconfirmed, "❔", (one) => `${titleOf(one)}: nobody is sure that it ended`),
        ...few(watch.again, "↩️", (one) =>
          one.times === 1
            ? `${alertWords(one)} came back within a day`
            : `${alertWords(one)} came back ${formatCount(one.times)} times within a day`,
        ),
      ];
