import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { datadogValue, serveDatadog } from "../../src/demo/metrics/datadog.ts";
import { createMeasure } from "../../src/integrations/datadog/measure.ts";
import { explorerLink, splitBy } from "../../src/integrations/datadog/query.ts";
import datadog from "../../src/integrations/datadog.ts";
import { bearsTroubles, connected, failsWith, HOUR_MS, hour, isSound, NOW_MS, SHORT_MS } from "./measure-kit.ts";

const KEYS = { apiKey: "api-key-of-the-shop", appKey: "application-key-of-the-shop" };
const SECRETS = Object.values(KEYS);
const by = (label: string, how: "avg" | "sum" = "avg") => ({ label, how });

const setUp = async (t: TestContext, changes: { readonly appKey?: string; readonly timeoutMs?: number } = {}) => {
  const vendor = await serveDatadog({ ...KEYS, clock: () => NOW_MS });
  t.after(() => vendor.close());
  const place = { url: vendor.url, site: "datadoghq.com", ...KEYS, ...changes };
  return { vendor, measure: createMeasure(place, connected(t)) };
};

describe("Datadog", () => {
  it("reads back exactly the points that are there, gaps as gaps", async (t) => {
    const { vendor, measure } = await setUp(t);
    const question = hour("avg:shop.orders.gaps{*}");
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.equal(measured.stepMs, 20_000);
    assert.equal(measured.timesMs.length, 180);
    const expected = measured.timesMs.map((ms) => datadogValue("shop.orders.gaps", "host:web-1", ms, 20));
    assert.deepEqual(measured.series[0]?.values, expected);
    assert.ok(expected.includes(null) && !expected.includes(0));
    assert.deepEqual(vendor.calls[0]?.query, {
      from: String((NOW_MS - HOUR_MS) / 1000),
      to: String(NOW_MS / 1000),
      query: "avg:shop.orders.gaps{*}",
    });
  });

  it("splits by a tag, names the series after it and tells the unit", async (t) => {
    const { measure } = await setUp(t);
    const question = hour("avg:system.cpu.user{*}", { by: by("host") });
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.deepEqual(
      measured.series.map(({ name, labels }) => [name, labels.host]),
      [
        ["web-1", "web-1"],
        ["web-2", "web-2"],
      ],
    );
    assert.equal(measured.unit, "percent");
    assert.equal((await measure.ask(hour("avg:system.net.bytes_rcvd{*}"))).unit, "byte/second");
  });

  it("keeps under the points that are wanted, and says that it made means", async (t) => {
    const { measure } = await setUp(t);
    const question = hour("avg:system.cpu.user{*}", { points: 50 });
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.ok(measured.timesMs.length >= 40);
    assert.match(measured.notes.join(), /mean of 80 s/);
    const mean = [0, 1, 2, 3].reduce(
      (sum, at) =>
        sum + (datadogValue("system.cpu.user", "host:web-1", (measured.timesMs[3] ?? 0) + at * 20_000, 20) ?? 0),
      0,
    );
    assert.equal(measured.series[0]?.values[3], mean / 4);
  });

  it("says that points of longer ranges are means, in which short peaks are lost, unless the query says how they are made", async (t) => {
    const { measure } = await setUp(t);
    const day = (query: string) => hour(query, { fromMs: NOW_MS - 24 * HOUR_MS });
    const measured = await measure.ask(day("max:system.cpu.user{*}"));
    isSound(measured, day(""));
    assert.equal(measured.stepMs, 300_000);
    const note = "Each point is Datadog's mean of 5 min: .rollup(max) behind the metric shows its peaks.";
    assert.deepEqual(measured.notes, [note]);
    assert.deepEqual((await measure.ask(hour("max:system.cpu.user{*}"))).notes, []);
    for (const told of [".rollup(max)", ".rollup(max, 300)", ".as_count()"])
      assert.deepEqual((await measure.ask(day(`sum:system.cpu.user{*}${told}`))).notes, [], told);
    const week = hour("avg:system.cpu.user{*}", { fromMs: NOW_MS - 7 * 24 * HOUR_MS });
    assert.equal((await measure.ask(week)).stepMs, 3_600_000);
  });

  it("believes Datadog how far apart points are, also where most are missing", async (t) => {
    const { vendor, measure } = await setUp(t);
    const pointlist = [NOW_MS - 600_000, NOW_MS - 300_000].map((ms) => [ms, 1]);
    const series = [{ metric: "a", interval: 20, tag_set: [], scope: "host:a,env:b", pointlist }];
    vendor.failNext({ status: 200, body: JSON.stringify({ status: "ok", series }) });
    const measured = await measure.ask(hour("avg:a{*}"));
    assert.equal(measured.stepMs, 20_000);
    assert.deepEqual(measured.series[0]?.labels, { host: "a", env: "b" });
    assert.equal(measured.series[0]?.values.filter((value) => value !== null).length, 2);
  });

  it("believes the points of a formula, whose distance Datadog may tell too short", async (t) => {
    const { vendor, measure } = await setUp(t);
    const pointlist = [null, 0, 10, 10, 0, null, null, 3].map((value, at) => [NOW_MS - 600_000 + at * 10_000, value]);
    const series = [
      { metric: "(a / b)", interval: 1, aggr: "sum", tag_set: [], scope: "env:lt", unit: null, pointlist },
    ];
    vendor.failNext({ status: 200, body: JSON.stringify({ status: "ok", series }) });
    const measured = await measure.ask(hour("sum:a{*}.as_count()/sum:b{*}.as_count()"));
    assert.equal(measured.stepMs, 10_000);
    const { values = [] } = measured.series[0] ?? {};
    const from = values.findIndex((value) => value !== null);
    assert.deepEqual(values.slice(from, from + 7), [0, 10, 10, 0, null, null, 3]);
  });

  it("has no series for a metric that nobody knows, and for a range before there is any", async (t) => {
    const { measure } = await setUp(t);
    assert.deepEqual((await measure.ask(hour("avg:no.such.metric{*}"))).series, []);
    const future = hour("avg:system.cpu.user{*}", { fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 2 * HOUR_MS });
    assert.deepEqual((await measure.ask(future)).series, []);
  });

  it("tells what Datadog says about a query that it cannot read", async (t) => {
    const { vendor, measure } = await setUp(t);
    await failsWith(measure.ask(hour("avg:system.cpu.user{")), "usage", /cannot read that query.*scope_expr/);
    vendor.failNext({ status: 200, body: JSON.stringify({ status: "error", error: "Unknown function topp" }) });
    await failsWith(measure.ask(hour("topp(avg:x{*})")), "usage", /Unknown function topp/);
  });

  it("names the settings when its keys are refused, and never tells them", async (t) => {
    const { measure } = await setUp(t, { appKey: "wrong-application-key" });
    const question = hour("avg:system.cpu.user{*}");
    await failsWith(measure.ask(question), "credentials", /DATADOG_API_KEY.*DATADOG_SITE/, ["wrong-application-key"]);
  });

  it("bears hanging, errors, HTML and half an answer", async (t) => {
    const { vendor, measure } = await setUp(t, { timeoutMs: SHORT_MS });
    await bearsTroubles(vendor, measure, hour("avg:system.cpu.user{*}"), SECRETS);
    await vendor.close();
    await failsWith(measure.ask(hour("avg:system.cpu.user{*}")), "unavailable", /cannot be reached/, SECRETS);
  });

  it("finds metrics by all of the words", async (t) => {
    const { vendor, measure } = await setUp(t);
    assert.deepEqual(await measure.names?.(["system", "cpu"], 5), ["system.cpu.user"]);
    assert.deepEqual(await measure.names?.(["system"], 1), ["system.cpu.user"]);
    assert.equal(vendor.calls[0]?.query.q, "metrics:system");
  });

  it("splits every part of a query that is not split yet, and no other", () => {
    const cases: readonly [string, string][] = [
      ["avg:load{*}", "avg:load{*} by {host}"],
      ["load{env:prod}", "sum:load{env:prod} by {host}"],
      ["load", "sum:load{*} by {host}"],
      ["sum:hits{*}.as_rate()", "sum:hits{*} by {host}.as_rate()"],
      ["avg:a{*}/avg:b{x:y}", "avg:a{*} by {host}/avg:b{x:y} by {host}"],
      ["avg:a{*} by {zone}", "avg:a{*} by {zone}"],
    ];
    for (const [query, expected] of cases) assert.equal(splitBy(query, by("host", "sum")), expected);
    assert.equal(splitBy("avg:a{*}", undefined), "avg:a{*}");
    assert.throws(() => splitBy("avg:a{*}", by("ho}st")), /no name of a tag/);
  });

  it("links to the metric explorer with absolute times, where one metric is asked for", () => {
    const link = (site: string, query: string, label?: string) =>
      explorerLink(site, hour(query, label === undefined ? {} : { by: by(label) }));
    const url = new URL(link("datadoghq.com", "max:system.cpu.user{env:prod,host:a}", "host") ?? "");
    assert.equal(url.origin + url.pathname, "https://app.datadoghq.com/metric/explorer");
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      live: "false",
      from_ts: String(NOW_MS - HOUR_MS),
      to_ts: String(NOW_MS),
      exp_metric: "system.cpu.user",
      exp_scope: "env:prod,host:a",
      exp_group: "host",
      exp_agg: "max",
      exp_row_type: "metric",
    });
    assert.match(link("us3.datadoghq.com", "a.b{*}") ?? "", /^https:\/\/us3\.datadoghq\.com\/metric/);
    assert.equal(link("datadoghq.eu", "avg:a{*}/avg:b{*}"), undefined);
  });

  it("is connected with both keys, and complains about one alone or a site that is none", (t) => {
    const unset = {
      DATADOG_API_KEY: undefined,
      DATADOG_APP_KEY: undefined,
      DATADOG_SITE: undefined,
      DATADOG_API_URL: undefined,
    };
    const keys = { ...unset, DATADOG_API_KEY: "a", DATADOG_APP_KEY: "b" };
    assert.equal(datadog.connect?.(unset, connected(t)), undefined);
    assert.ok(datadog.connect?.(keys, connected(t))?.measure);
    assert.deepEqual(datadog.check?.(keys), []);
    assert.match(datadog.check?.({ ...unset, DATADOG_API_KEY: "a" })[0] ?? "", /set both/);
    assert.match(datadog.check?.({ ...keys, DATADOG_SITE: "https://x" })[0] ?? "", /DATADOG_SITE/);
  });
});
