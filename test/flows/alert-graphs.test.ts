import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/core/failure.ts";
import { MEASURE_GRAPH, splitPage } from "../../src/core/graph/asked.ts";
import { stopwatch } from "../support/stopwatch.ts";
import { openWorld, specOf, until } from "./alert-graphs-kit.ts";
import { policyWith, route } from "./policy-kit.ts";

const MIN = 60_000;
const never = new Promise<never>(() => undefined);

describe("a graph with the alert", () => {
  it("is posted below the card within moments: the last hour of what it was measured by, and where to go on", async (t) => {
    const queries: URLSearchParams[] = [];
    const world = await openWorld(t, {
      load: async (_page, query) => {
        queries.push(query);
        return specOf("Errors");
      },
    });
    const { store, fake } = world;
    world.start();
    const [startMs, tookMs] = [Date.now(), stopwatch()];
    await world.says({ title: "Errors are up" });
    const picture = await until(() => world.pictures()[0]);
    const ms = tookMs();
    assert.ok(ms < 3_000, `${ms} ms`);
    const [card] = world.cards();
    assert.equal(picture.thread, card?.ref.ts);
    assert.ok(picture.message.kind === "picture");
    const { title, alt, at, links, buttons = [] } = picture.message;
    assert.deepEqual([title, alt, at], ["Errors", "Errors: 3, at most 3.", { fileId: "F000000001" }]);
    assert.deepEqual(
      links.map(({ label }) => label),
      ["Live view", "Open in Prometheus"],
    );
    const [head] = await store.snapshots.ofIncident("alertmanager:K1", 9);
    assert.deepEqual(
      buttons.map(({ say }) => say),
      [`graph wider ${head?.id}`, `graph watch ${head?.id}`],
    );
    const { graph, id = "" } = splitPage(head?.graph ?? "");
    assert.equal(graph, MEASURE_GRAPH);
    assert.deepEqual(await store.graphs.read(id, 0), {
      ...{ kind: "points", source: "prometheus", query: "rate(errors[5m])", title: "Errors are up" },
      ...{ thresholds: [{ value: 5, trouble: "above" }], incidentId: "alertmanager:K1" },
    });
    const [query] = queries;
    const lengthMs = Date.parse(query?.get("to") ?? "") - Date.parse(query?.get("from") ?? "");
    assert.deepEqual([lengthMs, query?.get("tz"), head?.query], [60 * MIN, "UTC", query?.toString()]);
    assert.ok(Math.abs(Date.parse(query?.get("to") ?? "") - startMs) < 1_500);
    await until(async () => (await world.dues()).length === 0);
    assert.equal(fake.uploads(), 1);
  });

  it("comes once for each opening: not with repeats and acks, again when it comes again", async (t) => {
    const world = await openWorld(t);
    world.start();
    await world.says({});
    await until(() => world.pictures().length === 1);
    await world.says({}, { state: "acked" });
    await world.says({ state: "resolved" });
    await sleep(80);
    assert.deepEqual([world.asked.length, world.pictures().length], [1, 1]);
    await world.says({});
    await until(() => world.pictures().length === 2);
    assert.equal(world.cards().length, 1);
  });

  it("a source that hangs delays no card, and its picture is given up quietly", async (t) => {
    const world = await openWorld(t, { load: (page) => (page === "" ? Promise.resolve(specOf("")) : never) });
    world.start();
    for (const key of ["K1", "K2", "K3", "K4", "K5"]) {
      const tookMs = stopwatch();
      await world.says({ key });
      await until(() => world.cards().length === Number(key.slice(1)));
      const ms = tookMs();
      assert.ok(ms < 1_000, `${ms} ms`);
    }
    await sleep(50);
    assert.equal(world.asked.length, 4, "so many at once");
    assert.deepEqual([world.pictures().length, world.refused], [0, []]);

    const together = await openWorld(t, { load: () => never });
    await together.says(...["K1", "K2", "K3", "K4", "K5"].map((key) => ({ key })));
    together.start();
    await until(() => together.asked.length === 4);
    await sleep(50);
    assert.equal(together.asked.length, 4, "when they come together too");
  });

  it("no data, an unknown metric: a line in the log, no message, never again", async (t) => {
    for (const load of [
      async () => specOf("Errors", [null, null]),
      async () => ({ ...specOf("Errors"), panels: [] }),
      () => Promise.reject(new Failure("usage", "parse error")),
    ]) {
      const world = await openWorld(t, { load });
      world.start();
      await world.says({});
      await until(async () => (await world.dues()).length === 0);
      await sleep(30);
      assert.deepEqual(
        [world.asked.length, world.cards().length, world.pictures().length, world.fake.uploads()],
        [1, 1, 0, 0],
      );
      assert.deepEqual(world.lines.filter((line) => line.includes("no graph")).length, 1);
      await world.stop();
    }
  });

  it("what may succeed later is tried again within the minute, then dropped", async (t) => {
    const world = await openWorld(t, { load: () => Promise.reject(new Failure("upstream", "status 503")) });
    world.start();
    await world.says({});
    for (let tries = 1; tries < 4; tries += 1) {
      await until(async () => (await world.dues())[0]?.step === tries + 1);
      assert.equal(world.asked.length, tries);
      world.jump(15_000);
    }
    await until(async () => (await world.dues()).length === 0);
    assert.deepEqual([world.asked.length, world.pictures().length], [4, 0]);
  });

  it("one that works the second time is posted", async (t) => {
    let tries = 0;
    const world = await openWorld(t, {
      load: async () => {
        tries += 1;
        if (tries === 1) throw new Failure("timeout", "5 s");
        return specOf("Errors");
      },
    });
    world.start();
    await world.says({});
    await until(async () => (await world.dues())[0]?.step === 2);
    world.jump(3_000);
    await until(() => world.pictures().length === 1);
  });

  it("none for what is hidden, muted, taken care of long ago, or not wanted by then", async (t) => {
    const world = await openWorld(t, {
      policy: policyWith([route("db", { match: { labels: { service: "db" } }, graph: "off" })]),
    });
    const due = (subject: string) => ({ id: `graph:${subject}`, kind: "graph", atMs: 1, subject, step: 1 }) as const;
    await world.says({ key: "over", labels: {} }, { key: "over", labels: {}, state: "resolved" }, { key: "off" });
    world.jump(6 * MIN);
    for (const key of ["over", "off", "nobody"]) await world.store.dues.add(due(`alertmanager:${key}`));
    world.start();
    await until(async () => (await world.dues()).length === 0);
    assert.deepEqual(world.asked, []);
  });

  it("not more than ten in a minute of a channel, and none of a storm", async (t) => {
    const world = await openWorld(t, { pace: { postEveryMs: 1_000 } });
    await world.says(...Array.from({ length: 40 }, (_, at) => ({ key: `K${at}` })));
    world.start();
    await until(async () => (await world.dues()).length === 0, 30_000);
    assert.ok(world.asked.length <= 5, `${world.asked.length}`);
    await sleep(300);
    assert.deepEqual(world.pictures(), [], "the storm's channel is for words");
  });

  it("none while a storm is on in its channel", async (t) => {
    const world = await openWorld(t);
    await world.says({ key: "K0", graph: undefined }, { key: "K1" });
    const lane = await world.store.outbox.takeLane("me", 5_000);
    assert.ok(lane);
    await world.store.outbox.fold(lane, { folded: ["card:alertmanager:K0:ops"], named: [] }, world.clock());
    await world.store.outbox.leave(lane, 0);
    world.start();
    await until(async () => (await world.dues()).length === 0);
    assert.deepEqual(world.asked, []);
  });

  it("a crash between upload and post: the next start posts one, with one entry in the history", async (t) => {
    const world = await openWorld(t);
    let uploads = 0;
    world.fake.hooks.before = (what) => {
      if (what !== "upload") return undefined;
      uploads += 1;
      return uploads === 1 ? never : undefined;
    };
    world.start();
    await world.says({});
    await until(() => uploads === 1);
    await world.stop();
    assert.equal((await world.dues()).length, 1);
    world.start();
    await until(() => world.pictures().length === 1);
    await until(async () => (await world.dues()).length === 0);
    assert.equal((await world.store.snapshots.ofIncident("alertmanager:K1", 9)).length, 1);
  });

  it("a crash after it is owed: it is made again and posted once", async (t) => {
    const world = await openWorld(t);
    const { dues } = world.store;
    let marks = 0;
    const forgetful = async (): Promise<void> => {
      marks += 1;
      throw new Error("the process is gone");
    };
    const first = world.graphsOf({ ...world.store, dues: { ...dues, done: forgetful, add: forgetful } }, "p9");
    await world.says({});
    first.start();
    await until(() => marks > 0);
    await first.stop();
    world.start();
    await until(async () => (await world.dues()).length === 0);
    await until(() => world.pictures().length > 0);
    await sleep(80);
    assert.ok(world.asked.length > 1);
    assert.equal(world.pictures().length, 1);
  });

  it("several processes post one", async (t) => {
    const world = await openWorld(t, { processes: 3, load: async () => sleep(30).then(() => specOf("Errors")) });
    world.start();
    for (const key of ["A", "B", "C"]) await world.says({ key });
    await until(() => world.pictures().length === 3);
    await until(async () => (await world.dues()).length === 0);
    await sleep(100);
    assert.deepEqual([world.asked.length, world.pictures().length, world.cards().length], [3, 3, 3]);
  });
});
