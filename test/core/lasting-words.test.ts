import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lastingWords } from "../../src/core/time/query.ts";
import { parseTimeRange, type RangeContext } from "../../src/core/time/range.ts";

const NOW: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:45.678Z"), tz: "Europe/Berlin", weekStart: 1 };
const SAID = {
  "this week": "2026-11-16 to 2026-11-22",
  "last week": "2026-11-09 to 2026-11-15",
  "since monday": "2026-11-16 to 2026-11-22",
  "last month": "2026-10-01 to 2026-10-31",
  today: "2026-11-18 to 2026-11-18",
  "last 4 weeks": "2026-10-21T14:23:45.678+02:00 to 2026-11-18T14:23:45.678+01:00",
  "last 3 hours": "2026-11-18T11:23:45.678+01:00 to 2026-11-18T14:23:45.678+01:00",
};

describe("lasting words of a range", () => {
  for (const [said, words] of Object.entries(SAID))
    it(`"${said}" is "${words}", the same window whenever it is said`, () => {
      const range = parseTimeRange(said, NOW);
      assert.equal(lastingWords(range), words);
      assert.equal(parseTimeRange(words, NOW).toMs, range.toMs, "now it is the same");
      const later = parseTimeRange(words, { ...NOW, nowMs: NOW.nowMs + 60 * 86_400_000 });
      assert.deepEqual([later.fromMs, later.toMs], [range.fromMs, range.endMs]);
    });

  it("are said as people write moments", () => {
    const words = lastingWords(parseTimeRange("last 3 hours", NOW));
    assert.equal(parseTimeRange(words, NOW).label, "Wed 18 Nov 11:23 – 14:23");
  });
});
