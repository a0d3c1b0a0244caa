import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { GraphData } from "../../src/core/graph/data.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import { graphs } from "../../src/graphs/index.ts";
import { ANA, account, argsOf, csvOver, LEAD, NOW_MS, PEOPLE, specOver } from "./stats-account.ts";
import { GOLDENS, goldenFile, goldenOf } from "./stats-goldens.ts";
import { LAST_WEEK, NINETY_DAYS, THIS_WEEK } from "./stats-scenes.ts";

const busy = account(100, 6);
const PUBLIC = ["stats", "load", "nights", "fairness", "response", "noise", "services", "availability"] as const;
const COMPARE = `a=team:payments&b=team:platform&${LAST_WEEK}`;
const NAMES = PEOPLE.flatMap(({ name, email = "" }) => [...name.split(" ").filter((part) => part.length > 3), email]);

const queryOf = (name: string, query = LAST_WEEK): string => (name === "compare" ? COMPARE : query);
const spec = (name: string, query = queryOf(name), more: Partial<GraphData> = {}): Promise<ChartSpec> =>
  specOver(`oncall-${name}`, query, busy, more);

const statistic = <K extends StatisticName>(name: K, query: string): StatisticOf[K] =>
  STATISTICS[name].compute(busy, argsOf("oncall-stats", query) as Parameters<(typeof STATISTICS)[K]["compute"]>[1]);

const sum = (values: readonly (number | null)[]): number =>
  values.reduce<number>((total, value) => total + (value ?? 0), 0);
const rowsOf = ({ panels }: ChartSpec, title: RegExp): readonly (readonly (number | null)[])[] => {
  const panel = panels.find((one) => title.test(one.title));
  assert.ok(panel, `no panel ${title}`);
  return panel.series.map(({ values }) => values);
};

describe("graphs of statistics", () => {
  for (const [name, scene] of Object.entries(GOLDENS))
    it(`oncall-${name} is that of golden/graph-oncall-${name}.json`, async () => {
      assert.equal(await goldenOf(scene), readFileSync(goldenFile(name), "utf8"));
    });

  it("say the numbers of their statistic, and how they are made", async () => {
    const load = statistic("load", LAST_WEEK);
    const pages = sum(load.interruptions.days);
    const loaded = await spec("load");
    assert.ok(pages > 20);
    assert.ok(loaded.summary.startsWith(`${pages} pages (`), loaded.summary);
    assert.equal(sum(rowsOf(loaded, /hour/).flat()), pages);
    assert.deepEqual(rowsOf(loaded, /per day/), [load.incidents.days, load.interruptions.days]);
    const nights = statistic("nights", LAST_WEEK);
    const [people = [], night = []] = rowsOf(await spec("nights"), /evening/);
    assert.deepEqual([sum(people), sum(night)], [nights.totals.nights, nights.totals.pages]);
    const { people: shares } = statistic("fairness", NINETY_DAYS);
    const fair = await spec("fairness", NINETY_DAYS);
    assert.deepEqual(
      fair.panels[0]?.series[0]?.values,
      shares.map(({ perHour }) => perHour),
    );
    const mean = sum(shares.map(({ perHour }) => perHour)) / shares.length;
    assert.equal(fair.panels[0]?.annotations?.[0]?.from, mean);
    const { totals, alerts } = statistic("noise", LAST_WEEK);
    const noisy = await spec("noise");
    assert.match(noisy.summary, new RegExp(`^${totals.endedAlone} of ${totals.incidents} incidents`));
    assert.equal(sum(rowsOf(noisy, /fix first/).flat()), sum(alerts.map(({ incidents }) => incidents)));
    for (const name of [...PUBLIC, "compare"]) {
      const { definition, read, subtitle, asOfMs } = await spec(name);
      assert.ok(definition.length > 50 && /^counted from \d/.test(read), name);
      assert.equal(asOfMs, NOW_MS - 60_000);
      assert.match(subtitle, /Europe\/Berlin/);
    }
  });

  it("count services and time up as their statistics do", async () => {
    const { services } = statistic("services", LAST_WEEK);
    const what = await spec("services");
    assert.equal(sum(rowsOf(what, /per day/).flat()), sum(services.map(({ incidents }) => incidents)));
    assert.equal(sum(rowsOf(what, /Pages by service/).flat()), sum(services.map(({ pages }) => pages)));
    const up = statistic("availability", LAST_WEEK);
    const { panels } = await spec("availability");
    const values = panels[0]?.series[0]?.values ?? [];
    assert.deepEqual(
      values,
      up.services.map(({ available }) => (available === null ? null : available * 100)),
    );
    const floor = panels[0]?.floor ?? 0;
    assert.ok(floor > 0 && floor < Math.min(...values.map((value) => value ?? 100)), `the axis begins at ${floor}`);
    assert.match(panels[0]?.title ?? "", new RegExp(`from ${floor} %`), "an axis that begins elsewhere says so");
    assert.deepEqual(
      panels[1]?.spans,
      up.services.map(({ outages }) => outages).filter((all) => all.length > 0),
    );
  });

  it("show hours that were not there as gaps, not zeros", async () => {
    const rows = rowsOf(await spec("load", THIS_WEEK), /hour/);
    const [saturday = [], sunday = []] = rows.slice(5);
    assert.equal(saturday[14], rows[5]?.[14]);
    assert.notEqual(saturday[14], null, "14:00 to 15:00 was there");
    assert.ok(saturday.slice(16).every((value) => value === null || value > 0));
    assert.ok(sunday.filter((value) => value === null).length > 20);
    assert.ok(
      rows
        .slice(0, 5)
        .flat()
        .every((value) => value !== null),
    );
    const late = { ...busy, sinceMs: Date.parse("2026-11-11T00:00:00+01:00") };
    const [incidents = []] = rowsOf(await specOver("oncall-load", LAST_WEEK, late), /per day/);
    assert.deepEqual(incidents.slice(0, 2), [null, null]);
    assert.notEqual(incidents[2], null);
    const known = await specOver("oncall-load", LAST_WEEK, late);
    assert.doesNotMatch(known.summary, /against/, "half of a range is compared with nothing");
    for (const name of [...PUBLIC, "compare"])
      assert.match(
        (await specOver(`oncall-${name}`, queryOf(name), late)).subtitle,
        / · data since Wed 11 Nov 00:00/,
        name,
      );
    assert.doesNotMatch((await spec("load")).subtitle, /data since/);
  });

  it("are lists where a trend would be chance", async () => {
    const few = await specOver("oncall-response", LAST_WEEK, account(21, 0.8));
    assert.deepEqual(
      few.panels.map(({ kind }) => kind),
      ["stacked-bars-horizontal"],
    );
    const many = await spec("response", "from=2026-10-26&to=2026-11-20&tz=Europe/Berlin");
    assert.deepEqual(
      many.panels.map(({ kind }) => kind),
      ["lines", "columns"],
    );
    const { perDay } = statistic("response", "from=2026-10-26&to=2026-11-20&tz=Europe/Berlin");
    assert.deepEqual(
      rowsOf(many, /Median/)[0],
      perDay.map(({ ackP50Ms }) => ackP50Ms),
    );
    assert.deepEqual(
      rowsOf(many, /\(n\)/)[0],
      perDay.map(({ incidents }) => incidents),
    );
  });

  it("say that nothing was read, or nothing of the range, instead of zeros", async () => {
    const nothing = account(1, 0, { asOfMs: null, sinceMs: null, people: [], duties: [], planned: [] });
    const later = { ...busy, sinceMs: NOW_MS - 3_600_000 };
    for (const name of PUBLIC) {
      const empty = await specOver(`oncall-${name}`, LAST_WEEK, nothing);
      assert.equal(empty.summary, "Nothing has been collected yet.", name);
      for (const { empty: words } of empty.panels) assert.equal(words, "Nothing has been collected yet.", name);
      const unread = await specOver(`oncall-${name}`, LAST_WEEK, later);
      assert.match(unread.summary, /^No data was read for Mon 9 Nov/, name);
    }
  });

  it("have their filters in the title", async () => {
    for (const name of PUBLIC)
      assert.match((await spec(name, `${LAST_WEEK}&team=payments`)).title, / · team:payments$/, name);
  });

  it("compare ranges and names, and not one with the other", async () => {
    const ranges = await spec("compare", "a=last week&b=this week&tz=Europe/Berlin");
    const [last, now] = [statistic("overview", LAST_WEEK), statistic("overview", THIS_WEEK)];
    assert.match(ranges.summary, new RegExp(`: ${last.totals.pages} pages .*: ${now.totals.pages} pages `));
    assert.deepEqual(rowsOf(ranges, /How much/)[0]?.slice(0, 2), [last.totals.incidents, last.totals.pages]);
    await assert.rejects(spec("compare", "a=last week&b=team:payments"), { code: "usage" });
    await assert.rejects(spec("compare", "a=last week"), { code: "usage" });
    const csv = await csvOver("oncall-compare", COMPARE, busy);
    assert.match(csv, /^measure,unit,payments,platform\r\nIncidents,,\d+,\d+\r\n/);
  });
});

describe("names on graphs of statistics", () => {
  for (const names of ["initials", "totals"] as const)
    it(`are not there where a channel sees ${names}`, async () => {
      for (const name of [...PUBLIC, "compare"]) {
        const text = JSON.stringify(await spec(name, queryOf(name), { names }));
        for (const part of NAMES) assert.ok(!text.includes(part), `${name} says ${part}`);
      }
      const { panels } = await spec("fairness", NINETY_DAYS, { names });
      if (names === "totals") assert.equal(sum(panels[0]?.series[0]?.values ?? []), PEOPLE.length);
      else assert.match(panels[0]?.categories[0] ?? "", /^\p{Lu}+ · \d+ h$/u);
    });

  it("of one person are refused where only totals are shown, but for them and leads", async () => {
    const asked = `${LAST_WEEK}&person=ana@example.com`;
    for (const name of ["stats", "load", "fairness", "response"]) {
      await assert.rejects(spec(name, asked, { names: "totals" }), { code: "forbidden" }, name);
      await spec(name, asked, { names: "totals", viewer: ANA });
    }
  });
});

describe("what is one person's alone", () => {
  const HOURS = /[Nn]ight|hour of|by hour|Business/;
  const ofBen = `${LAST_WEEK}&person=ben@example.com`;
  const wordsOf = ({ panels, summary }: ChartSpec): string =>
    [
      summary,
      ...panels.flatMap(({ title, series, categories }) => [title, ...categories, ...series.map(({ name }) => name)]),
    ].join("\n");

  it("is on no chart that a channel may see", async () => {
    for (const name of [...PUBLIC, "compare"]) assert.equal((await spec(name)).private, undefined, name);
    const { panels } = await spec("stats");
    assert.equal(
      panels.find(({ y }) => y.label === "Person")?.series.length,
      1,
      "pages of a person are not split by night",
    );
  });

  for (const [who, viewer] of [
    ["nobody known", undefined],
    ["somebody else", ANA],
  ] as const)
    it(`is refused to ${who}, also as a file`, async () => {
      for (const name of ["nights", "person"])
        await assert.rejects(
          spec(name, ofBen, { viewer }),
          { code: "forbidden", tell: /\/oncall stats person:me/ },
          name,
        );
      for (const name of ["stats", "load", "nights", "services", "person"])
        await assert.rejects(csvOver(`oncall-${name}`, ofBen, busy, { viewer }), { code: "forbidden" }, name);
      for (const name of ["stats", "load", "services"]) {
        const made = await spec(name, ofBen, { viewer });
        assert.doesNotMatch(wordsOf(made), HOURS, name);
        assert.equal(
          made.panels.some(({ kind }) => kind === "heatmap"),
          false,
          name,
        );
      }
      const both = `a=person:ben@example.com&b=person:chidi@example.com&${LAST_WEEK}`;
      assert.doesNotMatch(wordsOf(await spec("compare", both, { viewer })), HOURS);
      assert.doesNotMatch(await csvOver("oncall-compare", both, busy, { viewer }), HOURS);
    });

  it("is shown to them by any of their names and to leads, and marked", async () => {
    const own: readonly (readonly [GraphData["viewer"], string])[] = [
      [ANA, "me"],
      [ANA, "ANA@example.com"],
      [ANA, "ana kovac"],
      [LEAD, "ben"],
    ];
    for (const [viewer, person] of own)
      for (const name of ["stats", "load", "nights", "services", "person"]) {
        const made = await spec(name, `${LAST_WEEK}&person=${person}`, { viewer });
        assert.equal(made.private, true, `${name} ${person}`);
        assert.match(wordsOf(made), HOURS, `${name} ${person}`);
        await csvOver(`oncall-${name}`, `${LAST_WEEK}&person=${person}`, busy, { viewer });
      }
  });

  it("comes on the team's nights as their own row, all rows for leads", async () => {
    const peopleOf = async (viewer: GraphData["viewer"]) =>
      (await spec("nights", NINETY_DAYS, { viewer })).panels[1]?.categories;
    assert.equal(await peopleOf(undefined), undefined);
    assert.deepEqual(await peopleOf(ANA), ["Ana Kovac"]);
    assert.equal((await peopleOf(LEAD))?.length, PEOPLE.length);
    const files = await Promise.all(
      [undefined, ANA].map((viewer) => csvOver("oncall-nights", LAST_WEEK, busy, { viewer })),
    );
    assert.match(files[0] ?? "", /^evening,people,pages\r\n/);
    assert.match(files[1] ?? "", /^evening,people,pages,pages of Ana Kovac\r\n/);
  });

  it("needs one person, and is nobody's where the name is not known", async () => {
    await assert.rejects(spec("person", LAST_WEEK, { viewer: LEAD }), { code: "usage" });
    assert.match((await spec("person", `${LAST_WEEK}&person=zoe`, { viewer: LEAD })).summary, /^Nobody of that name/);
    await assert.rejects(spec("person", `${LAST_WEEK}&person=zoe`, { viewer: ANA }), { code: "forbidden" });
  });

  it("makes every page that shows it one that is loaded for each viewer apart", () => {
    const personal = graphs.filter((graph) => graph.personal).map(({ name }) => name);
    for (const name of ["stats", "load", "nights", "services", "person", "compare"])
      assert.ok(personal.includes(`oncall-${name}`), name);
    assert.ok(!personal.includes("measure"), "what is measured is asked for once for all who look");
  });
});
