import type { Severity } from "../../core/alert.ts";
import type { IncidentState } from "../../core/incident.ts";
import type { LiveList, LiveMute, LiveRow } from "../../core/live-list.ts";
import { countOf, formatDuration } from "../../core/number-words.ts";

/** States in words. */
export const STATE_WORDS: Readonly<Record<IncidentState, string>> = {
  firing: "Firing",
  acked: "Taken",
  resolved: "Resolved",
  notice: "Notice",
};

/** Severities in words. */
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  critical: "Critical",
  error: "Error",
  warning: "Warning",
  info: "Info",
};

/** The first letter large. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "12 min" since; "lasted 4 min" for what is over; "2 h ago" for a notice. */
export const ageWords = ({ state, openedAtMs, endedAtMs }: LiveRow, nowMs: number): string => {
  if (state === "resolved") return `lasted ${formatDuration((endedAtMs ?? openedAtMs) - openedAtMs)}`;
  const age = formatDuration(nowMs - openedAtMs);
  return state === "notice" ? `${age} ago` : `for ${age}`;
};

/** "97 % (threshold > 90 %)"; empty when neither is known. */
export const valueWords = ({ value, threshold }: LiveRow): string => {
  if (value === undefined) return threshold === undefined ? "" : `threshold ${threshold}`;
  return threshold === undefined ? value : `${value} (threshold ${threshold})`;
};

/** What else is to be known at a glance, each of it in few words. */
export const remarks = (row: LiveRow): readonly string[] => {
  const { state, takenBy, paged, flapping, members, unconfirmed, firings } = row;
  return [
    ...(takenBy === undefined ? [] : [`${state === "resolved" ? "resolved" : "taken"} by ${takenBy}`]),
    ...(paged === undefined ? [] : [`${paged.where} called by ${paged.by}`]),
    ...(members === undefined ? [] : [`${members.firing} of ${members.all} firing`]),
    ...(flapping === undefined ? [] : [`flapping: ${countOf(flapping, "change")}`]),
    ...(unconfirmed === undefined ? [] : [`end not confirmed: ${unconfirmed} is silent`]),
    ...(firings > 1 && members === undefined ? [`fired ${countOf(firings, "time")}`] : []),
  ];
};

/** "12 open problems", as the filter has it. */
export const headline = ({ total }: Pick<LiveList, "total">, filtered: boolean, states: readonly string[]): string => {
  const kind = states.length === 0 ? "open problem" : states[0] === "notice" ? "notice" : "problem";
  const count = total === 0 ? `No ${kind}s` : countOf(total, kind);
  return filtered && states.length === 0 ? `${count}, filtered` : count;
};

/** "Muted: 12 problems, 3 mutes". */
export const mutedWords = ({ muted, mutes, counts }: Pick<LiveList, "muted" | "mutes" | "counts">): string => {
  const all = counts.muted > muted.total ? ` of ${counts.muted}` : "";
  const quiet = mutes.length === 0 ? "" : `, ${countOf(mutes.length, "mute")}`;
  return `Muted: ${muted.total}${all} ${muted.total === 1 && all === "" ? "problem" : "problems"}${quiet}`;
};

/** "for 1 h 20 min more · kept quiet: 12 alerts". */
export const muteWords = (mute: LiveMute, nowMs: number): string => {
  const time = mute.quiet
    ? `for ${formatDuration(mute.untilMs - nowMs)} more`
    : `begins in ${formatDuration(mute.fromMs - nowMs)}`;
  return `${time} · kept quiet: ${countOf(mute.swallowed, "alert")}`;
};
