import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { createPrometheusDemo, type PrometheusDemoOptions } from "../../src/demo/metrics/prometheus.ts";
import { counterNote, promqlOf, unitOf } from "../../src/integrations/prometheus/query.ts";
import prometheus from "../../src/integrations/prometheus.ts";
import { nameSeries } from "../../src/lib/series-names.ts";
import { timeGrid } from "../../src/lib/time-grid.ts";
import { connection, measureOf } from "../backends/kit.ts";
import { freePort } from "../support/free-port.ts";

const MIN = 60_000;
const NOW = Date.parse("2026-11-21T12:00:07Z");
const HOUR = { fromMs: NOW - 60 * MIN, toMs: NOW, points: 700, tz: "UTC" };

const open = async (t: TestContext, more: Partial<PrometheusDemoOptions> = {}) => {
  let nowMs = NOW;
  const demo = await createPrometheusDemo({ clock: () => nowMs, ...more });
  t.after(() => demo.stop());
  const measure = measureOf(prometheus, { PROMETHEUS_URL: demo.url, PROMETHEUS_AUTH: more.auth }, () => nowMs);
  return {
    demo,
    measure,
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
};

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Failure);
  return error;
};

it("steps are whole, on the clock, at least 15 s, and never too many", () => {
  const grid = (span: number, points: number) => timeGrid({ fromMs: NOW - span, toMs: NOW }, points, 15_000);
  const steps = [5 * MIN, 60 * MIN, 6 * 60 * MIN, 24 * 60 * MIN, 7 * 24 * 60 * MIN, 400 * 24 * 60 * MIN];
  assert.deepEqual(
    steps.map((span) => grid(span, 700).stepMs / 1000),
    [15, 15, 60, 300, 900, 86_400],
  );
  for (const span of steps) {
    const { timesMs, stepMs } = grid(span, 700);
    assert.ok(timesMs.length <= 700 && timesMs.length > 0);
    assert.ok(timesMs.every((atMs) => atMs % stepMs === 0 && atMs >= NOW - span && atMs < NOW));
  }
  assert.equal(grid(10_000, 700).stepMs, 1_000);
});

it("asks with the step, start and end of the grid, by POST, and fills gaps with null", async (t) => {
  const { demo, measure } = await open(t);
  const day = { ...HOUR, fromMs: NOW - 24 * 60 * MIN };
  const measured = await measure.ask({ ...day, query: 'node_load1{instance="web-3:8080"}' });
  assert.equal(demo.asked[0]?.points, measured.timesMs.length - 1);
  assert.equal(measured.timesMs.at(-1), NOW - 1_000, "and the newest moment");
  assert.equal(measured.series[0]?.values.length, measured.timesMs.length);
  const nulls = measured.series[0]?.values.filter((value) => value === null).length ?? 0;
  assert.equal(nulls, 2, "15 minutes without a scrape, 5 of them looked back over");
  assert.deepEqual((await measure.ask({ ...HOUR, query: "queue_depth / 0" })).series, [], "+Inf and NaN are no data");
});

it("names are the label asked by, else what differs, else the metric", async (t) => {
  const { measure } = await open(t);
  const names = async (query: string, label?: string) =>
    (await measure.ask({ ...HOUR, query, by: label === undefined ? undefined : { label, how: "sum" } })).series.map(
      ({ name }) => name,
    );
  assert.deepEqual(await names("queue_depth"), ["orders", "mail", "invoices"]);
  assert.deepEqual(await names("http_requests_total", "code"), ["200", "404", "500"]);
  assert.deepEqual(await names('queue_depth{queue="mail"}'), ["queue_depth"]);
  assert.deepEqual(await names("sum(queue_depth)"), ["sum(queue_depth)"]);
  assert.deepEqual((await names('http_requests_total{code!="404",instance=~"web-[12].*"}')).slice(0, 2), [
    "code=200, instance=web-1:8080",
    "code=500, instance=web-1:8080",
  ]);
  const unnamed = [
    { labels: {}, otherwise: "a" },
    { labels: {}, otherwise: "a" },
  ];
  assert.deepEqual(nameSeries(unnamed, undefined), ["a", "a (2)"]);
  assert.deepEqual(nameSeries([{ labels: {}, otherwise: "a" }], "host"), ["no host"]);
});

it("a query is wrapped whole, and a label has to be one", () => {
  assert.equal(promqlOf("a + b # c", { label: "host", how: "max" }), "max by (host) (a + b # c\n)");
  assert.throws(() => promqlOf("a", { label: "ho st)", how: "sum" }), /no label name/);
});

it("units are told where the expression keeps them", () => {
  const units = {
    process_resident_memory_bytes: "bytes",
    'node_filesystem_free_bytes{mountpoint="/"}': "bytes",
    "max by (job) (avg_over_time(go_gc_duration_seconds[5m]))": "s",
    "quantile(0.9, cache_hit_ratio)": "ratio",
    "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))": "s",
    "rate(node_network_receive_bytes_total[5m])": undefined,
    "go_gc_duration_seconds * 1000": undefined,
    "count(go_gc_duration_seconds)": undefined,
    "histogram_quantile(0.9, x_seconds_bucket) * 1000": undefined,
    "histogram_quantile(0.9, x_seconds_bucket) * (2)": undefined,
    "sum(a_bytes) / sum(b_bytes)": undefined,
    "sum(sum(a_bytes) / sum(b_bytes))": undefined,
    up: undefined,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(units).map((query) => [query, unitOf(query)])), units);
});

it("a counter asked as it is gets a word of advice", async (t) => {
  const { measure } = await open(t);
  const { notes } = await measure.ask({ ...HOUR, query: 'http_requests_total{code="500"}' });
  assert.deepEqual(notes, [
    'http_requests_total is a counter that only grows: try rate(http_requests_total{code="500"}[5m]).',
  ]);
  assert.equal(counterNote("rate(http_requests_total[5m])"), undefined);
  assert.equal(counterNote("queue_depth"), undefined);
});

it("its page opens at the same absolute times", async (t) => {
  const { demo } = await open(t);
  const measure = measureOf(prometheus, {
    PROMETHEUS_URL: demo.url,
    PROMETHEUS_LINK_URL: "https://prom.example.com/p/",
  });
  const link = measure.link({ ...HOUR, query: 'up{job="a"}', by: { label: "job", how: "avg" } }) ?? "";
  const url = new URL(link);
  assert.equal(url.origin + url.pathname, "https://prom.example.com/p/graph");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    ...{ "g0.expr": 'avg by (job) (up{job="a"}\n)', "g0.tab": "0", "g0.range_input": "1h" },
    ...{ "g0.end_input": "2026-11-21 12:00:07", "g0.step_input": "15" },
  });
});

it("names are looked through with all words, and remembered for a minute", async (t) => {
  const { demo, measure, pass } = await open(t);
  assert.deepEqual(await measure.names?.(["HTTP", "total"], 5), ["http_requests_total"]);
  assert.equal((await measure.names?.(["http"], 2))?.length, 2);
  demo.fail("error");
  assert.deepEqual(await measure.names?.(["queue"], 5), ["queue_depth"]);
  pass(MIN);
  assert.equal((await failureOf(Promise.resolve(measure.names?.(["queue"], 5)))).code, "upstream");
});

it("what goes wrong is told in its words, and never the key", async (t) => {
  const { demo, measure } = await open(t, { auth: "bot:very-secret" });
  const ask = (query = "up") => failureOf(measure.ask({ ...HOUR, query }));
  const wrong = await ask("sum(up");
  assert.equal(wrong.code, "usage");
  assert.equal(wrong.tell, "Prometheus cannot read that query: 1:7: parse error: unclosed left parenthesis");
  const faults = { error: "upstream", login: "credentials", page: "upstream" } as const;
  for (const fault of ["error", "login", "page"] as const) {
    demo.fail(fault);
    const failure = await ask();
    assert.equal(failure.code, faults[fault], fault);
    assert.ok(failure.tell);
  }
  const stranger = measureOf(prometheus, { PROMETHEUS_URL: demo.url, PROMETHEUS_AUTH: "bot:another-secret" });
  demo.fail(undefined);
  const refused = await failureOf(stranger.ask({ ...HOUR, query: "up" }));
  assert.equal(refused.code, "credentials");
  assert.match(refused.tell ?? "", /PROMETHEUS_AUTH/);
  const nobody = measureOf(prometheus, { PROMETHEUS_URL: `http://127.0.0.1:${await freePort()}` });
  const gone = await failureOf(nobody.ask({ ...HOUR, query: "up" }));
  assert.equal(gone.code, "unavailable");
  for (const { message, tell } of [refused, gone, wrong]) assert.doesNotMatch(`${message}${tell}`, /secret/);
});

/** A server that answers a matrix of these series. */
const serveMatrix = async (t: TestContext, result: readonly object[], more: object = {}) => {
  const body = { status: "success", data: { resultType: "matrix", result }, ...more };
  const server = createServer((_request, response) => response.end(JSON.stringify(body))).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  return measureOf(prometheus, { PROMETHEUS_URL: `http://127.0.0.1:${address.port}` });
};

it("200 series of more, the highest and the lowest, and what the server warns of", async (t) => {
  const result = Array.from({ length: 230 }, (_, index) => ({
    metric: { __name__: "m", pod: `p${index}` },
    values: [[NOW / 1000 - 7, String(index)]],
  }));
  const measure = await serveMatrix(t, result, { warnings: ["a store is late"], isPartial: true });
  const { series, notes, leftOut } = await measure.ask({ ...HOUR, query: "m" });
  assert.equal(leftOut, 30);
  assert.deepEqual([series.length, series[0]?.name, series.at(-1)?.name], [200, "p0", "p229"]);
  assert.ok(!series.some(({ name }) => name === "p115"));
  assert.deepEqual(notes, [
    "230 series: the 100 highest and the 100 lowest were looked at.",
    "A part of the storage did not answer: there may be more.",
    "a store is late",
  ]);
});

it("the one pod of a thousand that is not like the others is always among them", async (t) => {
  const pods = Array.from({ length: 1_000 }, (_, index) => ({
    metric: { pod: `p${index}` },
    values: [[NOW / 1000 - 7, index === 777 ? "9" : index === 888 ? "-9" : "0"]],
  }));
  const { series } = await (await serveMatrix(t, pods)).ask({ ...HOUR, query: "m" });
  const odd = series.filter(({ values }) => values.some((value) => value !== null && value !== 0));
  assert.deepEqual([series.length, odd.map(({ name }) => name)], [200, ["p777", "p888"]]);
});

it("what is no number is no data, beside what is one", async (t) => {
  const lastS = NOW / 1000 - 7;
  const values = ["NaN", "+Inf", "-Inf", "1e-7", "0"].map((text, index) => [lastS - 15 * (4 - index), text]);
  const measure = await serveMatrix(t, [
    { metric: {}, values },
    { metric: { a: "b" }, values: [], histograms: [[1, {}]] },
  ]);
  const { series, notes } = await measure.ask({ ...HOUR, query: "m" });
  assert.deepEqual(
    series.map((one) => one.values.slice(-5)),
    [[null, null, null, 1e-7, 0]],
  );
  assert.match(notes.join(), /histogram_quantile/);
});

type Matrix = readonly object[];
/** A server that answers by what it is asked: the query, and how many moments. */
const serveBy = async (t: TestContext, answer: (query: string, moments: number) => Matrix | number) => {
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await text(request));
    const [start, end, step] = ["start", "end", "step"].map((name) => Number(form.get(name)));
    const result = answer(form.get("query") ?? "", ((end ?? 0) - (start ?? 0)) / (step ?? 1) + 1);
    if (typeof result === "number") response.writeHead(result).end("{}");
    else response.end(JSON.stringify({ status: "success", data: { resultType: "matrix", result } }));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  return measureOf(prometheus, { PROMETHEUS_URL: `http://127.0.0.1:${address.port}` }, () => NOW);
};

const WEEK = { ...HOUR, fromMs: NOW - 7 * 24 * 60 * MIN, points: 720 };
const LAST_STEP_S = Math.floor(NOW / (15 * MIN)) * 15 * 60;

it("a range that still runs ends with the newest moment, however far apart its points are", async (t) => {
  const asked: string[] = [];
  const measure = await serveBy(t, (query, moments) => {
    asked.push(`${query} ${moments}`);
    if (moments > 1) return query.startsWith("max_over") ? [] : [{ metric: { a: "1" }, values: [[LAST_STEP_S, "1"]] }];
    const values = [[NOW / 1000 - 1, "500"]];
    return [
      { metric: { a: "1" }, values },
      { metric: { a: "2" }, values },
    ];
  });
  const { timesMs, series } = await measure.ask({ ...WEEK, query: "m" });
  assert.equal(timesMs.at(-1), NOW - 1_000);
  assert.deepEqual(
    series.map(({ values }) => values.slice(-2)),
    [
      [1, 500],
      [null, 500],
    ],
  );
  asked.length = 0;
  await measure.ask({ ...HOUR, query: "m" });
  for (const query of ["m - m @ start()", 'm{a="end()"} @ end ( )']) await measure.ask({ ...WEEK, query });
  assert.equal(asked.length, 3, "not where points end near now, nor where it would mean something else");
  asked.length = 0;
  await measure.ask({ ...WEEK, query: "m offset 1d" });
  assert.equal(asked.length, 2, "nothing is asked that cannot be read");
  asked.length = 0;
  await measure.ask({ ...WEEK, query: "m", fromMs: WEEK.fromMs - 10 * MIN, toMs: NOW - 10 * MIN });
  assert.ok(
    asked.every((one) => !one.endsWith(" 1")),
    "a range that is over has none",
  );
});

it("an older moment is not taken for the newest", async (t) => {
  const measure = await serveBy(t, (_query, moments) => [
    { metric: {}, values: [[LAST_STEP_S, moments === 1 ? "500" : "1"]] },
  ]);
  const { timesMs, series } = await measure.ask({ ...WEEK, query: "sum(m)" });
  assert.deepEqual([timesMs.at(-1), series[0]?.values.at(-1)], [LAST_STEP_S * 1_000, 1]);
});

it("what lies between points is told: the highest of a metric, else that nobody looked", async (t) => {
  const metric = { __name__: "m", a: "1" };
  const lone = [{ metric, values: [[LAST_STEP_S, "5"]] }];
  let highest: Matrix | number = [{ metric: { a: "1" }, values: [[LAST_STEP_S, "900"]] }];
  let found: Matrix = lone;
  const measure = await serveBy(t, (query, moments) =>
    query === "max_over_time(m[900s])" ? highest : moments > 1 ? found : [],
  );
  const ask = (query: string) => measure.ask({ ...WEEK, query });
  const peaked = await ask("m");
  assert.deepEqual(
    [peaked.between, peaked.series[0]?.peaks?.at(-2), peaked.series[0]?.values.at(-2)],
    ["unseen", 900, 5],
  );
  highest = [{ metric: { a: "1" }, values: [[LAST_STEP_S, "5"]] }];
  assert.equal((await ask("m")).between, undefined, "nothing is hidden");
  highest = [{ metric: { a: "1" }, values: [[LAST_STEP_S, "4"]] }];
  assert.equal((await ask("m")).between, undefined, "a point may look further back than its step");
  highest = 422;
  assert.equal((await ask("m")).between, "unseen");
  for (const query of ["rate(m[5m])", 'sum(m{x="[9d]"})']) assert.equal((await ask(query)).between, "unseen", query);
  for (const query of ["rate(m[15m])", "max_over_time(m[1h:1m])", "increase(m)"])
    assert.equal((await ask(query)).between, undefined, query);
  assert.equal((await ask("irate(m[1h])")).between, "unseen");
  assert.equal((await measure.ask({ ...HOUR, query: "m" })).between, undefined);
  found = [];
  highest = [{ metric: { a: "1" }, values: [[LAST_STEP_S, "7"]] }];
  const rare = await ask("m");
  assert.equal(rare.series[0]?.values.at(-2), 7);
  assert.match(rare.notes.join(), /so rare .* the highest within its step/);
});

it("why there is nothing is told where it is known", async (t) => {
  const strange = [{ metric: {}, values: [[LAST_STEP_S, "NaN"]] }];
  let found: Matrix = strange;
  const measure = await serveBy(t, (_query, moments) => (moments > 1 ? found : []));
  const ask = (query: string, more = {}) => measure.ask({ ...HOUR, ...more, query });
  assert.match((await ask("a / b")).why ?? "", /all NaN or infinite/);
  found = [];
  assert.match((await ask("rate(m[30s])")).why ?? "", /no two samples within 30 s/);
  assert.match((await ask("a + b", WEEK)).why ?? "", /moments looked at, 15 min apart/);
  for (const query of ["m", "rate(m[5m])"]) assert.equal((await ask(query)).why, undefined);
  assert.equal((await ask("m", WEEK)).why, undefined, "there are no peaks between its moments either");
  for (const query of ["m > 5", "a / b >= 0.5", 'm{x="y"} == 0', "a != b"])
    assert.match((await ask(query)).why ?? "", /its condition was never true/, query);
  for (const query of ['m{x!="y", z=~"a>b"}', "m > bool 5", "m >= bool 5"])
    assert.equal((await ask(query)).why, undefined, query);
  found = [
    {
      metric: {},
      values: [
        [LAST_STEP_S - 60, "+Inf"],
        [LAST_STEP_S, "1"],
      ],
    },
  ];
  assert.deepEqual((await ask("a / b")).notes, ["1 value NaN or infinite, as 0 / 0 is: drawn as gaps."]);
});

it("settings that cannot be are told", () => {
  const check = (settings: Record<string, string>) => prometheus.check?.({ ...NONE, ...settings });
  const NONE = { PROMETHEUS_URL: undefined, PROMETHEUS_AUTH: undefined, PROMETHEUS_LINK_URL: undefined };
  assert.deepEqual(check({ PROMETHEUS_URL: "http://prometheus:9090" }), []);
  assert.match(check({ PROMETHEUS_URL: "prometheus:9090" })?.[0] ?? "", /PROMETHEUS_URL/);
  assert.match(check({ PROMETHEUS_AUTH: "a:b" })?.[0] ?? "", /without PROMETHEUS_URL/);
  assert.equal(prometheus.connect?.(NONE, connection()), undefined);
});
