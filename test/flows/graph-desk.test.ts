import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Alert } from "../../src/core/alert.ts";
import { Failure } from "../../src/core/failure.ts";
import type { AskedGraph } from "../../src/core/graph/asked.ts";
import type { GraphDesk } from "../../src/core/graph/desk.ts";
import type { Incident } from "../../src/core/incident.ts";
import { parseTimeRange } from "../../src/core/time/range.ts";
import { searchGraphs } from "../../src/flows/graph-desk/search.ts";
import deploys from "../../src/integrations/deploys.ts";
import { leaseOf } from "../store/made.ts";
import { HOUR, NOW, openDesk } from "./graph-desk-kit.ts";

const MIN = 60_000;
const CONTEXT = { nowMs: NOW, tz: "Europe/London", weekStart: 1 } as const;
const range = (words: string) => parseTimeRange(words, CONTEXT);
const asks = (query: string, more: Partial<AskedGraph> = {}): AskedGraph => ({
  ...{ kind: "points", source: "prometheus", query },
  ...more,
});
const failureOf = async (work: Promise<unknown>): Promise<Failure> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return assert.fail("nothing failed");
};
const firing: Incident = {
  ...{ id: "prometheus:slow", source: "prometheus", key: "slow", version: 1, state: "firing", severity: "critical" },
  ...{ title: "Slow", labels: {}, openedAtMs: NOW - HOUR, firings: 1, history: [] },
  last: { atMs: 0, rank: 1, eventId: "1" },
};

describe("a graph that is asked for", () => {
  it("is asked of its source once, kept under an id, and its link shows the same", async (t) => {
    const { deskOf, asked, page: load } = await openDesk(t);
    const view = { range: range("last 2h"), vs: "1w" };
    const drawn = await deskOf().draw(asks("up", { title: "Up", incidentId: "prometheus:slow" }), view);
    assert.deepEqual(
      asked.map(({ query, fromMs, toMs }) => [query, (NOW - fromMs) / HOUR, (NOW - toMs) / HOUR]),
      [
        ["up", 2, 0],
        ["up", 170, 168],
      ],
    );
    assert.match(drawn.page, /^measure~\w+$/);
    assert.equal(
      drawn.query.toString(),
      "from=2026-11-18T11%3A23%3A00Z&to=2026-11-18T13%3A23%3A00Z&tz=Europe%2FLondon&vs=1w",
    );
    assert.equal(drawn.spec.title, "Up");
    assert.equal(drawn.spec.openIn?.url, "https://prom.example.com/graph?q=up");
    const { graph, spec, id, together, incidentId } = drawn.picture;
    assert.deepEqual(
      [graph, spec, id, together, incidentId],
      [drawn.page, drawn.spec, drawn.id, true, "prometheus:slow"],
    );
    assert.deepEqual(await load(drawn.page, drawn.query.toString()), drawn.spec);
    const again = await deskOf().draw(asks("up", { title: "Up", incidentId: "prometheus:slow" }), view);
    assert.equal(again.page, drawn.page);
    assert.notEqual(again.id, drawn.id);
  });

  it("fails in clear words where there is nothing, and where the source is gone", async (t) => {
    const { deskOf } = await openDesk(t);
    const none = await failureOf(deskOf().draw(asks("none"), { range: range("last 1h") }));
    assert.deepEqual([none.code, /^No data: /.test(none.tell ?? "")], ["not_found", true]);
    const gone = await failureOf(deskOf().draw(asks("up", { source: "datadog" }), { range: range("last 1h") }));
    assert.deepEqual([gone.code, /not connected to datadog/.test(gone.tell ?? "")], ["config", true]);
  });

  it("of lines comes with the count that it shows, of its own time and not of the comparison's", async (t) => {
    const kit = await openDesk(t);
    const logs = asks("502", { kind: "logs", source: "loki", shape: "count" });
    const { drawn, count, before } = await kit.deskOf().count(logs, { range: range("last 1h"), vs: "1d" });
    assert.equal(kit.counted.length, 2);
    assert.equal(count.count, 7);
    assert.equal(before?.timesMs[0], (count.timesMs[0] ?? 0) - 24 * HOUR);
    assert.match(drawn.spec.summary, /7/);
    for (const words of ["today", "since 09:00", "this week"]) {
      const later = await openDesk(t);
      later.jump(5);
      const running = await later.deskOf().count(logs, { range: range(words), vs: "1w" });
      assert.deepEqual([running.count.count, running.before?.count], [7, 100], words);
    }
    const zero = await openDesk(t, { lines: 0 });
    assert.equal((await zero.deskOf().count(logs, { range: range("last 1h") })).count.count, 0);
  });
});

describe("a search at one source", () => {
  it("asks no other, and does not wait for it", async () => {
    const asked: string[] = [];
    const named = (name: string) => ({
      ...{ name, link: () => undefined },
      ask: () => Promise.reject(new Error("not asked")),
      names: async () => {
        asked.push(name);
        return [name];
      },
    });
    const measures = new Map(["prometheus", "graphite"].map((name) => [name, named(name)]));
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const found = await searchGraphs(["x"], 10, assert.fail, { measures, log, only: "graphite" });
    assert.deepEqual([found.map(({ source }) => source), asked], [["graphite"], ["graphite"]]);
  });
});

describe("a posted picture", () => {
  it("is found by id, or as the newest of its place, with its time and what was asked", async (t) => {
    const { deskOf, post, jump } = await openDesk(t);
    const desk = deskOf();
    const first = await post(await desk.draw(asks("up"), { range: range("last 2h") }));
    jump(MIN);
    const second = await post(await desk.draw(asks("down"), { range: range("last 1h") }));
    await post(await desk.draw(asks("other"), { range: range("last 1h") }), "9.9");
    assert.equal((await desk.posted(first.id)).id, first.id);
    assert.equal((await desk.posted(undefined)).id, second.id);
    assert.deepEqual(await desk.askedOf(first), asks("up"));
    const { fromMs, toMs } = desk.rangeOf(first);
    assert.deepEqual([fromMs, toMs], [NOW - 2 * HOUR, NOW]);
    assert.deepEqual(desk.links(first), {
      frozen: `frozen/${first.id}`,
      live: `live/${first.graph}?${first.query}`,
    });
    assert.equal(desk.personalLink(first), `U1/${first.graph}?${first.query}`);
    assert.equal(
      (await failureOf(desk.posted("0123456789abcdef"))).tell,
      "This picture is no longer kept. Ask for the graph again.",
    );
    for (const said of [{ place: { channel: "C2" } }, {}])
      assert.match((await failureOf(deskOf({}, said).posted(undefined))).tell ?? "", /No picture was posted here/);
    assert.equal(await desk.askedOf({ ...first, graph: "oncall-stats" }), undefined);
  });

  it("is drawn again over another time, or the same length up to now, with its comparison", async (t) => {
    const { deskOf, post, jump, asked } = await openDesk(t);
    const desk = deskOf();
    const first = await post(await desk.draw(asks("up", { incidentId: "a:b" }), { range: range("last 2h"), vs: "1d" }));
    jump(HOUR);
    asked.length = 0;
    const later = await desk.redraw(first);
    assert.deepEqual([asked[0]?.fromMs, asked[0]?.toMs], [NOW - HOUR, NOW + HOUR]);
    assert.deepEqual([later.page, later.query.get("vs"), later.picture.incidentId], [first.graph, "1d", "a:b"]);
    assert.notEqual(later.id, first.id);
    const wide = { ...desk.rangeOf(first), fromMs: NOW - 9 * HOUR };
    const { query } = await desk.redraw(first, wide);
    assert.deepEqual([query.get("from"), query.get("to")], ["2026-11-18T04:23:00Z", "2026-11-18T13:23:00Z"]);
  });

  it("of a problem stands in its history", async (t) => {
    const { deskOf, post, jump } = await openDesk(t);
    const desk = deskOf();
    const ids: string[] = [];
    for (const incidentId of ["a:b", "a:c", "a:b"]) {
      ids.push((await post(await desk.draw(asks("up", { incidentId }), { range: range("last 1h") }))).id);
      jump(MIN);
    }
    assert.deepEqual(
      (await desk.history("a:b", 9)).map(({ id }) => id),
      [ids[2], ids[0]],
    );
    assert.equal((await desk.history("a:b", 1)).length, 1);
    const elsewhere = deskOf({ id: "U9", name: "Ben" }, { place: { channel: "C9" } });
    assert.deepEqual(await elsewhere.history("a:b", 9), [], "pictures of another channel are its own");
  });
});

describe("saved graphs", () => {
  const graph = { kind: "points", source: "prometheus", query: "up" } as const;
  const ben = { id: "U2", name: "Ben" };

  it("are their owner's, however the name is written", async (t) => {
    const { deskOf } = await openDesk(t);
    const desk = deskOf();
    assert.equal(await desk.save("Latency", graph), undefined);
    await desk.save("api", { ...graph, title: "API" });
    assert.deepEqual(
      (await desk.saved()).map(({ name, ownerName }) => [name, ownerName]),
      [
        ["api", "Ana"],
        ["Latency", "Ana"],
      ],
    );
    assert.equal((await desk.save("latency", { ...graph, query: "down" }))?.graph.query, "up");
    const refused = await failureOf(deskOf(ben).save("LATENCY", graph));
    assert.equal(refused.code, "forbidden");
    assert.match(refused.tell ?? "", /"latency" is Ana's\.\nSave yours under another name/i);
    assert.equal((await failureOf(deskOf(ben).forget("latency"))).code, "forbidden");
    assert.equal((await desk.forget("LATENCY")).graph.query, "down");
    assert.equal((await failureOf(desk.forget("latency"))).code, "not_found");
    assert.equal((await desk.saved()).length, 1);
  });

  it("are also for whom the permission admin is given to, and for nobody who has it by default", async (t) => {
    const grant = { people: ["U2"], groups: [], channels: [] };
    const { deskOf } = await openDesk(t, { permissions: { admin: grant } });
    await deskOf().save("latency", graph);
    await deskOf(ben).save("latency", { ...graph, query: "down" });
    assert.equal((await failureOf(deskOf().save("latency", graph))).code, "forbidden");
    await deskOf({ id: "U3", name: "Chen" }).save("chen", graph);
    assert.equal((await failureOf(deskOf().forget("chen"))).code, "forbidden");
    assert.equal((await deskOf(ben).forget("chen")).ownerId, "U3");
  });
});

describe("searching", () => {
  const named = (names: readonly string[]) => ({ names: async () => names });

  it("asks all sources, mixes what they find and says who did not answer", async (t) => {
    const down = new Failure("unavailable", "connection refused");
    const { deskOf } = await openDesk(t, {
      measures: {
        prometheus: named(["a1", "a2", "a3"]),
        graphite: { name: "Graphite", ...named(["b1"]) },
        grafana: {
          name: "Grafana",
          panels: async () => [{ title: "Panel", query: "uid:1", url: "https://grafana.example.com" }],
        },
        datadog: { name: "Datadog", names: () => Promise.reject(down) },
        librato: { name: "Librato" },
      },
    });
    const silent: string[] = [];
    const found = await deskOf().search(["a"], 4, (source) => silent.push(source));
    assert.deepEqual(
      found.map(({ source, title, query }) => [source, title, query]),
      [
        ["prometheus", "a1", "a1"],
        ["graphite", "b1", "b1"],
        ["grafana", "Panel", "uid:1"],
        ["prometheus", "a2", "a2"],
      ],
    );
    assert.deepEqual(silent, ["datadog"]);
    assert.deepEqual(
      deskOf()
        .sources()
        .map(({ source, kind }) => `${source} ${kind}`),
      [...["prometheus points", "graphite points", "datadog points", "grafana points", "librato points", "loki logs"]],
    );
  });

  it("waits for nobody longer than it says", async () => {
    const measure = { name: "X", ask: () => assert.fail(), link: () => undefined };
    const measures = new Map([
      ["slow", { ...measure, names: () => new Promise<never>(() => undefined) }],
      ["fast", { ...measure, ...named(["x"]) }],
    ]);
    const silent: string[] = [];
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const found = await searchGraphs(["x"], 9, (source) => silent.push(source), { measures, log }, 20);
    assert.deepEqual([found.map(({ source }) => source), silent], [["fast"], ["slow"]]);
  });
});

describe("a mark", () => {
  it("goes the way of the webhooks, once for the same words at the same minute, and stands on graphs", async (t) => {
    const { deskOf, store } = await openDesk(t);
    const desk = deskOf();
    const atMs = NOW - 10 * MIN + 12_345;
    for (const at of [atMs, atMs + 1_000]) await desk.mark({ text: "deploy v42", atMs: at, service: "checkout" });
    await desk.mark({ text: "deploy v42", atMs: atMs + MIN, service: "checkout" });
    await desk.mark({ text: "deploy v42", atMs, service: "api" });
    const kept = await store.inbox.take("hooks", 10);
    assert.equal(kept.length, 3);
    const alerts = kept.flatMap((one) => deploys.relay?.parse({ deliveryId: one.id, ...one }) ?? []);
    assert.deepEqual(
      [alerts[0]?.title, alerts[0]?.state, alerts[0]?.by, alerts[0]?.atMs],
      ["Deploy v42 · checkout", "notice", "Ana", atMs],
    );
    const told = alerts.map((alert): Alert => ({ source: "deploys", ...alert }));
    const ends = kept.map(({ id }, at) => ({
      ...{ deliveryId: id, source: "deploys", state: "done" as const, alerts: told.slice(at, at + 1) },
    }));
    await store.relay(await leaseOf(store, "relay"), ends, () => []);
    const marks = await store.graphs.marks({ fromMs: NOW - HOUR, toMs: NOW }, 10);
    assert.deepEqual(marks.map(({ title }) => title).sort(), [
      ...["Deploy v42 · api", "Deploy v42 · checkout", "Deploy v42 · checkout"],
    ]);
    const { spec } = await desk.draw(asks("up"), { range: range("last 1h") });
    const labels = spec.panels.flatMap(({ annotations = [] }) => annotations.map(({ label }) => label));
    assert.ok(
      labels.some((label) => label.includes("v42")),
      labels.join(),
    );
  });
});

describe("watching", () => {
  const watched = async (desk: GraphDesk, post: Awaited<ReturnType<typeof openDesk>>["post"], query = "up") =>
    desk.watch(await post(await desk.draw(asks(query), { range: range("last 1h") })));

  it("lasts until the problem ends, one for each graph of a place", async (t) => {
    const { deskOf, post, store } = await openDesk(t);
    const desk = deskOf({}, { place: { channel: "C1", thread: "1.1" }, actionId: "act1" }, firing);
    assert.deepEqual(await watched(desk, post), { untilMs: undefined, everyMs: MIN });
    await watched(deskOf({}, { place: { channel: "C1", thread: "1.1" }, actionId: "act2" }, firing), post);
    const [watch, ...more] = await store.graphs.watches();
    assert.equal(more.length, 0);
    assert.deepEqual(
      [watch?.incidentId, watch?.channel, watch?.thread, watch?.userId, watch?.mode],
      ["prometheus:slow", "C1", "1.1", "U1", "update"],
    );
    assert.ok((watch?.untilMs ?? 0) > NOW + HOUR, "as long as a problem may last");
    assert.ok(watch?.snapshotId);
  });

  it("lasts an hour without a problem, and ends where it is told to", async (t) => {
    const { deskOf, post, store } = await openDesk(t);
    assert.equal((await watched(deskOf(), post)).untilMs, NOW + HOUR);
    await watched(deskOf(), post, "down");
    await watched(deskOf({}, { place: { channel: "C1", thread: "2.2" } }, { ...firing, state: "resolved" }), post);
    assert.equal((await store.graphs.watches()).length, 3);
    assert.equal(await deskOf().unwatch(), true);
    const [left, ...more] = await store.graphs.watches();
    assert.deepEqual([left?.thread, left?.incidentId, more.length], ["2.2", undefined, 0]);
    assert.equal(await deskOf().unwatch(), false);
    assert.equal((await failureOf(watched(deskOf({}, {}), post))).code, "usage");
  });
});

it("what is shown of log lines has no secrets", async (t) => {
  const { deskOf } = await openDesk(t);
  assert.doesNotMatch(deskOf().scrub("login password=hunter2hunter2 ok"), /hunter2/);
});
