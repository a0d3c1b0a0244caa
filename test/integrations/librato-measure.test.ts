import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { appopticsValue, serveAppoptics } from "../../src/demo/metrics/appoptics.ts";
import { createMeasure } from "../../src/integrations/librato/measure.ts";
import { readQuery } from "../../src/integrations/librato/query.ts";
import librato from "../../src/integrations/librato.ts";
import { bearsTroubles, connected, failsWith, HOUR_MS, hour, isSound, NOW_MS, SHORT_MS } from "./measure-kit.ts";

const TOKEN = "token-of-appoptics";
const LOAD = "collectd.load.load.shortterm";
const WEB1 = { host: "web-1", zone: "a" };
const WEB2 = { host: "web-2", zone: "a" };

const setUp = async (t: TestContext, token = TOKEN, timeoutMs?: number) => {
  const vendor = await serveAppoptics({ token: TOKEN, clock: () => NOW_MS });
  t.after(() => vendor.close());
  return {
    vendor,
    measure: createMeasure({ url: vendor.url, token, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, connected(t)),
  };
};
const value = (tags: Readonly<Record<string, string>>, ms: number, s = 60): number | null =>
  appopticsValue(LOAD, tags, ms, s) ?? null;

describe("AppOptics", () => {
  it("reads back exactly the points that are there; where nothing was sent is nothing", async (t) => {
    const { measure } = await setUp(t);
    const question = hour(LOAD);
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.deepEqual([measured.stepMs, measured.timesMs.length], [60_000, 60]);
    assert.deepEqual(
      measured.series.map(({ name }) => name),
      ["host=web-1, zone=a", "host=web-2, zone=a", "host=web-3, zone=b"],
    );
    const expected = measured.timesMs.map((ms) => value(WEB1, ms));
    assert.deepEqual(measured.series[0]?.values, expected);
    assert.ok(expected.includes(null));
  });

  it("takes tags, and makes one number of what shares a value of a tag", async (t) => {
    const { measure } = await setUp(t);
    const one = await measure.ask(hour(`${LOAD}{host=web-2}`));
    assert.deepEqual(
      one.series.map(({ labels }) => labels),
      [WEB2],
    );
    const question = hour(LOAD, { by: { label: "zone", how: "max" } });
    const split = await measure.ask(question);
    isSound(split, question);
    assert.deepEqual(
      split.series.map(({ name }) => name),
      ["a", "b"],
    );
    const both = split.timesMs.map((ms) => {
      const values = [value(WEB1, ms), value(WEB2, ms)].flatMap((one) => (one === null ? [] : [one]));
      return values.length > 0 ? Math.max(...values) : null;
    });
    assert.deepEqual(split.series[0]?.values, both);
  });

  it("leaves out what was not asked for, when the other side heeds no tags", async (t) => {
    const { vendor, measure } = await setUp(t);
    const measurements = [{ time: NOW_MS / 1000 - 60, value: 1 }];
    const series = [WEB1, WEB2].map((tags) => ({ tags, measurements }));
    vendor.failNext({
      status: 200,
      body: JSON.stringify({ name: LOAD, resolution: 60, series, links: [{ rel: "next" }] }),
    });
    const measured = await measure.ask(hour(`${LOAD}{host=web-2}`));
    assert.deepEqual(
      measured.series.map(({ labels }) => labels),
      [WEB2],
    );
    assert.match(measured.notes.join(), /more of it/);
  });

  it("asks for no more points than are wanted", async (t) => {
    const { vendor, measure } = await setUp(t);
    const day = hour(LOAD, { fromMs: NOW_MS - 24 * HOUR_MS, points: 300 });
    const measured = await measure.ask(day);
    isSound(measured, day);
    assert.equal(measured.stepMs, 300_000);
    assert.equal(vendor.calls[0]?.query.resolution, "300");
    const year = hour(LOAD, { fromMs: NOW_MS - 365 * 24 * HOUR_MS, points: 100 });
    isSound(await measure.ask(year), year);
  });

  it("has no series for a metric that nobody knows", async (t) => {
    const { measure } = await setUp(t);
    assert.deepEqual((await measure.ask(hour("no.such.metric"))).series, []);
    assert.deepEqual((await measure.ask(hour(`${LOAD}{host=nobody}`))).series, []);
    const before = { fromMs: NOW_MS + HOUR_MS, toMs: NOW_MS + 2 * HOUR_MS };
    assert.deepEqual((await measure.ask(hour(LOAD, before))).series, []);
  });

  it("bears hanging, errors, HTML and half an answer, and tells no token", async (t) => {
    const { vendor, measure } = await setUp(t, TOKEN, SHORT_MS);
    await bearsTroubles(vendor, measure, hour(LOAD), [TOKEN, btoa(`${TOKEN}:`)]);
    vendor.failNext({ status: 400, body: '{"errors":{"params":{"resolution":["is odd"]}}}' });
    await failsWith(measure.ask(hour(LOAD)), "usage", /cannot read that query: is odd/);
  });

  it("names the setting when its token is refused", async (t) => {
    const { measure } = await setUp(t, "wrong-token-of-appoptics");
    await failsWith(measure.ask(hour(LOAD)), "credentials", /LIBRATO_API_TOKEN/, ["wrong-token-of-appoptics"]);
  });

  it("finds metrics by all of the words and has no link", async (t) => {
    const { measure } = await setUp(t);
    assert.deepEqual(await measure.names?.(["load", "term"], 5), [LOAD]);
    assert.deepEqual(await measure.names?.(["load", "cpu"], 5), []);
    assert.equal(measure.link(hour(LOAD)), undefined);
  });

  it("explains what a query looks like", () => {
    assert.deepEqual(readQuery(' a.b{x = "c d",y=e}'), {
      metric: "a.b",
      tags: [
        ["x", "c d"],
        ["y", "e"],
      ],
    });
    for (const query of ["", "a b", "a{b}", "a{b=c", "a{=c}"])
      assert.throws(() => readQuery(query), { code: "usage" }, query);
  });

  it("is connected with an address and a token", (t) => {
    const set = { LIBRATO_TOKEN: undefined, LIBRATO_API_URL: "https://metrics.example.com", LIBRATO_API_TOKEN: "x" };
    assert.ok(librato.connect?.(set, connected(t))?.measure);
    assert.deepEqual(librato.check?.(set), []);
    assert.equal(librato.connect?.({ ...set, LIBRATO_API_URL: undefined }, connected(t)), undefined);
    assert.match(librato.check?.({ ...set, LIBRATO_API_URL: undefined })[0] ?? "", /set both/);
    assert.match(librato.check?.({ ...set, LIBRATO_API_URL: "metrics" })[0] ?? "", /LIBRATO_API_URL/);
  });
});
