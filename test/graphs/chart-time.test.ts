import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  formatCategory,
  formatMoment,
  formatOffset,
  formatTick,
  fromWall,
  timeTicks,
  toWall,
} from "../../src/graphs/chart-time.ts";
import { followNow, isRange, queryDays, rangeChoices, withRange } from "../../src/web/client/ranges.ts";

const at = (text: string): number => Date.parse(text);
const labels = (from: string, to: string, tz: string, count: number): string[] => {
  const { atMs, stepMin } = timeTicks(at(from), at(to), tz, count);
  return atMs.map((ms) => [formatTick(ms, tz, stepMin)].flat().join(" "));
};

describe("time ticks", () => {
  it("are round hours of the zone, also where it is half an hour off", () => {
    const hours = ["Sat 21 Nov", "06:00", "12:00", "18:00", "Sun 22 Nov"];
    assert.deepEqual(labels("2026-11-20T23:00Z", "2026-11-21T23:00Z", "Europe/Berlin", 5), hours);
    assert.deepEqual(labels("2026-11-20T18:30Z", "2026-11-21T18:30Z", "Asia/Kolkata", 5), hours);
  });

  it("stay on the wall's hours when clocks change", () => {
    const spring = labels("2026-03-28T23:00Z", "2026-03-29T22:00Z", "Europe/Berlin", 10);
    assert.deepEqual(spring, [
      "Sun 29 Mar",
      "03:00",
      "06:00",
      "09:00",
      "12:00",
      "15:00",
      "18:00",
      "21:00",
      "Mon 30 Mar",
    ]);
    const autumn = timeTicks(at("2026-10-24T22:00Z"), at("2026-10-27T23:00Z"), "Europe/Berlin", 4);
    assert.deepEqual(
      autumn.atMs.map((ms) => toWall(ms, "Europe/Berlin").hour),
      [0, 0, 0, 0],
    );
  });

  it("have both hours where one comes twice, told apart by how far clocks are ahead", () => {
    assert.deepEqual(labels("2026-10-24T23:30Z", "2026-10-25T02:00Z", "Europe/Berlin", 6), [
      ...["01:30", "02:00 UTC+2", "02:30 UTC+2", "02:00 UTC+1", "02:30 UTC+1", "03:00"],
    ]);
    const half = labels("2026-04-04T14:00Z", "2026-04-04T16:00Z", "Australia/Lord_Howe", 6);
    assert.deepEqual(half, ["01:00", "01:30 UTC+11", "01:30 UTC+10:30", "02:00", "02:30"]);
    const night = labels("2026-11-01T04:00Z", "2026-11-01T06:00Z", "America/Havana", 3);
    assert.deepEqual(night, ["Sun 1 Nov UTC-4", "Sun 1 Nov UTC-5", "01:00"]);
    const wide = labels("2026-10-24T20:00Z", "2026-10-25T08:00Z", "Europe/Berlin", 6);
    assert.deepEqual(wide, ["22:00", "Sun 25 Oct", "02:00 UTC+1", "04:00", "06:00", "08:00"]);
    const nights = labels("2026-10-30T04:00Z", "2026-11-02T05:00Z", "America/Havana", 4);
    assert.deepEqual(nights, ["Fri 30 Oct", "Sat 31 Oct", "Sun 1 Nov", "Mon 2 Nov"]);
    const days = labels("2026-10-23T22:00Z", "2026-10-26T23:00Z", "Europe/Berlin", 4);
    assert.deepEqual(days, ["Sat 24 Oct", "Sun 25 Oct", "Mon 26 Oct", "Tue 27 Oct"]);
    assert.equal(formatOffset(at("2026-11-21T12:00Z"), "America/St_Johns"), "UTC-3:30");
  });

  it("are first days of months over a year and more", () => {
    const year = labels("2025-11-22T00:00Z", "2026-11-21T00:00Z", "Asia/Kolkata", 8);
    assert.deepEqual(year, ["Jan 2026", "Mar 2026", "May 2026", "Jul 2026", "Sep 2026", "Nov 2026"]);
    const two = labels("2024-11-22T00:00Z", "2026-11-21T00:00Z", "UTC", 8);
    assert.deepEqual(two, ["Jan 2025", "May 2025", "Sep 2025", "Jan 2026", "May 2026", "Sep 2026"]);
    const long = labels("2000-06-01T00:00Z", "2026-11-21T00:00Z", "UTC", 4);
    assert.deepEqual(long, ["Jan 2007", "Jan 2014", "Jan 2021"]);
  });

  it("are few for long ranges and one for an empty one", () => {
    const year = timeTicks(at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z"), "UTC", 8);
    assert.ok(year.atMs.length > 2 && year.atMs.length <= 9, String(year.atMs.length));
    assert.equal(timeTicks(0, 0, "UTC", 8).atMs.length, 1);
  });

  it("give the moment of a wall clock, the skipped hour after the jump", () => {
    const wall = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };
    assert.equal(fromWall(wall, "Europe/Berlin"), at("2026-03-29T01:30Z"));
    assert.equal(fromWall({ ...wall, hour: 4 }, "Europe/Berlin"), at("2026-03-29T02:30Z"));
  });

  it("write moments and days", () => {
    assert.equal(formatMoment(at("2026-11-21T13:23Z"), "Europe/Berlin"), "Sat 21 Nov 2026, 14:23");
    assert.deepEqual(formatCategory("2026-11-16"), ["Mon", "16 Nov"]);
    assert.equal(formatCategory("Ana Souza"), "Ana Souza");
  });
});

describe("range chips", () => {
  const tz = "America/New_York";
  const nowMs = at("2026-11-23T03:00Z"); // still Sunday there

  it("are weeks of the zone, Monday to Sunday", () => {
    const [week, last, day] = rangeChoices(nowMs, tz);
    assert.deepEqual([week?.from, week?.to], ["2026-11-16", "2026-11-22"]);
    assert.deepEqual([last?.from, last?.to], ["2026-11-09", "2026-11-15"]);
    assert.deepEqual([day?.from, day?.to], ["2026-11-22T03:00:00Z", "now"]);
  });

  it("weeks begin with the configured day", () => {
    const tz = "Europe/Berlin";
    const sunday = Date.UTC(2026, 10, 22, 12);
    const firstDays = [1, 6, 7].map((weekStart) => rangeChoices(sunday, tz, weekStart)[0]?.from);
    assert.deepEqual(firstDays, ["2026-11-16", "2026-11-21", "2026-11-22"]);
  });

  it("keep the other filters, and know the range they show however it is written", () => {
    const [week] = rangeChoices(nowMs, tz);
    assert.ok(week);
    const query = new URLSearchParams(withRange(new URLSearchParams("team=core&from=x"), week, tz));
    assert.equal(query.get("team"), "core");
    assert.equal(isRange(query, week, tz), true);
    const instants = new URLSearchParams("from=2026-11-16T05:00:00Z&to=2026-11-23T05:00:00Z");
    assert.equal(isRange(instants, week, tz), true);
    instants.set("to", "2026-11-23T06:00:00Z");
    assert.equal(isRange(instants, week, tz), false);
  });

  it("know the days of a link, whether it is written in days or in moments", () => {
    const days = (query: string) => queryDays(new URLSearchParams(query), nowMs, tz);
    const week = { first: "2026-11-16", last: "2026-11-22" };
    assert.deepEqual(days("from=2026-11-16T05:00:00Z&to=2026-11-23T05:00:00Z"), week);
    assert.deepEqual(days("from=2026-11-16&to=2026-11-22"), week);
    assert.deepEqual(days("from=2026-11-16T05:00:00Z&to=now"), week);
    assert.deepEqual(days("from=nonsense"), { first: "2026-11-15", last: "2026-11-22" });
  });

  it("follow now with a range as long as the one that is over", () => {
    const over = new URLSearchParams("from=2026-11-02&to=2026-11-08");
    assert.deepEqual(followNow(over, nowMs, tz), { words: "Follow now", from: "2026-11-16T03:00:00Z", to: "now" });
    assert.equal(followNow(new URLSearchParams(), nowMs, tz).from, "2026-11-16T03:00:00Z");
  });
});
