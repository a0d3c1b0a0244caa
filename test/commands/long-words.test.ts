import assert from "node:assert/strict";
import { test } from "node:test";
import { commands, phrases } from "../../src/commands/index.ts";
import { toFailure } from "../../src/core/failure.ts";
import { parseWords } from "../../src/core/words.ts";

const range = { nowMs: Date.UTC(2026, 10, 21, 18), tz: "Europe/Berlin", weekStart: 1 } as const;
/** Far below what is felt. */
const MOST_MS = 60;

const read = (text: string): string => {
  try {
    return parseWords(text, commands, range, phrases).command.name;
  } catch (error) {
    return toFailure(error).code;
  }
};

/** Time of the processor: others that are busy add none. */
const msOf = (text: string): number => {
  const tries = [1, 2, 3].map(() => {
    const began = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1_000;
  });
  return Math.min(...tries);
};

const BEGINS = [
  "",
  "drm ",
  "pager me ",
  "take ",
  "override ",
  "cover me ",
  "snooze ",
  "audit ",
  "put me on ",
  "ack ",
  "note ",
  "graph ",
  "graph up by ",
  "graph save x = ",
  "graph mark ",
];
const UNITS = ["a", "1 ", "1, ", "ﷺ", "! ", "on 3pm ", "x from 3 ", "me on ", '"" ', "“", "a to ", "at 3 "];

for (const begin of BEGINS)
  test(`no text that begins with "${begin}" takes long to read, however long it is`, () => {
    for (const unit of UNITS)
      for (const length of [390, 4_000, 40_000]) {
        const ms = msOf((begin + unit.repeat(length)).slice(0, length));
        assert.ok(ms < MOST_MS, `${length} characters of ${JSON.stringify(begin + unit)}: ${ms.toFixed(0)} ms`);
      }
  });

test("words with a time among them that are too long are told so", () => {
  assert.throws(
    () => parseWords(`oncall take ${"a ".repeat(300)}for 1h`, commands, range, phrases),
    (error) => toFailure(error).tell?.includes("at most 400 characters") === true,
  );
});

test("an audit is not asked for more words than a database takes", () => {
  assert.throws(
    () => parseWords(`oncall audit today ${"a ".repeat(1_500)}`, commands, range, phrases),
    (error) => toFailure(error).tell?.includes("at most 200 characters") === true,
  );
});
