import { fingerprint } from "../../core/fingerprint.ts";
import { formatValue } from "../../core/measure/units.ts";
import type { Measured, MeasuredSeries } from "../../core/measure.ts";
import { formatDuration } from "../../core/number-words.ts";
import type { ThresholdRule } from "../../core/policy.ts";

/** One series of a rule, as it stands. */
export interface Verdict {
  /** The same as long as the series is the same. */
  readonly key: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** "firing": all of it is beyond; "unsure": beyond, but seen for too short a while, or not any more just now. */
  readonly state: "firing" | "ok" | "unsure";
  /** The newest one. */
  readonly value: number;
}

/** So many newest points may be missing: they are on their way. */
const LATE_STEPS = 3;

/** Key of an alert of a rule: of one of its series, or "failing". */
export const keyOf = (rule: string, what: string): string => `${rule}:${what}`;

/** Name of the rule in a key. */
export const ruleIn = (key: string): string => key.slice(0, key.lastIndexOf(":"));

/** What tells a series from the others of its rule, whatever others there are. */
const identity = ({ labels, name }: MeasuredSeries): string => {
  const all = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprint(all.length > 0 ? JSON.stringify(all) : name);
};

const isBeyond = ({ threshold: { value, trouble } }: ThresholdRule, point: number): boolean =>
  trouble === "above" ? point > value : point < value;

/** The shortest time that is asked for: a source that stores a point a minute, some minutes late, has one in it. */
const SHORTEST_MS = 5 * 60_000;

/** How long a time is asked for, in milliseconds; of one that is longer than `for`, what ends with the newest point counts. */
export const windowMs = ({ forMs }: ThresholdRule): number => Math.max(forMs, SHORTEST_MS);

type Points = Pick<Measured, "series" | "timesMs">;
type Values = MeasuredSeries["values"];

/** The points of the last `for`, up to the newest that there is, and what is missing after that. */
const lastOf = (rule: ThresholdRule, values: Values, timesMs: readonly number[]): Values => {
  const newestMs = timesMs[values.findLastIndex((value) => value !== null)] ?? 0;
  return values.slice(timesMs.findIndex((atMs) => atMs > newestMs - Math.max(1, rule.forMs)));
};

const stateOf = (rule: ThresholdRule, values: Values): Verdict["state"] => {
  const known = values.flatMap((value) => (value === null ? [] : [value]));
  if (!known.every((value) => isBeyond(rule, value))) return "ok";
  const before = values.findIndex((value) => value !== null);
  const after = values.length - 1 - values.findLastIndex((value) => value !== null);
  return before <= LATE_STEPS && after <= LATE_STEPS ? "firing" : "unsure";
};

/** Each series that has any point in the window: it fires when all of the last `for` is beyond the limit. Pure. */
export const judge = (rule: ThresholdRule, { series, timesMs }: Points): readonly Verdict[] =>
  series.flatMap((one) => {
    const value = one.values.findLast((point) => point !== null) ?? undefined;
    if (value === undefined) return [];
    const { __name__: _metric, ...labels } = one.labels;
    const key = keyOf(rule.name, identity(one));
    return [{ key, name: one.name, labels, state: stateOf(rule, lastOf(rule, one.values, timesMs)), value }];
  });

/** It went on so far beyond the limit that what was told of it is not true any more: twice as far. */
export const isWorse = ({ threshold }: ThresholdRule, now: number, told: number): boolean =>
  Math.abs(now - threshold.value) >= 2 * Math.abs(told - threshold.value);

/** "above 500 ms" */
export const limitWords = ({ threshold: { trouble, value }, unit }: ThresholdRule, found = unit): string =>
  `${trouble} ${formatValue(value, found)}`;

/** "above 500 ms for 5 min, every 1 min" */
export const ruleWords = (rule: ThresholdRule): string =>
  `${limitWords(rule)} for ${formatDuration(rule.forMs)}, every ${formatDuration(rule.everyMs)}`;

/** The worst value first: the furthest beyond, or the nearest to it. */
export const worstFirst = (rule: ThresholdRule, verdicts: readonly Verdict[]): readonly Verdict[] => {
  const sign = rule.threshold.trouble === "above" ? -1 : 1;
  return [...verdicts].sort((a, b) => sign * (a.value - b.value));
};
