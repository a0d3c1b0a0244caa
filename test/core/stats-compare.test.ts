import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { compareNumbers, compareOf } from "../../src/core/stats/compare.ts";
import { overview } from "../../src/core/stats/overview.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { OncallStats } from "../../src/core/stats.ts";
import { rangeOf } from "./stats-kit.ts";
import { at, factOf, incidentOf, rowsOf } from "./stats-made.ts";

const MIN = 60_000;
/** So many incidents in the week of a day, each acked after some minutes. */
const acked = (count: number, day: string, minutes: number) =>
  Array.from({ length: count }, (_, n) => {
    const openedAtMs = at(`${day}T10:00`) + n;
    return incidentOf(`${day} ${n}`, `${day}T10:00`, { openedAtMs, ackedAtMs: openedAtMs + minutes * MIN });
  });
const week = (words: string, rows: Partial<StatsRows>): OncallStats =>
  overview.compute(rowsOf(rows), { range: rangeOf(words) });
const row = (label: string, a: OncallStats, b: OncallStats) => compareOf(a, b).find((one) => one.label === label);

describe("a comparison", () => {
  const before = acked(20, "11-03", 4);

  it("counts go from a to b, as they are", () => {
    const facts = [factOf("11-10T14:00"), factOf("11-11T04:00"), factOf("11-12T04:00")];
    const rows = { incidents: [...before, ...acked(17, "11-10", 4)], facts };
    const [a, b] = [week("2026-W45", rows), week("2026-W46", rows)];
    assert.deepEqual(row("Incidents", a, b), { label: "Incidents", a: "20", b: "17", change: "−3" });
    assert.deepEqual(row("Pages", a, b), { label: "Pages", a: "0", b: "3", change: "+3" });
    assert.deepEqual(row("Pages at night", a, b)?.b, "2");
    assert.deepEqual(row("Nights", a, b)?.change, "+2");
    assert.deepEqual(row("Acks", a, b)?.change, "±0");
    assert.ok(compareOf(a, b).every(({ label }) => label.length <= 14));
  });

  it("means only where both are of 20 or more, always with how many", () => {
    const of = (count: number, minutes: number) => week("2026-W46", { incidents: acked(count, "11-10", minutes) });
    const a = week("2026-W45", { incidents: before });
    assert.deepEqual(row("MTTA", a, of(20, 6)), {
      label: "MTTA",
      a: "4 min · n 20",
      b: "6 min · n 20",
      change: "+2 min",
    });
    assert.deepEqual(row("MTTA", a, of(20, 3))?.change, "−1 min");
    assert.deepEqual(row("MTTA", a, of(19, 6))?.change, "too few to compare");
    assert.deepEqual(row("MTTA", of(19, 6), a)?.change, "too few to compare");
    assert.deepEqual(row("MTTR, people", a, a), { label: "MTTR, people", a: "none", b: "none", change: "" });
  });

  it("what was never read is no zero, what was read in part is not compared", () => {
    const a = week("2026-W45", { incidents: before });
    const unread = week("2026-W46", { sinceMs: at("11-20T00:00") });
    assert.deepEqual(row("Pages", a, unread), { label: "Pages", a: "0", b: "no data", change: "" });
    assert.deepEqual(row("MTTA", unread, a)?.a, "no data");
    assert.deepEqual(row("Pages", a, week("2026-W46", { asOfMs: null }))?.b, "no data");
    const partly = week("2026-W46", { incidents: acked(30, "11-12", 4), sinceMs: at("11-11T00:00") });
    assert.deepEqual(row("Incidents", a, partly), { label: "Incidents", a: "20", b: "30", change: "" });
  });

  it("has the numbers for a picture: counts, then mean times", () => {
    const [a, b] = [week("2026-W45", { incidents: before }), week("2026-W46", { sinceMs: at("11-20T00:00") })];
    const numbers = compareNumbers(a, b);
    assert.deepEqual(numbers[0], { label: "Incidents", unit: "count", a: 20, b: null });
    assert.deepEqual(
      numbers.find(({ label }) => label === "MTTA"),
      { label: "MTTA", unit: "ms", a: 4 * MIN, b: null, n: { a: 20, b: 0 } },
    );
  });
});
