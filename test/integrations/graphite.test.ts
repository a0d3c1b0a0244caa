import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { whyOf } from "../../src/integrations/graphite/measure.ts";
import { readRender } from "../../src/integrations/graphite/render.ts";
import { targetOf, unitOf } from "../../src/integrations/graphite/target.ts";
import graphite from "../../src/integrations/graphite.ts";
import { measureOf } from "../backends/kit.ts";

const MIN = 60_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");
const RANGE = { fromMs: NOW - 5 * MIN, toMs: NOW, points: 700, tz: "Europe/Berlin" };
const SECONDS = RANGE.fromMs / 1000;

const row = (target: string, stepS: number, values: readonly (number | null)[], tags: object = {}) => ({
  ...{ target, tags: { name: target, ...tags } },
  datapoints: values.map((value, index) => [value, SECONDS + index * stepS]),
});

const read = (rows: readonly object[], by?: string) => readRender(rows, { ...RANGE, by });

/** A server that keeps what it was asked and answers this. */
const serve = async (t: TestContext, status: number, body: string) => {
  const asked: { method: string; path: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += String(part)));
    request.on("end", () => {
      asked.push({ method: request.method ?? "", path: request.url ?? "", body: text });
      response.writeHead(status).end(body);
    });
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close());
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  return { asked, measure: measureOf(graphite, { GRAPHITE_URL: `http://127.0.0.1:${address.port}/graphite` }) };
};

it("points in the range, null where nothing was stored or not flushed yet", () => {
  const measured = read([row("a.b", 60, [1, null, 3, null, null, 9])]);
  assert.equal(measured.stepMs, MIN);
  assert.deepEqual(
    measured.timesMs,
    [0, 1, 2, 3, 4].map((minute) => RANGE.fromMs + minute * MIN),
  );
  assert.deepEqual(
    measured.series[0]?.values,
    [1, null, 3, null, null],
    "what is at the end of the range is not in it",
  );
  assert.deepEqual(measured.notes, []);
});

it("series of different steps on the grid of the coarsest, without data as zero", () => {
  const fine = row("x.fine", 30, [0, 10, null, null, 4, null, 6, 8, 1, 1]);
  const measured = read([fine, row("x.coarse", 60, [1, 2, 3, 4, 5])]);
  assert.deepEqual(
    measured.series.map(({ name, values }) => [name, values]),
    [
      ["fine", [5, null, 4, 7, 1]],
      ["coarse", [1, 2, 3, 4, 5]],
    ],
  );
  assert.deepEqual(measured.notes, ["Series with finer points are averaged over 1 min."]);
});

it("the highest of what became one point is kept, where Graphite tells it or points were put together here", () => {
  const body = [row("a.b", 60, [2, 1, 1, 1, 1])];
  const told = readRender(body, {
    ...{ ...RANGE, by: undefined },
    peaks: [row('consolidateBy(a.b,"max")', 60, [90, 1, null, 1, 1]), row("another", 60, [1_000])],
  });
  assert.deepEqual(told.series[0]?.values, [2, 1, 1, 1, 1]);
  assert.deepEqual(told.series[0]?.peaks, [90, 1, 1, 1, 1]);
  assert.equal(told.between, "mean");
  const same = readRender(body, { ...RANGE, by: undefined, peaks: [row('consolidateBy(a.b,"max")', 60, [2, 1, 1])] });
  assert.deepEqual([same.between, same.series[0]?.peaks], [undefined, undefined]);
  const merged = read([row("x.fine", 30, [0, 10, null, null, 4]), row("x.coarse", 60, [1, 2, 3, 4, 5])]);
  assert.deepEqual([merged.between, merged.series[0]?.peaks?.slice(0, 3)], ["mean", [10, null, 4]]);
});

it("a line at one value beside a metric lies over all of it, and makes nothing coarser", () => {
  const line = row("limit", 149, [7, 7, 7]);
  const { stepMs, series } = read([row("a.b", 5, [1, 2, null, 4]), line]);
  assert.equal(stepMs, 5_000);
  assert.deepEqual(series[0]?.values.slice(0, 4), [1, 2, null, 4]);
  assert.ok(series[1]?.values.every((value) => value === 7) && series[1].values.length === 60);
  const seldom = read([row("a.b", 60, [7, 7, 7])]);
  assert.deepEqual(seldom.series[0]?.values, [7, 7, 7, null, null], "a metric is no line");
});

it("a sum that is not over yet says so, and a node that no name has is not a name", () => {
  const hour = { fromMs: NOW - 5 * MIN, toMs: NOW - 30_000, by: undefined };
  assert.equal(readRender([row("s", 60, [9, 9, 9, 9, 4])], { ...hour, sums: true }).newestHasMs, 30_000);
  assert.equal(readRender([row("s", 60, [9, 9, 9, 9, 4])], hour).newestHasMs, undefined);
  for (const values of [
    [9, 9, 9, 9],
    [9, 9, 9, 9, 9],
  ])
    assert.equal(readRender([row("s", 60, values)], { ...hour, toMs: NOW, sums: true }).newestHasMs, undefined);
  const [none] = read([row("", 60, [1])], "9").series;
  assert.deepEqual([none?.name, none?.labels], ["no node 9", {}]);
});

it("nothing known is no series; what is empty is left out", () => {
  assert.deepEqual(read([]).series, []);
  assert.deepEqual(read([row("a", 60, [null, null])]).series, []);
  assert.deepEqual(read([row("a", 60, [null, null, null, null, null, 7])]).series, [], "after the range");
  assert.throws(() => read([{ error: "x" }]), Failure);
});

it("names are where paths differ, tags, or the tag asked by; what a series is stays the same", () => {
  const names = (rows: readonly object[], by?: string) => read(rows, by).series.map(({ name }) => name);
  assert.deepEqual(names([row("stats.timers.api.mean", 60, [1]), row("stats.timers.web.mean", 60, [1])]), [
    "api",
    "web",
  ]);
  assert.deepEqual(names([row("a.b", 60, [1])]), ["a.b"]);
  assert.deepEqual(names([row("sumSeries(a.*)", 60, [1]), row("b.c", 60, [1])]), ["sumSeries(a.*)", "b.c"]);
  const tagged = ["a", "b"].map((host) => row("load", 60, [1], { host, dc: "x", aggregatedBy: "avg" }));
  assert.deepEqual(names(tagged), ["a", "b"]);
  assert.deepEqual(names(tagged, "dc"), ["x", "x (2)"]);
  assert.deepEqual(read(tagged).series[0]?.labels, { host: "a", dc: "x" });
  assert.deepEqual(read([row("a.b", 60, [1])]).series[0]?.labels, { target: "a.b" });
});

it("targets by tag, by node, and what Graphite would read as nothing", () => {
  assert.equal(targetOf(" a.* ", undefined), "a.*");
  assert.equal(targetOf("a.*", { label: "2", how: "max" }), 'groupByNode(a.*, 2, "max")');
  assert.equal(
    targetOf("seriesByTag('a=b')", { label: "host", how: "avg" }),
    `groupByTags(seriesByTag('a=b'), "avg", "host")`,
  );
  for (const wrong of ["sum(a", "a)", "alias(a,'b)", "{a,b"])
    assert.throws(() => targetOf(wrong, undefined), Failure, wrong);
  assert.equal(targetOf("alias(a, 'b(')", undefined), "alias(a, 'b(')");
  for (const one of ["a.b | scale(2)", "{a,b}.c", "alias(a.b, 'c d')", "sum( a , b )", 'alias(a,"x, y")'])
    assert.equal(targetOf(one, undefined), one);
  assert.equal(targetOf("a.b, scale(c, 2)", undefined), "group(a.b, scale(c, 2))");
  assert.equal(targetOf("scale(c, 2), a.b", undefined), "group(scale(c, 2), a.b)");
  assert.throws(() => targetOf("a.b lst 1h", undefined), { tell: /draw "a\.b" and leave "lst 1h" out/ });
  assert.throws(() => targetOf("a", { label: 'x")', how: "sum" }), Failure);
  assert.equal(unitOf(["stats.timers.api.upper_90", "timers.x.mean"]), "ms");
  assert.equal(unitOf(["stats.timers.api.count"]), undefined);
  assert.equal(unitOf([]), undefined);
});

it("the reason is found in text, in Django's text and in its pages", () => {
  assert.equal(whyOf("Invalid target: x"), "Invalid target: x");
  assert.equal(
    whyOf("TypeError at /render\nf() missing 1 required argument: 'n'\n\nTraceback: <module>"),
    "f() missing 1 required argument: 'n'",
  );
  const page = `<!DOCTYPE html><title>TypeError</title><pre class="exception_value">needs &#x27;n&#x27; &lt;here&gt;</pre>`;
  assert.equal(whyOf(page), "needs 'n' <here>");
  assert.equal(whyOf("<html><body><pre>Traceback\nValueError: bad <b>x</b></pre>"), "bad");
  assert.equal(whyOf("<html><head><title>502 Bad Gateway</title></head></html>"), "502 Bad Gateway");
  assert.equal(whyOf("<html></html>"), "");
});

it("is asked by GET, and by POST when the target is long", async (t) => {
  const { asked, measure } = await serve(t, 200, "[]");
  await measure.ask({ ...RANGE, query: "a.b" });
  const long = `sumSeries(${"a.b,".repeat(600)}c)`;
  await measure.ask({ ...RANGE, query: long });
  const [short, posted] = asked;
  assert.equal(short?.method, "GET");
  const url = new URL(`http://x${short?.path}`);
  assert.equal(url.pathname, "/graphite/render");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    ...{ target: "a.b", from: String(SECONDS - 1), until: String(NOW / 1000), tz: "Europe/Berlin" },
    ...{ format: "json", maxDataPoints: "700" },
  });
  assert.equal(posted?.method, "POST");
  assert.equal(new URLSearchParams(posted?.body).get("target"), long);
});

it("an error page is one line for people", async (t) => {
  const { measure } = await serve(t, 500, '<!doctype html><pre class="exception_value">no such function</pre>');
  const error: unknown = await measure.ask({ ...RANGE, query: "f(a)" }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Failure);
  assert.equal(error.tell, "Graphite has trouble of its own: no such function");
});

it("what is wrong with a query is not taken for trouble of Graphite's", async (t) => {
  const told = async (text: string, label?: string): Promise<readonly unknown[]> => {
    const { measure } = await serve(t, 500, `<!doctype html><pre class="exception_value">${text}</pre>`);
    const by = label === undefined ? undefined : { label, how: "avg" as const };
    const error: unknown = await measure.ask({ ...RANGE, query: "f(a)", by }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof Failure);
    return [error.code, error.tell];
  };
  const missing = "f() missing 1 required positional argument: &#x27;n&#x27;";
  assert.deepEqual(await told(missing), [
    "usage",
    "Graphite cannot read that query: f() missing 1 required positional argument: 'n'",
  ]);
  const [code, tell] = await told("Value for tag may not be empty", "host");
  assert.equal(code, "usage");
  assert.match(`${tell}`, /Nothing is split by "host".*"by 1" is web1/);
  assert.equal((await told("disk full", "1"))[0], "upstream");
});

it("beside a long range the highest of each step is asked for, and not waited for", async (t) => {
  const week = { ...RANGE, fromMs: NOW - 7 * 24 * 60 * MIN };
  const { asked, measure } = await serve(t, 200, "[]");
  await measure.ask({ ...week, query: "a.b" });
  const targets = () => asked.map(({ path }) => new URL(`http://x${path}`).searchParams.get("target"));
  assert.deepEqual(targets().sort(), ["a.b", 'consolidateBy(a.b, "max")']);
  asked.length = 0;
  await measure.ask({ ...week, query: "consolidateBy(a.b,'min')" });
  await measure.ask({ ...RANGE, query: "a.b" });
  assert.equal(asked.length, 2, "who says how points are made means it; in minutes there is little to hide");
  const server = createServer((request, response) => {
    const isPeaks = request.url?.includes("consolidateBy");
    response.writeHead(isPeaks ? 500 : 200).end(JSON.stringify([row("a.b", 60, [1])]));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => server.close());
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no address");
  const half = measureOf(graphite, { GRAPHITE_URL: `http://127.0.0.1:${address.port}` });
  assert.equal((await half.ask({ ...week, query: "a.b" })).series.length, 1);
});

it("names are asked for level by level, and settings are checked", async (t) => {
  const { asked, measure } = await serve(
    t,
    200,
    '{"metrics":[{"path":"a.api.","is_leaf":"0"},{"path":"a.api","is_leaf":"1"}]}',
  );
  assert.deepEqual(await measure.names?.(["API"], 1), ["a.api"]);
  assert.ok(asked.length <= 3 && asked.every(({ path }) => path.includes("format=completer")));
  const none = { GRAPHITE_URL: undefined, GRAPHITE_AUTH: undefined, GRAPHITE_LINK_URL: undefined };
  assert.equal(graphite.check?.({ ...none, GRAPHITE_URL: "x" }).length, 1);
  assert.equal(graphite.check?.({ ...none, GRAPHITE_AUTH: "x" }).length, 1);
});
