import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import {
  formatRange,
  parseTimeRange,
  previousRange,
  RANGE_EXAMPLES,
  type RangeContext,
  type WeekStart,
} from "../../src/core/time/range.ts";

import { createChance } from "../oracle/random.ts";

const HOUR = 3_600_000;
/** Wednesday afternoon: 14:23 in Berlin. */
const WED: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 };
const at = (nowMs: string, tz: string, weekStart: WeekStart = 1): RangeContext => ({
  nowMs: Date.parse(nowMs),
  tz,
  weekStart,
});
const iso = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");
const read = (words: string, context: RangeContext): string => {
  const { fromMs, toMs, endMs } = parseTimeRange(words, context);
  return `${iso(fromMs)} ${toMs === context.nowMs ? "now" : iso(toMs)}${endMs === toMs ? "" : ` (${iso(endMs)})`}`;
};
const usage = (words: string, context: RangeContext): string => {
  let tell = "";
  assert.throws(
    () => parseTimeRange(words, context),
    (error) => {
      assert.ok(error instanceof Failure, String(error));
      assert.equal(error.code, "usage");
      tell = error.tell ?? "";
      return true;
    },
    words,
  );
  return tell;
};

describe("parseTimeRange", () => {
  const CASES: readonly (readonly [words: string, resolved: string])[] = [
    ["this week", "2026-11-15T23:00Z now (2026-11-22T23:00Z)"],
    ["current week", "2026-11-15T23:00Z now (2026-11-22T23:00Z)"],
    ["last week", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["previous week", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["this month", "2026-10-31T23:00Z now (2026-11-30T23:00Z)"],
    ["last month", "2026-09-30T22:00Z 2026-10-31T23:00Z"],
    ["last quarter", "2026-06-30T22:00Z 2026-09-30T22:00Z"],
    ["this year", "2025-12-31T23:00Z now (2026-12-31T23:00Z)"],
    ["this day", "2026-11-17T23:00Z now (2026-11-18T23:00Z)"],
    ["last day", "2026-11-16T23:00Z 2026-11-17T23:00Z"],
    ["this hour", "2026-11-18T13:00Z now (2026-11-18T14:00Z)"],
    ["last hour", "2026-11-18T12:00Z 2026-11-18T13:00Z"],
    ["past hour", "2026-11-18T12:23Z now"],
    ["today", "2026-11-17T23:00Z now (2026-11-18T23:00Z)"],
    ["yesterday", "2026-11-16T23:00Z 2026-11-17T23:00Z"],
    ["last 24h", "2026-11-17T13:23Z now"],
    ["last 24 hours", "2026-11-17T13:23Z now"],
    ["24h", "2026-11-17T13:23Z now"],
    ["30m", "2026-11-18T12:53Z now"],
    ["1h30m", "2026-11-18T11:53Z now"],
    ["1d", "2026-11-17T13:23Z now"],
    ["last 7 days", "2026-11-11T13:23Z now"],
    ["previous 7 days", "2026-11-11T13:23Z now"],
    ["past two weeks", "2026-11-04T13:23Z now"],
    ["last 2 mo", "2026-09-18T12:23Z now"],
    ["since monday", "2026-11-15T23:00Z now (2026-11-22T23:00Z)"],
    ["since wednesday", "2026-11-17T23:00Z now (2026-11-24T23:00Z)"],
    ["since thu", "2026-11-11T23:00Z now (2026-11-18T23:00Z)"],
    ["since 2026-11-01", "2026-10-31T23:00Z now (2026-11-18T23:00Z)"],
    ["since 2026-11-01T09:00", "2026-11-01T08:00Z now (2026-11-19T08:00Z)"],
    ["since 2026-11-01T09:00Z", "2026-11-01T09:00Z now (2026-11-19T09:00Z)"],
    ["since the 3rd", "2026-11-02T23:00Z now (2026-11-18T23:00Z)"],
    ["since the 31st", "2026-10-30T23:00Z now (2026-11-18T23:00Z)"],
    ["since yesterday", "2026-11-16T23:00Z now (2026-11-18T23:00Z)"],
    ["since last week", "2026-11-08T23:00Z now (2026-11-18T23:00Z)"],
    ["since 9am", "2026-11-18T08:00Z now (2026-11-19T08:00Z)"],
    ["since 23:00", "2026-11-17T22:00Z now (2026-11-18T22:00Z)"],
    ["2026-11-01..2026-11-07", "2026-10-31T23:00Z 2026-11-07T23:00Z"],
    ["2026-11-01 to 2026-11-07", "2026-10-31T23:00Z 2026-11-07T23:00Z"],
    ["2026-11-01 … 2026-11-07", "2026-10-31T23:00Z 2026-11-07T23:00Z"],
    ["2026-11-01T09:00..2026-11-01T17:30", "2026-11-01T08:00Z 2026-11-01T16:30Z"],
    ["2026-11-01T09:00..2026-11-02", "2026-11-01T08:00Z 2026-11-02T23:00Z"],
    ["2026-11-16..2026-11-22", "2026-11-15T23:00Z now (2026-11-22T23:00Z)"],
    ["2026-11-16..now", "2026-11-15T23:00Z now (2026-11-18T23:00Z)"],
    ["2026-11-16..", "2026-11-15T23:00Z now (2026-11-18T23:00Z)"],
    ["nov 1 – nov 7", "2026-10-31T23:00Z 2026-11-07T23:00Z"],
    ["between monday and tuesday", "2026-11-15T23:00Z 2026-11-17T23:00Z"],
    ["yesterday 9am to yesterday 5pm", "2026-11-17T08:00Z 2026-11-17T16:00Z"],
    ["2026-W46", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["week 46", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["2020-W53..2021-W01", "2020-12-27T23:00Z 2021-01-10T23:00Z"],
    ["nov 1", "2026-10-31T23:00Z 2026-11-01T23:00Z"],
    ["1st of November", "2026-10-31T23:00Z 2026-11-01T23:00Z"],
    ["december 24", "2025-12-23T23:00Z 2025-12-24T23:00Z"],
    ["24 dec 2024", "2024-12-23T23:00Z 2024-12-24T23:00Z"],
    ["2026-10", "2026-09-30T22:00Z 2026-10-31T23:00Z"],
    ["may", "2026-04-30T22:00Z 2026-05-31T22:00Z"],
    ["2026-Q3", "2026-06-30T22:00Z 2026-09-30T22:00Z"],
    ["2025", "2024-12-31T23:00Z 2025-12-31T23:00Z"],
    ["2026-11-12", "2026-11-11T23:00Z 2026-11-12T23:00Z"],
    ["monday", "2026-11-15T23:00Z 2026-11-16T23:00Z"],
    ["last wednesday", "2026-11-10T23:00Z 2026-11-11T23:00Z"],
    ["last weekend", "2026-11-13T23:00Z 2026-11-15T23:00Z"],
    ["the 3rd", "2026-11-02T23:00Z 2026-11-03T23:00Z"],
    ["  This   WEEK? ", "2026-11-15T23:00Z now (2026-11-22T23:00Z)"],
    ["“last week”.", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["for the last week", "2026-11-08T23:00Z 2026-11-15T23:00Z"],
    ["over the last 24h!", "2026-11-17T13:23Z now"],
  ];
  for (const [words, resolved] of CASES) it(words, () => assert.equal(read(words, WED), resolved));

  it("understands every example that it gives", () => {
    for (const words of RANGE_EXAMPLES) assert.doesNotThrow(() => parseTimeRange(words, WED), words);
  });

  it("takes the week from the configured day", () => {
    const sunday: RangeContext = { ...WED, weekStart: 7 };
    assert.equal(read("this week", sunday), "2026-11-14T23:00Z now (2026-11-21T23:00Z)");
    assert.equal(read("last week", sunday), "2026-11-07T23:00Z 2026-11-14T23:00Z");
    assert.equal(read("2026-W46", sunday), "2026-11-08T23:00Z 2026-11-15T23:00Z", "ISO weeks begin on Monday");
    assert.equal(read("this week", at("2026-11-15T12:00:00Z", "UTC", 7)), "2026-11-15T00:00Z now (2026-11-22T00:00Z)");
    assert.equal(read("this week", at("2026-11-15T12:00:00Z", "UTC", 1)), "2026-11-09T00:00Z now (2026-11-16T00:00Z)");
  });

  it("does not fall over the ends of months", () => {
    assert.equal(read("last month", at("2026-03-31T12:00:00Z", "UTC")), "2026-02-01T00:00Z 2026-03-01T00:00Z");
    assert.equal(read("last 1 month", at("2026-03-31T12:00:00Z", "UTC")), "2026-02-28T12:00Z now");
    assert.equal(
      read("since the 30th", at("2026-03-15T12:00:00Z", "UTC")),
      "2026-01-30T00:00Z now (2026-03-16T00:00Z)",
    );
    assert.equal(read("feb 29", at("2026-03-15T12:00:00Z", "UTC")), "2024-02-29T00:00Z 2024-03-01T00:00Z");
  });
});

describe("parseTimeRange where clocks change", () => {
  const hours = (words: string, context: RangeContext): number => {
    const { fromMs, endMs } = parseTimeRange(words, context);
    return (endMs - fromMs) / HOUR;
  };

  it("has days of 23 and 25 hours, and weeks of 167 and 169", () => {
    assert.equal(hours("2026-03-29", at("2026-04-02T10:00:00Z", "Europe/Berlin")), 23);
    assert.equal(hours("2026-10-25", at("2026-11-02T10:00:00Z", "Europe/Berlin")), 25);
    assert.equal(hours("last week", at("2026-03-31T10:00:00Z", "Europe/Berlin")), 167);
    assert.equal(hours("last week", at("2026-10-27T10:00:00Z", "Europe/Berlin")), 169);
    assert.equal(hours("2026-03-08", at("2026-03-10T10:00:00Z", "America/New_York")), 23);
    assert.equal(hours("last week", at("2026-11-03T10:00:00Z", "America/New_York")), 169);
  });

  it("keeps hours exact and days by the calendar", () => {
    const monday = at("2026-10-26T09:00:00Z", "Europe/Berlin");
    assert.equal(hours("last 48h", monday), 48);
    assert.equal(hours("last 2 days", monday), 49);
    assert.equal(hours("2d", monday), 49);
  });

  it("begins a day whose midnight is skipped with its first moment", () => {
    const cairo = at("2026-04-24T12:00:00Z", "Africa/Cairo");
    assert.equal(read("today", cairo), "2026-04-23T22:00Z now (2026-04-24T21:00Z)");
    assert.equal(hours("today", cairo), 23);
    assert.equal(read("since friday", cairo), "2026-04-23T22:00Z now (2026-04-30T21:00Z)");
    assert.equal(previousRange(parseTimeRange("today", cairo)).fromMs, Date.parse("2026-04-22T22:00:00Z"));
  });

  it("reads an hour that is there twice as the earlier one, whatever the season", () => {
    const october = at("2026-10-26T09:00:00Z", "Europe/Berlin");
    assert.equal(read("2026-10-25T02:30..2026-10-25T04:00", october), "2026-10-25T00:30Z 2026-10-25T03:00Z");
  });
});

describe("parseTimeRange refuses", () => {
  const UNREADABLE =
    "sun exposure|page bob on sat|10/11/2026|last|since|week|0h|5|9 am|last 0 days|2026-02-30|2026-13|2026-W54|nov 31|25:00|" +
    "..|2026-11-01..|yesterday..blah|this fortnight|last 24 parsecs|😀|-|last --|99999999h|last ten thousand days";
  for (const words of UNREADABLE.split("|").filter((one) => one !== "2026-11-01.."))
    it(`"${words}"`, () => assert.match(usage(words, WED), /Try one of: this week, last week/));

  it("nothing and far too much", () => {
    usage("", WED);
    usage("   ", WED);
    usage("last ".repeat(500), WED);
  });

  it("the future, and says so", () => {
    for (const words of [
      "tomorrow",
      "next week",
      "next month",
      "2027-01-01",
      "2026-11-19..2026-11-20",
      "2027-W01",
      "since 2026-12-01",
    ])
      assert.match(usage(words, WED), /in the future/, words);
  });

  it("backwards and too long", () => {
    assert.match(usage("2026-11-07..2026-11-01", WED), /ends before it begins/);
    assert.match(usage("last 3 years", WED), /two years/);
    assert.match(usage("since 2020-01-01", WED), /two years/);
    assert.doesNotThrow(() => parseTimeRange("last 2 years", WED));
  });

  it("whatever else people type, with a Failure and nothing worse", () => {
    const random = createChance(11).next;
    const parts =
      "last|this|since|..| to |the|week|months|99999|99999y|7|d|nov|31st|2026-11-01|T09:00|2026|-|W53|9am|at|monday|now|:|Z|🙂|9999-12-31|0000-01-01|and|between|quarter|'".split(
        "|",
      );
    for (let round = 0; round < 3000; round += 1) {
      const words = Array.from(
        { length: 1 + Math.floor(random() * 5) },
        () => parts[Math.floor(random() * parts.length)],
      );
      try {
        const { fromMs, toMs, endMs } = parseTimeRange(words.join(random() < 0.5 ? " " : ""), WED);
        assert.ok(fromMs <= toMs && toMs <= endMs && toMs <= WED.nowMs, words.join(" "));
      } catch (error) {
        assert.ok(error instanceof Failure && error.code === "usage", `${words.join(" ")}: ${error}`);
      }
    }
  });

  it("a zone that nobody knows", () => {
    assert.match(usage("today", { ...WED, tz: "Mars/Olympus" }), /Europe\/Berlin/);
  });
});

describe("previousRange", () => {
  const CASES: readonly (readonly [words: string, before: string])[] = [
    ["this week", "2026-11-08T23:00Z 2026-11-11T13:23Z"],
    ["since monday", "2026-11-08T23:00Z 2026-11-11T13:23Z"],
    ["today", "2026-11-16T23:00Z 2026-11-17T13:23Z"],
    ["this month", "2026-09-30T22:00Z 2026-10-18T12:23Z"],
    ["last week", "2026-11-01T23:00Z 2026-11-08T23:00Z"],
    ["last month", "2026-08-31T22:00Z 2026-09-30T22:00Z"],
    ["last 24h", "2026-11-16T13:23Z 2026-11-17T13:23Z"],
    ["30m", "2026-11-18T12:23Z 2026-11-18T12:53Z"],
    ["2026-11-01..2026-11-07", "2026-10-24T22:00Z 2026-10-31T23:00Z"],
    ["2026-10", "2026-08-31T22:00Z 2026-09-30T22:00Z"],
    ["this hour", "2026-11-18T12:00Z 2026-11-18T12:23Z"],
  ];
  for (const [words, before] of CASES)
    it(words, () => {
      const { fromMs, toMs, endMs } = previousRange(parseTimeRange(words, WED));
      assert.equal(`${iso(fromMs)} ${iso(toMs)}`, before);
      assert.equal(endMs, toMs);
    });

  it("goes by the wall clock over a change of clocks", () => {
    const before = previousRange(parseTimeRange("this week", at("2026-10-28T13:23:00Z", "Europe/Berlin")));
    assert.equal(`${iso(before.fromMs)} ${iso(before.toMs)}`, "2026-10-18T22:00Z 2026-10-21T12:23Z");
  });

  it("never runs into the range itself", () => {
    const before = previousRange(parseTimeRange("this month", at("2026-03-31T23:00:00Z", "UTC")));
    assert.equal(`${iso(before.fromMs)} ${iso(before.toMs)}`, "2026-02-01T00:00Z 2026-02-28T23:00Z");
  });
});

describe("formatRange", () => {
  const CASES: readonly (readonly [words: string, shown: string])[] = [
    ["this week", "Mon 16 Nov 00:00 – now, Europe/Berlin"],
    ["last week", "Mon 9 Nov – Sun 15 Nov 2026, Europe/Berlin"],
    ["yesterday", "Tue 17 Nov 2026, Europe/Berlin"],
    ["last 24h", "Tue 17 Nov 14:23 – Wed 18 Nov 14:23, Europe/Berlin"],
    ["30m", "Wed 18 Nov 13:53 – 14:23, Europe/Berlin"],
    ["last 400d", "Tue 14 Oct 2025 14:23 – Wed 18 Nov 2026 14:23, Europe/Berlin"],
    ["2025-12-31..2026-01-01", "Wed 31 Dec 2025 – Thu 1 Jan 2026, Europe/Berlin"],
  ];
  for (const [words, shown] of CASES) it(words, () => assert.equal(formatRange(parseTimeRange(words, WED)), shown));
});
