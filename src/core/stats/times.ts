import { formatCount, formatDuration } from "../number-words.ts";
import type { Durations, OncallStats } from "../stats.ts";

/** Below so many incidents a mean moves by chance: it is not compared. */
export const FEW = 20;
/** Below so many, their spread says nothing. */
const FEWEST = 5;

/** Whether the range before was read whole: a comparison with half of it would mislead. */
export const hasPast = ({ previous, previousRange, sinceMs }: OncallStats): boolean =>
  sinceMs === null ? previous.incidents + previous.pages + previous.acks > 0 : previousRange.fromMs >= sinceMs;

/** "+3", "−2", "±0": a change, its size written by `format`. */
export const signed = (change: number, format: (value: number) => string): string =>
  change === 0 ? "±0" : `${change > 0 ? "+" : "−"}${format(Math.abs(change))}`;

const isComparable = (now: Durations, before: Durations): boolean => now.n >= FEW && before.n >= FEW;

const trend = (now: Durations, before: Durations | undefined): string => {
  if (!before || now.meanMs === null || before.meanMs === null || !isComparable(now, before)) return "";
  const change = now.meanMs - before.meanMs;
  return ` (${signed(Math.abs(change) < 1000 ? 0 : change, formatDuration)})`;
};

/** "6 min (+2 min) · half within 4 min, 95% within 9 min · n 23": a mean, its change where both are of enough, its spread. */
export const timeWords = (now: Durations, before: Durations | undefined, none: string): string => {
  const { n, meanMs, p50Ms, p95Ms } = now;
  if (meanMs === null || p50Ms === null || p95Ms === null) return none;
  const spread = n < FEWEST ? "" : ` · half within ${formatDuration(p50Ms)}, 95% within ${formatDuration(p95Ms)}`;
  return `${formatDuration(meanMs)}${trend(now, before)}${spread} · n ${formatCount(n)}`;
};

/** Means with their spread and how many they are of; compared with the range before where both are enough. */
export const timeRows = (stats: OncallStats): readonly { readonly label: string; readonly value: string }[] => {
  const { totals } = stats;
  const before = hasPast(stats) ? stats.previous : undefined;
  return [
    { label: "Time to ack (MTTA)", value: timeWords(totals.mtta, before?.mtta, "nothing acked") },
    {
      label: "Time to resolve, by people (MTTR)",
      value: timeWords(totals.mttrHuman, before?.mttrHuman, "nothing resolved by people"),
    },
    {
      label: "Time to resolve, by itself",
      value: timeWords(totals.mttrAuto, before?.mttrAuto, "nothing resolved by itself"),
    },
  ];
};

/** What is said once about times that are too few to compare; nothing when all can be. */
export const fewWords = (stats: OncallStats): readonly string[] => {
  const { totals, previous } = stats;
  if (!hasPast(stats)) return [];
  const names = ["mtta", "mttrHuman", "mttrAuto"] as const;
  const shown = names.filter((name) => totals[name].n > 0);
  const few = shown.filter((name) => !isComparable(totals[name], previous[name]));
  if (few.length === 0) return [];
  const which = few.length === shown.length ? "Times" : "Times without brackets";
  return [`${which} are not compared: fewer than ${FEW} in one of the two ranges.`];
};
