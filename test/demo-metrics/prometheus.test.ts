import { strict as assert } from "node:assert";
import { it, type TestContext } from "node:test";
import { createPrometheusDemo, type PrometheusDemoOptions } from "../../src/demo/metrics/prometheus.ts";

const MIN = 60_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");

const open = async (t: TestContext, more: Partial<PrometheusDemoOptions> = {}) => {
  const demo = await createPrometheusDemo({ clock: () => NOW, ...more });
  t.after(() => demo.stop());
  const ask = async (query: string, fromMs = NOW - 60 * MIN, toMs = NOW) => {
    const asked = { query, start: String(fromMs / 1000), end: String(toMs / 1000), step: "60" };
    const response = await fetch(`${demo.url}/api/v1/query_range?${new URLSearchParams(asked)}`);
    const body: { data: { result: { metric: Record<string, string>; values: [number, string][] }[] } } =
      await response.json();
    return body.data.result;
  };
  const valuesOf = async (query: string, fromMs?: number, toMs?: number): Promise<readonly number[]> =>
    ((await ask(query, fromMs, toMs))[0]?.values ?? []).map(([, text]) => Number(text));
  return { demo, ask, valuesOf };
};

it("the same seed gives the same shop, and nothing of it lies ahead", async (t) => {
  const [one, same, other] = [await open(t), await open(t), await open(t, { seed: 2 })];
  const query = "sum by (code) (rate(http_requests_total[5m]))";
  assert.deepEqual(await one.ask(query), await same.ask(query));
  assert.notDeepEqual(await one.ask(query), await other.ask(query));
  const [rate] = await one.ask('sum(rate(http_requests_total{job="checkout"}[5m]))');
  for (const [, text] of rate?.values ?? []) assert.ok(Number(text) > 30 && Number(text) < 120, text);
  assert.deepEqual(await one.ask("queue_depth", NOW + 6 * MIN, NOW + 20 * MIN), []);
});

it("a spike shows in counters, durations and gauges while it lasts, of the series it is for", async (t) => {
  const { demo, valuesOf } = await open(t);
  const [fromMs, toMs] = [NOW - 30 * MIN, NOW - 10 * MIN];
  const errors = 'sum(rate(http_requests_total{code="500",job="checkout"}[1m]))';
  const p99 = "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[1m])))";
  const before = [await valuesOf(errors), await valuesOf(p99), await valuesOf('queue_depth{queue="orders"}')];
  demo.spike("http_requests_total", fromMs, toMs, 50, { code: "500", job: "checkout" });
  demo.spike("http_request_duration_seconds", fromMs, toMs, 4);
  demo.spike("queue_depth", fromMs, toMs, 30, { queue: "orders" });
  const after = [await valuesOf(errors), await valuesOf(p99), await valuesOf('queue_depth{queue="orders"}')];
  for (const [index, values] of after.entries()) {
    const [calm = 0, high = 0, over = 0] = [20, 40, 58].map(
      (minute) => (values[minute] ?? 0) / (before[index]?.[minute] ?? 1),
    );
    assert.ok(high > 2.5, `${index}: ${high} times as much`);
    assert.ok(Math.abs(calm - 1) < 0.01 && Math.abs(over - 1) < 0.3, `${index}: ${calm} before, ${over} after`);
  }
  const all = 'sum(rate(http_requests_total{code="200"}[5m]))';
  const usual = (await valuesOf(all))[40] ?? 1;
  demo.spike("http_requests_total", fromMs, toMs, 2, { code: "200" });
  const twice = ((await valuesOf(all))[40] ?? 0) / usual;
  assert.ok(Math.abs(twice - 2) < 0.02, `${twice}`);
  const payments = await valuesOf('sum(rate(http_requests_total{code="500",job="payments"}[1m]))');
  assert.ok(Math.max(...payments) < 0.2);
});

it("one instance has no data while it is restarted", async (t) => {
  const { ask } = await open(t);
  const night = Date.parse("2026-11-21T03:00:00Z");
  const [load] = await ask('node_load1{instance="web-3:8080"}', night, night + 30 * MIN);
  assert.equal(load?.values.length, 21, "10 minutes before, 5 that look back, the end and 5 after");
  const [up] = await ask('up{instance="web-3:8080"}', night, night + 30 * MIN);
  assert.ok(up?.values.some(([, text]) => text === "0"));
});

it("asks for a key, hangs, fails and hides behind a login as it is told", async (t) => {
  const { demo } = await open(t, { auth: "user:secret" });
  const url = `${demo.url}/api/v1/query?query=up`;
  const auth = { authorization: `Basic ${Buffer.from("user:secret").toString("base64")}` };
  const statusOf = async (headers: Record<string, string>) => {
    const response = await fetch(url, { headers, redirect: "manual" });
    await response.body?.cancel();
    return response.status;
  };
  assert.equal(await statusOf({}), 401);
  assert.equal(await statusOf(auth), 200);
  demo.fail("error");
  assert.equal(await statusOf(auth), 500);
  demo.fail("login");
  assert.equal(await statusOf(auth), 302);
  demo.fail("page");
  assert.match(await (await fetch(url, { headers: auth })).text(), /Sign in/);
  demo.fail("hang");
  await assert.rejects(fetch(url, { headers: auth, signal: AbortSignal.timeout(100) }));
  demo.fail(undefined);
  demo.slow(60);
  const startMs = performance.now();
  assert.equal(await statusOf(auth), 200);
  assert.ok(performance.now() - startMs >= 55);
});
