import type { Incident } from "../core/incident.ts";
import type { CardExtras } from "../core/message.ts";
import { formatDuration } from "../core/number-words.ts";
import { LIMITS } from "./limits.ts";
import { escapeLine, moment } from "./mrkdwn.ts";

/** How a state looks: never colour alone. */
export interface Look {
  readonly emoji: string;
  readonly word: string;
  readonly color: string;
}

const LOOKS = {
  firing: { emoji: "🔴", word: "Firing", color: "#d0342c" },
  acked: { emoji: "🟠", word: "Acknowledged", color: "#e8912d" },
  resolved: { emoji: "🟢", word: "Resolved", color: "#2e8540" },
  notice: { emoji: "⚪", word: "Notice", color: "#868e96" },
} as const;

const UNCONFIRMED = { emoji: "🟡", color: "#b7950b" };

/** "(2 of 3)": how many members of a group still fire; "" for a problem of its own. */
const countOf = ({ members = [], state }: Incident): string => {
  if (members.length < 2) return "";
  const firing = members.filter((one) => one.state === "firing").length;
  if (state === "resolved") return ` (all ${members.length})`;
  return state === "acked" ? ` (${firing} of ${members.length} firing)` : ` (${firing} of ${members.length})`;
};

/** State of a problem as sign, words and colour: "Firing (2 of 3)", "Resolved, unconfirmed: no heartbeat from alertmanager". */
export const lookOf = (incident: Incident): Look => {
  const look = LOOKS[incident.state];
  const { unconfirmed } = incident;
  if (incident.state !== "resolved") return { ...look, word: `${look.word}${countOf(incident)}` };
  if (unconfirmed !== undefined)
    return { ...UNCONFIRMED, word: `Resolved, unconfirmed: no heartbeat from ${unconfirmed.slice(0, 100)}` };
  return { ...look, word: incident.ending === "merged" ? "Merged" : `${look.word}${countOf(incident)}` };
};

const flapping = ({ flapping: flaps, flips = [], history }: Incident): string[] => {
  if (flaps === undefined) return [];
  const lastMs = flips.at(-1) ?? history.at(-1)?.atMs ?? flaps.sinceMs;
  return [`🔁 Flapping: ${flaps.changes} changes in ${formatDuration(lastMs - flaps.sinceMs)}`];
};

const muted = (mute: CardExtras["mute"]): string[] => {
  if (mute === undefined) return [];
  const [sign, word] = mute.kind === "maintenance" ? ["🚧", "Maintenance"] : ["🔇", "Muted"];
  const why = escapeLine(mute.because, LIMITS.value);
  const until = moment(mute.untilMs, "{date_short_pretty} {time}");
  return [`${sign} ${word} until ${until} by ${escapeLine(mute.by, 80)}${why === "" ? "" : `: ${why}`}`];
};

const MOST_PAGES = 3;

const paged = ({ paged: pages = [] }: Incident): string[] =>
  pages
    .slice(-MOST_PAGES)
    .map(
      ({ where, by, atMs }) => `📟 ${escapeLine(where, 60)} called by ${escapeLine(by, 80)} ${moment(atMs, "{time}")}`,
    );

/** What sets this problem apart now, one line of mrkdwn each: kept quiet, flapping, somebody called. */
export const statusLines = (incident: Incident, extras: CardExtras | undefined): readonly string[] => [
  ...muted(extras?.mute),
  ...flapping(incident),
  ...paged(incident),
];
