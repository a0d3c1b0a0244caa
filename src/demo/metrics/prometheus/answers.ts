import { createEvaluate } from "./evaluate.ts";
import { parseQuery } from "./parse.ts";
import { Refusal } from "./refusal.ts";
import type { DemoSeries } from "./series.ts";
import type { Vector } from "./vector.ts";

/** https://github.com/prometheus/prometheus/blob/v2.42.0/web/api/v1/api.go */
const MOST_POINTS = 11_000;

/** What is asked of a range, as it came. */
export interface RangeParameters {
  readonly query: string;
  readonly start: string;
  readonly end: string;
  readonly step: string;
}

const readTime = (name: string, text: string): number => {
  const ms = /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (text !== "" && Number.isFinite(ms)) return Math.round(ms);
  throw new Refusal(400, `invalid parameter "${name}": cannot parse "${text}" to a valid timestamp`);
};

const STEP = /^(\d+(?:\.\d+)?)(ms|[smhdw])?$/;
const STEP_MS: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

const readStep = (text: string): number => {
  const [, count, unit = "s"] = STEP.exec(text) ?? [];
  if (count === undefined)
    throw new Refusal(400, `invalid parameter "step": cannot parse "${text}" to a valid duration`);
  const ms = Number(count) * (STEP_MS[unit] ?? 0);
  if (ms > 0) return ms;
  throw new Refusal(
    400,
    'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
  );
};

const readRange = ({ start, end, step }: RangeParameters) => {
  const [fromMs, toMs] = [readTime("start", start), readTime("end", end)];
  if (toMs < fromMs) throw new Refusal(400, 'invalid parameter "end": end timestamp must not be before start time');
  const stepMs = readStep(step);
  if ((toMs - fromMs) / stepMs > MOST_POINTS)
    throw new Refusal(
      400,
      "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)",
    );
  return { fromMs, toMs, stepMs };
};

/** As Go writes numbers into JSON, which is how JavaScript writes them. */
const textOf = (value: number): string => {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
  return String(value);
};

const asVector = (value: number | Vector): Vector => (typeof value === "number" ? [{ labels: {}, value }] : value);

/** The matrix of a range query. Throws Refusal. */
export const answerRange = (parameters: RangeParameters, series: readonly DemoSeries[], nowMs: number): object => {
  const { fromMs, toMs, stepMs } = readRange(parameters);
  const expression = parseQuery(parameters.query);
  const evaluate = createEvaluate(series, nowMs);
  const rows = new Map<string, { readonly metric: object; readonly values: [number, string][] }>();
  for (let atMs = fromMs; atMs <= toMs; atMs += stepMs)
    for (const { labels, value } of asVector(evaluate(expression, atMs))) {
      const key = JSON.stringify(labels);
      const row = rows.get(key) ?? { metric: labels, values: [] };
      row.values.push([atMs / 1000, textOf(value)]);
      rows.set(key, row);
    }
  return { resultType: "matrix", result: [...rows.values()] };
};

/** What a query gives at one moment. Throws Refusal. */
export const answerInstant = (query: string, time: string, series: readonly DemoSeries[], nowMs: number): object => {
  const atMs = time === "" ? nowMs : readTime("time", time);
  const value = createEvaluate(series, nowMs)(parseQuery(query), atMs);
  if (typeof value === "number") return { resultType: "scalar", result: [atMs / 1000, textOf(value)] };
  const result = value.map((one) => ({ metric: one.labels, value: [atMs / 1000, textOf(one.value)] }));
  return { resultType: "vector", result };
};
