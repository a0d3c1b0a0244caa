import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import prometheus from "../../src/integrations/prometheus.ts";
import { missing } from "../senders/processes.ts";
import { measureOf, valueAt } from "./kit.ts";
import {
  type MetricsServer,
  prometheusPrograms,
  type Sampled,
  startPrometheus,
  startVictoria,
  victoriaPrograms,
} from "./servers.ts";

const MIN = 60_000;
/** A Saturday noon; some minutes before it begins and after it ends nothing was stored. */
const START = Date.parse("2026-11-21T09:00:00Z");
const MINUTES = 120;
/** From then on nothing was stored for half an hour. */
const GAP = [40, 70] as const;

const minutes = Array.from({ length: MINUTES }, (_, index) => index);

const line = (name: string, labels: Sampled["labels"], value: (minute: number) => number): Sampled => ({
  name,
  labels,
  points: minutes
    .filter((minute) => minute < GAP[0] || minute >= GAP[1])
    .map((minute) => [START + minute * MIN, value(minute)] as const),
});

const SERIES: readonly Sampled[] = [
  line("queue_depth", { queue: "orders", env: "live" }, (minute) => 10 + minute),
  line("queue_depth", { queue: "mail", env: "live" }, (minute) => (minute % 7) / 4),
  line("http_requests_total", { code: "200", job: "api" }, (minute) => minute * 600),
  line("http_requests_total", { code: "500", job: "api" }, (minute) => minute * 6),
  line("disk_used_bytes", { host: "db-1" }, () => 3_000_000_000),
  line("spiky", { host: "db-1" }, (minute) => (minute === 33 || minute === MINUTES - 1 ? 900 : 1)),
  ...Array.from({ length: 220 }, (_, index) =>
    line("many", { pod: `pod-${String(index).padStart(3, "0")}` }, () => index),
  ),
];

const RANGE = { fromMs: START, toMs: START + MINUTES * MIN, points: 120, tz: "UTC" } as const;

const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Failure, "it is refused");
  return error;
};

const SERVERS: readonly {
  readonly name: string;
  readonly programs: readonly string[];
  readonly start: typeof startPrometheus;
}[] = [
  { name: "Prometheus", programs: prometheusPrograms, start: startPrometheus },
  { name: "VictoriaMetrics", programs: victoriaPrograms, start: startVictoria },
];

for (const { name, programs, start } of SERVERS)
  describe(`Debian's ${name}`, { skip: missing(...programs), timeout: 60_000 }, () => {
    let starting: Promise<MetricsServer> | undefined;
    after(async () => (await starting)?.stop());
    const measure = async () => {
      starting ??= start({ series: SERIES });
      return measureOf(prometheus, { PROMETHEUS_URL: (await starting).url });
    };

    it("gives the points that were stored, by name, and no data where there is none", async () => {
      const measured = await (await measure()).ask({ ...RANGE, query: "queue_depth" });
      assert.equal(measured.stepMs, MIN);
      assert.deepEqual(
        measured.timesMs,
        minutes.map((minute) => START + minute * MIN),
      );
      assert.deepEqual(measured.series.map((one) => one.name).sort(), ["mail", "orders"]);
      for (const stored of SERIES.slice(0, 2)) {
        const series = measured.series.find((one) => one.name === stored.labels.queue);
        for (const [atMs, value] of stored.points) assert.equal(valueAt(measured, series, atMs), value);
        for (let minute = GAP[0] + 6; minute < GAP[1]; minute += 1)
          assert.equal(valueAt(measured, series, START + minute * MIN), null, `minute ${minute}`);
      }
    });

    it("counts a rate, and by a label", async () => {
      const asked = await measure();
      const rates = await asked.ask({ ...RANGE, query: "rate(http_requests_total[5m])" });
      assert.deepEqual(rates.series.map((one) => one.name).sort(), ["200", "500"]);
      const whole = await asked.ask({
        ...RANGE,
        query: "rate(http_requests_total[5m]) # per second",
        by: { label: "job", how: "sum" },
      });
      assert.deepEqual(
        whole.series.map((one) => one.name),
        ["api"],
      );
      const value = valueAt(whole, whole.series[0], START + 30 * MIN) ?? 0;
      assert.ok(Math.abs(value - 10.1) < 0.05, `${value} requests a second`);
    });

    it("knows no unknown metric, and tells what it cannot read", async () => {
      const asked = await measure();
      const none = await asked.ask({ ...RANGE, query: "no_such_metric" });
      assert.deepEqual(none.series, []);
      const wrong = await failureOf(asked.ask({ ...RANGE, query: "sum(queue_depth" }));
      assert.equal(wrong.code, "usage");
      assert.match(wrong.tell ?? "", /cannot read that query: .*(parse|unclosed|missing|unparsed)/);
    });

    it("tells a spike between points, and what is newest in a range that still runs", async () => {
      await measure();
      const settings = { PROMETHEUS_URL: (await starting)?.url };
      const asked = measureOf(prometheus, settings, () => RANGE.toMs - 10_000);
      const running = { ...RANGE, toMs: RANGE.toMs - 10_000, points: 12, query: "spiky" };
      const { timesMs, series, between, stepMs } = await asked.ask(running);
      const [{ values = [], peaks = [] } = {}] = series;
      assert.deepEqual([stepMs, series.length, between], [10 * MIN, 1, "unseen"]);
      const at = timesMs.findIndex((atMs) => atMs >= START + 33 * MIN);
      assert.deepEqual([values[at], peaks[at]], [1, 900]);
      assert.deepEqual([timesMs.at(-1), values.at(-1)], [RANGE.toMs - 11_000, 900], "a minute old, on no grid");
    });

    it("never asks for more points than a server gives, and keeps 200 of 220 series", async () => {
      const asked = await measure();
      const long = { ...RANGE, fromMs: START - 400 * 24 * 60 * MIN, points: 50_000 };
      const year = await asked.ask({ ...long, query: "queue_depth" });
      assert.ok(year.timesMs.length <= 11_000 && year.timesMs.length > 2_000, `${year.timesMs.length}`);
      const many = await asked.ask({ ...RANGE, points: 20, query: "many" });
      assert.equal(many.series.length, 200);
      const shown = new Set(many.series.map(({ name }) => name));
      assert.ok(shown.has("pod-219") && shown.has("pod-000"), "the highest and the lowest");
      assert.ok(!shown.has("pod-110"), "and none of the middle");
      assert.match(many.notes.join(), /220 series: the 100 highest and the 100 lowest/);
    });

    it("lists names, and its page opens", async () => {
      const asked = await measure();
      assert.deepEqual(await asked.names?.(["requests"], 5), ["http_requests_total"]);
      const link = asked.link({ ...RANGE, query: "queue_depth" }) ?? "";
      assert.match(
        decodeURIComponent(link.replaceAll("+", " ")),
        /g0\.range_input=2h&g0\.end_input=2026-11-21 11:00:00/,
      );
      // Debian leaves the pages of VictoriaMetrics out; this one it would have.
      const page = await fetch(link, { redirect: "manual" });
      assert.ok([200, 301, 302].includes(page.status), `${page.status}`);
      assert.match(page.headers.get("location") ?? "g0.expr", /g0\.expr/);
    });
  });
