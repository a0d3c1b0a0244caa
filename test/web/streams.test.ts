import { strict as assert } from "node:assert";
import { connect, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { LiveGraphs, StreamLimits, WebOptions } from "../../src/web/index.ts";
import { specOf, startWeb } from "./web-under-test.ts";

const GRAPH = "/g/oncall-load";

/** A graph whose numbers change when told to. */
class FakeGraphs implements LiveGraphs {
  readonly listeners = new Set<() => void>();
  readonly queries: string[] = [];
  loads = 0;
  open = true;
  title = "first";
  fail = false;
  delay: Promise<void> = Promise.resolve();
  /** Set for a graph that is measured elsewhere. */
  everyMs: number | undefined;

  has(name: string): boolean {
    return name === "oncall-load";
  }
  async spec(_name: string, query: URLSearchParams) {
    this.loads += 1;
    this.queries.push(query.toString());
    const { title, open, fail, everyMs } = this;
    await this.delay;
    if (fail) throw new Failure("usage", "bad range", { tell: "Try `this week`." });
    return { spec: specOf(title), open, everyMs };
  }
  onData(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
  change(title: string): void {
    this.title = title;
    for (const listener of this.listeners) listener();
  }
}

/** Server-sent events of one stream, one at a time. */
const watch = async (t: TestContext, url: string) => {
  const abort = new AbortController();
  t.after(() => abort.abort());
  const response = await fetch(url, { headers: { accept: "text/event-stream" }, signal: abort.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<string | undefined> => {
    while (!text.includes("\n\n")) {
      const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
      if (done) return undefined;
      text += value;
    }
    const [event = "", ...rest] = text.split("\n\n");
    text = rest.join("\n\n");
    return event;
  };
  const title = async (): Promise<unknown> => JSON.parse((await next())?.replace(/^data: /, "") ?? "{}").spec?.title;
  return { response, next, title, close: () => abort.abort() };
};

const start = async (t: TestContext, streams: StreamLimits = {}, changes: Partial<WebOptions> = {}) => {
  const graphs = new FakeGraphs();
  const limits = { everyMs: 60, keepAliveMs: 60_000, ...streams };
  const under = await startWeb(t, { graphs, streams: limits, ...changes });
  const url = (path: string, query = "from=1") =>
    under.web.url + under.local(under.links.shared(GRAPH, new URLSearchParams(query))).replace("?", `${path}?`);
  return { ...under, graphs, url };
};

const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let wait = 0; wait < 2_000; wait++) {
    if (holds()) return;
    await new Promise((next) => setTimeout(next, 10));
  }
  assert.fail(`never: ${what}`);
};

describe("streams", () => {
  it("show the newest at once and again when data changes", async (t) => {
    const { graphs, url } = await start(t);
    const stream = await watch(t, url("/events"));
    assert.match(stream.response.headers.get("content-type") ?? "", /^text\/event-stream/);
    assert.equal(await stream.title(), "first");
    graphs.change("second");
    assert.equal(await stream.title(), "second");
    assert.deepEqual([...new Set(graphs.queries)], ["from=1"]);
  });

  it("do not exist for a range that is over, and end when it ends", async (t) => {
    const { graphs, url } = await start(t);
    graphs.open = false;
    assert.equal((await watch(t, url("/events"))).response.status, 204);
    graphs.open = true;
    const stream = await watch(t, url("/events"));
    assert.equal(await stream.title(), "first");
    graphs.open = false;
    graphs.change("last");
    assert.equal(await stream.title(), "last");
    assert.equal(await stream.next(), "event: end\ndata: {}");
    assert.equal(await stream.next(), undefined);
  });

  it("notice the end of a range without any new data", async (t) => {
    const { graphs, url } = await start(t, { keepAliveMs: 20 });
    const stream = await watch(t, url("/events"));
    await stream.title();
    graphs.open = false;
    const seen = [];
    for (let event = await stream.next(); event !== undefined; event = await stream.next()) seen.push(event);
    assert.ok(seen.some((event) => event?.startsWith("event: tick\ndata: ")));
    assert.equal(seen.at(-1), "event: end\ndata: {}");
  });

  it("tell a burst of changes once per interval, the newest of them", async (t) => {
    const { graphs, url } = await start(t, { everyMs: 100 });
    const stream = await watch(t, url("/events"));
    await stream.title();
    const before = graphs.loads;
    for (let change = 0; change <= 500; change++) graphs.change(`change ${change}`);
    const titles = [await stream.title()];
    if (titles[0] !== "change 500") titles.push(await stream.title());
    assert.equal(titles.at(-1), "change 500");
    await new Promise((next) => setTimeout(next, 250));
    assert.ok(graphs.loads - before <= 2, `${graphs.loads - before} loads`);
  });

  it("load once for many who ask the same, whatever the order of the query", async (t) => {
    const { graphs, url, metrics } = await start(t);
    const gate = Promise.withResolvers<void>();
    graphs.delay = gate.promise;
    const all = Array.from({ length: 20 }, (_, at) => watch(t, url("/events", at % 2 === 0 ? "a=1&b=2" : "b=2&a=1")));
    await until(() => graphs.loads === 1, "a load");
    setTimeout(gate.resolve, 100);
    const streams = await Promise.all(all);
    for (const stream of streams) assert.equal(await stream.title(), "first");
    assert.equal(graphs.loads, 1);
    graphs.change("second");
    for (const stream of streams) assert.equal(await stream.title(), "second");
    assert.equal(graphs.loads, 2);
    assert.equal((await metrics.streams.get()).values[0]?.value, 20);
    for (const stream of streams) stream.close();
    await until(() => graphs.loads === 2, "no more loads");
    for (let wait = 0; wait < 100 && (await metrics.streams.get()).values[0]?.value !== 0; wait++) {
      await new Promise((next) => setTimeout(next, 10));
    }
    assert.equal((await metrics.streams.get()).values[0]?.value, 0);
  });

  it("never show numbers from before a change that came while they were loaded", async (t) => {
    const { graphs, url } = await start(t);
    const gate = Promise.withResolvers<void>();
    graphs.delay = gate.promise;
    const opening = watch(t, url("/events"));
    await until(() => graphs.loads === 1, "a load");
    graphs.delay = Promise.resolve();
    graphs.change("second");
    gate.resolve();
    const stream = await opening;
    const titles = [await stream.title()];
    if (titles[0] !== "second") titles.push(await stream.title());
    assert.equal(titles.at(-1), "second");
  });

  it("stay open when loading fails, and go on with the next change", async (t) => {
    const { graphs, url, lines } = await start(t);
    const stream = await watch(t, url("/events"));
    await stream.title();
    graphs.fail = true;
    graphs.change("broken");
    await until(() => lines.length === 1, "a warning");
    assert.equal(await stream.next(), 'event: trouble\ndata: {"tell":"Try `this week`."}');
    graphs.fail = false;
    graphs.change("first");
    assert.equal(await stream.title(), "first", "the same again says that the trouble is over");
    graphs.change("again");
    assert.equal(await stream.title(), "again");
  });

  it("say what is wrong with the query instead of starting", async (t) => {
    const { graphs, url } = await start(t);
    graphs.fail = true;
    for (const path of ["/events", "/spec"]) {
      const answer = await fetch(url(path));
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), /Try `this week`/);
    }
  });

  it("end when the link that let them in ends", async (t) => {
    const { url, time } = await start(t, { keepAliveMs: 20 });
    const stream = await watch(t, url("/events"));
    await stream.title();
    time.nowMs += 31 * 86_400_000;
    while ((await stream.next()) !== undefined);
  });

  it("forget a browser that went away before its stream began", async (t) => {
    const { graphs, url, metrics } = await start(t);
    const gate = Promise.withResolvers<void>();
    graphs.delay = gate.promise;
    const abort = new AbortController();
    const gone = assert.rejects(fetch(url("/events"), { signal: abort.signal }));
    await until(() => graphs.loads === 1, "a load");
    abort.abort();
    await gone;
    await new Promise((next) => setTimeout(next, 50));
    gate.resolve();
    await new Promise((next) => setTimeout(next, 50));
    assert.equal((await metrics.streams.get()).values[0]?.value, 0);
    assert.equal(await (await watch(t, url("/events"))).title(), "first");
  });

  it("are limited in number", async (t) => {
    const { url } = await start(t, { maxViewers: 1 });
    await (await watch(t, url("/events"))).title();
    assert.equal((await watch(t, url("/events"))).response.status, 503);
  });

  it("cut a browser that does not read, and hold little for it", async (t) => {
    const { graphs, url, metrics, web } = await start(t, { everyMs: 1, keepAliveMs: 200 });
    const { pathname, search } = new URL(url("/events"));
    const socket: Socket = connect(web.port, "127.0.0.1");
    t.after(() => socket.destroy());
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: a\r\n\r\n`);
    socket.on("error", () => undefined);
    await new Promise((first) => socket.once("data", first));
    socket.pause();
    const viewers = async () => (await metrics.streams.get()).values[0]?.value;
    assert.equal(await viewers(), 1);
    const before = process.memoryUsage().rss;
    for (let change = 0; change < 400 && (await viewers()) === 1; change++) {
      graphs.change(`${change} ${"x".repeat(400_000)}`);
      await new Promise((next) => setTimeout(next, 10));
    }
    assert.equal(await viewers(), 0);
    assert.ok(process.memoryUsage().rss - before < 200e6);
  });
});

describe("streams of what is measured elsewhere", () => {
  const measured = async (t: TestContext, everyMs: number) => {
    const under = await start(t, { everyMs: 1 });
    under.graphs.everyMs = everyMs;
    return under;
  };

  it("load again by themselves while somebody watches, once for all, and not after", async (t) => {
    const { graphs, url, metrics } = await measured(t, 60);
    const streams = [await watch(t, url("/events")), await watch(t, url("/events"))];
    for (const stream of streams) assert.equal(await stream.title(), "first");
    graphs.title = "second";
    for (const stream of streams) assert.equal(await stream.title(), "second");
    const before = graphs.loads;
    await new Promise((next) => setTimeout(next, 300));
    const more = graphs.loads - before;
    assert.ok(more >= 2 && more <= 5, `${more} loads in 300 ms`);
    for (const stream of streams) stream.close();
    for (let wait = 0; wait < 100 && (await metrics.streams.get()).values[0]?.value !== 0; wait++)
      await new Promise((next) => setTimeout(next, 10));
    const after = graphs.loads;
    await new Promise((next) => setTimeout(next, 200));
    assert.ok(graphs.loads - after <= 1, "nobody watches");
  });

  it("are not loaded for changes of our own data", async (t) => {
    const { graphs, url } = await measured(t, 60_000);
    const stream = await watch(t, url("/events"));
    await stream.title();
    for (let change = 0; change < 20; change++) graphs.change(`change ${change}`);
    await new Promise((next) => setTimeout(next, 60));
    assert.equal(graphs.loads, 1);
  });

  it("go on when a load fails, and end with their range", async (t) => {
    const { graphs, url, lines } = await measured(t, 40);
    const stream = await watch(t, url("/events"));
    await stream.title();
    graphs.fail = true;
    const before = graphs.loads;
    await until(() => graphs.loads > before + 2, "some that fail");
    assert.equal(lines.length, 1, "what goes on failing is said once");
    graphs.fail = false;
    graphs.title = "again";
    let event = await stream.next();
    for (let failures = 0; failures < 10 && event?.startsWith("event: trouble"); failures++)
      event = await stream.next();
    assert.match(event ?? "", /"again"/);
    graphs.open = false;
    graphs.title = "last";
    assert.equal(await stream.title(), "last");
    assert.equal(await stream.next(), "event: end\ndata: {}");
    const ended = graphs.loads;
    await new Promise((next) => setTimeout(next, 120));
    assert.equal(graphs.loads, ended);
  });

  it("ask the source once for everybody who opens the page in half of that time", async (t) => {
    const { graphs, url } = await measured(t, 400);
    for (let opened = 0; opened < 5; opened++) {
      assert.equal((await fetch(url("/spec"))).status, 200);
      await (await watch(t, url("/events"))).title();
    }
    assert.equal(graphs.loads, 1);
    await new Promise((next) => setTimeout(next, 450));
    assert.ok(graphs.loads >= 2);
  });
});

describe("a browser that reads slowly", () => {
  it("gets the newest when it reads on, not everything it missed", async (t) => {
    const { graphs, url, web } = await start(t, { everyMs: 1, maxBuffered: 1e9 });
    const { pathname, search } = new URL(url("/events"));
    const socket: Socket = connect(web.port, "127.0.0.1");
    t.after(() => socket.destroy());
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await new Promise((first) => socket.once("data", first));
    socket.pause();
    const before = graphs.loads;
    for (let change = 0; graphs.loads - before < 40; change++) {
      assert.ok(change < 1000);
      graphs.change(`${change} ${"x".repeat(1_000_000)}`);
      await new Promise((next) => setTimeout(next, 5));
    }
    let [received, newest] = [0, ""];
    socket.on("data", (chunk) => {
      received += chunk.length;
      newest = (newest + chunk.toString("latin1")).slice(-1_100_000);
    });
    socket.resume();
    graphs.change("the newest");
    await until(() => newest.includes("the newest"), "the newest");
    assert.ok(received < 25_000_000, `${received} bytes`);
  });
});

describe("the spec", () => {
  it("is loaded anew when data changed while an earlier load was under way", async (t) => {
    const { graphs, url } = await start(t);
    const gate = Promise.withResolvers<void>();
    graphs.delay = gate.promise;
    const early = fetch(url("/spec"));
    await until(() => graphs.loads === 1, "a load");
    graphs.change("second");
    const late = fetch(url("/spec"));
    await until(() => graphs.loads === 2, "a second load");
    gate.resolve();
    assert.match(await (await early).text(), /"first"/);
    assert.match(await (await late).text(), /"second"/);
  });

  it("is the chart and whether it is open, without the token in the question", async (t) => {
    const { graphs, url } = await start(t);
    const answer = await fetch(url("/spec", "from=1&to=2"));
    const { seal, ...live }: { seal: string } = (await answer.json()) as { seal: string };
    assert.deepEqual(live, { spec: specOf("first"), open: true });
    assert.match(seal, /^[0-9a-z]+\.[\w-]{43}$/);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    assert.deepEqual(graphs.queries, ["from=1&to=2"]);
  });
});
