import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";
import * as z from "zod";
import type { Measured } from "../../src/core/measure.ts";
import { createPrometheusDemo, type PrometheusDemo } from "../../src/demo/metrics/prometheus.ts";
import prometheus from "../../src/integrations/prometheus.ts";
import { missing } from "../senders/processes.ts";
import { measureOf } from "./kit.ts";
import { randomQueries } from "./random-queries.ts";
import {
  type MetricsServer,
  prometheusPrograms,
  type Sampled,
  startPrometheus,
  startVictoria,
  victoriaPrograms,
} from "./servers.ts";

const MIN = 60_000;
/** One instance is restarted at 03:10, in the middle of it. */
const FROM = Date.parse("2026-11-20T02:00:00Z");
const TO = Date.parse("2026-11-20T04:30:00Z");
const RANGE = { fromMs: FROM + 30 * MIN, toMs: TO, points: 240, tz: "UTC" };

/** What the stand-in would have been scraped. */
const samplesOf = (demo: PrometheusDemo): readonly Sampled[] =>
  demo.series.map((one) => {
    const points: [number, number][] = [];
    for (let atMs = FROM; atMs <= TO; atMs += 15_000) {
      const value = one.at(atMs);
      if (value !== undefined) points.push([atMs, value]);
    }
    const { __name__: name = "", ...labels } = one.labels;
    return { name, labels, points };
  });

const EXACT = [
  "up",
  "queue_depth",
  'queue_depth{queue!="mail"}',
  'http_requests_total{job="checkout",code=~"2..|5.."}',
  'node_load1{instance!~"pay.*"} > 1',
  "sum(queue_depth)",
  "avg by (job) (up)",
  "max without (instance) (node_load1)",
  "count by (job) (up == 1)",
  "min(node_load1) * 2 - 1",
  "queue_depth offset 10m",
  "queue_depth / 2 + 3 # per pair",
  "-node_load1",
  "2",
  "http_request_duration_seconds_sum / http_request_duration_seconds_count",
  "no_such_metric",
] as const;
const EXTRAPOLATED = [
  "rate(http_requests_total[5m])",
  'sum by (code) (rate(http_requests_total{job="checkout"}[5m]))',
  'increase(http_requests_total{code="500"}[10m])',
  "histogram_quantile(0.99, sum by (le) (rate(http_request_duration_seconds_bucket[5m])))",
  "histogram_quantile(0.5, sum by (le, job) (rate(http_request_duration_seconds_bucket[5m])))",
  'sum(rate(http_requests_total{code="500"}[5m])) / sum(rate(http_requests_total[5m])) * 100',
  "rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])",
] as const;
/** The real ones name their places otherwise; that it is refused, and how, has to be the same. */
const WRONG = [
  "",
  "sum(queue_depth",
  "queue_depth{queue=orders}",
  "queue_depth{}}",
  "rate(queue_depth)",
  "queue_depth[5m]",
  "1 > 2",
  "nosuch(queue_depth)",
  '{queue=""}',
  "up + + * up",
  'queue_depth{queue=~"("}',
  "queue_depth + up[5m]",
];

const byLabels = (measured: Measured): ReadonlyMap<string, readonly (number | null)[]> =>
  new Map(
    measured.series.map(({ labels, values }) => [JSON.stringify(Object.entries(labels).sort()), values] as const),
  );

/** The largest difference, of what both have, in parts of the value; and how many points only one of them has. */
const compare = (demo: Measured, real: Measured): { readonly worst: number; readonly alone: number } => {
  const [ours, theirs] = [byLabels(demo), byLabels(real)];
  assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort());
  assert.deepEqual(demo.timesMs, real.timesMs);
  let worst = 0;
  let alone = 0;
  for (const [key, values] of ours)
    for (const [index, value] of values.entries()) {
      const other = theirs.get(key)?.[index] ?? null;
      if ((value === null) !== (other === null)) alone += 1;
      if (value !== null && other !== null)
        worst = Math.max(worst, Math.abs(value - other) / Math.max(Math.abs(other), 1e-9));
    }
  return { worst, alone };
};

const Answer = z.object({
  errorType: z.string().optional(),
  error: z.string().optional(),
  data: z
    .object({ result: z.array(z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.unknown()) })) })
    .optional(),
});
const Point = z.tuple([z.number(), z.string()]);

/** Each value by its series and time. */
const pointsOf = ({ data }: z.infer<typeof Answer>): ReadonlyMap<string, string> =>
  new Map(
    (data?.result ?? []).flatMap(({ metric, values }) => {
      const key = JSON.stringify(Object.entries(metric).sort());
      return values.map((point) => {
        const [seconds, value] = Point.parse(point);
        return [`${key} ${seconds}`, value] as const;
      });
    }),
  );

const isNear = (one: string, other: string | undefined): boolean =>
  one === other || Math.abs(Number(one) - Number(other)) <= 1e-9 * Math.abs(Number(other));

/** What only one of them has, or what is not the same. */
const differences = (ours: ReadonlyMap<string, string>, theirs: ReadonlyMap<string, string>): readonly string[] =>
  [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((key) => !isNear(ours.get(key) ?? "nothing", theirs.get(key)))
    .map((key) => `${key}: ${ours.get(key)} | ${theirs.get(key)}`);

describe("the stand-in for Prometheus", { timeout: 60_000 }, () => {
  const starting = createPrometheusDemo({ clock: () => TO, seed: 7 });
  const running: Promise<MetricsServer>[] = [];
  after(async () => {
    for (const one of running) await (await one).stop();
    await (await starting).stop();
  });
  const begin = (start: typeof startPrometheus) => {
    const server = starting.then((demo) => start({ series: samplesOf(demo) }));
    running.push(server);
    return server;
  };

  it("gives what Debian's Prometheus gives", { skip: missing(...prometheusPrograms) }, async () => {
    const [demo, server] = [await starting, await begin(startPrometheus)];
    const [ours, theirs] = [demo.url, server.url].map((url) => measureOf(prometheus, { PROMETHEUS_URL: url }));
    assert.ok(ours && theirs);
    for (const query of [...EXACT, ...EXTRAPOLATED]) {
      const { worst, alone } = compare(await ours.ask({ ...RANGE, query }), await theirs.ask({ ...RANGE, query }));
      assert.ok(worst < 1e-9 && alone === 0, `${query}: ${worst} off, ${alone} points in one of them only`);
    }
  });

  it("refuses what Debian's Prometheus refuses", { skip: missing(...prometheusPrograms) }, async () => {
    const [demo, server] = [await starting, await (running[0] ?? begin(startPrometheus))];
    const parameters = { start: String(FROM / 1000), end: String(TO / 1000), step: "60" };
    const ask = async (url: string, more: Record<string, string>) => {
      const body = new URLSearchParams({ ...parameters, ...more });
      const response = await fetch(`${url}/api/v1/query_range`, { method: "POST", body });
      const { status, errorType, error } = JSON.parse(await response.text());
      return { code: response.status, status, errorType, error: String(error ?? "") };
    };
    const cases = [
      ...WRONG.map((query) => ({ query })),
      { query: "up", step: "0" },
      { query: "up", step: "x" },
      { query: "up", start: "x" },
      { query: "up", end: "1" },
      { query: "up", start: "0", step: "1" },
      { query: "sum by (job) (up) + on () up" },
      { query: '{__name__=~"http_request_duration_seconds_(sum|count)"} / http_request_duration_seconds_count' },
    ];
    let compared = 0;
    for (const one of cases) {
      const [ours, theirs] = [await ask(demo.url, one), await ask(server.url, one)];
      const said = `${JSON.stringify(one)}: ${ours.error} | ${theirs.error}`;
      if (!ours.error.includes("not supported here")) {
        assert.deepEqual(
          [ours.code, ours.status, ours.errorType],
          [theirs.code, theirs.status, theirs.errorType],
          said,
        );
        const [mine, real] = [ours.error, theirs.error].map((text) => text.replace(/\d+:\d+: .*/s, ""));
        assert.equal(mine, real, said);
        compared += 1;
      }
    }
    assert.ok(compared > cases.length / 2, `only ${compared} of ${cases.length}`);
  });

  it("answers whatever is made of its words as Debian's Prometheus does", {
    skip: missing(...prometheusPrograms),
  }, async () => {
    const [demo, server] = [await starting, await (running[0] ?? begin(startPrometheus))];
    const ask = async (url: string, query: string, step: string) => {
      const body = new URLSearchParams({ query, step, start: String(FROM / 1000 + 1_807), end: String(TO / 1000) });
      const response = await fetch(`${url}/api/v1/query_range`, { method: "POST", body });
      return { code: response.status, body: Answer.parse(await response.json()) };
    };
    let answered = 0;
    for (const query of randomQueries(11, 400)) {
      const step = answered % 2 === 0 ? "300" : "97";
      const [ours, theirs] = await Promise.all([ask(demo.url, query, step), ask(server.url, query, step)]);
      if (ours.body.error?.includes("not supported here")) continue;
      assert.deepEqual([ours.code, ours.body.errorType], [theirs.code, theirs.body.errorType], query);
      const unlike = differences(pointsOf(ours.body), pointsOf(theirs.body));
      assert.deepEqual(unlike.slice(0, 3), [], query);
      if (ours.code === 200) answered += 1;
    }
    assert.ok(answered > 250, `only ${answered} of them mean something`);
  });

  it("gives nearly what VictoriaMetrics gives", { skip: missing(...victoriaPrograms) }, async () => {
    const [demo, server] = [await starting, await begin(startVictoria)];
    const [ours, theirs] = [demo.url, server.url].map((url) => measureOf(prometheus, { PROMETHEUS_URL: url }));
    assert.ok(ours && theirs);
    const calm = { ...RANGE, toMs: FROM + 60 * MIN };
    for (const query of ["up", "queue_depth", "sum(queue_depth)", 'queue_depth{queue!="mail"} * 2'] as const) {
      const { worst, alone } = compare(await ours.ask({ ...calm, query }), await theirs.ask({ ...calm, query }));
      assert.ok(worst < 1e-9 && alone === 0, `${query}: ${worst}, ${alone}`);
    }
    const query = "sum by (job) (rate(http_requests_total[5m]))";
    const { worst } = compare(await ours.ask({ ...calm, query }), await theirs.ask({ ...calm, query }));
    assert.ok(worst < 0.05, `${worst}: it counts rates without stretching them`);
  });
});
