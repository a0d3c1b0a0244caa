import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/core/failure.ts";
import graphite from "../../src/integrations/graphite.ts";
import { missing, waitFor } from "../senders/processes.ts";
import { measureOf } from "./kit.ts";
import { type Graphite, graphitePrograms, startGraphite } from "./servers.ts";

const SECOND = 1_000;

describe("Debian's Graphite, fed by the StatsD of npm", { skip: missing(...graphitePrograms), timeout: 80_000 }, () => {
  let starting: Promise<Graphite> | undefined;
  after(async () => (await starting)?.stop());
  const started = async () => {
    starting ??= startGraphite();
    const server = await starting;
    return { server, measure: measureOf(graphite, { GRAPHITE_URL: server.url }) };
  };
  const lastMinute = () => ({ fromMs: Date.now() - 60 * SECOND, toMs: Date.now(), points: 300, tz: "UTC" });

  it("shows timers and counters as StatsD counted them", async () => {
    const { server: house, measure } = await started();
    for (let round = 0; round < 3; round += 1) {
      await house.count(["api.requests:7|c", "api.time:100|ms", "api.time:300|ms", "web.time:50|ms"]);
      await sleep(1_050);
    }
    const { found } = await waitFor("what was counted", 10_000, async () => {
      const counts = await measure.ask({ ...lastMinute(), query: "stats.counters.api.requests.count" });
      const values = counts.series[0]?.values.filter((value) => value !== null && value > 0) ?? [];
      return values.length >= 3 && counts;
    });
    assert.equal(found.stepMs, SECOND);
    const sum = found.series[0]?.values.reduce<number>((all, value) => all + (value ?? 0), 0);
    assert.equal(sum, 21, "each count once");
    assert.equal(found.series[0]?.values[0], null, "before it began there is no data");

    const times = await measure.ask({ ...lastMinute(), query: "stats.timers.*.time.mean" });
    assert.deepEqual(times.series.map(({ name }) => name).sort(), ["api", "web"]);
    assert.equal(times.unit, "ms");
    assert.ok(times.series.find(({ name }) => name === "api")?.values.includes(200));
  });

  it("draws by a node, by a tag, and merges different steps", async () => {
    const { server: house, measure } = await started();
    const now = Math.floor(Date.now() / 1000 / 10) * 10 - 20;
    await house.write([
      ["load;host=a;dc=x", 1, now],
      ["load;host=b;dc=x", 3, now],
      ["coarse.load", 9, now],
      ...Array.from({ length: 10 }, (_, second) => ["fine.load", second, now + second] as const),
    ]);
    const tagged = await waitFor("tags", 15_000, async () => {
      const measured = await measure.ask({
        ...lastMinute(),
        query: "seriesByTag('name=load')",
        by: { label: "host", how: "avg" },
      });
      return measured.series.length === 2 && measured;
    });
    assert.deepEqual(tagged.found.series.map(({ name, values }) => [name, values.find((one) => one !== null)]).sort(), [
      ["a", 1],
      ["b", 3],
    ]);
    const nodes = await measure.ask({
      ...lastMinute(),
      query: "{coarse,fine}.load",
      by: { label: "0", how: "max" },
    });
    assert.deepEqual(nodes.series.map(({ name }) => name).sort(), ["coarse", "fine"]);
    assert.equal(nodes.stepMs, 10 * SECOND, "the coarser one");
    const at = nodes.timesMs.indexOf(now * SECOND);
    assert.equal(nodes.series.find(({ name }) => name === "coarse")?.values[at], 9);
    assert.equal(nodes.series.find(({ name }) => name === "fine")?.values[at], 4.5);
    assert.match(nodes.notes.join(), /averaged over 10 s/);
  });

  it("keeps a spike of a minute in a week, and lets a line at one value make nothing coarser", async () => {
    const { server: house, measure } = await started();
    const now = Math.floor(Date.now() / 60_000) * 60;
    await house.write(
      Array.from({ length: 1_500 }, (_, minute) => ["spiky", minute === 700 ? 5_000 : 1, now - minute * 60] as const),
    );
    const week = { ...lastMinute(), fromMs: Date.now() - 7 * 86_400 * SECOND };
    const { found } = await waitFor("the spike", 15_000, async () => {
      const measured = await measure.ask({ ...week, query: "spiky" });
      return measured.series[0]?.peaks?.includes(5_000) && measured;
    });
    assert.equal(found.between, "mean");
    assert.ok(Math.max(...(found.series[0]?.values ?? []).map((value) => value ?? 0)) < 1_000, "as Graphite draws it");
    const hours = { ...lastMinute(), fromMs: Date.now() - 6 * 3_600 * SECOND, points: 720 };
    const lined = await measure.ask({ ...hours, query: "spiky, constantLine(7)" });
    assert.ok(lined.stepMs <= 60 * SECOND, `${lined.stepMs}`);
    assert.equal(lined.series.length, 2);
    assert.ok(lined.series.some(({ values }) => values.every((value) => value === 7)));
  });

  it("keeps under the points asked for, says what is unknown and what is wrong, finds names", async () => {
    const { server: house, measure } = await started();
    const long = { ...lastMinute(), fromMs: Date.now() - 1_800 * SECOND, points: 60 };
    const coarse = await measure.ask({ ...long, query: "stats.counters.api.requests.count" });
    assert.ok(coarse.timesMs.length <= 61, `${coarse.timesMs.length}`);
    assert.deepEqual((await measure.ask({ ...lastMinute(), query: "no.such.metric" })).series, []);

    const refused = async (query: string): Promise<Failure> => {
      const error: unknown = await measure.ask({ ...lastMinute(), query }).catch((thrown: unknown) => thrown);
      assert.ok(error instanceof Failure, query);
      return error;
    };
    assert.match((await refused("averageSeries(stats.*")).tell ?? "", /"\(" is there once too often/);
    assert.match((await refused("noSuchFunction(stats.timers.api.time.mean)")).tell ?? "", /noSuchFunction/);
    const untagged: unknown = await measure
      .ask({ ...lastMinute(), query: "stats.timers.*.time.mean", by: { label: "host", how: "avg" } })
      .catch((error: unknown) => error);
    assert.ok(untagged instanceof Failure && /Nothing is split by "host".*number of a node/.test(untagged.tell ?? ""));
    const page = await refused("movingAverage(stats.timers.api.time.mean)");
    assert.equal(page.code, "usage");
    assert.match(page.tell ?? "", /Graphite .*(argument|windowSize)/i);
    assert.doesNotMatch(page.tell ?? "", /[<>]/);

    assert.ok((await measure.names?.(["api", "mean"], 20))?.includes("stats.timers.api.time.mean"));
    assert.deepEqual(await measure.names?.(["nothing-like-it"], 5), []);
    const link = measure.link({ ...lastMinute(), query: "fine.load" }) ?? "";
    assert.ok(link.startsWith(`${house.url}/render?target=fine.load&from=`) && link.includes("&tz=UTC"));
    const png = await fetch(link);
    assert.equal(png.headers.get("content-type"), "image/png");
    await png.body?.cancel();
  });
});
