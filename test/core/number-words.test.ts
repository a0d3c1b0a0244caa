import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { countOf, formatCount, formatDuration } from "../../src/core/number-words.ts";

const MIN = 60_000;

describe("formatDuration", () => {
  for (const [ms, words] of [
    [-5_000, "0 s"],
    [0, "0 s"],
    [40_000, "40 s"],
    [59_600, "1 min"],
    [4 * MIN, "4 min"],
    [59.6 * MIN, "1 h"],
    [72 * MIN, "1 h 12 min"],
    [120 * MIN, "2 h"],
    [47 * 60 * MIN, "47 h"],
    [51 * 60 * MIN, "2 d 3 h"],
  ] as const)
    it(words, () => assert.equal(formatDuration(ms), words));
});

describe("counts", () => {
  it("have commas and plurals", () => {
    assert.deepEqual([0, 999, 1240, 1234567].map(formatCount), ["0", "999", "1,240", "1,234,567"]);
    assert.deepEqual(
      [countOf(1, "page"), countOf(0, "page"), countOf(2, "delivery", "deliveries")],
      ["1 page", "0 pages", "2 deliveries"],
    );
  });
});
