import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { epochMs } from "../../src/lib/epoch.ts";
import { formatValue } from "../../src/lib/value-words.ts";

describe("times that are counts", () => {
  it("are told apart by their digits", () => {
    const ms = 1_795_334_400_123;
    for (const count of [ms, String(ms), "1795334400123000", "1795334400123000045", "1795334400.123"])
      assert.equal(epochMs(count), ms, String(count));
    assert.equal(epochMs(1795334400), 1_795_334_400_000);
    assert.equal(epochMs("12321123"), 12_321_123_000);
  });

  it("are nothing when they are none", () => {
    for (const count of [null, undefined, "", "0", 0, -5, "soon", "1e9", "2026-11-22", Number.NaN, "1".repeat(40)])
      assert.equal(epochMs(count), undefined, String(count));
  });
});

describe("values", () => {
  it("lose the noise of floats", () => {
    const shown = [7.190000057220459, 1240.5, 100, 0.000123456, -12.3456, 0].map(formatValue);
    assert.deepEqual(shown, ["7.19", "1,240.5", "100", "0.000123", "-12.35", "0"]);
  });
});
