import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { axisUnit, formatLogTicks, formatTicks, formatValue, tickStep, wholeOf } from "../../src/core/measure/units.ts";
import { changeWords, figuresOf, logsSummary, pointsSummary } from "../../src/core/measure/words.ts";

describe("values in their units", () => {
  it("are written as people read them, whatever the source calls the unit", () => {
    const written: readonly (readonly [number, string, string])[] = [
      [0.4123, "seconds", "412 ms"],
      [1234, "Milliseconds", "1.23 s"],
      [90, "s", "1.5 min"],
      [5400, "second", "1.5 h"],
      [0, "ms", "0 s"],
      [1536, "bytes", "1.5 KiB"],
      [2 ** 31, "Bytes/Second", "2 GiB/s"],
      [12_345_678, "Bps", "11.8 MiB/s"],
      [1_048_576, "binBps", "1 MiB/s"],
      [8_000_000, "binbps", "8 Mbit/s"],
      [8_000_000, "bps", "8 Mbit/s"],
      [12, "locale", "12"],
      [99.95, "percent", "99.95 %"],
      [0.4321, "ratio", "43.2 %"],
      [12, "Percent", "12 %"],
      [1234, "requests", "1,234 requests"],
      [12_345, "reqps", "12.3k requests/s"],
      [1_234_567, "count", "1.23M"],
      [0.001234, "", "0.00123"],
      [-3, "s", "-3 s"],
      [Number.POSITIVE_INFINITY, "s", "∞"],
      [Number.NaN, "s", "no number"],
    ];
    for (const [value, unit, words] of written) assert.equal(formatValue(value, unit), words);
  });

  it("share one unit on an axis, and stay apart", () => {
    assert.deepEqual(formatTicks([0, 500, 1000, 1500], "ms"), ["0 s", "0.5 s", "1 s", "1.5 s"]);
    assert.deepEqual(formatTicks([0, 15, 30, 45, 60, 75], "s"), ["0 s", "15 s", "30 s", "45 s", "60 s", "75 s"]);
    assert.deepEqual(formatTicks([0, 2 ** 29, 2 ** 30], "bytes"), ["0 GiB", "0.5 GiB", "1 GiB"]);
    assert.deepEqual(formatTicks([10_010, 10_020], ""), ["10,010", "10,020"]);
    assert.deepEqual(formatTicks([0, 10_000, 20_000], "requests"), ["0", "10k", "20k"]);
    assert.deepEqual(formatTicks([0, 0.005, 0.01], "ratio"), ["0 %", "0.5 %", "1 %"]);
    assert.deepEqual(formatLogTicks([10, 1000], "ms"), ["10 ms", "1 s"]);
    assert.deepEqual(formatLogTicks([1, 10_000], "requests"), ["1", "10k"]);
  });

  it("have ticks that are round in the unit, and an axis title only for what is counted", () => {
    assert.equal(tickStep(2e9, "bytes", 6), 512 * 1024 ** 2);
    assert.equal(tickStep(300, "s", 6), 60);
    assert.equal(tickStep(300, "requests", 6), undefined);
    assert.deepEqual(["ms", "bytes/s", "requests/s", "count"].map(axisUnit), ["", "", "requests/s", ""]);
    assert.deepEqual([wholeOf("percent"), wholeOf("ratio"), wholeOf("ms")], [100, 1, undefined]);
  });
});

describe("sentences about points", () => {
  it("leave gaps out of every figure", () => {
    assert.deepEqual(figuresOf([null, 4, null, 2, null]), { first: 4, last: 2, min: 2, max: 4, mean: 3, count: 2 });
    assert.equal(figuresOf([null]), undefined);
  });

  it("tell a change in the unit, shares in points, and percents where they say something", () => {
    assert.equal(changeWords(120, 412, "ms"), "up 292 ms (243 %)");
    assert.equal(changeWords(40, 28, "percent"), "down 12 points");
    assert.equal(changeWords(0, 5, ""), "up 5");
    assert.equal(changeWords(1000, 1000.5, ""), "unchanged");
  });

  it("say that there is nothing to compare with, and that nothing has what it was to be split by", () => {
    const summary = pointsSummary({
      ...{ title: "p95", unit: "", count: 1, unsplit: "host", series: [{ name: "a", values: [1, 1] }] },
      earlier: { words: "52 w earlier", values: [] },
    });
    assert.equal(
      summary,
      "p95: last 1, min 1, max 1, unchanged over the range; nothing to compare with 52 w earlier; all in one, because nothing here has host.",
    );
  });

  it("tell last, min, max, change, threshold and comparison", () => {
    const summary = pointsSummary({
      ...{ title: "p95", unit: "seconds", count: 1, thresholds: [{ value: 0.4, trouble: "above" }] },
      series: [{ name: "a", values: [0.12, null, 0.1, 1.2, 0.41] }],
      earlier: { words: "1 w earlier", values: [0.2, 0.2] },
    });
    const expected =
      "p95: last 410 ms, min 100 ms, max 1.2 s, up 290 ms (242 %) over the range; now above the threshold of 400 ms; its mean 260 ms (129 %) above 1 w earlier.";
    assert.equal(summary, expected);
  });

  it("tell a change in two digits, and whole numbers whole", () => {
    const told = (from: number, to: number, unit = "") => changeWords(from, to, unit);
    assert.equal(told(58.09, 62.8), "up 4.7 (8.1 %)");
    assert.equal(told(0.3036, 0.302, "percent"), "down 0.0016 points");
    assert.equal(told(1_000, 1_123), "up 123 (12 %)");
    assert.equal(told(64.1, 51.9, "ms"), "down 12 ms (19 %)");
    assert.equal(told(1e-9, 3.33e-9), "up 2.3e-9 (233 %)");
  });
});

describe("sentences about lines", () => {
  it("call nobody the loudest where no line has what it is counted by", () => {
    const spoken = { text: "502", count: 4, exact: true, when: "today" };
    assert.equal(logsSummary({ ...spoken, groups: [{ name: "(no shard)", count: 4 }] }), '4 lines with "502", today.');
    assert.match(logsSummary({ ...spoken, groups: [{ name: "a", count: 4 }] }), /most from a: 4 \(100 %\)/);
  });
});
