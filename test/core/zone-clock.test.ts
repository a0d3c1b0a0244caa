import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Temporal } from "temporal-polyfill";
import {
  createZoneClock,
  dayOfWall,
  formatDay,
  hourOfWall,
  isZone,
  weekdayOf,
} from "../../src/core/time/zone-clock.ts";

const FROM = Date.parse("2026-01-01T00:00:00Z");
const TO = Date.parse("2027-01-01T00:00:00Z");
const ZONES = ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"];

describe("createZoneClock", () => {
  for (const tz of ZONES)
    it(`agrees with Temporal in ${tz}, to the millisecond around each change`, () => {
      const clock = createZoneClock(tz, FROM, TO);
      const zoned = (atMs: number) => Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(tz);
      const times = Array.from({ length: 400 }, (_, index) => FROM + index * 78_123_457).filter((atMs) => atMs < TO);
      let change = zoned(FROM).getTimeZoneTransition("next");
      for (let count = 0; change !== null && change.epochMilliseconds < TO && count < 10; count += 1) {
        times.push(change.epochMilliseconds - 1, change.epochMilliseconds, change.epochMilliseconds + 1);
        change = change.getTimeZoneTransition("next");
      }
      for (const atMs of times) {
        const [wall, at] = [clock.wallMs(atMs), zoned(atMs)];
        const found = [formatDay(dayOfWall(wall)), hourOfWall(wall), weekdayOf(dayOfWall(wall))];
        assert.deepEqual(found, [String(at.toPlainDate()), at.hour, at.dayOfWeek], String(at));
      }
    });

  it("knows zones from nonsense", () => {
    assert.deepEqual(["Europe/Berlin", "Mars/Olympus", ""].map(isZone), [true, false, false]);
    assert.throws(() => createZoneClock("Mars/Olympus", FROM, TO), RangeError);
  });

  it("counts days before 1970 too", () => {
    assert.deepEqual([formatDay(-1), weekdayOf(-1), hourOfWall(-1)], ["1969-12-31", 3, 23]);
  });
});
