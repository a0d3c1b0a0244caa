import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { defaultRoute } from "../../src/core/policy-default.ts";
import { thresholdStates } from "../../src/flows/thresholds.ts";
import { MIN, openWorld, rule, START, series, type World } from "./thresholds-kit.ts";

/** One look, and what became of it in the store. */
const look = async (world: World, turn: () => Promise<number>, afterMs = MIN): Promise<void> => {
  await turn();
  await world.relay();
  world.nowMs += afterMs;
};

const broken = (): Failure => new Failure("timeout", "no answer", { tell: "Prometheus did not answer within 5 s." });

describe("thresholds of our own", () => {
  it("fire when the whole window is beyond, with value, limit, runbook and graph, and end by themselves", async (t) => {
    const runbook = "https://wiki.example.com/slow";
    const world = await openWorld(t, rule({ runbook, severity: "critical", labels: { service: "checkout" } }));
    const turn = await world.process();
    world.source.answer = [series("p99", [400, ...Array(19).fill(700)])];
    await look(world, turn);
    assert.deepEqual(await world.open(), [], "one point of the window is fine");
    world.source.answer = [series("p99", 500)];
    await look(world, turn);
    assert.deepEqual(await world.open(), [], "the limit itself is fine");
    world.source.answer = [series("p99", [...Array(16).fill(700), null, null, null, null])];
    await look(world, turn);
    assert.deepEqual(await world.open(), [], "nobody knows how it is now");
    const [asked] = world.source.asked;
    assert.deepEqual([asked?.fromMs, asked?.toMs, asked?.query], [START - 5 * MIN, START, "p99"]);

    world.source.answer = [series("p99", [...Array(17).fill(700), null, null, null])];
    await turn();
    const [alert] = await world.told();
    assert.deepEqual(
      [alert?.source, alert?.state, alert?.severity, alert?.title, alert?.ours],
      ["watch", "firing", "critical", "Checkout is slow", undefined],
    );
    assert.equal(alert?.what, "above 500 ms for 5 min");
    assert.deepEqual(alert?.labels, { service: "checkout", value: "700 ms", threshold: "above 500 ms" });
    assert.deepEqual(alert?.graph, {
      ...{ source: "prometheus", query: "p99", title: "Checkout is slow", unit: "ms" },
      thresholds: [{ value: 500, trouble: "above" }],
    });
    assert.equal(alert?.runbook, runbook);
    assert.equal(alert?.url, "https://prometheus.example.com/graph?g0.expr=p99");
    await world.relay();
    world.nowMs += MIN;
    await look(world, turn);
    const [open] = await world.open();
    assert.equal(open?.said?.channel, "ops", "it takes the routes like any other");
    assert.equal(open?.firings, 1, "it is told once");

    world.source.answer = [series("p99", [...Array(19).fill(700), 120])];
    await look(world, turn);
    assert.deepEqual(await world.open(), []);
    const ended = open && (await world.store.incident(open.id));
    assert.equal(ended?.state, "resolved");
    assert.equal(ended?.ending, "auto");
    assert.match(ended?.history.at(-1)?.what ?? "", /120 ms, not above 500 ms/);
  });

  it("ask no oftener than they say, four at a time, and wait as long as the next one", async (t) => {
    const rules = Array.from({ length: 10 }, (_, index) => rule({ name: `rule ${index}`, everyMs: 2 * MIN }));
    const world = await openWorld(t, ...rules);
    world.source.answer = [series("p99", 1)];
    const turn = await world.process();
    assert.equal(await turn(), 5_000);
    assert.equal(world.source.asked.length, 10);
    assert.equal(world.source.busiest, 4);
    world.nowMs += 2 * MIN - 300;
    assert.equal(await turn(), 300);
    assert.equal(world.source.asked.length, 10, "not before its time");
    world.nowMs += 300;
    await turn();
    assert.equal(world.source.asked.length, 20);
    const other = await world.process();
    await other();
    assert.equal(world.source.asked.length, 20, "another process knows when it was");
  });

  it("wait for a whole window of a series that has just begun, and for gaps not at all", async (t) => {
    const world = await openWorld(t, rule({ threshold: { value: 10, trouble: "below" } }));
    const turn = await world.process();
    world.source.answer = [series("free", [...Array(10).fill(null), ...Array(10).fill(3)])];
    await look(world, turn);
    assert.deepEqual(await world.open(), []);
    world.source.answer = [series("free", [3, null, null, null, null, null, 2, 3, 3, 3])];
    await look(world, turn);
    assert.equal((await world.open()).length, 1);
    world.source.answer = [series("free", [3, 3, 3, null, null, null, null])];
    await look(world, turn);
    assert.equal((await world.open()).length, 1, "what does not come any more keeps it open");
    assert.equal((await thresholdStates(world.store, world.rules))[0]?.state, "firing");
  });

  it("share a card between the series of a rule, each with its labels", async (t) => {
    const world = await openWorld(t, rule({ by: { label: "host", how: "max" } }));
    const turn = await world.process();
    const answer = (...values: readonly number[]) =>
      values.map((value, index) => series(`web-${index}`, value, { host: `web-${index}`, __name__: "up" }));
    world.source.answer = answer(900, 800, 100);
    await look(world, turn);
    const [card, ...more] = await world.open();
    assert.equal(more.length, 0);
    assert.deepEqual(
      card?.members?.map(({ title, labels }) => [title, labels.host, labels.value]),
      [
        ["Checkout is slow: web-0", "web-0", "900 ms"],
        ["Checkout is slow: web-1", "web-1", "800 ms"],
      ],
    );
    assert.deepEqual(card?.graph?.by, { label: "host", how: "max" });
    assert.ok(card?.members?.every(({ labels }) => labels.__name__ === undefined));

    world.source.answer = answer(100, 800, 900);
    await look(world, turn);
    const [now] = await world.open();
    assert.equal(now?.id, card?.id);
    const stateOf = () => now?.members?.map(({ labels, state }) => `${labels.host} ${state}`);
    assert.deepEqual(stateOf(), ["web-0 resolved", "web-1 firing", "web-2 firing"]);
    world.source.answer = answer(901, 800, 900);
    await look(world, turn);
    const [again] = await world.open();
    assert.equal(again?.members?.[0]?.state, "firing", "one that ended begins again");

    world.source.answer = answer(100, 100, 100).slice(0, 1);
    await look(world, turn);
    assert.deepEqual(await world.open(), [], "a series that is gone fires no more");
  });

  it("lose and repeat nothing when the process is another one, or nobody relays for a while", async (t) => {
    const world = await openWorld(t, rule());
    world.source.answer = [series("p99", 700)];
    await (await world.process())();
    await (await world.process())();
    world.nowMs += MIN;
    const third = await world.process();
    await third();
    assert.equal((await world.told()).length, 1, "each process knows what was told");
    await world.relay();
    const [open] = await world.open();
    assert.equal(open?.history.filter(({ what }) => what.includes("above")).length, 1, "it opened once");
    world.nowMs += MIN;
    world.source.answer = [series("p99", 3)];
    const fourth = await world.process();
    await fourth();
    world.nowMs += MIN;
    await fourth();
    assert.deepEqual(
      (await world.told()).map(({ state }) => state),
      ["resolved"],
    );
    await world.relay();
    assert.deepEqual(await world.open(), []);
  });

  it("end nothing when a part of the question has no answer: that is a query that fails", async (t) => {
    const world = await openWorld(t, rule());
    const turn = await world.process();
    world.source.answer = [series("a", 700, { host: "a" }), series("b", 700, { host: "b" })];
    await look(world, turn);
    assert.equal((await world.open()).length, 1);
    world.source.answer = [series("a", 100, { host: "a" })];
    world.source.lacks = "Query B fails: it is down";
    for (let times = 0; times < 3; times += 1) await look(world, turn);
    const open = await world.open();
    assert.deepEqual(open.map(({ key }) => key.startsWith("failing:")).sort(), [false, true]);
    assert.ok(open.some(({ labels }) => labels.reason === "Query B fails: it is down"));
    world.source.lacks = undefined;
    await look(world, turn);
    assert.deepEqual(await world.open(), [], "they are over when all of it is answered");
  });

  it("say once that a query fails, after three times, keep what is open, and take it back", async (t) => {
    const world = await openWorld(t, rule());
    const turn = await world.process();
    world.source.answer = [series("p99", 700)];
    await look(world, turn);
    world.source.answer = broken();
    await look(world, turn);
    await look(world, await world.process());
    assert.equal((await world.open()).length, 1, "twice is no news");
    await look(world, turn);
    for (let times = 0; times < 3; times += 1) await look(world, turn);
    const failing = (await world.open()).find(({ key }) => key === "failing:prometheus");
    assert.match(failing?.title ?? "", /Checkout is slow/);
    assert.equal(failing?.labels.reason, "Prometheus did not answer within 5 s.");
    assert.equal(failing?.firings, 1);
    assert.equal((await world.open()).length, 2, "the problem itself stays open");
    assert.equal((await thresholdStates(world.store, world.rules))[0]?.state, "failing");

    world.source.answer = [series("p99", 700)];
    await look(world, turn);
    const left = await world.open();
    assert.deepEqual(
      left.map(({ title }) => title),
      ["Checkout is slow"],
    );
    const works = failing && (await world.store.incident(failing.id));
    assert.equal(works?.history.at(-1)?.what, "its query gives answers again");
  });

  it("share a card when their source is down, once, however long", async (t) => {
    const rules = Array.from({ length: 100 }, (_, index) => rule({ name: `rule ${index}` }));
    const world = await openWorld(t, ...rules, rule({ name: "other", source: "graphite" }));
    const turn = await world.process();
    world.source.answer = broken();
    for (let times = 0; times < 60; times += 1) await look(world, turn);
    const cards = (await world.open()).toSorted((a, b) => (a.members?.length ?? 0) - (b.members?.length ?? 0));
    assert.deepEqual(
      cards.map(({ key, members, firings }) => [key, members?.length, firings]),
      [
        ["failing:graphite", 1, 1],
        ["failing:prometheus", 100, 100],
      ],
    );
    assert.match(cards[1]?.title ?? "", /no answers from prometheus/);
    assert.equal(cards[1]?.labels.reason, "Prometheus did not answer within 5 s.");
    world.source.answer = [series("p99", 1)];
    await look(world, turn);
    assert.deepEqual(
      (await world.open()).map(({ key }) => key),
      ["failing:graphite"],
    );
  });

  it("of a source that is slow to fail keep those of others waiting for a moment only", async (t) => {
    const slow = Array.from({ length: 100 }, (_, index) => rule({ name: `slow ${index}` }));
    const world = await openWorld(t, ...slow, rule({ name: "quick", source: "rabbitmq", everyMs: 10_000 }));
    world.more.answer = [series("depth", 1)];
    world.source.answer = broken();
    world.source.tookMs = 1_250;
    const turn = await world.process();
    for (let turns = 0; turns < 60; turns += 1) {
      await turn();
      world.nowMs += 250;
    }
    const everyMs = (world.nowMs - START) / world.more.asked.length;
    assert.ok(everyMs < 16_000, `every ${everyMs} ms`);
    const asked = Map.groupBy(await thresholdStates(world.store, slow), ({ state }) => state);
    assert.deepEqual([...asked.keys()], ["failing"], "each of them had its turn, three times");
  });

  it("go on when the clock is set back", async (t) => {
    const world = await openWorld(t, rule());
    const turn = await world.process();
    world.source.answer = [series("p99", 1)];
    world.nowMs += 24 * 60 * MIN;
    await turn();
    world.nowMs -= 24 * 60 * MIN;
    world.source.answer = [series("p99", 700)];
    await look(world, turn);
    assert.equal((await world.open()).length, 1);
  });

  it("tell what fires, ends and fires again within a minute", async (t) => {
    const world = await openWorld(t, rule({ forMs: 10_000, everyMs: 10_000 }));
    const turn = await world.process();
    for (const value of [700, 1, 700, 1, 700]) {
      world.source.answer = [series("p99", value)];
      await look(world, turn, 10_000);
      assert.equal((await world.open()).length, value === 700 ? 1 : 0);
    }
  });

  it("of a `for` shorter than the step take the newest point, also when it comes late", async (t) => {
    const world = await openWorld(t, rule({ forMs: 30_000 }));
    const turn = await world.process();
    world.source.stepMs = MIN;
    world.source.answer = [series("p99", [1, 1, 700, null, null])];
    await look(world, turn);
    const [asked] = world.source.asked;
    assert.deepEqual([asked?.fromMs, asked?.toMs], [START - 5 * MIN, START], "long enough to have a point");
    assert.equal((await world.open()).length, 1);
    world.source.answer = [series("p99", [700, 700, 1, null, null])];
    await look(world, turn);
    assert.equal((await world.open()).length, 0);
    world.source.answer = [series("p99", [700, null, null, null, null])];
    await look(world, turn);
    assert.equal((await world.open()).length, 0, "too old to say anything new");
    world.rules = [rule({ forMs: 2 * MIN })];
    world.source.answer = [series("p99", [1, 1, 1, 700, null])];
    await look(world, turn);
    assert.equal((await world.open()).length, 0, "one of two");
    world.source.answer = [series("p99", [1, 1, 700, 700, null])];
    await look(world, turn);
    assert.equal((await world.open()).length, 1, "both of two");
  });

  it("tell again what has become twice as bad, and nothing else", async (t) => {
    const world = await openWorld(t, rule({ by: { label: "host", how: "max" } }));
    const turn = await world.process();
    const steps = [
      [600, "600 ms", 1],
      [690, "600 ms", 1],
      [700, "700 ms", 2],
      [890, "700 ms", 2],
      [600, "700 ms", 2],
      [2_000, "2 s", 3],
      [2_000, "2 s", 3],
    ] as const;
    for (const [value, shown, firings] of steps) {
      world.source.answer = [series("a", value, { host: "a" })];
      await look(world, turn);
      const [open] = await world.open();
      assert.deepEqual([open?.labels.value, open?.firings, open?.state], [shown, firings, "firing"], `${value}`);
    }
    world.source.answer = broken();
    await look(world, turn);
    world.source.answer = [series("a", 3_600, { host: "a" })];
    await look(world, turn);
    assert.equal((await world.open())[0]?.firings, 4, "what was told is known after a failing look");
    const below = await openWorld(t, rule({ threshold: { value: 10, trouble: "below" } }));
    const look2 = await below.process();
    for (const value of [9, 5]) {
      below.source.answer = [series("free", value)];
      await look(below, look2);
    }
    assert.equal((await below.open())[0]?.firings, 2);
  });

  it("tell when a value was found, not when nobody could look", async (t) => {
    const world = await openWorld(t, rule());
    const turn = await world.process();
    world.source.answer = [series("p99", 700)];
    await look(world, turn);
    world.source.answer = broken();
    await look(world, turn);
    const [state] = await thresholdStates(world.store, world.rules);
    assert.deepEqual([state?.state, state?.value, state?.atMs], ["firing", "700 ms", START]);
    for (let times = 0; times < 2; times += 1) await look(world, turn);
    const [failing] = await thresholdStates(world.store, world.rules);
    assert.deepEqual([failing?.state, failing?.atMs], ["failing", START + 3 * MIN]);
  });

  it("take no data as their setting says", async (t) => {
    const world = await openWorld(t, rule({ name: "strict" }), rule({ name: "easy", noData: "ok" }));
    const turn = await world.process();
    world.source.answer = [series("p99", null)];
    for (let times = 0; times < 4; times += 1) await look(world, turn);
    assert.deepEqual(
      (await world.open()).map(({ members }) => members?.map(({ key }) => key)),
      [["strict:failing"]],
    );
    const states = await thresholdStates(world.store, world.rules);
    assert.deepEqual(
      states.map(({ name, state, value }) => [name, state, value]),
      [
        ["strict", "failing", "No data: an unknown metric, or nothing in this range."],
        ["easy", "ok", "no data"],
      ],
    );
  });

  it("end what a rule left open that is no more, and begin anew when a rule changes", async (t) => {
    const world = await openWorld(t, rule(), rule({ name: "Other: one", query: "other" }));
    const turn = await world.process();
    world.source.answer = [series("p99", 700, { host: "web-1" })];
    await look(world, turn);
    assert.equal((await world.open()).length, 2);
    world.rules = [rule({ name: "Other: one", query: "another" })];
    const [state] = await thresholdStates(world.store, world.rules);
    assert.deepEqual([state?.state, state?.atMs], ["unknown", undefined]);
    world.nowMs -= MIN - 1_000;
    await look(world, turn, 0);
    assert.equal(world.source.asked.at(-1)?.query, "another", "at once");
    const left = await world.open();
    assert.deepEqual(
      left.map(({ title }) => title),
      ["Other: one (host=web-1)"],
    );
    const gone = await world.store.incident("watch:rule:Checkout is slow");
    assert.equal(gone?.history.at(-1)?.what, "not watched any more");
  });

  it("tell again what goes on under a changed rule: its card says the limit and the severity of now", async (t) => {
    const world = await openWorld(t, rule({ by: { label: "host", how: "max" } }));
    let turn = await world.process();
    world.source.answer = [series("a", 700, { host: "a" })];
    await look(world, turn);
    const [opened] = await world.open();
    const runbook = "https://wiki.example.com/slow";
    const threshold = { value: 600, trouble: "above" } as const;
    world.rules = [rule({ by: { label: "host", how: "max" }, severity: "critical", threshold, runbook })];
    world.source.answer = broken();
    await look(world, turn);
    world.source.answer = [series("a", 700, { host: "a" })];
    for (let times = 0; times < 3; times += 1) {
      turn = await world.process();
      await look(world, turn);
    }
    const [now, ...more] = await world.open();
    assert.deepEqual([now?.id, more.length, now?.firings], [opened?.id, 0, 2]);
    assert.deepEqual([now?.severity, now?.runbook, now?.labels.threshold], ["critical", runbook, "above 600 ms"]);
  });

  it("end also what is told and not yet relayed when its rule goes", async (t) => {
    const world = await openWorld(t, rule());
    const turn = await world.process();
    world.source.answer = [series("p99", 700)];
    await turn();
    world.rules = [];
    await turn();
    await look(world, turn, 1_000);
    assert.equal((await world.open()).length, 1, "it opened late");
    await look(world, turn);
    assert.deepEqual(await world.open(), []);
  });

  it("say that a source is not connected, and let none that hangs hold up the others", async (t) => {
    const world = await openWorld(t, rule({ source: "graphite" }));
    const turn = await world.process();
    for (let times = 0; times < 3; times += 1) await look(world, turn);
    const [open] = await world.open();
    assert.equal(open?.labels.reason, "graphite is not connected.");
    t.mock.timers.enable({ apis: ["setTimeout"] });
    world.rules = [rule({ name: "hangs" })];
    world.source.answer = "never";
    const hanging = turn();
    for (let step = 0; step < 200; step += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      t.mock.timers.tick(100);
    }
    t.mock.timers.reset();
    await hanging;
    assert.match((await thresholdStates(world.store, world.rules))[0]?.value ?? "", /did not|does not answer/);
  });

  it("go where a route says, by their labels", async (t) => {
    const world = await openWorld(t, rule({ labels: { team: "shop" } }));
    const shop = { ...defaultRoute("shop"), name: "shop", match: { labels: { source: "watch", team: "shop" } } };
    world.policy = { ...world.policy, routes: [shop, defaultRoute("ops")] };
    world.source.answer = [series("p99", 700)];
    await look(world, await world.process());
    assert.equal((await world.open())[0]?.said?.channel, "shop");
  });
});
