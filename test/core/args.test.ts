import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { argsFromQuery, argsToQuery, email, label, parseArgs, timeRange, usageOf, words } from "../../src/core/args.ts";
import { Failure } from "../../src/core/failure.ts";
import { parseTimeRange, type RangeContext, type WeekStart } from "../../src/core/time/range.ts";
import { createChance } from "../oracle/random.ts";

const WED: RangeContext = { nowMs: Date.parse("2026-11-18T13:23:00Z"), tz: "Europe/Berlin", weekStart: 1 };
const SPECS = { range: timeRange("this week"), team: label("team"), person: label("person") };

const tellOf = (run: () => unknown): string => {
  let tell = "";
  assert.throws(run, (error) => {
    assert.ok(error instanceof Failure, String(error));
    assert.equal(error.code, "usage");
    tell = error.tell ?? "";
    return tell !== "";
  });
  return tell;
};

describe("parseArgs", () => {
  it("takes labels from anywhere and the rest as the range", () => {
    const { range, team, person } = parseArgs(SPECS, 'team:"Site Reliability" last week person:ana', WED);
    assert.deepEqual([range.label, team, person], ["last week", "Site Reliability", "ana"]);
    assert.equal(parseArgs(SPECS, "last week TEAM: “big data”", WED).team, "big data");
    assert.equal(parseArgs(SPECS, "person:'o k'", WED).person, "o k");
  });

  it("uses the default where nothing is given", () => {
    const { range, team } = parseArgs(SPECS, "  ", WED);
    assert.deepEqual([range.label, team], ["this week", undefined]);
    assert.equal(parseArgs(SPECS, "team:", WED).team, undefined);
  });

  it("refuses unknown and doubled labels, endless texts and words too many", () => {
    assert.match(
      tellOf(() => parseArgs(SPECS, "tema:x", WED)),
      /do not know "tema:".*team:, person:/,
    );
    assert.match(
      tellOf(() => parseArgs(SPECS, "team:a team:b", WED)),
      /twice/,
    );
    assert.match(
      tellOf(() => parseArgs(SPECS, `team:${"x".repeat(500)}`, WED)),
      /too long/,
    );
    assert.match(
      tellOf(() => parseArgs({}, "now please", WED)),
      /now please/,
    );
    assert.match(
      tellOf(() => parseArgs(SPECS, "blah", WED)),
      /Try one of/,
    );
  });

  it("leaves times with colons alone", () => {
    assert.equal(
      parseArgs(SPECS, "2026-11-01T09:00..2026-11-02 team:x", WED).range.fromMs,
      Date.parse("2026-11-01T08:00:00Z"),
    );
  });

  it("reads addresses, also as Slack writes them", () => {
    const specs = { email: email() };
    assert.equal(parseArgs(specs, "Ana@Example.com", WED).email, "ana@example.com");
    assert.equal(parseArgs(specs, "<mailto:ana@example.com|ana@example.com>", WED).email, "ana@example.com");
    for (const wrong of ["", "ana", "a@b", "a b@c.de", "a@b@c.de"]) tellOf(() => parseArgs(specs, wrong, WED));
  });

  it("writes its usage from the specs", () => {
    assert.equal(usageOf({ ...SPECS, about: words("[command]") }), "[range] [team:…] [person:…] [command]");
  });
});

describe("argsFromQuery", () => {
  const from = (query: string, context = WED) => argsFromQuery(SPECS, new URLSearchParams(query), context);

  it("reads absolute ranges, dates in the zone, and an end that follows the clock", () => {
    assert.deepEqual(from("from=2026-11-15T23:00:00Z&to=2026-11-22T23:00:00Z&tz=Europe/Berlin&team=x").range, {
      fromMs: Date.parse("2026-11-15T23:00:00Z"),
      toMs: WED.nowMs,
      endMs: Date.parse("2026-11-22T23:00:00Z"),
      tz: "Europe/Berlin",
      label: "Mon 16 Nov – Sun 22 Nov 2026",
    });
    const dates = from("from=2026-11-09&to=2026-11-15&tz=America/New_York").range;
    assert.deepEqual(
      [dates.fromMs, dates.toMs],
      [Date.parse("2026-11-09T05:00:00Z"), Date.parse("2026-11-16T05:00:00Z")],
    );
    for (const open of ["from=2026-11-16T00:00:00Z&to=now", "from=2026-11-16T00:00:00Z"])
      assert.equal(from(open).range.toMs, WED.nowMs);
  });

  it("uses the default where the link has none", () => {
    assert.equal(from("team=x").range.label, "this week");
    assert.equal(from("tz=UTC").team, undefined);
    assert.equal(from("tz=UTC").range.fromMs, Date.parse("2026-11-16T00:00:00Z"));
  });

  it("refuses nonsense", () => {
    for (const query of [
      "from=2026-11-07T00:00:00Z&to=2026-11-01T00:00:00Z",
      "from=2026-11-07T00:00:00Z&to=2026-11-07T00:00:00Z",
      "from=2026-11-07T00:00:00Z&to=2026-11-08T00:00:00Z&tz=Mars/Olympus",
      "from=2024-01-01T00:00:00Z&to=2026-11-01T00:00:00Z",
      "from=2027-01-01T00:00:00Z&to=2027-01-02T00:00:00Z",
      "from=monday&to=now",
      "tz=Mars/Olympus",
      "from=&to=",
      "from=now",
      "to=now",
      "from=2026-02-30&to=now",
      "from=1e99&to=now",
      "from=2026-11-01T99:00:00Z&to=now",
      `team=${"x".repeat(200)}`,
    ])
      tellOf(() => from(query));
  });

  it("gives back what argsToQuery wrote, whatever the range, zone and week", () => {
    const random = createChance(5).next;
    const phrases = [
      "this week",
      "last week",
      "today",
      "last 24h",
      "since monday",
      "last month",
      "2026-03-01..2026-03-29",
      "last 3 days",
      "since the 3rd",
    ];
    const zones = ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"];
    for (let round = 0; round < 300; round += 1) {
      const context: RangeContext = {
        nowMs: Date.parse("2026-04-01T00:00:00Z") + Math.floor(random() * 365 * 86_400_000),
        tz: zones[Math.floor(random() * zones.length)] ?? "UTC",
        weekStart: (1 + Math.floor(random() * 7)) as WeekStart,
      };
      const range = parseTimeRange(phrases[round % phrases.length] ?? "today", context);
      const values = { range, team: round % 2 ? "a & b=c" : undefined, person: "ä?" };
      const query = new URLSearchParams(argsToQuery(SPECS, values).toString());
      const back = argsFromQuery(SPECS, query, { ...context, tz: "Asia/Tokyo" });
      assert.deepEqual({ ...back, range: { ...back.range, label: "" } }, { ...values, range: { ...range, label: "" } });
      assert.equal(argsToQuery(SPECS, back).toString(), query.toString());
    }
  });
});
