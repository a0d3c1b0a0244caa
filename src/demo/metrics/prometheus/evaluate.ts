import { quantileOf } from "./quantile.ts";
import { Refusal } from "./refusal.ts";
import { createSamples, growth, type Samples } from "./samples.ts";
import type { DemoSeries } from "./series.ts";
import { type Aggregate, type Expression, isComparison, type Operator, type Selector } from "./syntax.ts";
import type { Vector } from "./vector.ts";

/** One number, or series. */
export type Value = number | Vector;

type Found = readonly { readonly labels: DemoSeries["labels"]; readonly samples: Samples }[];

/** Evaluates an expression at one moment. Throws Refusal(422) for what cannot be matched. */
export type Evaluate = (expression: Expression, atMs: number) => Value;

const unnamed = ({ __name__: _name, ...labels }: Readonly<Record<string, string>>) => labels;

const keyOf = (labels: Readonly<Record<string, string>>): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Series that only their names told apart cannot stand beside each other without them. */
const requireUnlike = (series: Vector): Vector => {
  if (new Set(series.map(({ labels }) => keyOf(labels))).size === series.length) return series;
  throw new Refusal(422, "vector cannot contain metrics with the same labelset");
};

const calculate = (sign: Operator, left: number, right: number): number => {
  if (sign === "+") return left + right;
  if (sign === "-") return left - right;
  return sign === "*" ? left * right : left / right;
};

const holds = (sign: Operator, left: number, right: number): boolean => {
  if (sign === "==") return left === right;
  if (sign === "!=") return left !== right;
  if (sign === ">") return left > right;
  if (sign === "<") return left < right;
  return sign === ">=" ? left >= right : left <= right;
};

const withNumber = (sign: Operator, series: Vector, number: number, seriesLeft: boolean): Vector => {
  const sides = (value: number): readonly [number, number] => (seriesLeft ? [value, number] : [number, value]);
  if (isComparison(sign)) return series.filter(({ value }) => holds(sign, ...sides(value)));
  return requireUnlike(
    series.map(({ labels, value }) => ({ labels: unnamed(labels), value: calculate(sign, ...sides(value)) })),
  );
};

const byKey = (series: Vector): ReadonlyMap<string, Vector[number]> => {
  const found = new Map<string, Vector[number]>();
  for (const one of series) {
    const key = keyOf(unnamed(one.labels));
    if (found.has(key))
      throw new Refusal(
        422,
        "found duplicate series for the match group on the right hand-side of the operation;many-to-many matching not allowed: matching labels must be unique on one side",
      );
    found.set(key, one);
  }
  return found;
};

const matched = (sign: Operator, left: Vector, right: Vector): Vector => {
  if (left.length === 0 || right.length === 0) return [];
  const others = byKey(right);
  const seen = new Set<string>();
  return left.flatMap((one) => {
    const key = keyOf(unnamed(one.labels));
    const other = others.get(key);
    if (!other) return [];
    if (seen.has(key))
      throw new Refusal(
        422,
        "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
      );
    seen.add(key);
    if (isComparison(sign)) return holds(sign, one.value, other.value) ? [one] : [];
    return [{ labels: unnamed(one.labels), value: calculate(sign, one.value, other.value) }];
  });
};

const binary = (sign: Operator, left: Value, right: Value): Value => {
  if (typeof left === "number" && typeof right === "number") return calculate(sign, left, right);
  if (typeof left === "number") return typeof right === "number" ? left : withNumber(sign, right, left, false);
  return typeof right === "number" ? withNumber(sign, left, right, true) : matched(sign, left, right);
};

const AGGREGATE: Readonly<Record<Aggregate, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  count: (values) => values.length,
};

const aggregate = (
  series: Vector,
  { how, mode, labels: names }: Extract<Expression, { kind: "aggregate" }>,
): Vector => {
  const groups = new Map<string, { readonly labels: Readonly<Record<string, string>>; readonly values: number[] }>();
  for (const { labels, value } of series) {
    const kept = Object.fromEntries(
      Object.entries(mode === "by" ? labels : unnamed(labels)).filter(
        ([name]) => names.includes(name) === (mode === "by"),
      ),
    );
    const key = keyOf(kept);
    const group = groups.get(key) ?? { labels: kept, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, values }) => ({ labels, value: AGGREGATE[how](values) }));
};

/** An evaluator over all series as they are at `nowMs`. */
export const createEvaluate = (series: readonly DemoSeries[], nowMs: number): Evaluate => {
  const chosen = new Map<Selector, Found>();
  const find = (selector: Selector): Found => {
    const before = chosen.get(selector);
    if (before) return before;
    const found = series
      .filter(({ labels }) => selector.matches.every(({ label, fits }) => fits(labels[label] ?? "")))
      .map((one) => ({ labels: one.labels, samples: createSamples(one, nowMs) }));
    chosen.set(selector, found);
    return found;
  };
  const vectorOf = (selector: Selector, atMs: number): Vector =>
    find(selector).flatMap(({ labels, samples }) => {
      const value = samples.latest(atMs - selector.offsetMs);
      return value === undefined ? [] : [{ labels, value }];
    });
  const changeOf = ({ how, of }: Extract<Expression, { kind: "change" }>, atMs: number): Vector => {
    const toMs = atMs - of.offsetMs;
    const rangeMs = of.rangeMs ?? 0;
    const changed = find(of).flatMap(({ labels, samples }) => {
      const span = samples.span(toMs - rangeMs, toMs);
      if (!span) return [];
      const grown = growth(span, toMs - rangeMs, toMs);
      return [{ labels: unnamed(labels), value: how === "rate" ? grown / (rangeMs / 1000) : grown }];
    });
    return requireUnlike(changed);
  };
  const evaluate: Evaluate = (expression, atMs) => {
    if (expression.kind === "number") return expression.value;
    if (expression.kind === "selector") return vectorOf(expression, atMs);
    if (expression.kind === "change") return changeOf(expression, atMs);
    if (expression.kind === "binary")
      return binary(expression.sign, evaluate(expression.left, atMs), evaluate(expression.right, atMs));
    const inner = evaluate(expression.of, atMs);
    const vector = typeof inner === "number" ? [] : inner;
    if (expression.kind === "aggregate") return aggregate(vector, expression);
    const q = evaluate(expression.q, atMs);
    return quantileOf(typeof q === "number" ? q : Number.NaN, vector);
  };
  return evaluate;
};
