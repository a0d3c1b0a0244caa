import { Failure } from "../../core/failure.ts";
import type { By } from "../../core/measure.ts";

const refuse = (target: string, what: string): Failure =>
  new Failure("usage", `Graphite: ${what} in ${target.length} characters of target`, {
    tell: `Graphite would read that query as nothing: ${what}. Try averageSeries(stats.timers.*.mean).`,
  });

/** Graphite answers a target that it cannot read with no series at all, so what is plainly wrong is told here. */
const requireBalanced = (target: string): void => {
  const bare = target.replace(/"[^"]*"|'[^']*'/g, "");
  if (/["']/.test(bare)) throw refuse(target, "a quote is not closed");
  for (const [open, close] of ["()", "{}", "[]"] as const) {
    const [opened, closed] = [bare.split(open ?? "").length, bare.split(close ?? "").length];
    if (opened !== closed) throw refuse(target, `"${opened > closed ? open : close}" is there once too often`);
  }
};

/** What is outside of brackets and quotes: signs inside are "_". */
const bareOf = (target: string): string => {
  let depth = 0;
  return target
    .replace(/"[^"]*"|'[^']*'/g, (quoted) => "_".repeat(quoted.length))
    .replace(/[\s\S]/g, (sign) => {
      if (/[)}\]]/.test(sign)) depth -= 1;
      const shown = depth > 0 ? "_" : sign;
      if (/[({[]/.test(sign)) depth += 1;
      return shown;
    });
};

/** Graphite draws the first of several words, and leaves the others out without a word. */
const requireOne = (target: string): void => {
  const at = bareOf(target).search(/(?<![\s,|])\s+(?![\s,|])/);
  if (at < 0) return;
  const rest = target.slice(at).trim();
  throw new Failure("usage", `Graphite: more than a target in ${target.length} characters`, {
    tell: `Graphite would draw "${target.slice(0, at)}" and leave "${rest.slice(0, 60)}" out. Several in one: group(a, b).`,
  });
};

/** Several targets as one; Graphite alone would draw the first of them. */
const grouped = (target: string): string => (bareOf(target).includes(",") ? `group(${target})` : target);

/** The highest of what falls together into one point; undefined where the target says itself how points are put together. */
export const peaksTarget = (target: string): string | undefined =>
  /\b(?:consolidateBy|cumulative)\s*\(/.test(target) ? undefined : `consolidateBy(${target}, "max")`;

/** How the series of `peaksTarget` is called. */
export const peaksName = (name: string): string => `consolidateBy(${name},"max")`;

/** Whether points add up all of their step: then one that is not over yet says too little. */
export const addsUp = (target: string): boolean => /\b(?:smartSummarize|summarize|hitcount)\s*\(/.test(target);

/** The target, or made one series for each value of a tag, or of a node by its number from 0. Throws Failure("usage"). */
export const targetOf = (query: string, by: By | undefined): string => {
  requireBalanced(query.trim());
  requireOne(query.trim());
  const target = grouped(query.trim());
  if (!by) return target;
  if (/^\d{1,2}$/.test(by.label)) return `groupByNode(${target}, ${by.label}, "${by.how}")`;
  if (/^[\w.-]+$/.test(by.label)) return `groupByTags(${target}, "${by.how}", "${by.label}")`;
  throw new Failure("usage", `Graphite: no tag: ${by.label}`, {
    tell: `"${by.label}" is no name of a tag. It takes a tag such as host, or the number of a node, from 0.`,
  });
};

/** What StatsD makes of a timer in milliseconds: https://github.com/statsd/statsd/blob/master/docs/metric_types.md#timing */
const TIMER = /(?:^|\.)timers\..*\.(?:mean|median|upper|lower|std|sum)(?:_\d+)?$/;

/** "ms" for StatsD's timers; undefined for all others, because Graphite knows no units. */
export const unitOf = (paths: readonly string[]): string | undefined =>
  paths.length > 0 && paths.every((path) => TIMER.test(path)) ? "ms" : undefined;
