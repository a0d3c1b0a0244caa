import type { Before } from "../core/before.ts";
import type { Incident } from "../core/incident.ts";
import type { CardExtras } from "../core/message.ts";
import { countOf, formatDuration } from "../core/number-words.ts";
import { VERDICTS, type VerdictClass } from "../core/verdict.ts";
import { otherFacts } from "./card-fields.ts";
import { historyLine } from "./card-history.ts";
import { escapeLine, moment } from "./mrkdwn.ts";

const MOST_BEFORE = 5;
const MOST_NAMES = 3;

const SHORT: Readonly<Record<VerdictClass, string>> = { action: "action", none: "no action", fix: "fix the alert" };

const earlier = ({ openedAtMs, endedAtMs, takenBy, woke, url, verdict }: Before): string =>
  [
    moment(openedAtMs, "{date_short} {time}", url),
    endedAtMs === undefined ? "not ended" : formatDuration(endedAtMs - openedAtMs),
    takenBy === undefined ? "nobody took it" : escapeLine(takenBy, 60),
    ...(woke ? ["somebody was woken"] : []),
    ...(verdict === undefined ? [] : [SHORT[VERDICTS[verdict].counts]]),
  ].join("  ·  ");

/** "no action 3 of 4, fix the alert 1 of 4"; "" where nobody judged any of them. */
const judged = (before: readonly Before[]): string => {
  const counts = before.flatMap(({ verdict }) => (verdict === undefined ? [] : [VERDICTS[verdict].counts]));
  const classes: readonly VerdictClass[] = ["none", "fix", "action"];
  const of = (one: VerdictClass): number => counts.filter((count) => count === one).length;
  return classes
    .filter((one) => of(one) > 0)
    .map((one) => `${SHORT[one]} ${of(one)} of ${counts.length}`)
    .join(", ");
};

const seenBefore = (before: readonly Before[]): readonly string[] => {
  const [only, ...others] = before.slice(0, MOST_BEFORE).map(earlier);
  if (only === undefined) return [];
  const head = ["*Seen before*", judged(before.slice(0, MOST_BEFORE))].filter(Boolean).join("  ·  ");
  return others.length === 0 ? [`*Seen before:*  ${only}`] : [head, only, ...others];
};

const alsoNow = (sources: readonly string[]): readonly string[] => {
  if (sources.length === 0) return [];
  const names = sources.slice(0, MOST_NAMES).map((name) => escapeLine(name, 40));
  const left = sources.length > MOST_NAMES ? ", …" : "";
  return [`Also now: ${countOf(sources.length, "more source")} in the same 5 minutes (${names.join(", ")}${left})`];
};

/** What helps whoever looks into it: gone when it is over. */
const helpful = ({ state }: Incident, { alsoNow: sources, before }: CardExtras): readonly string[] =>
  state === "resolved" ? [] : [...alsoNow(sources), ...seenBefore(before)];

/** The small print of a card, one line of mrkdwn each: other facts, what happened before, what else broke just then, earlier occurrences. */
export const smallPrint = (incident: Incident, extras: CardExtras | undefined): readonly string[] =>
  [otherFacts(incident), historyLine(incident), ...(extras ? helpful(incident, extras) : [])].filter(
    (line) => line !== "",
  );
