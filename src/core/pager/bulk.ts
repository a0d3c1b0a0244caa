import type { CommandContext } from "../command.ts";
import { Failure } from "../failure.ts";
import type { Reply } from "../message.ts";
import { countOf } from "../number-words.ts";
import type { PagerIncident } from "../responding.ts";
import { incidentItem, knownFooter, wordOf } from "./words.ts";

/** What a reply shows as things of their own. */
const MOST_ITEMS = 10;
const MOST_NUMBERS = 150;
const MOST_WORDS = 1_900;

const BULK = {
  ack: { statuses: ["triggered"], none: "Nothing waits for an ack." },
  resolve: { statuses: ["triggered", "acknowledged"], none: "Nothing is open." },
} as const;

/** As many of their numbers as a button's words hold after these. */
const numbersFor = (before: string, incidents: readonly PagerIncident[]): readonly string[] => {
  const words: string[] = [];
  let { length } = before;
  for (const word of incidents.map(wordOf)) {
    length += word.length + 1;
    if (words.length >= MOST_NUMBERS || length > MOST_WORDS) break;
    words.push(word);
  }
  return words;
};

/** Everybody's incidents are shown first; one button with their numbers does it. */
const bulkReply = (verb: "ack" | "resolve", incidents: readonly PagerIncident[], footer: readonly string[]): Reply => {
  const asked = { ack: "Ack", resolve: "Resolve" }[verb];
  const words = numbersFor(`oncall ${verb}`, incidents);
  const left = incidents.length - words.length;
  const unseen = incidents.length - MOST_ITEMS;
  const count = words.length === 1 ? "this one" : left > 0 ? `these ${words.length}` : `all ${words.length}`;
  const text = `${asked}s ${countOf(words.length, "incident")}, also those of others, in your name.`;
  return {
    title: `${asked} ${countOf(incidents.length, "incident")}, also those of others?`,
    asks: true,
    items: incidents.slice(0, MOST_ITEMS).map((one) => incidentItem(one, { buttons: false })),
    lines: [
      "Nothing is done yet.",
      ...(unseen > 0 ? [`The first ${MOST_ITEMS} are shown; ${unseen} more are meant too.`] : []),
      ...(left > 0 ? [`At most ${words.length} go at once: ask again for the other ${left}.`] : []),
    ],
    buttons: [
      {
        label: `${asked} ${count}`,
        say: `oncall ${verb} ${words.join(" ")}`,
        style: "danger",
        confirm: { title: `${asked} ${count}?`, text, label: asked },
      },
    ],
    footer,
    private: true,
  };
};

/** Everybody's incidents that this would change, to be confirmed: nothing is done yet. Failure not_found when there are none. */
export const everybodysReply = async (
  verb: keyof typeof BULK,
  { pager, nowMs }: Pick<CommandContext, "pager" | "nowMs">,
): Promise<Reply> => {
  const { statuses, none } = BULK[verb];
  const known = await pager.incidents({ statuses });
  const { incidents, complete } = known.value;
  if (incidents.length === 0) throw new Failure("not_found", `nothing to ${verb}`, { tell: none });
  const cut = complete ? [] : [`${pager.name} lists no more than these.`];
  return bulkReply(verb, incidents, [...cut, ...knownFooter(known, nowMs)]);
};
