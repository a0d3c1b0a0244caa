import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { type GrafanaStandIn, NOTICE, serveGrafana } from "../../src/demo/metrics/grafana.ts";
import { grafanaValue } from "../../src/demo/metrics/grafana-query.ts";
import { createMeasure } from "../../src/integrations/grafana/measure.ts";
import grafana from "../../src/integrations/grafana.ts";
import { bearsTroubles, connected, failsWith, HOUR_MS, hour, isSound, NOW_MS, SHORT_MS } from "./measure-kit.ts";

const TOKEN = "glsa_token-of-the-service-account";
const SIZE = { width: 1200, height: 630 };
/** The beginning of a PNG of that size. */
const PNG = Buffer.concat([
  Buffer.from("89504e470d0a1a0a0000000d49484452000004b000000276", "hex"),
  Buffer.from([1, 2, 3]),
]);

interface How {
  readonly token?: string;
  readonly timeoutMs?: number;
  readonly orgId?: string;
  readonly clock?: () => number;
}

const setUp = async (t: TestContext, how: How = {}, standIn: Partial<GrafanaStandIn> = {}) => {
  const vendor = await serveGrafana({ token: TOKEN, clock: () => NOW_MS, ...standIn });
  t.after(() => vendor.close());
  const { clock, token = TOKEN, orgId, timeoutMs } = how;
  const place = { url: vendor.url, token, linkUrl: "https://grafana.example.com/g/", orgId };
  const connection = { ...connected(t), ...(clock ? { clock } : {}) };
  return {
    vendor,
    measure: createMeasure({ ...place, ...(timeoutMs === undefined ? {} : { timeoutMs }) }, connection),
  };
};
type Vendor = Awaited<ReturnType<typeof setUp>>["vendor"];

const pathsOf = (vendor: Vendor) => vendor.calls.map(({ path }) => path);
const sentBy = (vendor: Vendor): string =>
  JSON.stringify(vendor.calls.findLast(({ path }) => path === "/api/ds/query")?.body);
const values = (name: string, host: string, times: readonly number[], stepMs: number) =>
  times.map((ms) => grafanaValue(name, host, ms, stepMs));

describe("panels of Grafana", () => {
  it("need no new settings where Grafana has trouble to tell them", async (t) => {
    let nowMs = NOW_MS;
    const { vendor, measure } = await setUp(t, { clock: () => nowMs });
    const ask = async () => (await measure.ask(hour("shop:panel-2"))).series.length;
    for (const afterMs of [0, 290_000]) {
      nowMs = NOW_MS + afterMs;
      assert.equal(await ask(), 1);
    }
    nowMs = NOW_MS + 305_000;
    vendor.failNext({ status: 503, body: "{}" });
    assert.equal(await ask(), 1);
    assert.deepEqual(pathsOf(vendor).slice(-2), ["/api/frontend/settings", "/api/ds/query"]);
  });

  it("are asked through Grafana and read back exactly, gaps as gaps", async (t) => {
    const { vendor, measure } = await setUp(t);
    const question = hour("shop:panel-2");
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.deepEqual([measured.stepMs, measured.timesMs.length], [15_000, 240]);
    assert.deepEqual(
      measured.series.map(({ name, labels }) => [name, labels.host]),
      [["web-1 prod", "web-1"]],
    );
    const expected = values("latency", "web-1", measured.timesMs, 15_000);
    assert.deepEqual(measured.series[0]?.values, expected);
    assert.ok(expected.includes(null));
    assert.deepEqual([measured.title, measured.unit], ["Latency of web-1", "ms"]);
    assert.deepEqual(measured.thresholds, [
      { value: 80, trouble: "above" },
      { value: 120, trouble: "above" },
    ]);
    assert.deepEqual(pathsOf(vendor), ["/api/dashboards/uid/shop", "/api/frontend/settings", "/api/ds/query"]);
    const body = vendor.calls.at(-1)?.body;
    assert.deepEqual(body, {
      from: String(NOW_MS - HOUR_MS),
      to: String(NOW_MS),
      queries: [
        {
          refId: "A",
          expr: 'latency{host=~"web-1",env="prod"}',
          legendFormat: "{{host}} prod",
          instant: false,
          exemplar: false,
          range: true,
          format: "time_series",
          datasource: { uid: "prom1", type: "prometheus" },
          intervalMs: 15_000,
          maxDataPoints: 600,
        },
      ],
    });
  });

  it("take variables that are given, also all of them, and escape what is no pattern", async (t) => {
    const { vendor, measure } = await setUp(t);
    const ask = async (query: string) => (await measure.ask(hour(query))).series.map(({ labels }) => labels.host);
    assert.deepEqual(await ask("shop:panel-2 host=web-2"), ["web-2"]);
    assert.deepEqual(await ask("shop:panel-2 var-host=web-2 host=web-1"), ["web-1", "web-2"]);
    assert.deepEqual(await ask("shop:panel-2 host=db.1"), ["db.1"]);
    assert.ok(sentBy(vendor).includes(JSON.stringify('host=~"db\\\\.1"').slice(1, -1)), sentBy(vendor));
    assert.deepEqual(await ask("shop:panel-2 host=All"), ["web-1", "web-2", "db.1"]);
    assert.deepEqual(await ask("shop:panel-2 host=d..1"), []);
  });

  it("are found by place, by id and by a part of the title, in folded rows too", async (t) => {
    const { measure } = await setUp(t);
    const title = async (query: string) => (await measure.ask(hour(query))).title;
    assert.equal(await title("shop:1"), "Latency of web-1");
    assert.equal(await title("shop:3"), "Mixed sources");
    assert.equal(await title("shop:panel-22"), "Calculated");
    assert.equal(await title("shop:calc"), "Calculated");
    assert.equal(await title('shop:"mixed sou"'), "Mixed sources");
    assert.equal(await title("cIBgcSjkk"), "Payments", "the only one needs no name");
  });

  it("are taken by their whole title before a part of others", async (t) => {
    const panel = (id: number, title: string) => ({ id, title, targets: [{ refId: "A", expr: "orders" }] });
    const dashboards = [{ uid: "x", title: "X", panels: [panel(1, "Orders by hour"), panel(2, "Orders")] }];
    const { measure } = await setUp(t, {}, { dashboards });
    assert.equal((await measure.ask(hour("x:orders"))).title, "Orders");
    await failsWith(measure.ask(hour("x:ord")), "usage", /2 panels/);
  });

  it("offer the panels where none is named, or several are", async (t) => {
    const { measure } = await setUp(t);
    const failing = async (query: string, code: "usage" | "not_found", tell: RegExp) =>
      (await failsWith(measure.ask(hour(query)), code, tell)).choices;
    const all = await failing("shop host=web-2", "usage", /has 6 panels.*["`]shop:panel-2["`]/);
    assert.equal(all?.words, "shop");
    assert.deepEqual(
      all?.options.map(({ value }) => value),
      [2, 21, 22, 30, 31, 32].map((id) => `shop:panel-${id}`),
    );
    const some = await failing('shop:"source"', "usage", /2 panels.*"source" in their title/);
    assert.deepEqual(
      some?.options.map(({ label }) => label),
      ["Mixed sources", "Default source"],
    );
    assert.equal((await failing("shop:panel-99", "not_found", /has no panel-99/))?.options.length, 6);
    await failing("shop:99", "not_found", /no panel number 99/);
    await failing("shop:nothing", "not_found", /"nothing" in its title/);
    await failing("shop:2", "usage", /"Read me" has no query\./);
  });

  it("ask each data source of a mixed panel, with its own way of writing variables", async (t) => {
    const { vendor, measure } = await setUp(t);
    const question = hour("shop:panel-21 host=a host=b");
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.deepEqual(
      measured.series.map(({ name }) => name),
      ["orders", "Value"],
    );
    const sent = vendor.calls.filter(({ path }) => path === "/api/ds/query").map(({ body }) => JSON.stringify(body));
    assert.equal(sent.length, 2);
    assert.ok(sent.join().includes("orders[$__rate_interval]"), sent.join());
    assert.ok(sent.join().includes("stats.orders.prod.{a,b}"), sent.join());
  });

  it("are asked no finer than the panel wants or its data source is written: a rate needs two scrapes", async (t) => {
    const panel = (id: number, uid: string, expr: string, more: object = {}) => ({
      ...{ id, type: "timeseries", title: `p${id}`, datasource: { uid, type: "prometheus" }, ...more },
      targets: [{ refId: "A", expr }],
    });
    const panels = [
      panel(1, "prom2", "orders[$__rate_interval]"),
      panel(2, "prom2", `orders[\${__interval}]`),
      panel(3, "prom1", "orders[$__interval]"),
      panel(4, "prom1", "orders[$__interval]", { interval: ">2m" }),
    ];
    const { vendor, measure } = await setUp(t, {}, { dashboards: [{ uid: "d", title: "D", panels }] });
    for (const [id, intervalMs] of [60_000, 60_000, 15_000, 120_000].entries()) {
      assert.equal((await measure.ask(hour(`d:panel-${id + 1}`))).series.length, 1, `panel ${id + 1}`);
      assert.match(sentBy(vendor), new RegExp(`"intervalMs":${intervalMs},`));
    }
  });

  it("have their queries from the library, or from the panel whose data they show", async (t) => {
    const { measure } = await setUp(t);
    for (const query of ["shop:panel-31", "shop:panel-32"]) {
      const measured = await measure.ask(hour(query));
      assert.deepEqual(
        measured.series[0]?.values,
        values("library_orders", "all", measured.timesMs, measured.stepMs),
        query,
      );
    }
    assert.equal((await measure.ask(hour("shop:panel-31"))).unit, "reqps");
    const gone = { id: 1, title: "x", libraryPanel: { uid: "gone", name: "x" } };
    const { measure: without } = await setUp(t, {}, { dashboards: [{ uid: "d", title: "D", panels: [gone] }] });
    await failsWith(
      without.ask(hour("d:panel-1")),
      "not_found",
      /library element could not be found In Grafana: https:\/\/grafana\.example\.com\/g\/d\/d\?from=\d{13}.*viewPanel=1$/,
    );
  });

  it("leave hidden queries out, but ask them for what is calculated with them", async (t) => {
    const { vendor, measure } = await setUp(t);
    const measured = await measure.ask(hour("shop:panel-22"));
    assert.equal(measured.series.length, 1);
    const doubled = values("orders", "all", measured.timesMs, 15_000).map((value) =>
      value === null ? null : value * 2,
    );
    assert.deepEqual(measured.series[0]?.values, doubled);
    assert.ok(sentBy(vendor).includes('"refId":"A"'));
    await measure.ask(hour("shop:panel-2"));
    assert.ok(!sentBy(vendor).includes("hidden_one"));
  });

  it("use the default data source where none is named; trouble is on the side with the worse colour", async (t) => {
    const { vendor, measure } = await setUp(t);
    const measured = await measure.ask(hour("shop:panel-30"));
    assert.equal(measured.series.length, 1);
    assert.ok(sentBy(vendor).includes('"datasource":{"uid":"prom1","type":"prometheus"}'));
    assert.deepEqual(measured.thresholds, [{ value: 10, trouble: "below" }]);
  });

  it("keep under the points that are wanted, and put together what shares a label", async (t) => {
    const { vendor, measure } = await setUp(t);
    const question = hour("shop:panel-2 host=All", { points: 50, by: { label: "host", how: "avg" } });
    const measured = await measure.ask(question);
    isSound(measured, question);
    assert.match(sentBy(vendor), /"intervalMs":72000,"maxDataPoints":50/);
    assert.deepEqual(
      measured.series.map(({ name }) => name),
      ["web-1", "web-2", "db.1"],
    );
    const together = await measure.ask({ ...question, by: { label: "nothing", how: "max" } });
    assert.equal(together.series.length, 1);
    const most = together.timesMs.map((_ms, at) =>
      Math.max(...measured.series.map(({ values: row }) => row[at] ?? Number.NEGATIVE_INFINITY)),
    );
    assert.deepEqual(
      together.series[0]?.values,
      most.map((value) => (Number.isFinite(value) ? value : null)),
    );
  });

  it("have no series where there is nothing", async (t) => {
    const dashboards = [
      { uid: "x", title: "X", panels: [{ id: 1, title: "None", targets: [{ expr: "no_such_metric" }] }] },
    ];
    const { measure } = await setUp(t, {}, { dashboards });
    assert.deepEqual((await measure.ask(hour("x"))).series, []);
  });

  it("tell what the data source says about a query, and show the others when one fails", async (t) => {
    const panel = (id: number, ...exprs: string[]) => ({
      ...{ id, title: `P${id}`, datasource: { uid: "prom1", type: "prometheus" } },
      targets: exprs.map((expr, at) => ({ refId: "AB"[at], expr })),
    });
    const { vendor, measure } = await setUp(
      t,
      {},
      { dashboards: [{ uid: "x", title: "X", panels: [panel(1, "sum("), panel(2, "a", "b")] }] },
    );
    await failsWith(measure.ask(hour("x:panel-1")), "usage", /bad_data: 1:1: parse error/);
    const frame = (value: number) => ({
      schema: {
        fields: [
          { name: "Time", type: "time" },
          { name: "Value", type: "number" },
        ],
      },
      data: { values: [[NOW_MS - 60_000], [value]] },
    });
    const results = { A: { frames: [frame(1)] }, B: { status: 500, error: "it is down", frames: [] } };
    vendor.failNext({ status: 207, body: JSON.stringify({ results }) });
    const partly = await measure.ask(hour("x:panel-2"));
    assert.deepEqual([partly.series.length, partly.notes], [1, ["Query B fails: it is down"]]);
    vendor.failNext({ status: 207, body: JSON.stringify({ results: { B: results.B } }) });
    await failsWith(measure.ask(hour("x:panel-2")), "usage", /query fails: it is down/);
  });

  it("read tables: columns of text tell series apart", async (t) => {
    const { vendor, measure } = await setUp(t);
    await measure.ask(hour("cIBgcSjkk"));
    const [a, b] = [NOW_MS - 120_000, NOW_MS - 60_000];
    const fields = [
      { name: "t", type: "time" },
      { name: "shop", type: "string" },
      { name: "orders", type: "number" },
    ];
    const table = {
      schema: { fields },
      data: {
        values: [
          [a, a, b, b],
          ["x", "y", "x", "y"],
          [1, 2, 3, null],
        ],
      },
    };
    vendor.failNext({ status: 200, body: JSON.stringify({ results: { A: { frames: [table] } } }) });
    const measured = await measure.ask(hour("cIBgcSjkk"));
    assert.deepEqual(
      measured.series.map(({ name, values: row }) => [name, row.slice(-2)]),
      [
        ["x", [1, 3]],
        ["y", [2, null]],
      ],
    );
  });

  it("remember a dashboard for 30 s, and ask once for all who ask together", async (t) => {
    let nowMs = NOW_MS;
    const { vendor, measure } = await setUp(t, { clock: () => nowMs });
    const reads = () => pathsOf(vendor).filter((path) => path.startsWith("/api/dashboards")).length;
    await Promise.all([1, 2, 3].map(() => measure.ask(hour("shop:panel-2"))));
    assert.equal(reads(), 1);
    nowMs += 29_000;
    await measure.ask(hour("shop:panel-2"));
    assert.equal(reads(), 1);
    nowMs += 2_000;
    await measure.ask(hour("shop:panel-2"));
    assert.equal(reads(), 2);
  });

  it("answer a slug with the uid that it means", async (t) => {
    const { measure } = await setUp(t);
    const error = await failsWith(
      measure.ask(hour("payments-overview:panel-1")),
      "not_found",
      /Try again with `cIBgcSjkk:panel-1`/,
    );
    assert.deepEqual(error.choices, {
      words: "payments-overview:panel-1",
      options: [{ label: "Payments overview", value: "cIBgcSjkk:panel-1" }],
    });
    const none = await failsWith(
      measure.ask(hour("nobody-knows")),
      "not_found",
      /No dashboard has the uid "nobody-knows"/,
    );
    assert.equal(none.choices, undefined);
  });

  it("refuse what is no query with an example", async (t) => {
    const { vendor, measure } = await setUp(t);
    for (const query of ["", "a b", "../admin", 'shop:"x" y', ":panel-1"])
      await failsWith(measure.ask(hour(query)), "usage", /uid:panel-2 host=web-1/);
    assert.equal(vendor.calls.length, 0);
    assert.equal(measure.link(hour("../admin")), undefined);
  });

  it("bear hanging, errors, HTML and half an answer, and tell no token", async (t) => {
    const { vendor, measure } = await setUp(t, { timeoutMs: SHORT_MS });
    const question = hour("cIBgcSjkk:panel-1");
    await measure.ask(question);
    await bearsTroubles(vendor, measure, question, [TOKEN]);
    vendor.failNext({ status: 200, body: "<html>Log in</html>", type: "text/html" });
    await failsWith(measure.ask(hour("shop:panel-2")), "upstream", /no Grafana: perhaps a login page/, [TOKEN]);
    vendor.failNext({ status: 302, body: "", type: "text/html" });
    await failsWith(measure.ask(hour("shop:panel-2")), "credentials", /GRAFANA_API_TOKEN/, [TOKEN]);
  });

  it("take no longer for all questions together than for one", async (t) => {
    const { vendor, measure } = await setUp(t, { timeoutMs: SHORT_MS });
    const panel = { id: 1, datasource: { uid: "prom1", type: "prometheus" }, targets: [{ refId: "A", expr: "x" }] };
    const slow = { status: 200, type: "application/json", delayMs: SHORT_MS * 0.7 };
    vendor.failNext({ ...slow, body: JSON.stringify({ dashboard: { uid: "slow", panels: [panel] } }) });
    vendor.failNext({ ...slow, body: JSON.stringify({ results: { A: { frames: [] } } }) });
    await failsWith(measure.ask(hour("slow:1")), "timeout", /within 1 s.* In Grafana: https:.*viewPanel=1/, [TOKEN]);
    assert.equal(vendor.calls.length, 2);
  });

  it("name the setting when the token is refused", async (t) => {
    const { measure } = await setUp(t, { token: "glsa_wrong" });
    await failsWith(measure.ask(hour("shop:panel-2")), "credentials", /GRAFANA_API_TOKEN/, ["glsa_wrong"]);
  });

  it("are drawn by Grafana's renderer where there is one, and only a PNG counts", async (t) => {
    let nowMs = NOW_MS;
    const { vendor, measure } = await setUp(t, { orgId: "3", clock: () => nowMs }, { picture: PNG });
    const question = hour("shop:panel-2 host=web-2");
    assert.deepEqual(Buffer.from((await measure.picture?.(question, SIZE)) ?? []), PNG);
    const call = vendor.calls.at(-1);
    assert.equal(call?.path, "/render/d-solo/shop/_");
    assert.deepEqual(call?.query, {
      from: String(NOW_MS - HOUR_MS),
      to: String(NOW_MS),
      "var-host": "web-2",
      "var-env": "prod",
      "var-source": "prom1",
      panelId: "2",
      width: "600",
      height: "315",
      scale: "2",
      tz: "Europe/Berlin",
      orgId: "3",
    });
    assert.equal(call?.headers["x-grafana-org-id"], "3");
    const others: readonly (readonly [type: string, body: string | Buffer])[] = [
      ["text/html", "<html>Log in</html>"],
      ["image/png", "<html>"],
      ["image/jpeg", PNG],
      ["image/png", NOTICE],
      ["image/png", PNG.subarray(0, 12)],
    ];
    for (const [type, body] of others) {
      vendor.failNext({ status: 200, type, body });
      assert.equal(await measure.picture?.(question, SIZE), undefined, type);
    }
    assert.equal(await measure.picture?.({ ...question, by: { label: "host", how: "avg" } }, SIZE), undefined);
    vendor.failNext({ status: 500, body: "{}" });
    await assert.rejects(async () => measure.picture?.(question, SIZE), Failure);
    const calls = vendor.calls.length;
    assert.equal(await measure.picture?.(question, SIZE), undefined, "the renderer is left alone");
    assert.equal(vendor.calls.length, calls);
    nowMs += 61_000;
    assert.ok(await measure.picture?.(question, SIZE));
  });

  it("have no picture without a renderer", async (t) => {
    const { vendor, measure } = await setUp(t);
    assert.equal(await measure.picture?.(hour("shop:panel-2"), SIZE), undefined);
    assert.deepEqual(pathsOf(vendor), ["/api/frontend/settings"]);
    const gone = { rendererAvailable: true, datasources: {} };
    const { vendor: other, measure: unaware } = await setUp(t);
    other.failNext({ status: 200, body: JSON.stringify(gone) });
    assert.equal(await unaware.picture?.(hour("shop:panel-2"), SIZE), undefined, "a notice is no picture of a panel");
    assert.equal(other.calls.at(-1)?.path, "/render/d-solo/shop/_");
  });

  it("are linked to with absolute times, the zone and all variables", async (t) => {
    const { measure } = await setUp(t, { orgId: "3" });
    const before = new URL(measure.link(hour("shop:mixed")) ?? "");
    assert.equal(before.searchParams.get("viewPanel"), null, "which panel is not known yet");
    await measure.ask(hour("shop:mixed"));
    const url = new URL(measure.link(hour("shop:mixed host=a host=b")) ?? "");
    assert.equal(url.origin + url.pathname, "https://grafana.example.com/g/d/shop");
    assert.deepEqual(
      [...url.searchParams],
      [
        ["from", String(NOW_MS - HOUR_MS)],
        ["to", String(NOW_MS)],
        ["var-host", "a"],
        ["var-host", "b"],
        ["var-env", "prod"],
        ["var-source", "prom1"],
        ["timezone", "Europe/Berlin"],
        ["viewPanel", "21"],
        ["orgId", "3"],
      ],
    );
    assert.match(measure.link(hour("other:panel-7")) ?? "", /\/d\/other\?.*viewPanel=7/);
  });

  it("are found by words of the dashboard and of the panel", async (t) => {
    const { measure } = await setUp(t);
    assert.deepEqual(await measure.panels?.(["overview", "calc"], 5), [
      {
        title: "Shop overview › Calculated",
        query: "shop:panel-22",
        url: "https://grafana.example.com/g/d/shop?viewPanel=22",
      },
    ]);
    assert.deepEqual(
      (await measure.panels?.(["payments"], 5))?.map(({ query }) => query),
      ["cIBgcSjkk:panel-1"],
    );
    assert.deepEqual(await measure.panels?.(["nothing", "like", "this"], 3), []);
    assert.deepEqual(
      (await measure.panels?.(["latency"], 5))?.map(({ query }) => query),
      ["shop:panel-2"],
    );
  });

  it("are found by the tag of their dashboard; without words there are the dashboards alone", async (t) => {
    const { vendor, measure } = await setUp(t);
    const queries = async (...words: string[]) => (await measure.panels?.(words, 60))?.map(({ query }) => query);
    assert.deepEqual(await queries("money"), ["cIBgcSjkk:panel-1"]);
    assert.deepEqual(await queries("Money"), [], "Grafana tells tags by their very letters");
    const before = vendor.calls.length;
    assert.deepEqual(await measure.panels?.([], 60), [
      { title: "Shop overview", query: "shop", url: "https://grafana.example.com/g/d/shop" },
      { title: "Payments overview", query: "cIBgcSjkk", url: "https://grafana.example.com/g/d/cIBgcSjkk" },
    ]);
    assert.equal(vendor.calls.length, before + 1, "none is opened for that");
  });

  it("of the first dashboards are opened, the others of that name are found as they are", async (t) => {
    const dashboards = Array.from({ length: 8 }, (_, at) => ({
      uid: `team${at}`,
      title: `Team ${at}`,
      panels: [{ id: 1, type: "timeseries", title: "Load", targets: [{ refId: "A", expr: "load" }] }],
    }));
    const { measure } = await setUp(t, {}, { dashboards });
    assert.deepEqual(
      (await measure.panels?.(["team"], 60))?.map(({ query }) => query),
      ["team0:panel-1", "team1:panel-1", "team2:panel-1", "team3:panel-1", "team4:panel-1", "team5", "team6", "team7"],
    );
  });

  it("are there with an address and a token", (t) => {
    const unset = Object.fromEntries(Object.keys(grafana.settings).map((name) => [name, undefined]));
    const settings = (more: Readonly<Record<string, string>>) =>
      ({ ...unset, ...more }) as Parameters<NonNullable<typeof grafana.check>>[0];
    const both = { GRAFANA_URL: "https://grafana.example.com", GRAFANA_API_TOKEN: "x" };
    assert.ok(grafana.connect?.(settings(both), connected(t))?.measure);
    assert.equal(grafana.connect?.(settings({ GRAFANA_API_TOKEN: "x" }), connected(t)), undefined);
    assert.deepEqual(grafana.check?.(settings(both)), []);
    assert.match(grafana.check?.(settings({ GRAFANA_URL: "https://x" }))[0] ?? "", /set both/);
    assert.match(grafana.check?.(settings({ ...both, GRAFANA_ORG_ID: "main" }))[0] ?? "", /GRAFANA_ORG_ID/);
  });
});
