import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { durationMsOf, splitAhead } from "../../src/core/time/ahead.ts";

/** Saturday afternoon, 15:00 in Berlin. */
const context = { nowMs: Date.parse("2026-11-21T14:00:00Z"), tz: "Europe/Berlin" };

const TABLE: readonly (readonly [words: string, before: string, from: string, to: string])[] = [
  ["web1 2h", "web1", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["host:web1 502s 2h", "host:web1 502s", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["502s for 1h 30m", "502s", "2026-11-21T14:00", "2026-11-21T15:30"],
  ["x for half an hour", "x", "2026-11-21T14:00", "2026-11-21T14:30"],
  ["checkout 2 days", "checkout", "2026-11-21T14:00", "2026-11-23T14:00"],
  ["mysql 5 2h", "mysql 5", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["may day 2h", "may day", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["db until 17:00", "db", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["db until 14:00", "db", "2026-11-21T14:00", "2026-11-22T13:00"],
  ["checkout until tomorrow 9:00", "checkout", "2026-11-21T14:00", "2026-11-22T08:00"],
  ["db until monday", "db", "2026-11-21T14:00", "2026-11-22T23:00"],
  ["db until saturday", "db", "2026-11-21T14:00", "2026-11-27T23:00"],
  ["db until 2026-11-25T22:00", "db", "2026-11-21T14:00", "2026-11-25T21:00"],
  ["db now 2h", "db", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["db from now for 1 hour", "db", "2026-11-21T14:00", "2026-11-21T15:00"],
  ["payments sat 22:00 - 23:30", "payments", "2026-11-21T21:00", "2026-11-21T22:30"],
  ["db tomorrow 22:00-01:00", "db", "2026-11-22T21:00", "2026-11-23T00:00"],
  ["api tomorrow 9:00 - tomorrow 17:00", "api", "2026-11-22T08:00", "2026-11-22T16:00"],
  ["api from today 20:00 until tomorrow 2:00", "api", "2026-11-21T19:00", "2026-11-22T01:00"],
  ["api tomorrow 9:00 for 2 hours", "api", "2026-11-22T08:00", "2026-11-22T10:00"],
  ["db nov 25 10:00 to nov 25 12:00", "db", "2026-11-25T09:00", "2026-11-25T11:00"],
  ["db jan 5 10:00 for 1h", "db", "2027-01-05T09:00", "2027-01-05T10:00"],
  ["monitoring for 2h", "monitoring", "2026-11-21T14:00", "2026-11-21T16:00"],
  ["marketing tomorrow 9:00 - 17:00", "marketing", "2026-11-22T08:00", "2026-11-22T16:00"],
  ["db until this sunday", "db", "2026-11-21T14:00", "2026-11-21T23:00"],
  ["db until tonight 11pm", "db", "2026-11-21T14:00", "2026-11-21T22:00"],
];

describe("a time to come", () => {
  for (const [words, before, from, to] of TABLE)
    it(words, () => {
      const found = splitAhead(words, context);
      const iso = (ms = 0) => new Date(ms).toISOString().slice(0, 16);
      assert.deepEqual([found.before, iso(found.ahead?.fromMs), iso(found.ahead?.toMs)], [before, from, to]);
    });

  it("is not seen where there is none", () => {
    for (const words of ["", "nothing here", "web1", "502s", "host:web1 yesterday", "db nov 31 10:00 for 1h", "12"])
      assert.deepEqual(splitAhead(words, context), { before: words, ahead: undefined });
  });

  it("keeps wall clock hours when the clocks change", () => {
    const night = { nowMs: Date.parse("2026-03-28T12:00:00Z"), tz: "Europe/Berlin" };
    const { ahead } = splitAhead("db sun 1:00 - 4:00", night);
    assert.equal((ahead?.toMs ?? 0) - (ahead?.fromMs ?? 0), 2 * 3_600_000);
    assert.equal(
      splitAhead("db sun 2:30 - 3:30", night).ahead,
      undefined,
      "not a whole day for an hour that is skipped",
    );
    for (const [words, hours] of [
      ["db mon 1:00 - 0:30", 23.5],
      ["db mon 0:30 - 23:30", 23],
      ["db sun 0:30 - 23:30", 22],
    ] as const) {
      const long = splitAhead(words, night).ahead;
      assert.equal((long?.toMs ?? 0) - (long?.fromMs ?? 0), hours * 3_600_000, words);
    }
  });

  it("is not made of a part of what was said: a day or a date that was not understood is left over", () => {
    const now = { nowMs: Date.parse("2026-11-21T12:00:00Z"), tz: "UTC" };
    for (const when of [
      "mon 22:00 - mon 6:00",
      "today 9:00 - 10:00",
      "yesterday 22:00 - 23:00",
      "last friday 22:00 - 23:00",
      "31/12 22:00 - 23:00",
      "12/31/2026 22:00 - 23:00",
    ])
      assert.equal(splitAhead(`payments ${when}`, now).ahead, undefined, when);
    assert.equal(splitAhead("payments monitoring 22:00 - 23:00", now).before, "payments monitoring");
  });

  it("reads durations and nothing else", () => {
    assert.equal(durationMsOf("1h30m"), 5_400_000);
    assert.equal(durationMsOf("1.5 hours"), 5_400_000);
    assert.equal(durationMsOf("a week"), 604_800_000);
    for (const words of ["", "0m", "30", "1h 2h", "30m 1h", "five", "10s", "1 month"])
      assert.equal(durationMsOf(words), undefined, words);
  });
});
