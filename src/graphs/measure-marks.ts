import type { Annotation } from "../core/chart.ts";
import type { Mark, MeasureWindow } from "../core/measure/data.ts";
import { formatValue } from "../core/measure/units.ts";
import type { Threshold } from "../core/measure.ts";
import { oneLine } from "./measure-asked.ts";

const LONGEST_LABEL = 44;
/** A gap is named when it is at least so many steps and that share of the range. */
const GAP_STEPS = 3;
const GAP_SHARE = 0.03;

type Tone = Annotation["tone"];

const lane = (from: number, to: number, label: string, tone: Tone): Annotation => ({
  ...{ axis: "x" as const, from, to, tone, lane: true },
  label: oneLine(label, LONGEST_LABEL),
});

/** Red until somebody took it, amber from then on; an open one goes on to the edge. */
const incidentBars = ({ label, fromMs, ackedMs, toMs }: Mark, endMs: number): readonly Annotation[] => {
  const end = toMs ?? endMs;
  const acked = ackedMs === undefined ? end : Math.min(ackedMs, end);
  const red = acked > fromMs || acked === end ? [lane(fromMs, Math.max(acked, fromMs + 1), label, "bad")] : [];
  return acked >= end ? red : [...red, lane(acked, end, red.length === 0 ? label : "", "warn")];
};

const ownMoments = ({ fromMs, ackedMs, toMs }: Mark): readonly Annotation[] => [
  lane(fromMs, fromMs, "opened", "bad"),
  ...(ackedMs === undefined ? [] : [lane(ackedMs, ackedMs, "acked", "warn")]),
  ...(toMs === undefined ? [] : [lane(toMs, toMs, "resolved", "good")]),
];

const markOf = (mark: Mark, endMs: number): readonly Annotation[] => {
  if (mark.kind === "deploy") return [lane(mark.fromMs, mark.fromMs, mark.label, "plain")];
  if (mark.own !== true) return incidentBars(mark, endMs);
  const whole = { axis: "x", from: mark.fromMs, to: mark.toMs ?? endMs, label: "", tone: "bad" } as const;
  return [whole, ...incidentBars(mark, endMs), ...ownMoments(mark)];
};

/** Problems as bars at the upper edge, deploys as lines; the graph's own problem also over the whole height. */
export const marksOf = (marks: readonly Mark[], { toMs }: MeasureWindow): readonly Annotation[] =>
  marks.flatMap((mark) => markOf(mark, toMs));

/** Lines at values: the outermost on each side is red, those before it amber. "> 400 ms" is where trouble begins. */
export const thresholdMarks = (thresholds: readonly Threshold[], unit: string): readonly Annotation[] => {
  const isOutermost = ({ value, trouble }: Threshold): boolean =>
    thresholds.every(
      (other) => other.trouble !== trouble || (trouble === "above" ? other.value <= value : other.value >= value),
    );
  const words = new Map(
    thresholds.map((one) => [`${one.trouble === "above" ? ">" : "<"} ${formatValue(one.value, unit)}`, one]),
  );
  return [...words].map(([label, one]) => ({
    ...{ axis: "y" as const, from: one.value, to: one.value, label },
    tone: isOutermost(one) ? "bad" : "warn",
  }));
};

/**
 * Stretches in which no row has a value; `lastsMs` is how long each value stands for, 0 for points. Between points only
 * long ones, for lines break; of what lasts each one, for a missing column looks like none. Short ones have no name.
 */
export const gapMarks = (
  { timesMs, stepMs }: { readonly timesMs: readonly number[]; readonly stepMs: number },
  rows: readonly (readonly (number | null)[])[],
  { fromMs, toMs }: MeasureWindow,
  lastsMs: number,
): readonly Annotation[] => {
  const named = Math.max(GAP_STEPS * stepMs, GAP_SHARE * (toMs - fromMs));
  const least = lastsMs > 0 ? lastsMs - 1 : named;
  const gaps: Annotation[] = [];
  let last = fromMs;
  const close = (at: number): void => {
    const label = at - last > named ? "no data" : "";
    if (at - last > least) gaps.push({ axis: "x", from: last, to: at, label, tone: "plain" });
  };
  for (const [place, at] of timesMs.entries()) {
    if (rows.every((values) => (values[place] ?? null) === null)) continue;
    close(at);
    last = at + lastsMs;
  }
  close(toMs);
  return gaps;
};
