import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { cronOf, type JobTime, latestDue, nextDue } from "../../src/core/job-times.ts";

const iso = (atMs: number): string => new Date(atMs).toISOString();
const at = (text: string): number => Date.parse(text);
const time = (clock: string, tz: string, day?: number): JobTime => {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return { atMin: hour * 60 + minute, tz, day };
};

describe("moments at which a job is due", () => {
  it("are on its weekday in its zone, at or before now and after it", () => {
    const monday = time("09:00", "Europe/Berlin", 1);
    assert.equal(iso(latestDue(monday, at("2026-11-18T12:00:00Z"))), "2026-11-16T08:00:00.000Z");
    assert.equal(iso(nextDue(monday, at("2026-11-18T12:00:00Z"))), "2026-11-23T08:00:00.000Z");
    assert.equal(iso(latestDue(monday, at("2026-11-16T08:00:00Z"))), "2026-11-16T08:00:00.000Z");
    assert.equal(iso(latestDue(monday, at("2026-11-16T07:59:59.999Z"))), "2026-11-09T08:00:00.000Z");
    assert.equal(iso(nextDue(monday, at("2026-11-16T08:00:00Z"))), "2026-11-23T08:00:00.000Z");
  });

  it("follow the wall clock over a change of summer time", () => {
    const sunday = time("09:00", "Europe/Berlin", 7);
    assert.equal(iso(latestDue(sunday, at("2026-10-24T12:00:00Z"))), "2026-10-18T07:00:00.000Z");
    assert.equal(iso(nextDue(sunday, at("2026-10-24T12:00:00Z"))), "2026-10-25T08:00:00.000Z");
  });

  it("that the clocks skip are the first moment after", () => {
    const daily = time("02:30", "Europe/Berlin");
    assert.equal(iso(nextDue(daily, at("2026-03-29T00:00:00Z"))), "2026-03-29T01:00:00.000Z");
    assert.equal(iso(latestDue(daily, at("2026-03-29T01:00:00Z"))), "2026-03-29T01:00:00.000Z");
    assert.equal(iso(nextDue(daily, at("2026-03-29T01:00:00Z"))), "2026-03-30T00:30:00.000Z");
  });

  it("that come twice are due at the first alone", () => {
    const daily = time("02:30", "Europe/Berlin");
    assert.equal(iso(nextDue(daily, at("2026-10-25T00:00:00Z"))), "2026-10-25T00:30:00.000Z");
    assert.equal(iso(nextDue(daily, at("2026-10-25T00:30:00Z"))), "2026-10-26T01:30:00.000Z");
    assert.equal(iso(latestDue(daily, at("2026-10-25T01:45:00Z"))), "2026-10-25T00:30:00.000Z");
  });

  it("are right where summer time is half an hour (Lord Howe)", () => {
    const daily = time("02:15", "Australia/Lord_Howe");
    // On 4 October 2026 the clocks go from 02:00 (+10:30) to 02:30 (+11:00).
    assert.equal(iso(nextDue(daily, at("2026-10-03T12:00:00Z"))), "2026-10-03T15:30:00.000Z");
    assert.equal(iso(nextDue(daily, at("2026-10-03T15:30:00Z"))), "2026-10-04T15:15:00.000Z");
    // On 5 April 2026 they go from 02:00 (+11:00) back to 01:30 (+10:30): 01:45 comes twice.
    const twice = time("01:45", "Australia/Lord_Howe");
    assert.equal(iso(nextDue(twice, at("2026-04-04T12:00:00Z"))), "2026-04-04T14:45:00.000Z");
    assert.equal(iso(nextDue(twice, at("2026-04-04T14:45:00Z"))), "2026-04-05T15:15:00.000Z");
  });

  it("are right where midnight is skipped (Cairo)", () => {
    const daily = time("00:00", "Africa/Cairo");
    // On 24 April 2026 the day begins at 01:00 (+03:00).
    assert.equal(iso(nextDue(daily, at("2026-04-23T12:00:00Z"))), "2026-04-23T22:00:00.000Z");
    assert.equal(iso(nextDue(daily, at("2026-04-23T22:00:00Z"))), "2026-04-24T21:00:00.000Z");
    assert.equal(
      iso(latestDue(time("00:30", "Africa/Cairo", 5), at("2026-04-24T10:00:00Z"))),
      "2026-04-23T22:00:00.000Z",
    );
  });

  it("are right in a zone that left a whole day out (Apia, 30 December 2011, a Friday)", () => {
    const friday = time("09:00", "Pacific/Apia", 5);
    assert.equal(iso(latestDue(friday, at("2011-12-31T00:00:00Z"))), "2011-12-30T10:00:00.000Z");
    assert.equal(iso(nextDue(friday, at("2011-12-30T10:00:00Z"))), "2012-01-05T19:00:00.000Z");
  });

  it("walk on without a hole or a double through years of every kind of clock", () => {
    for (const tz of ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/New_York", "UTC", "Asia/Gaza"])
      for (const clock of ["00:00", "00:30", "01:45", "02:15", "02:30", "23:59"]) {
        const daily = time(clock, tz);
        let dueMs = nextDue(daily, at("2025-12-31T00:00:00Z"));
        for (let count = 0; count < 400; count += 1) {
          const afterMs = nextDue(daily, dueMs);
          const hours = (afterMs - dueMs) / 3_600_000;
          assert.ok(hours > 20 && hours < 28, `${tz} ${clock}: ${hours} h after ${iso(dueMs)}`);
          assert.equal(latestDue(daily, afterMs - 1), dueMs, `${tz} ${clock}`);
          assert.equal(latestDue(daily, afterMs), afterMs);
          dueMs = afterMs;
        }
      }
  });

  it("are written as a crontab, Sunday as 0", () => {
    assert.equal(cronOf(time("09:05", "UTC", 1)), "5 9 * * 1");
    assert.equal(cronOf(time("00:30", "UTC", 7)), "30 0 * * 0");
    assert.equal(cronOf(time("23:59", "UTC")), "59 23 * * *");
  });
});
