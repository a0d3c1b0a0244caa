import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Failure } from "../../src/core/failure.ts";
import type { Message } from "../../src/core/message.ts";
import type { Post } from "../../src/core/store.ts";
import type { VerdictTag } from "../../src/core/verdict.ts";
import { inOrder } from "../../src/flows/deliver/brake.ts";
import { openWorld, ownClock, until, type WorldOptions } from "./alert-graphs-kit.ts";

const ID = "alertmanager:K1";

const post = (id: string, more: Partial<Post> = {}): Post => ({
  ...{ id, channel: "ops", kind: "card", incidentId: id, lines: [], wanted: 1, shown: 0, attempts: 0, createdAtMs: 0 },
  ...more,
});

const wordsOf = (message: Message): string => (message.kind === "reply" ? message.reply.title : "");

/** A problem that ended, with or without its card in the chat, and what is asked about it. */
const openAsking = async (t: TestContext, options: WorldOptions = {}) => {
  const world = await openWorld(t, { measures: [], ...options });
  const { store, fake } = world;
  await world.says({});
  const asked = () => fake.posts.filter(({ id }) => id.startsWith("question:"));
  let at = 0;
  return {
    ...world,
    asked,
    texts: () => asked().map(({ message }) => wordsOf(message)),
    async ends(): Promise<void> {
      at += 1;
      await world.says({ state: "resolved", eventId: `end${at}`, atMs: world.clock() + at });
    },
    ask: async (): Promise<boolean> => {
      const incident = await store.incident(ID);
      return store.outbox.oweQuestion(ID, incident?.resolvedAtMs ?? 0, world.clock());
    },
    async judge(tag: VerdictTag = "none"): Promise<void> {
      await store.verdicts.set({ incidentId: ID, tag, userId: "U1", by: "Ana", atMs: world.clock() });
      await store.outbox.repaintQuestions(ID, world.clock());
    },
    idle: () => until(async () => (await store.outbox.report()).lanes.length === 0),
  };
};

describe("questions below cards", () => {
  it("go last, whatever else is owed", () => {
    const question = { again: false };
    const all = [
      post("Q", { kind: "note", question }),
      post("N", { kind: "note" }),
      post("U", { ts: "1.1" }),
      post("C"),
      post("X", { urgent: true }),
    ];
    assert.deepEqual(
      inOrder(all, undefined, 0).map(({ id }) => id),
      ["X", "C", "N", "U", "Q"],
    );
  });

  it("come after the card and its notes, once, and follow what people say", async (t) => {
    const world = await openAsking(t);
    await world.says({ eventId: "n", details: ["line 1"], state: "update", what: "note added", by: "Ana" });
    await world.ends();
    assert.deepEqual([await world.ask(), await world.ask()], [true, true]);
    world.start();
    await until(() => world.asked().length === 1);
    await world.idle();
    const kinds = world.fake.posts.map(({ message }) => message.kind);
    assert.equal(kinds.at(-1), "reply");
    assert.deepEqual(
      [world.asked().length, world.asked()[0]?.thread, world.texts()],
      [1, world.cards()[0]?.ref.ts, ["Did this need you?"]],
    );
    await world.judge("none");
    await until(() => world.texts()[0] === "Ana: No action needed");
    await world.judge("fix");
    await until(() => world.texts()[0] === "Ana: Fix the alert");
    assert.equal(world.asked().length, 1);
  });

  it("what was said while the question was on its way is on it, or follows", async (t) => {
    const world = await openAsking(t);
    await world.ends();
    let once = true;
    world.fake.hooks.before = async (what, message) => {
      if (what !== "post" || message?.kind !== "reply" || !once) return;
      once = false;
      await world.judge("action");
    };
    await world.ask();
    world.start();
    await until(() => world.texts()[0] === "Ana: Action taken");
    assert.equal(world.asked().length, 1);
  });

  it("are not posted when somebody said it before, when it came back, or below what has no card", async (t) => {
    const judged = await openAsking(t);
    await judged.ends();
    await judged.ask();
    await judged.judge();
    judged.start();
    await judged.idle();
    assert.deepEqual([judged.cards().length, judged.texts()], [1, []]);

    const back = await openAsking(t);
    await back.ends();
    await back.ask();
    await back.says({ eventId: "again", atMs: back.clock() + 10 });
    back.start();
    await back.idle();
    assert.deepEqual([back.cards().length, back.texts()], [1, []]);
    assert.equal(await back.store.outbox.oweQuestion("alertmanager:NONE", 1, back.clock()), false);
  });

  it("a storm is no time for them: those owed before are left out, and none is owed", ownClock, async (t) => {
    const world = await openAsking(t);
    await world.ends();
    world.start();
    await until(() => world.cards().length === 1);
    await world.stop();
    await world.ask();
    await world.says({ key: "K2" });
    const { outbox } = world.store;
    const lane = await outbox.takeLane("me", 5_000);
    assert.ok(lane);
    await outbox.fold(lane, { folded: ["card:alertmanager:K2:ops"], named: [] }, world.clock());
    await outbox.leave(lane, 0);
    assert.equal(await outbox.oweQuestion("alertmanager:K2", 1, world.clock()), false, "only the digest tells it");
    assert.equal(await outbox.oweQuestion(ID, 77, world.clock()), false, "a storm is on");
    world.start();
    await until(() => world.lines.some((line) => line.includes("a question below a card was left out")));
    await world.stop();
    world.jump(31_000);
    world.start();
    await world.idle();
    assert.deepEqual(world.texts(), []);
  });

  it("go with their card: into a digest, or nowhere when the chat refuses it", ownClock, async (t) => {
    const folded = await openAsking(t);
    await folded.ends();
    await folded.ask();
    const { outbox } = folded.store;
    const lane = await outbox.takeLane("me", 5_000);
    assert.ok(lane);
    await outbox.fold(lane, { folded: [`card:${ID}:ops`], named: [] }, folded.clock());
    await outbox.leave(lane, 0);
    folded.start();
    await until(() => folded.fake.posts.some(({ message }) => message.kind === "digest"));
    folded.jump(31_000);
    await folded.idle();
    assert.deepEqual(folded.texts(), []);

    const dead = await openAsking(t);
    dead.fake.hooks.before = (what, message?: Message) => {
      const refused = message?.kind === "card" && message.incident.id === ID;
      if (what === "post" && refused) throw new Failure("rejected", "invalid_blocks");
    };
    await dead.ends();
    await dead.ask();
    dead.start();
    await until(async () => (await dead.store.outbox.report()).dead.length === 1);
    await dead.says({ key: "K2" });
    await until(() => dead.cards().length === 1);
    await sleep(50);
    assert.deepEqual(dead.texts(), []);
  });

  it("what is there is repainted in a storm too", ownClock, async (t) => {
    const world = await openAsking(t);
    await world.ends();
    await world.ask();
    world.start();
    await until(() => world.asked().length === 1);
    await world.idle();
    await world.stop();
    await world.says({ key: "K2" });
    const { outbox } = world.store;
    const lane = await outbox.takeLane("me", 5_000);
    assert.ok(lane);
    await outbox.fold(lane, { folded: ["card:alertmanager:K2:ops"], named: [] }, world.clock());
    await outbox.leave(lane, 0);
    await world.judge();
    world.start();
    await until(() => world.texts()[0] === "Ana: No action needed");
  });

  it("of an earlier end say that it is asked anew", async (t) => {
    const world = await openAsking(t);
    await world.ends();
    await world.ask();
    world.start();
    await until(() => world.asked().length === 1);
    await world.says({ eventId: "again", atMs: world.clock() + 10 });
    await sleep(20);
    await world.says({ state: "resolved", eventId: "end2", atMs: world.clock() + 20 });
    await world.ask();
    await until(() => world.asked().length === 2);
    await world.idle();
    const [old, fresh] = world.asked().map(({ message }) => (message.kind === "reply" ? message.reply : undefined));
    assert.deepEqual([old?.lines, old?.buttons], [["It came back: asked again below."], undefined]);
    assert.equal(fresh?.buttons?.length, 4);
    await world.judge();
    await until(() => world.texts()[1] === "Ana: No action needed");
    assert.equal(world.texts()[0], "Did this need you?");
  });

  it("a doubt is settled by looking: neither two nor none, and what was said meanwhile shows", ownClock, async (t) => {
    for (const when of ["before", "after"] as const) {
      const world = await openAsking(t);
      await world.ends();
      let failed = false;
      const fail = (what: string): void => {
        if (what !== "post" || failed) return;
        if (when === "after" && world.asked().length === 0) return;
        failed = true;
        throw new Failure("timeout", "no answer");
      };
      world.start();
      await until(() => world.cards().length === 1);
      world.fake.hooks[when] = fail;
      await world.ask();
      await until(() => failed);
      await world.judge("fix");
      await sleep(50);
      world.jump(5_000);
      await world.idle();
      assert.deepEqual(world.texts(), ["Ana: Fix the alert"], when);
      await world.stop();
    }
  });

  it("one that the chat refuses is a dead letter that nobody is told of", async (t) => {
    const world = await openAsking(t);
    await world.ends();
    world.fake.hooks.before = (what, message?: Message) => {
      if (what === "post" && message?.kind === "reply") throw new Failure("rejected", "invalid_blocks");
    };
    await world.ask();
    world.start();
    await until(async () => (await world.store.outbox.report()).dead.length === 1);
    assert.deepEqual(world.refused, []);
  });

  it("one that fails again and again is left out; cards go on", ownClock, async (t) => {
    const world = await openAsking(t);
    await world.ends();
    world.fake.hooks.before = (what, message?: Message) => {
      if (what === "post" && message?.kind === "reply") throw new Failure("upstream", "status 500");
    };
    await world.ask();
    world.start();
    await until(() => world.cards().length === 1);
    for (let turn = 0; turn < 600 && !world.lines.some((line) => line.includes("left out")); turn += 1) {
      await sleep(30);
      world.jump(20_000);
    }
    await world.says({ key: "K2" });
    await until(() => world.cards().length === 2);
    assert.ok(world.lines.some((line) => line.includes("a question below a card was left out")));
  });

  it("several processes ask once", async (t) => {
    const world = await openAsking(t, { processes: 2 });
    await world.ends();
    world.start();
    await Promise.all([world.ask(), world.ask(), world.ask()]);
    await until(() => world.asked().length === 1);
    await Promise.all([world.judge("none"), world.judge("none")]);
    await until(() => world.texts()[0] === "Ana: No action needed");
    await world.idle();
    assert.equal(world.asked().length, 1);
  });
});
