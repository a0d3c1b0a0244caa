import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/core/failure.ts";
import type { Message, Picture } from "../../src/core/message.ts";
import type { DigestState, Post } from "../../src/core/store.ts";
import { inOrder } from "../../src/flows/deliver/brake.ts";
import { openWorld, ownClock, until } from "./alert-graphs-kit.ts";

const MIN = 60_000;

const PICTURE: Picture = {
  ...{ kind: "picture", title: "Errors", alt: "5 errors a second", at: { fileId: "F0123456789" } },
  ...{ footer: [], links: [] },
};

/** Cards are delivered; nobody draws graphs. */
const openPosting = async (t: TestContext, pace?: { readonly postEveryMs: number }) => {
  const world = await openWorld(t, { measures: [], ...(pace ? { pace } : {}) });
  const ids = Array.from({ length: 9 }, (_, at) => `graph:${at}`);
  const owe = (key = "K1"): Promise<boolean> =>
    world.store.outbox.owePicture(ids.pop() ?? "", `alertmanager:${key}`, PICTURE, world.clock());
  return { ...world, owe };
};

const post = (id: string, more: Partial<Post> = {}): Post => ({
  ...{ id, channel: "ops", kind: "card", incidentId: id, lines: [], wanted: 1, shown: 0, attempts: 0, createdAtMs: 0 },
  ...more,
});

describe("pictures below cards", () => {
  it("a problem's first picture goes before words below its card, unless they call somebody", () => {
    const note = (id: string, more: Partial<Post> = {}) => post(id, { kind: "note", incidentId: "I", ...more });
    const pictures = ["P1", "P2"].map((id) => note(id, { picture: PICTURE }));
    const owed = [note("call", { mention: ["U1"] }), note("aloud", { broadcast: true }), note("N1"), note("N2")];
    assert.deepEqual(
      inOrder([...owed, post("other", { kind: "note" }), ...pictures], undefined, 0).map(({ id }) => id),
      ["call", "aloud", "P1", "N1", "N2", "other", "P2"],
    );
    const failed = note("failed", { picture: PICTURE, attempts: 1 });
    assert.deepEqual(
      inOrder([note("N1"), failed], undefined, 0).map(({ id }) => id),
      ["N1", "failed"],
    );
  });

  it("else go last, whatever else is owed", () => {
    const picture = post("P", { kind: "note", picture: PICTURE });
    const all = [
      picture,
      post("N", { kind: "note" }),
      post("U", { ts: "1.1" }),
      post("C"),
      post("X", { urgent: true }),
    ];
    assert.deepEqual(
      inOrder(all, undefined, 0).map(({ id }) => id),
      ["X", "C", "N", "U", "P"],
    );
  });

  it("a new card does not wait for one that just went, only for another card", ownClock, async (t) => {
    const everyMs = 2_000;
    const world = await openPosting(t, { postEveryMs: everyMs });
    await world.says({});
    world.start();
    await until(() => world.cards().length === 1);
    await world.owe();
    await world.owe();
    await sleep(100);
    assert.equal(world.pictures().length, 0);
    world.jump(everyMs);
    await until(() => world.pictures().length === 1);
    await world.says({ key: "K2" });
    await until(() => world.cards().length === 2, everyMs - 300);
    await world.says({ key: "K3" });
    await sleep(600);
    assert.deepEqual([world.cards().length, world.pictures().length], [2, 1]);
    world.jump(everyMs);
    await until(() => world.cards().length === 3, 5_000);
    await sleep(600);
    assert.equal(world.pictures().length, 1, "the one that still waits goes when all before it is paid for");
    world.jump(2 * everyMs);
    await until(() => world.pictures().length === 2);
  });

  it("a new card waits for the one before it", ownClock, async (t) => {
    const everyMs = 2_000;
    const world = await openPosting(t, { postEveryMs: everyMs });
    world.start();
    await world.says({});
    await until(() => world.cards().length === 1);
    await world.says({ key: "K2" });
    await sleep(600);
    assert.equal(world.cards().length, 1);
    world.jump(everyMs);
    await until(() => world.cards().length === 2, 5_000);
  });

  it("are messages of their own below the card", async (t) => {
    const world = await openPosting(t);
    await world.says({ details: ["line 1"] });
    await world.owe();
    await world.owe();
    world.start();
    await until(() => world.pictures().length === 2);
    const kinds = world.fake.posts.map(({ message }) => message.kind);
    assert.deepEqual(kinds, ["card", "picture", "note", "picture"]);
    assert.ok(world.fake.posts.slice(1).every(({ thread }) => thread === world.cards()[0]?.ref.ts));
    assert.deepEqual(world.pictures()[0]?.message, PICTURE);
  });

  it("one that the chat refuses is a dead letter that nobody is told of; the rest goes on", async (t) => {
    const world = await openPosting(t);
    world.fake.hooks.before = (what, message?: Message) => {
      if (what === "post" && message?.kind === "picture") throw new Failure("rejected", "invalid slack file");
    };
    await world.says({});
    await world.owe();
    world.start();
    await until(async () => (await world.store.outbox.report()).dead.length === 1);
    await world.says({ key: "K2" });
    await until(() => world.cards().length === 2);
    assert.deepEqual(world.refused, []);
  });

  it("a doubt is settled by looking: neither two nor none", ownClock, async (t) => {
    for (const when of ["before", "after"] as const) {
      const world = await openPosting(t);
      let failed = false;
      const fail = (what: string): void => {
        if (what !== "post" || world.cards().length === 0 || failed) return;
        if (when === "after" && world.pictures().length === 0) return;
        failed = true;
        throw new Failure("timeout", "no answer");
      };
      await world.says({});
      world.start();
      await until(() => world.cards().length === 1);
      world.fake.hooks[when] = fail;
      await world.owe();
      await until(() => failed);
      await sleep(50);
      world.jump(5_000);
      await until(async () => (await world.store.outbox.report()).lanes.length === 0);
      assert.equal(world.pictures().length, 1, when);
      await world.stop();
    }
  });

  it("one that fails again and again is left out", ownClock, async (t) => {
    const world = await openPosting(t);
    let tries = 0;
    world.fake.hooks.before = (what, message?: Message) => {
      if (what !== "post" || message?.kind !== "picture") return;
      tries += 1;
      throw new Failure("upstream", "status 500");
    };
    await world.says({});
    await world.owe();
    world.start();
    for (
      let turn = 0;
      turn < 40 && (await world.store.outbox.report()).lanes.some(({ waiting }) => waiting > 0);
      turn += 1
    ) {
      await sleep(30);
      world.jump(20_000);
    }
    assert.ok(tries >= 3 && tries <= 6, `${tries}`);
    await until(() => world.lines.some((line) => line.includes("left out")));
    assert.deepEqual([(await world.store.outbox.report()).dead, world.refused], [[], []]);
  });

  it("in a storm they wait for its end", ownClock, async (t) => {
    const world = await openPosting(t);
    await world.says({});
    world.start();
    await until(() => world.cards().length === 1);
    await world.stop();
    const { outbox } = world.store;
    await world.says({ key: "K2" });
    const lane = await outbox.takeLane("me", 5_000);
    assert.ok(lane);
    const storm: DigestState = await outbox.fold(
      lane,
      { folded: ["card:alertmanager:K2:ops"], named: [] },
      world.clock(),
    );
    await outbox.leave(lane, 0);
    await world.owe();
    world.start();
    await until(async () => (await outbox.report()).lanes.every(({ waiting }) => waiting === 1));
    await sleep(60);
    assert.deepEqual([world.pictures(), storm.named], [[], 0]);
    await world.stop();
    world.jump(31_000);
    world.start();
    await until(() => world.pictures().length === 1);
  });

  it("one that waited five minutes in a storm is left out", async (t) => {
    const world = await openPosting(t);
    await world.says({}, { key: "K2" });
    const { outbox } = world.store;
    const lane = await outbox.takeLane("me", 5_000);
    assert.ok(lane);
    await outbox.shown(
      lane,
      ["card:alertmanager:K1:ops"],
      (await world.fake.chat.post({ channel: "ops" }, PICTURE, "x")).ts,
      1,
    );
    await world.owe();
    world.jump(5 * MIN + 1);
    await outbox.fold(lane, { folded: ["card:alertmanager:K2:ops"], named: [] }, world.clock());
    await outbox.leave(lane, 0);
    world.start();
    await until(() => world.lines.some((line) => line.includes("left out")));
    assert.equal(world.pictures().length, 1, "the one that stands for the card");
  });
});
