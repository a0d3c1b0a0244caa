import type { Threshold } from "../measure.ts";
import { countOf, formatCount } from "../number-words.ts";
import { axisUnit, formatValue, isShare } from "./units.ts";

/** What is told about one row of numbers; gaps do not count. */
export interface RowFigures {
  readonly first: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** How many numbers there are. */
  readonly count: number;
}

/** Figures of a row; undefined where it has no number at all. */
export const figuresOf = (values: readonly (number | null)[]): RowFigures | undefined => {
  const known = values.filter((value) => value !== null);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  let [min, max, sum] = [first, first, 0];
  for (const value of known) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  return { first, last, min, max, mean: sum / known.length, count: known.length };
};

const percentOf = (part: number, whole: number): string | undefined => {
  const percent = Math.abs((part / whole) * 100);
  if (!Number.isFinite(percent) || percent > 999) return undefined;
  return `${percent < 10 ? Number(percent.toFixed(1)) : Math.round(percent)} %`;
};

/** Two digits that say something, more only before the point: nobody reads a third of a difference. */
const roughly = (value: number): number =>
  Number(value.toFixed(Math.min(100, Math.max(0, 1 - Math.floor(Math.log10(value))))));

/** "up 290 ms (70 %)", "down 12 points", "unchanged": from one value to another. */
export const changeWords = (from: number, to: number, unit: string): string => {
  const by = to - from;
  const size = Math.max(Math.abs(from), Math.abs(to));
  if (Math.abs(by) <= size * 0.001) return "unchanged";
  const way = by > 0 ? "up" : "down";
  const amount = formatValue(roughly(Math.abs(by)), unit);
  if (isShare(unit)) return `${way} ${amount.replace(/ %$/, " points")}`;
  const percent = percentOf(by, from);
  return percent === undefined ? `${way} ${amount}` : `${way} ${amount} (${percent})`;
};

const againstWords = (now: number, then: number, unit: string): string => {
  const change = changeWords(then, now, unit);
  return change === "unchanged"
    ? "the same as"
    : change.replace(/^up (.*)$/, "$1 above").replace(/^down (.*)$/, "$1 below");
};

/** Whether trouble lies below all of the thresholds: the lowest row says most then. */
export const isTroubleBelow = (thresholds: readonly Threshold[]): boolean =>
  thresholds.length > 0 && thresholds.every(({ trouble }) => trouble === "below");

/** What `pointsSummary` speaks of: the row that says most, and how many there are. */
export interface SpokenPoints {
  readonly title: string;
  readonly unit: string;
  /** The first is what a problem is about, whatever the others say. */
  readonly own?: boolean | undefined;
  /** Else the loudest first. */
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  /** How many there were before some were put together. */
  readonly count: number;
  /** The same as the first, at another time: "1 w earlier"; no values where there was nothing then. */
  readonly earlier?: { readonly words: string; readonly values: readonly (number | null)[] } | undefined;
  readonly thresholds?: readonly Threshold[] | undefined;
  /** What it was to be split by, and no row has. */
  readonly unsplit?: string | undefined;
  /** The highest of the first, where its points do not show it. */
  readonly peak?: number | undefined;
  /** How long before the end the first has its last value, where that is no news any more: "3 h". */
  readonly lastAgo?: string | undefined;
  /** What points are, where they are not all that was measured: "each point is the mean of 15 min". */
  readonly each?: string | undefined;
}

const beyondWords = ({ last }: RowFigures, { thresholds = [], unit, lastAgo }: SpokenPoints): string => {
  const passed = thresholds
    .filter(({ value, trouble }) => (trouble === "above" ? last > value : last < value))
    .toSorted((a, b) => (a.trouble === "above" ? b.value - a.value : a.value - b.value))[0];
  const when = lastAgo === undefined ? "now" : "then";
  return passed ? `; ${when} ${passed.trouble} the threshold of ${formatValue(passed.value, unit)}` : "";
};

const spreadWords = ({ last, min, max }: RowFigures, { unit, peak = max, lastAgo }: SpokenPoints): string => {
  const bare = axisUnit(unit) === "" ? unit : "";
  const ago = lastAgo === undefined ? "" : ` (${lastAgo} before the end)`;
  const [points, highest] = [formatValue(max, unit), formatValue(Math.max(peak, max), unit)];
  const shown = points === highest ? "" : ` (points up to ${formatValue(max, bare)})`;
  return `last ${formatValue(last, bare)}${ago}, min ${formatValue(min, bare)}, max ${highest}${shown}`;
};

/** "p95: last 412 ms, min 120 ms, max 1.2 s, up 290 ms (240 %) over the range; mean 35 % above 1 w earlier." */
export const pointsSummary = (spoken: SpokenPoints): string => {
  const { title, unit, series, own, count, earlier, thresholds = [] } = spoken;
  const [loudest] = series;
  const figures = loudest && figuresOf(loudest.values);
  if (!loudest || !figures) return `${title}: no data.`;
  const { first, last, mean } = figures;
  const bare = axisUnit(unit) === "" ? unit : "";
  const which =
    count === 1
      ? ""
      : ` ${formatCount(count)} series; ${own ? "this problem's" : isTroubleBelow(thresholds) ? "lowest" : "highest"} ${loudest.name}:`;
  const then = earlier && figuresOf(earlier.values);
  const change = changeWords(first, last, bare);
  const compared = then ? `its mean ${againstWords(mean, then.mean, bare)}` : "nothing to compare with";
  const against = earlier ? `; ${compared} ${earlier.words}` : "";
  const spread = spreadWords(figures, spoken);
  const each = spoken.each === undefined ? "" : `; ${spoken.each}`;
  const whole = spoken.unsplit === undefined ? "" : `; all in one, because nothing here has ${spoken.unsplit}`;
  return `${title}:${which} ${spread}, ${change} over the range${beyondWords(figures, spoken)}${against}${whole}${each}.`;
};

/** What `logsSummary` speaks of. */
export interface SpokenLogs {
  /** What was looked for. */
  readonly text: string;
  readonly count: number;
  readonly exact: boolean;
  /** In words, with its zone. */
  readonly when: string;
  /** Most first. */
  readonly groups: readonly { readonly name: string; readonly count: number }[];
  readonly earlier?: { readonly words: string; readonly count: number; readonly exact: boolean } | undefined;
}

/** Numbers that are only the least there were cannot be compared: both are told. */
const againstLines = ({ count, exact, earlier }: SpokenLogs): string => {
  if (!earlier) return "";
  if (exact && earlier.exact) return `; ${againstWords(count, earlier.count, "lines")} ${earlier.words}`;
  return `; ${earlier.exact ? "" : "at least "}${countOf(earlier.count, "line")} ${earlier.words}`;
};

/** How a group is called whose lines have no name for it. */
export const NAMELESS = /^\(no .+\)$/;

/** `At least 1,204 lines with "502", Sat 21 Nov 14:00 – 15:00 (Europe/Berlin); most from web-1: 512 (43 %).` */
export const logsSummary = (spoken: SpokenLogs): string => {
  const { text, count, exact, when, groups } = spoken;
  const number = `${exact ? "" : "At least "}${countOf(count, "line")}`;
  const [most] = groups;
  const share = most && percentOf(most.count, count);
  const from =
    most && most.count > 0 && !NAMELESS.test(most.name)
      ? `; most from ${most.name}: ${formatCount(most.count)}${share ? ` (${share})` : ""}`
      : "";
  return `${number} with "${text}", ${when}${from}${againstLines(spoken)}.`;
};
