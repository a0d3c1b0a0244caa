import { strict as assert } from "node:assert";
import type { Integration } from "../../src/core/integration.ts";
import type { LogCount, LogQuestion, LogSource } from "../../src/core/measure.ts";
import { type DemoLine, shopLines } from "../../src/demo/metrics/log-lines.ts";
import { type AskJson, createAskJson } from "../../src/lib/ask-json.ts";
import { log } from "./pager-setup.ts";

export const HOUR_MS = 3_600_000;
/** Saturday morning; 20 minutes earlier a burst of 502s was over. */
export const NOW_MS = Date.parse("2026-11-21T09:30:00Z");

/** What an integration counts with, once it is set up. */
export const logsOf = (
  integration: Integration,
  settings: Readonly<Record<string, string>>,
  clock: () => number = () => NOW_MS,
): LogSource => {
  const unset = Object.fromEntries(Object.keys(integration.settings).map((name) => [name, undefined]));
  const signal = new AbortController().signal;
  const { logs } = integration.connect?.({ ...unset, ...settings }, { clock, log, signal }) ?? {};
  assert.ok(logs, `${integration.name} counts nothing`);
  return logs;
};

/** The last hour, unless it is asked otherwise. */
export const question = (text: string, more: Partial<LogQuestion> = {}): LogQuestion => ({
  text,
  fromMs: NOW_MS - HOUR_MS,
  toMs: NOW_MS,
  points: 60,
  tz: "Europe/Berlin",
  ...more,
});

/** The web shop's lines that hold the words, as they were written, in a range. */
export const held = (words: string, { fromMs, toMs }: LogQuestion = question("")): readonly DemoLine[] =>
  shopLines(fromMs, toMs).filter(({ text }) => text.includes(words));

/** Counted by hand: so many of the lines are in each stretch. */
export const inStretches = (lines: readonly DemoLine[], { timesMs, stepMs }: LogCount): readonly number[] =>
  timesMs.map((fromMs) => lines.filter(({ atMs }) => atMs >= fromMs && atMs < fromMs + stepMs).length);

/** The same by what a line says of itself, the loudest first. */
export const byField = (
  lines: readonly DemoLine[],
  field: "host" | "program",
): readonly (readonly [string, number])[] => {
  const names = [...new Set(lines.map((line) => line[field]))];
  return names
    .map((name) => [name, lines.filter((line) => line[field] === name).length] as const)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
};

/** Every number of an answer agrees with the lines that were there. */
export const assertExact = (count: LogCount, lines: readonly DemoLine[]): void => {
  assert.equal(count.count, lines.length);
  assert.equal(count.exact, true);
  assert.deepEqual(count.values, inStretches(lines, count));
  assert.deepEqual(
    count.lines.map(({ atMs, text, host }) => ({ atMs, text, host })),
    lines
      .slice(-3)
      .reverse()
      .map(({ atMs, text, host }) => ({ atMs, text, host })),
  );
};

export const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((all, one) => all + (one ?? 0), 0);

/** An asker that gives up soon, where the wait itself is no matter. */
export const impatient = (service: string): AskJson =>
  createAskJson({
    service,
    keySetting: "its key",
    secrets: [],
    why: () => "",
    signal: new AbortController().signal,
    timeoutMs: 150,
  });
