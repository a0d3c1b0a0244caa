import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { inZone, whenSpan } from "../../src/core/time/when.ts";

const HOUR_MS = 3_600_000;
const EVENING_MS = Date.parse("2026-11-21T21:00:00Z");

describe("a span of time", () => {
  it("says the day of its end only when it is more than half a day away", () => {
    const span = (hours: number): string =>
      inZone(whenSpan({ fromMs: EVENING_MS, toMs: EVENING_MS + hours * HOUR_MS }), "Europe/Berlin");
    assert.equal(span(8), "Sat 21 Nov 22:00 – 06:00");
    assert.equal(span(12), "Sat 21 Nov 22:00 – 10:00");
    assert.equal(span(13), "Sat 21 Nov 22:00 – Sun 22 Nov 11:00");
    assert.equal(span(32), "Sat 21 Nov 22:00 – Mon 23 Nov 06:00");
  });
});
