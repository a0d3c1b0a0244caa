import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { oneLine, whenOf } from "../../src/graphs/measure-asked.ts";
import { gapMarks } from "../../src/graphs/measure-marks.ts";
import { othersOf } from "../../src/graphs/measure-series.ts";

const MINUTE = 60_000;
const WINDOW = { fromMs: 0, toMs: 60 * MINUTE, tz: "UTC" };
const minutes = Array.from({ length: 60 }, (_, at) => at * MINUTE);
const known = { timesMs: minutes, stepMs: MINUTE };

describe("gaps", () => {
  const gapsOf = (isKnown: (at: number) => boolean, lastsMs: number) =>
    gapMarks(known, [minutes.map((_, at) => (isKnown(at) ? 0 : null))], WINDOW, lastsMs).map(({ from, to, label }) =>
      `${from / MINUTE}-${to / MINUTE} ${label}`.trim(),
    );

  it("between columns are marked however short, for a missing column looks like none", () => {
    assert.deepEqual(
      gapsOf((at) => at !== 20, MINUTE),
      ["20-21"],
    );
    assert.deepEqual(
      gapsOf((at) => at > 9 && at < 50, MINUTE),
      ["0-10 no data", "50-60 no data"],
    );
    assert.deepEqual(
      gapsOf(() => true, MINUTE),
      [],
    );
  });

  it("between points are marked when they are long", () => {
    assert.deepEqual(
      gapsOf((at) => at !== 20, 0),
      [],
    );
    assert.deepEqual(
      gapsOf((at) => at < 20 || at > 25, 0),
      ["19-26 no data"],
    );
  });
});

describe("words about a range", () => {
  it("say how far clocks are ahead on a day on which they change", () => {
    const of = (from: string, to: string) =>
      whenOf({ fromMs: Date.parse(from), toMs: Date.parse(to), tz: "Europe/Berlin" });
    assert.equal(
      of("2026-10-24T23:30Z", "2026-10-25T01:30Z"),
      "Sun 25 Oct 01:30 – 02:30 (Europe/Berlin, UTC+2 then UTC+1)",
    );
    assert.equal(of("2026-11-21T13:00Z", "2026-11-21T14:00Z"), "Sat 21 Nov 14:00 – 15:00 (Europe/Berlin)");
    assert.match(of("2026-10-01T00:00Z", "2026-11-01T00:00Z"), /\(Europe\/Berlin\)$/);
  });
});

describe("one line", () => {
  it("has no breaks and nothing that turns words about, and is cut between letters", () => {
    assert.equal(oneLine(" a\n b\t\u202Egnirts\u202C\u2066x\u2069 ", 80), "a b gnirtsx");
    assert.equal(oneLine("עיכוב\u200f api-1", 80), "עיכוב\u200f api-1");
    assert.equal(oneLine("🚒🚒🚒🚒", 3), "🚒🚒…");
  });
});

describe("the row of all others", () => {
  const rows = (count: number, value: number) =>
    Array.from({ length: count }, (_, at) => ({ name: `r${at}`, values: [value, null] }));

  it("is a sum unless that would press flat what is drawn apart", () => {
    const drawn = rows(12, 100);
    assert.deepEqual(othersOf(rows(4, 20), "sum", drawn), { name: "4 others", hue: 8, values: [80, null] });
    assert.deepEqual(othersOf(rows(48, 90), "sum", drawn), { name: "48 others (mean)", hue: 8, values: [90, null] });
    assert.deepEqual(othersOf(rows(4, 20), "mean", drawn), { name: "4 others (mean)", hue: 8, values: [20, null] });
    assert.equal(othersOf(rows(1, 900), "sum", drawn).name, "r0");
  });
});
