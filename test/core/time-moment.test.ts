import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseWhen } from "../../src/core/time/moment.ts";
import { momentAt } from "../../src/core/time/types.ts";

const TZ = "Europe/Berlin";
const WED = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: TZ, weekStart: 1 } as const;
const wall = (atMs: number): string => momentAt(atMs, TZ).toPlainDateTime().toString({ smallestUnit: "minute" });

describe("parseWhen", () => {
  const MOMENTS: readonly (readonly [words: string, wall: string])[] = [
    ["at 3am tomorrow", "2026-11-19T03:00"],
    ["tomorrow at 3 AM", "2026-11-19T03:00"],
    ["tomorrow at 3 a.m.", "2026-11-19T03:00"],
    ["tomorrow 9:00", "2026-11-19T09:00"],
    ["at 18:00", "2026-11-18T18:00"],
    ["at 18", "2026-11-18T18:00"],
    ["9am", "2026-11-19T09:00"],
    ["friday 9:00", "2026-11-20T09:00"],
    ["on friday at 9", "2026-11-20T09:00"],
    ["3 AM on August 24th", "2027-08-24T03:00"],
    ["yesterday 3am", "2026-11-17T03:00"],
    ["in 2 hours", "2026-11-18T16:23"],
    ["noon", "2026-11-19T12:00"],
    ["now", "2026-11-18T14:23"],
    ["2026-11-25 22:00", "2026-11-25T22:00"],
    ["2026-11-25T22:00", "2026-11-25T22:00"],
    ["2026-11-25T22:00:00Z", "2026-11-25T23:00"],
    ["at 3am Europe/London", "2026-11-19T04:00"],
    ["2026-11-25 22:00 UTC", "2026-11-25T23:00"],
    ["@ 3am", "2026-11-19T03:00"],
    ["tonight at 11", "2026-11-18T23:00"],
    ["tonight at 3am", "2026-11-19T03:00"],
    ["tonight at midnight", "2026-11-19T00:00"],
    ["tomorow at 3am", "2026-11-19T03:00"],
    ["2 hours ago", "2026-11-18T12:23"],
  ];
  for (const [words, expected] of MOMENTS)
    it(`"${words}" is a moment`, () => {
      const found = parseWhen(words, WED);
      assert.equal(found && wall(found.fromMs), expected);
      assert.deepEqual([found?.moment, (found?.toMs ?? 0) - (found?.fromMs ?? 0)], [true, 1]);
    });

  const DAYS: readonly (readonly [words: string, from: string, to: string])[] = [
    ["on friday", "2026-11-20T00:00", "2026-11-21T00:00"],
    ["wednesday", "2026-11-18T14:23", "2026-11-19T00:00"],
    ["next wednesday", "2026-11-25T00:00", "2026-11-26T00:00"],
    ["today", "2026-11-18T14:23", "2026-11-19T00:00"],
    ["tomorrow", "2026-11-19T00:00", "2026-11-20T00:00"],
    ["tonight", "2026-11-18T20:00", "2026-11-19T08:00"],
    ["this weekend", "2026-11-21T00:00", "2026-11-23T00:00"],
    ["next weekend", "2026-11-28T00:00", "2026-11-30T00:00"],
    ["next week", "2026-11-23T00:00", "2026-11-30T00:00"],
    ["yesterday", "2026-11-17T00:00", "2026-11-18T00:00"],
    ["last friday", "2026-11-13T00:00", "2026-11-14T00:00"],
    ["24th of December", "2026-12-24T00:00", "2026-12-25T00:00"],
    ["2026-11-25", "2026-11-25T00:00", "2026-11-26T00:00"],
    ["this friday", "2026-11-20T00:00", "2026-11-21T00:00"],
    ["this wednesday", "2026-11-18T14:23", "2026-11-19T00:00"],
    ["next month", "2026-12-01T00:00", "2027-01-01T00:00"],
    ["december", "2026-12-01T00:00", "2027-01-01T00:00"],
    ["may", "2027-05-01T00:00", "2027-06-01T00:00"],
    ["tomorrow morning", "2026-11-19T06:00", "2026-11-19T12:00"],
    ["friday evening", "2026-11-20T18:00", "2026-11-21T00:00"],
    ["last night", "2026-11-17T20:00", "2026-11-18T08:00"],
  ];
  for (const [words, from, to] of DAYS)
    it(`"${words}" is days`, () => {
      const found = parseWhen(words, WED);
      assert.deepEqual([found && wall(found.fromMs), found && wall(found.toMs), found?.moment], [from, to, false]);
    });

  it("takes no name for a day because it begins like one", () => {
    for (const words of [
      "monitoring",
      "Satellite",
      "sunrise",
      "wedge",
      "thumbnails",
      "market 3",
      "decode 5",
      "good night",
    ])
      assert.equal(parseWhen(words, WED), undefined, words);
  });

  it("means the night that is, in the night", () => {
    const night = { ...WED, nowMs: Date.parse("2026-11-19T01:30:00Z") };
    const [tonight, at] = [parseWhen("tonight", night), parseWhen("tonight at 3am", night)];
    assert.deepEqual(
      [tonight && wall(tonight.fromMs), tonight && wall(tonight.toMs)],
      ["2026-11-19T02:30", "2026-11-19T08:00"],
    );
    assert.equal(at && wall(at.fromMs), "2026-11-19T03:00");
  });

  it("says when there is no such zone", () => {
    assert.throws(() => parseWhen("at 3am Europe/Londonn", WED), /unknown time zone/);
    assert.equal(parseWhen("payments web/api", WED), undefined);
  });

  it("knows the day on which clocks change", () => {
    const found = parseWhen("sunday", { ...WED, nowMs: Date.parse("2026-10-23T10:00:00Z") });
    assert.equal((found?.toMs ?? 0) - (found?.fromMs ?? 0), 25 * 3_600_000);
  });

  it("takes nothing else for a time", () => {
    for (const words of ["", "payments", "24", "this year", "the day after", "99:99", "at 99", "31 february"])
      assert.equal(parseWhen(words, WED), undefined, words);
  });
});
