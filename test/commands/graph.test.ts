import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArgs } from "../../src/core/args.ts";
import { Failure } from "../../src/core/failure.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsFact } from "../../src/core/stats/rows.ts";
import type { Names } from "../../src/core/stats.ts";
import { bucketDays } from "../../src/graphs/day-buckets.ts";
import { graphs } from "../../src/graphs/index.ts";
import oncallStats from "../../src/graphs/oncall-stats.ts";
import { HUES, steadyHues } from "../../src/graphs/steady-hues.ts";
import { type GivenRows, rowsWith } from "../support/stats-rows.ts";
import { NOW, someRows } from "./context.ts";

const load = (rows: GivenRows, text = "this week", names: Names = "shown") =>
  oncallStats.load(
    { names, stats: async (name, query) => STATISTICS[name].compute(rowsWith(rows), query) },
    parseArgs(oncallStats.args, text, { nowMs: NOW, tz: "Europe/Berlin", weekStart: 1 }),
  );

const page: StatsFact = {
  source: "pagerduty",
  kind: "notified",
  channel: "sms",
  atMs: NOW - 60_000,
  incidentKey: "Q",
  service: "api",
  teams: [],
};

describe("oncall-stats graph", () => {
  it("draws pages per person and incidents per day, with everything that makes it honest", async () => {
    const spec = await load(someRows());
    assert.equal(spec.title, "On-call stats");
    assert.equal(spec.subtitle, "Mon 16 Nov 00:00 – Wed 18 Nov 14:23 (Europe/Berlin)");
    assert.deepEqual(
      [spec.tz, spec.asOfMs, spec.read],
      ["Europe/Berlin", NOW - 60_000, "counted from 44 incidents and 90 events, the range before included"],
    );
    assert.equal(
      spec.summary,
      "26 pages to 3 people, 2 of them at night, and 24 incidents, Mon 16 Nov 00:00 – Wed 18 Nov 14:23 (Europe/Berlin). Most: Bob Anders with 10.",
    );
    const [people, parts, services] = spec.panels;
    assert.equal(people?.kind, "stacked-bars-horizontal");
    assert.deepEqual(people?.categories, ["Bob Anders", "Alan Smith", "Ana Souza"]);
    assert.deepEqual(
      people?.series.map(({ tone, values }) => [tone, values]),
      [["business", [10, 8, 8]]],
      "when in their day is nobody's but theirs to know",
    );
    assert.deepEqual(parts?.categories, ["Business hours", "Off hours", "Night"]);
    assert.deepEqual(parts?.series[0]?.values, [24, 0, 2]);
    assert.deepEqual(services?.categories, ["Mon 16", "Tue 17", "Wed 18"]);
    assert.deepEqual(
      services?.series.map(({ name, values }) => [name, values]),
      [
        ["api", [0, 16, 0]],
        ["payments", [0, 8, 0]],
      ],
    );
  });

  it("honours how names are shown", async () => {
    const initials = await load(someRows(), "this week", "initials");
    assert.deepEqual(initials.panels[0]?.categories, ["BA", "AS 2", "AS"]);
    const totals = await load(someRows(), "this week", "totals");
    assert.deepEqual(
      totals.panels.map(({ title }) => title),
      ["Pages by part of the day", "Incidents per day by service"],
    );
    assert.deepEqual(totals.panels[0]?.series[0]?.values, [24, 0, 2]);
    for (const spec of [initials, totals]) assert.doesNotMatch(JSON.stringify(spec), /Bob|Souza/);
    await assert.rejects(
      load(someRows(), "person:bob", "totals"),
      (error) => error instanceof Failure && error.code === "forbidden",
    );
    assert.doesNotMatch(JSON.stringify(await load(someRows(), "person:bob", "initials")), /bob/i);
  });

  it("puts the many into others and loses none", async () => {
    const facts = Array.from({ length: 30 }, (_, index) => ({ ...page, personId: `X${index}` }));
    const incidents = Array.from({ length: 40 }, (_, index) => ({
      source: "pagerduty",
      key: `Q${index}`,
      service: `service ${index % 10}`,
      teams: [],
      openedAtMs: NOW - 60_000,
      ackedAtMs: null,
      resolvedAtMs: null,
      ending: null,
    }));
    const spec = await load({ facts, incidents, people: [], asOfMs: NOW });
    const [people, parts, services] = spec.panels;
    const total = (series = spec.panels[0]?.series) =>
      series?.flatMap(({ values }) => values).reduce((a, b) => (a ?? 0) + (b ?? 0), 0);
    assert.equal(people?.categories.length, 13);
    assert.equal(people?.categories.at(-1), "18 others");
    assert.equal(total(people?.series), 30);
    assert.equal(total(parts?.series), 30);
    assert.equal(services?.series.length, 7);
    assert.equal(services?.series.at(-1)?.name, "4 others");
    assert.equal(services?.series.at(-1)?.hue, HUES);
    assert.equal(total(services?.series), 40);
  });

  it("has nothing to draw, and says so, when nothing happened", async () => {
    const spec = await load({ facts: [], incidents: [], people: [], asOfMs: NOW });
    assert.deepEqual(
      spec.panels.map(({ categories, empty }) => [categories.length, empty]),
      [
        [0, "Nobody was paged."],
        [0, "Nobody was paged."],
        [0, "No incidents."],
      ],
    );
    assert.match(spec.summary, /^Nobody was paged; 0 incidents, Mon 16 Nov/);
    const unread = await load({ facts: [], incidents: [], people: [], asOfMs: null });
    assert.equal(unread.asOfMs, null);
    assert.equal(unread.summary, "Nothing has been collected yet.");
    for (const { empty } of unread.panels) assert.equal(empty, unread.summary);
  });

  it("draws days that were never read as no data, not as zero", async () => {
    const spec = await load({ ...someRows(), sinceMs: Date.UTC(2026, 10, 17, 12) });
    const values = spec.panels[2]?.series.map((one) => one.values[0]);
    assert.ok(values?.length && values.every((value) => value === null), JSON.stringify(values));
    assert.ok(spec.panels[2]?.series.every((one) => one.values[1] !== null));
    const nothing = await load({ facts: [], incidents: [], people: [], asOfMs: NOW, sinceMs: NOW });
    assert.match(nothing.summary, /^No data was read for /);
  });

  it("tells of filters and of those that found nothing", async () => {
    const spec = await load(someRows(), "team:nope");
    assert.equal(spec.title, "On-call stats · team:nope");
    assert.match(spec.subtitle, /No team like "nope" in that time\./);
  });
});

describe("steadyHues", () => {
  const huesOf = (...names: readonly string[]) =>
    Object.fromEntries(steadyHues(names.map((name) => ({ name }))).map(({ name, hue }) => [name, hue]));

  it("keeps the colour of a name whatever comes before it, and gives no two the same", () => {
    const names = ["checkout", "payments", "search", "api", "mail", "auth", "web"];
    const hues = huesOf(...names);
    assert.deepEqual(huesOf(...names.toReversed()), hues);
    assert.equal(new Set(Object.values(hues)).size, names.length);
    assert.ok(Object.values(hues).every((hue) => hue >= 0 && hue < HUES));
    for (const name of names) assert.equal(huesOf(name)[name], huesOf(name, "zzz")[name], name);
    assert.equal(steadyHues(Array.from({ length: 20 }, (_, at) => ({ name: `s${at}` }))).length, 20);
  });

  it("is what the picture shows: by name, and grey for the others", async () => {
    const [, , services] = (await load(someRows())).panels;
    assert.deepEqual(
      services?.series.map(({ name, hue }) => [name, hue]),
      Object.entries(huesOf("api", "payments")),
    );
  });
});

describe("bucketDays", () => {
  const days = (count: number) =>
    Array.from({ length: count }, (_, index) => new Date(Date.UTC(2026, 9, 26 + index)).toISOString().slice(0, 10));

  it("keeps days up to a month, then weeks, then months, and every value", () => {
    for (const [count, every, first, buckets] of [
      [1, "day", "Mon 26", 1],
      [31, "day", "Mon 26", 31],
      [32, "week", "26 Oct", 5],
      [184, "week", "26 Oct", 27],
      [185, "month", "Oct 2026", 7],
      [731, "month", "Oct 2026", 25],
    ] as const) {
      const bucket = bucketDays(days(count));
      assert.deepEqual([bucket.every, bucket.categories[0], bucket.categories.length], [every, first, buckets]);
      const ones = new Array<number>(count).fill(1);
      assert.equal(
        bucket.sum([ones, ones]).reduce((a, b) => a + b, 0),
        2 * count,
      );
      assert.equal(bucket.sum([ones]).length, buckets);
    }
  });
});

describe("graphs", () => {
  it("have names of their own", () => {
    assert.ok(graphs.length > 0);
    assert.equal(new Set(graphs.map(({ name }) => name)).size, graphs.length);
  });
});
