import { formatDuration } from "../number-words.ts";
import type { TimeRange } from "../time/types.ts";

const MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000 } as const;
/** Months are four weeks, so that weekdays meet weekdays; "year" likewise. */
const WORDS: Readonly<Record<string, string>> = {
  yesterday: "1d",
  previous: "previous",
  before: "previous",
  "last hour": "1h",
  "last day": "1d",
  "last week": "1w",
  "last month": "4w",
  "last year": "52w",
};
const UNIT: readonly (readonly [RegExp, number])[] = [
  [/^m(?:in(?:ute)?s?)?$/, MS.m],
  [/^h(?:ours?|rs?)?$/, MS.h],
  [/^d(?:ays?)?$/, MS.d],
  [/^w(?:eeks?|ks?)?$/, MS.w],
  [/^mo(?:nths?)?$/, 4 * MS.w],
];

/** "1w", "3h", "90m": the largest unit that it is a whole number of. */
const formatVs = (ms: number): string => {
  const [unit, each] =
    ms % MS.w === 0 ? ["w", MS.w] : ms % MS.d === 0 ? ["d", MS.d] : ms % MS.h === 0 ? ["h", MS.h] : ["m", MS.m];
  return `${Math.max(1, Math.round(ms / Number(each)))}${unit}`;
};

/**
 * "last week", "yesterday", "2 days ago", "the hour before", "previous", "28d" -> how long before: "1w", "1d", "2d", "1h",
 * "previous" (as long as what is shown); undefined for other words.
 */
export const parseVs = (words: string): string | undefined => {
  const text = words
    .toLowerCase()
    .trim()
    .replace(/^(?:the )?(?:same (?:time )?)?/, "")
    .replace(/^(?:previous|prior|past) (?=hour$|day$|week$|month$|year$)/, "last ")
    .replace(/^(hour|day|week|month|year) (?:before|earlier|ago)$/, "last $1")
    .replace(/^previous (?:period|range|one)$/, "previous");
  const known = WORDS[text];
  if (known !== undefined) return known;
  const [, count, word = ""] = /^(\d{1,4}|an?) ?([a-z]+?)(?: (?:ago|before|earlier))?$/.exec(text) ?? [];
  const each = UNIT.find(([pattern]) => pattern.test(word))?.[1];
  const number = count === undefined ? 0 : /^an?$/.test(count) ? 1 : Number(count);
  return each === undefined || number < 1 ? undefined : formatVs(number * each);
};

/** The comparison as a graph takes it: "previous" is as long as the range. */
export const vsOf = (vs: string | undefined, { fromMs, toMs }: TimeRange): string | undefined =>
  vs === "previous" ? formatVs(Math.max(MS.m, Math.ceil((toMs - fromMs) / MS.m) * MS.m)) : vs;

/** "1w" -> "1 week before", for people. */
export const vsWords = (vs: string): string => {
  const [, count = "1", unit = "m"] = /^(\d+)([wdhm])$/.exec(vs) ?? [];
  const each = { w: MS.w, d: MS.d, h: MS.h, m: MS.m }[unit] ?? MS.m;
  if (unit === "w") return `${count} ${count === "1" ? "week" : "weeks"} before`;
  return `${formatDuration(Number(count) * each)} before`;
};
