import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Picture } from "../../src/core/message.ts";
import type { Snapshot, Store } from "../../src/core/store.ts";
import { SLACK_PACE } from "../../src/flows/deliver.ts";
import { createGraphWatch, createGraphWatches } from "../../src/flows/graph-watches.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { alert, leaseOf, outcome, toOps } from "../store/made.ts";
import { createFakeChat, newPlace, type Posted, quiet, specOf, until } from "./alert-graphs-kit.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const START = Date.UTC(2026, 10, 16, 9);
const ANA = { id: "U1", name: "Ana" };
const EVERY_MS = { update: MIN, again: 5 * MIN };
const INCIDENT = "pagerduty:K1";

const PRESSED: Snapshot = {
  ...{ id: "pressed", graph: "measure~1f2e", spec: specOf("Errors"), png: new Uint8Array([1]), atMs: START, by: "U2" },
  query: "from=2026-11-16T08%3A30%3A00Z&to=2026-11-16T09%3A00%3A00Z&tz=Europe%2FBerlin&vs=1w",
};

interface Options {
  readonly url?: boolean;
  readonly load?: (turn: number) => Promise<ChartSpec>;
  readonly incident?: boolean;
}

/** A store, a chat and a clock that stands until it is moved; `turns` lets what is due happen. */
const openWatching = async (t: TestContext, options: Options = {}) => {
  const place = await newPlace();
  const time = { nowMs: START };
  const clock = (): number => time.nowMs;
  const store = await place.open(clock);
  const fake = createFakeChat();
  const queries: URLSearchParams[] = [];
  const reach = { url: options.url ?? true };
  const pictureUrl = (id: string): string | undefined =>
    reach.url ? `https://drm.example/s/${id}.png?sig=1` : undefined;
  let made = 0;
  const nextId = (): number => {
    made += 1;
    return made;
  };
  const loopOf = (one: Store, holder: string): Loop =>
    createGraphWatches({
      ...{
        store: one,
        chat: fake.chat,
        pictureUrl,
        everyMs: EVERY_MS,
        holder,
        clock,
        tz: "UTC",
        pace: { ...SLACK_PACE, postEveryMs: 0, updateEveryMs: 0 },
      },
      log: quiet,
      tally: { count: () => undefined },
      load: async (_page, query) => {
        queries.push(query);
        return options.load ? options.load(queries.length) : specOf(`Errors ${queries.length}`);
      },
      render: async () => new Uint8Array([137]),
      links: () => [],
      newId: () => `w${nextId()}`,
    });
  const loop = loopOf(store, "p0");
  const says = async (state: "firing" | "resolved"): Promise<void> => {
    const told = alert({ state, atMs: time.nowMs });
    await store.relay(await leaseOf(store, "relay"), [outcome(`d${told.eventId}`, told)], toOps);
  };
  if (options.incident !== false) await says("firing");
  await store.snapshots.save(PRESSED);
  const begin = createGraphWatch({ store, pictureUrl, everyMs: EVERY_MS, newId: () => `watch${nextId()}`, clock });
  const head = await fake.chat.post({ channel: "C1" }, { kind: "note", lines: ["card"] }, "card");
  t.after(async () => {
    await loop.stop();
    await place.clean();
  });
  const done = async (): Promise<boolean> => (await store.graphs.watchesDue(time.nowMs, 9)).length === 0;
  const turns = async (): Promise<void> => {
    loop.start();
    await until(done);
    await loop.stop();
  };
  const shown = (): readonly Posted[] =>
    fake.posts.filter(({ id, message }) => id.startsWith("watch:") && message.kind === "picture");
  return {
    ...{ store, fake, time, begin, says, turns, queries, shown, reach, place, loopOf, thread: head.ts },
    picture: (): Picture => {
      const [one] = shown();
      assert.ok(one?.message.kind === "picture", "there is a picture");
      return one.message;
    },
    watch: async () =>
      begin({
        ...{ snapshot: PRESSED, user: ANA, place: { channel: "C1", thread: head.ts } },
        incident: await store.incident(INCIDENT),
      }),
    /** Turns without the clock, until nothing is watched any more. */
    ends: async () => {
      loop.start();
      await until(async () => (await store.graphs.watches()).length === 0);
      await loop.stop();
    },
    after: async (ms: number) => {
      time.nowMs += ms;
      await turns();
    },
  };
};

const urlOf = ({ at }: Picture): string => ("url" in at ? at.url : "");

describe("watch this graph: one message, its picture edited", () => {
  it("is posted once in the thread and fresh every minute, its range moving along", async (t) => {
    const world = await openWatching(t);
    assert.deepEqual(await world.watch(), { untilMs: START + 12 * HOUR, everyMs: MIN });
    await world.turns();
    const [first] = world.shown();
    assert.equal(first?.thread, world.thread);
    assert.deepEqual(
      [world.picture().title, urlOf(world.picture())],
      ["Errors 1", "https://drm.example/s/w2.png?sig=1"],
    );
    assert.deepEqual(
      world.picture().buttons?.map(({ say }) => say),
      ["graph wider w2", "graph unwatch"],
    );
    await world.after(MIN - 1);
    assert.equal(world.queries.length, 1);
    await world.after(1);
    await world.after(MIN);
    assert.deepEqual(
      [world.picture().title, urlOf(world.picture())],
      ["Errors 3", "https://drm.example/s/w4.png?sig=1"],
    );
    assert.deepEqual([world.shown().length, world.shown()[0]?.ref.ts], [1, first?.ref.ts]);
    assert.equal(world.fake.uploads(), 0);
    assert.deepEqual(Object.fromEntries(world.queries[2] ?? []), {
      ...{ vs: "1w", from: "2026-11-16T08:32:00Z", to: "2026-11-16T09:02:00Z", tz: "Europe/Berlin" },
    });
    const kept = (await world.store.snapshots.ofIncident(INCIDENT, 9)).map(({ id }) => id);
    assert.deepEqual(kept, ["w4"], "those between are not kept");
    assert.ok(await world.store.snapshots.read("pressed"), "the one that it began with is");
  });

  it("ends with the problem, within moments: a last picture that says so", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    await world.turns();
    await world.after(5_000);
    assert.equal(world.queries.length, 1);
    await world.says("resolved");
    await world.ends();
    assert.equal(world.picture().title, "Errors 2 until it ended");
    assert.deepEqual(
      world.picture().buttons?.map(({ label }) => label),
      ["Wider"],
    );
    assert.deepEqual(await world.store.graphs.watches(), []);
    await world.after(HOUR);
    assert.equal(world.queries.length, 2);
  });

  it("keeps the last picture when the same graph is watched again", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    await world.turns();
    await world.says("resolved");
    await world.after(MIN);
    const [last] = await world.store.snapshots.ofIncident(INCIDENT, 9);
    world.time.nowMs += MIN;
    await world.says("firing");
    await world.watch();
    await world.turns();
    await world.after(MIN);
    const kept = (await world.store.snapshots.ofIncident(INCIDENT, 9)).map(({ id }) => id);
    assert.deepEqual([kept.length, kept.includes(last?.id ?? "")], [2, true]);
  });

  it("is one when several people begin it in one moment", async (t) => {
    const world = await openWatching(t);
    await Promise.all([world.watch(), world.watch(), world.watch()]);
    await world.turns();
    assert.deepEqual([world.shown().length, (await world.store.graphs.watches()).length], [1, 1]);
  });

  it("without a problem it ends after an hour", async (t) => {
    const world = await openWatching(t, { incident: false });
    assert.equal((await world.watch()).untilMs, START + HOUR);
    await world.turns();
    await world.after(HOUR - 1);
    assert.equal((await world.store.graphs.watches()).length, 1);
    await world.after(MIN);
    assert.match(world.picture().title, /watched to its end/);
    assert.deepEqual(await world.store.graphs.watches(), []);
  });

  it("ends when somebody deletes the message, or says so; nothing comes back", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    await world.turns();
    const [one] = world.shown();
    if (one) await world.fake.chat.remove(one.ref);
    await world.after(MIN);
    assert.deepEqual([world.shown().length, await world.store.graphs.watches()], [0, []]);

    await world.watch();
    const [watch] = await world.store.graphs.watches();
    world.fake.hooks.before = async (what) => {
      if (what === "post") await world.store.graphs.unwatch(watch?.id ?? "");
    };
    await world.turns();
    assert.deepEqual(await world.store.graphs.watches(), [], "stopped while it was being posted");
  });

  const saidIn = ({ fake }: Awaited<ReturnType<typeof openWatching>>): readonly string[] =>
    fake.posts.flatMap(({ id, message }) => (id.endsWith(":end") ? [JSON.stringify(message)] : []));

  it("a source that is away for long is said once, and it goes on when it comes back", async (t) => {
    for (const code of ["upstream", "not_found"] as const) {
      const world = await openWatching(t, {
        load: async (turn) => {
          if (turn === 1 || turn > 30) return specOf(`Errors ${turn}`);
          throw new Failure(code, "away", { tell: "Prometheus does not answer." });
        },
      });
      await world.watch();
      await world.turns();
      for (let turn = 2; turn < 6; turn += 1) await world.after(MIN);
      assert.deepEqual(saidIn(world), [], "not at once");
      for (let turn = 6; turn <= 30; turn += 1) await world.after(MIN);
      assert.equal(saidIn(world).length, 1);
      assert.match(saidIn(world).join(), /I go on trying.*Prometheus does not answer/);
      await world.after(MIN);
      assert.deepEqual([world.picture().title, world.shown().length], ["Errors 31", 1]);
      assert.equal((await world.store.graphs.watches())[0]?.failures, 0);
      await world.says("resolved");
      await world.after(MIN);
      assert.equal(world.picture().title, "Errors 32 until it ended");
    }
  });

  it("a source that is away at the end and stays away: it ends all the same, and says no more", async (t) => {
    const world = await openWatching(t, {
      load: async (turn) => {
        if (turn === 1) return specOf("Errors");
        throw new Failure("upstream", "status 503");
      },
    });
    await world.watch();
    await world.turns();
    await world.says("resolved");
    for (let turn = 0; turn < 6; turn += 1) await world.after(MIN);
    assert.deepEqual(await world.store.graphs.watches(), []);
    assert.deepEqual(saidIn(world), []);
  });

  it("what could not be said is said when the chat is there again", async (t) => {
    const world = await openWatching(t, { load: () => Promise.reject(new Failure("upstream", "status 503")) });
    world.fake.hooks.before = (what, message) => {
      if (what === "post" && JSON.stringify(message).includes("I go on")) throw new Failure("unavailable", "no answer");
    };
    await world.watch();
    await world.turns();
    for (let turn = 0; turn < 8; turn += 1) await world.after(MIN);
    assert.deepEqual(saidIn(world), []);
    world.fake.hooks.before = () => undefined;
    for (let turn = 0; turn < 8; turn += 1) await world.after(MIN);
    assert.equal(saidIn(world).length, 1);
  });

  it("five failures in a row that no time heals end it, said once; one that works begins to count anew", async (t) => {
    const world = await openWatching(t, {
      load: async (turn) => {
        if (turn === 3) return specOf("Errors");
        throw new Failure("config", "gone", { tell: "Prometheus is not connected." });
      },
    });
    await world.watch();
    await world.turns();
    for (let turn = 2; turn <= 7; turn += 1) await world.after(MIN);
    assert.equal((await world.store.graphs.watches()).length, 1);
    await world.after(MIN);
    await world.after(10 * MIN);
    assert.equal(world.queries.length, 8);
    assert.deepEqual(await world.store.graphs.watches(), []);
    assert.equal(saidIn(world).length, 1);
    assert.match(saidIn(world).join(), /I stopped.*Prometheus is not connected/);
  });

  it("a crash in mid-post neither doubles nor loses it", async (t) => {
    for (const when of ["before", "after"] as const) {
      const world = await openWatching(t);
      await world.watch();
      const broken: Store = {
        ...world.store,
        graphs: {
          ...world.store.graphs,
          async watched(id, state) {
            if (state.ts !== undefined || state.failures > 0) throw new Error("the process is gone");
            return world.store.graphs.watched(id, state);
          },
        },
      };
      let crashed = false;
      const crash = (what: string): void => {
        if (what !== "post" || crashed) return;
        crashed = true;
        throw new Failure("timeout", "no answer");
      };
      if (when === "before") world.fake.hooks.before = crash;
      else world.fake.hooks.after = crash;
      const dying = world.loopOf(broken, "p0");
      dying.start();
      await until(() => crashed);
      await dying.stop();
      const [left] = await world.store.graphs.watches();
      assert.equal(left?.tryingSinceMs, START, when);
      await world.turns();
      assert.equal(world.shown().length, 1, when);
      const [watch] = await world.store.graphs.watches();
      assert.deepEqual([watch?.tryingSinceMs, watch?.ts], [undefined, world.shown()[0]?.ref.ts]);
    }
  });

  it("waits for the channel's budget, and for the edits of cards", async (t) => {
    const world = await openWatching(t);
    await world.store.budgets.hold("post:C1", 5_000);
    await world.watch();
    await world.turns();
    assert.deepEqual([world.shown().length, (await world.store.graphs.watches())[0]?.failures], [0, 0]);
    const [watch] = await world.store.graphs.watches();
    assert.ok((watch?.nextMs ?? 0) > START + 4_000 && (watch?.nextMs ?? 0) <= START + 5_000);
    assert.deepEqual(world.queries, [], "nor is it made");
    world.time.nowMs += 5_000;
    await world.store.graphs.watched(watch?.id ?? "", {
      ...{ mode: "update", ts: "1.0", nextMs: 0, failures: 0 },
    });
    await world.store.budgets.hold("chat.update", 5_000);
    await world.turns();
    assert.deepEqual(world.queries, []);
    const [waits] = await world.store.graphs.watches();
    assert.ok((waits?.nextMs ?? 0) > world.time.nowMs + 4_000);
  });

  it("goes on after the chat was away for long: an old picture would say that it is fresh", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    await world.turns();
    world.fake.hooks.before = () => {
      throw new Failure("unavailable", "no answer");
    };
    for (let turn = 0; turn < 60; turn += 1) await world.after(MIN);
    world.fake.hooks.before = () => undefined;
    await world.after(MIN);
    assert.equal(world.shown().length, 1);
    assert.equal(world.picture().title, `Errors ${world.queries.length}`);
    assert.equal((await world.store.graphs.watches())[0]?.failures, 0);
    assert.equal((await world.store.snapshots.ofIncident(INCIDENT, 99)).length, 1, "what nobody saw is not kept");
    world.fake.hooks.before = () => {
      throw new Failure("channel", "is_archived");
    };
    for (let turn = 0; turn < 5; turn += 1) await world.after(MIN);
    assert.deepEqual(await world.store.graphs.watches(), [], "a channel that takes nothing any more ends it");
  });

  it("goes on when the clock is set back", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    world.time.nowMs += 24 * HOUR;
    await world.store.graphs.watched((await world.store.graphs.watches())[0]?.id ?? "", {
      ...{ mode: "update", nextMs: world.time.nowMs + MIN, failures: 0 },
    });
    world.time.nowMs -= 24 * HOUR;
    await world.turns();
    assert.equal(world.queries.length, 1);
  });

  it("several processes keep one picture fresh", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    const others = await Promise.all(
      ["p1", "p2"].map(async (name) => world.loopOf(await world.place.open(() => world.time.nowMs), name)),
    );
    for (const other of others) other.start();
    await world.turns();
    await Promise.all(others.map((other) => other.stop()));
    assert.deepEqual([world.shown().length, world.queries.length], [1, 1]);
  });
});

describe("watch this graph: where the chat cannot read our address", () => {
  it("a new message takes the place of the old one every five minutes, until the problem ends", async (t) => {
    const world = await openWatching(t, { url: false });
    assert.equal((await world.watch()).everyMs, 5 * MIN);
    await world.turns();
    const [first] = world.shown();
    await world.after(MIN);
    assert.equal(world.shown()[0]?.ref.ts, first?.ref.ts);
    await world.after(4 * MIN);
    assert.equal(world.shown().length, 1);
    assert.notEqual(world.shown()[0]?.ref.ts, first?.ref.ts);
    assert.deepEqual([world.picture().at, world.picture().title], [{ fileId: "F000000002" }, "Errors 2"]);
    await world.says("resolved");
    await world.ends();
    assert.deepEqual([world.shown().length, world.picture().title], [1, "Errors 3 until it ended"]);
    assert.deepEqual(await world.store.graphs.watches(), []);
  });

  it("begins that way when the chat refuses the picture, at the first post and at a later edit", async (t) => {
    const refuse = (what: string, message?: unknown): void => {
      if (what !== "upload" && what !== "remove" && JSON.stringify(message).includes("https://drm.example/s/"))
        throw new Failure("rejected", "chat.update: invalid_blocks: downloading image failed");
    };
    const atOnce = await openWatching(t);
    atOnce.fake.hooks.before = refuse;
    await atOnce.watch();
    await atOnce.turns();
    assert.deepEqual([atOnce.shown().length, atOnce.picture().at], [1, { fileId: "F000000001" }]);
    assert.equal((await atOnce.store.graphs.watches())[0]?.mode, "again");

    const later = await openWatching(t);
    await later.watch();
    await later.turns();
    later.fake.hooks.before = refuse;
    await later.after(MIN);
    assert.deepEqual([later.shown().length, later.picture().at], [1, { fileId: "F000000001" }]);
    await later.after(MIN);
    assert.equal(later.queries.length, 2, "every five minutes from now on");
  });

  it("a deleted one ends it", async (t) => {
    const world = await openWatching(t, { url: false });
    await world.watch();
    await world.turns();
    const [one] = world.shown();
    if (one) await world.fake.chat.remove(one.ref);
    await world.after(5 * MIN);
    assert.deepEqual([world.shown().length, await world.store.graphs.watches()], [0, []]);
  });

  it("a crash between the new message and the end of the old one leaves one", async (t) => {
    const world = await openWatching(t, { url: false });
    await world.watch();
    await world.turns();
    let crashed = false;
    world.fake.hooks.before = (what) => {
      if (what !== "remove" || crashed) return;
      crashed = true;
      throw new Failure("timeout", "no answer");
    };
    await world.after(5 * MIN);
    assert.deepEqual([crashed, world.shown().length], [true, 2]);
    await world.after(5 * MIN);
    assert.deepEqual([world.shown().length, world.picture().title], [1, "Errors 3"]);
  });
});

describe("beginning to watch", () => {
  it("the same graph in the same thread goes on in its message; twenty are the most", async (t) => {
    const world = await openWatching(t);
    await world.watch();
    await world.turns();
    await world.watch();
    await world.turns();
    assert.deepEqual([world.shown().length, (await world.store.graphs.watches()).length], [1, 1]);
    for (let other = 1; other < 20; other += 1)
      await world.begin({ snapshot: { ...PRESSED, graph: `g~${other}` }, place: { channel: "C1" }, user: ANA });
    await assert.rejects(
      world.begin({ snapshot: { ...PRESSED, graph: "g~more" }, place: { channel: "C1" }, user: ANA }),
      {
        code: "usage",
      },
    );
    await world.watch();
  });
});
