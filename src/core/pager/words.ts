import type { FormName } from "../form.ts";
import type { Known } from "../known.ts";
import type { Item, SayButton } from "../message.ts";
import { formatDuration } from "../number-words.ts";
import type { Named, PagerIncident } from "../responding.ts";
import { when } from "../time/when.ts";
import { isSayable } from "./text.ts";

/** How an incident's state looks at a glance. */
const STATUS_MARKS = { triggered: "🔴", acknowledged: "🟡", resolved: "🟢" } as const;

const MOST_NAMES = 6;

/** "#1234", or the id where the pager gave no number: for people. */
export const refOf = ({ id, number }: Pick<PagerIncident, "id" | "number">): string =>
  /^\d+$/.test(number) ? `#${number}` : id;

/** "1234", or the id: what a button says. */
export const wordOf = ({ id, number }: Pick<PagerIncident, "id" | "number">): string =>
  /^\d+$/.test(number) ? number : id;

/** "#1234 Checkout is slow" */
export const aboutOf = (incident: Pick<PagerIncident, "id" | "number" | "title">): string =>
  `${refOf(incident)} ${incident.title}`;

/** "Ana, Bob and 3 more", each once, in the order given; "nobody" for none. */
export const namesOf = (all: readonly Pick<Named, "name">[], most = MOST_NAMES): string => {
  const names = [...new Set(all.map(({ name }) => name))];
  if (names.length === 0) return "nobody";
  if (names.length > most) return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
  return names.length === 1 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
};

/** Something as it stands in words that are said: its name in quotes, or its id where quotes would not hold the name. */
export const sayOf = ({ id, name }: Pick<Named, "id" | "name">): string => (isSayable(name) ? `"${name}"` : id);

/** "As of Wed 18 Nov 14:23, 12 min old: PagerDuty does not answer"; nothing where the answer is fresh. */
export const knownFooter = ({ atMs, stale }: Known<unknown>, nowMs: number): readonly string[] =>
  stale === undefined ? [] : [`As of ${when(atMs)}, ${formatDuration(nowMs - atMs)} old: ${stale.replace(/\.$/, "")}.`];

/** The one of two answers that has to be explained: the older one that is stale, if any. */
export const staler = (a: Known<unknown>, b: Known<unknown>): Known<unknown> => {
  if (a.stale === undefined) return b;
  return b.stale !== undefined && b.atMs < a.atMs ? b : a;
};

/** Those whose names hold every word, in the order of names; all without words. */
export const fittingNames = <T extends Pick<Named, "name">>(
  all: readonly T[],
  wanted: string | undefined,
): readonly T[] => {
  const words = (wanted ?? "")
    .replace(/^["']|["']$/g, "")
    .toLowerCase()
    .split(" ")
    .filter(Boolean);
  return all
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .sort((a, b) => a.name.localeCompare(b.name, "en"));
};

/** Who has it: "acked by Bob", "assigned to Ana and Chen". */
const holderWords = ({ status, assigned, ackedBy }: PagerIncident): string => {
  if (status === "resolved") return assigned.length === 0 ? "" : `was with ${namesOf(assigned)}`;
  if (status === "acknowledged" && ackedBy.length > 0) return `acked by ${namesOf(ackedBy)}`;
  return assigned.length === 0 ? "assigned to nobody" : `assigned to ${namesOf(assigned)}`;
};

const detailWords = (incident: PagerIncident): string => {
  const { status, openedAtMs, changedAtMs, snoozedUntilMs, priority, urgency } = incident;
  return [
    `since ${when(openedAtMs)}`,
    ...(status === "resolved" && changedAtMs !== undefined ? [`resolved ${when(changedAtMs)}`] : []),
    ...(status !== "resolved" && snoozedUntilMs !== undefined ? [`snoozed until ${when(snoozedUntilMs)}`] : []),
    ...(priority === undefined ? [] : [priority]),
    ...(urgency === "low" ? ["low urgency"] : []),
  ].join(" · ");
};

/** What can be done with an incident as it stands, the most likely first. */
const incidentButtons = (incident: PagerIncident): readonly SayButton[] => {
  const n = wordOf(incident);
  if (incident.status === "resolved") return [{ label: "Reopen", say: `oncall reopen ${n}` }];
  return [
    ...(incident.status === "triggered" ? [{ label: "Ack", say: `oncall ack ${n}`, style: "primary" } as const] : []),
    { label: "Resolve", say: `oncall resolve ${n}` },
  ];
};

/** What is done with an incident less often; at most five. */
const incidentMore = (incident: PagerIncident): readonly SayButton[] => {
  const n = wordOf(incident);
  const opens = (label: string, name: FormName): SayButton => ({ label, form: { name, about: n } });
  if (incident.status === "resolved") return [opens("Note…", "note"), { label: "Notes", say: `oncall notes ${n}` }];
  return [
    opens("Snooze…", "snooze"),
    opens("Reassign…", "reassign"),
    opens("Note…", "note"),
    opens("Status update…", "status"),
    { label: "Escalate", say: `oncall escalate ${n}` },
  ];
};

/** One incident in a list or after a change; `buttons: false` where there is nothing to press. */
export const incidentItem = (incident: PagerIncident, options: { readonly buttons?: boolean } = {}): Item => ({
  mark: STATUS_MARKS[incident.status],
  title: aboutOf(incident),
  url: incident.url,
  lines: [[incident.service?.name, holderWords(incident)].filter(Boolean).join(" · "), detailWords(incident)].filter(
    (line) => line !== "",
  ),
  ...(options.buttons === false ? {} : { buttons: incidentButtons(incident), more: incidentMore(incident) }),
});
