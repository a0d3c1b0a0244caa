import type { Incident } from "../../core/incident.ts";
import { formatMatcher } from "../../core/match.ts";
import type { Mute } from "../../core/mute.ts";
import { countOf } from "../../core/number-words.ts";
import { namesOf } from "../../core/pager/words.ts";
import { inZone, when } from "../../core/time/when.ts";
import type { HandOver } from "./happened.ts";
import { happenedWords, watchLines } from "./happened-words.ts";
import type { Holder } from "./look.ts";

/** A turn that went to somebody else. */
export interface ShiftChange {
  readonly schedule: string;
  readonly before: readonly Holder[];
  readonly now: readonly Holder[];
}

/** What those who come have to know. */
export interface Around extends HandOver {
  /** The most severe of the open problems, and how many there are. */
  readonly worst: readonly Incident[];
  readonly open: number;
  /** Quiet now, soonest end first. */
  readonly mutes: readonly Mute[];
}

/** What is said of it: a first line without moments, and the lines below, whose moments are written with `when`. */
export interface ShiftWords {
  readonly title: string;
  readonly lines: readonly string[];
}

const MOST_MUTES = 5;

/** When the first of them ends, null when none does. */
export const firstEnd = (people: readonly Holder[]): number | null =>
  people.reduce<number | null>(
    (first, { untilMs }) => (untilMs === null ? first : Math.min(first ?? untilMs, untilMs)),
    null,
  );

const until = (untilMs: number | null): string => (untilMs === null ? "further notice" : when(untilMs));

const without = (people: readonly Holder[], others: readonly Holder[]): readonly Holder[] =>
  people.filter(({ id }) => !others.some((other) => other.id === id));

const titleOf = ({ schedule, before, now }: ShiftChange): string => {
  const left = without(before, now);
  const came = without(now, before);
  if (now.length === 0) return `${schedule}: nobody is on call any more, ${namesOf(left)} left`;
  if (came.length === 0) return `${schedule}: ${namesOf(left)} left, ${namesOf(now)} ${areOn(now)}`;
  if (left.length > 0)
    return `${schedule}: ${namesOf(came)} ${came.length > 1 ? "take" : "takes"} over from ${namesOf(left)}`;
  return `${schedule}: ${namesOf(came)} ${areOn(came)}${before.length > 0 ? " too" : ""}`;
};

const areOn = (people: readonly Holder[]): string => `${people.length > 1 ? "are" : "is"} on call`;

const turnLines = (now: readonly Holder[]): readonly string[] => {
  const [only, ...more] = now;
  if (only === undefined) return [];
  if (more.length === 0) return [`On call until ${until(only.untilMs)}`];
  return now.map(({ name, untilMs }) => `${name} until ${until(untilMs)}`);
};

const problem = ({ state, labels, title, key }: Incident): string =>
  `${state === "acked" ? "🟠" : "🔴"} ${labels.number === undefined ? "" : `#${labels.number.replace(/^#/, "")} `}${title || key}`;

const openHead = ({ open }: Around): string => (open === 0 ? "no open incidents" : countOf(open, "open incident"));

const openList = ({ open, worst }: Around): readonly string[] => {
  const more = open - worst.length;
  return [...worst.map(problem), ...(worst.length > 0 && more > 0 ? [`and ${more} more`] : [])];
};

const quiet = ({ match, kind, untilMs, by, because }: Mute): string =>
  `${kind === "maintenance" ? "🚧" : "🔇"} ${formatMatcher(match)} until ${when(untilMs)} by ${by}${because === "" ? "" : `: ${because}`}`;

const muteLines = ({ mutes }: Around): readonly string[] => {
  const more = mutes.length - MOST_MUTES;
  return [...mutes.slice(0, MOST_MUTES).map(quiet), ...(more > 0 ? [`and ${more} more mutes`] : [])];
};

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** The text as it is when nobody configured another: who comes, until when, how it was, what is open, what to watch, what is quiet. */
const ours = (change: ShiftChange, around: Around): ShiftWords => ({
  title: titleOf(change),
  lines: [
    ...turnLines(change.now),
    ...(around.happened ? [capital(happenedWords(around.happened))] : []),
    capital(openHead(around)),
    ...openList(around),
    ...watchLines(around.watch),
    ...muteLines(around),
  ],
});

/** What a placeholder stands for: within a line its text, in a line of its own all of its lines. */
interface Filling {
  readonly text: string;
  readonly lines?: readonly string[];
}

/** Lists that were only counted within a line come below it all. */
const fill = (text: string, fillings: Readonly<Record<string, Filling>>): readonly string[] => {
  const below: string[] = [];
  const lines = text.split("\n").flatMap((line) => {
    const alone = fillings[/^\s*\{(\w+)\}\s*$/.exec(line)?.[1] ?? ""];
    if (alone) return [capital(alone.text), ...(alone.lines ?? [])];
    return [
      line.replaceAll(/\{(\w+)\}/g, (as: string, name: string) => {
        below.push(...(fillings[name]?.lines ?? []));
        return fillings[name]?.text ?? as;
      }),
    ];
  });
  return [...lines, ...below];
};

/**
 * What is said of a change of shift: the configured text with {schedule} {left} {came} {until} {happened} {open} {watch} {mutes}, else
 * ours. The first line shows its moments in the team's zone.
 */
export const shiftWords = (text: string | undefined, change: ShiftChange, around: Around, tz: string): ShiftWords => {
  if (text === undefined || text.trim() === "") return ours(change, around);
  const { schedule, before, now } = change;
  const came = without(now, before);
  const { length: quiet } = around.mutes;
  const watching = watchLines(around.watch);
  const [title = "", ...lines] = fill(text.trim(), {
    schedule: { text: schedule },
    left: { text: namesOf(without(before, now)) },
    came: { text: namesOf(came) },
    until: { text: until(firstEnd(came.length > 0 ? came : now)) },
    happened: { text: around.happened ? happenedWords(around.happened) : "nothing is known of the shift before" },
    open: { text: openHead(around), lines: openList(around) },
    watch: { text: watching.length === 0 ? "nothing to watch" : "to watch", lines: watching },
    mutes: { text: quiet === 0 ? "nothing is muted" : countOf(quiet, "mute"), lines: muteLines(around) },
  });
  return { title: inZone(title, tz), lines };
};
