import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { createKeepKnown } from "../../src/flows/keep-known.ts";
import type { PagerAnswers } from "../../src/flows/known/pager.ts";
import { handClock, keptLog } from "./known-kit.ts";

/** The loop, turned by hand: mock timers move with the clock. */
const setUp = (t: TestContext, options: { readonly leased?: boolean } = {}) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setImmediate"] });
  const clock = handClock();
  const asked: string[] = [];
  let state: "well" | "stale" | "failing" = "well";
  const ask =
    (name: string) =>
    async <T>(): Promise<{ value: readonly T[]; atMs: number; stale?: string }> => {
      asked.push(name);
      if (state === "failing") throw new Failure("timeout", "nothing known");
      return { value: [], atMs: clock(), ...(state === "stale" ? { stale: "PagerDuty does not answer" } : {}) };
    };
  const answers: PagerAnswers = {
    ...{ oncall: ask("oncall"), people: ask("people"), schedules: ask("schedules") },
    async ahead() {
      asked.push("ahead");
      return { value: { fromMs: clock(), toMs: clock(), turns: [] }, atMs: clock() };
    },
    ...{ services: ask("services"), policies: ask("policies"), turnsChanged: () => undefined },
  };
  const leases = {
    take: async (name: string, holder: string) => (options.leased === false ? undefined : { name, holder, fence: 1 }),
    renew: async () => true,
    release: async () => undefined,
    reclaim: async () => 0,
  };
  const log = keptLog();
  const loop = createKeepKnown({ source: "pagerduty", answers, store: { leases }, holder: "me", clock, log });
  const settle = async (): Promise<void> => {
    for (let at = 0; at < 30; at += 1) await Promise.resolve();
  };
  const pass = async (minutes: number): Promise<void> => {
    for (let at = 0; at < minutes * 60; at += 1) {
      clock.forward(1_000);
      t.mock.timers.tick(1_000);
      await settle();
    }
  };
  const begin = async (): Promise<void> => {
    loop.start();
    t.mock.timers.tick(0);
    await settle();
  };
  const count = (name: string): number => asked.filter((one) => one === name).length;
  return {
    loop,
    log,
    begin,
    pass,
    count,
    asked,
    turn: (to: typeof state): void => {
      state = to;
    },
  };
};

describe("keeping the last known answers recent", () => {
  it("asks for everything at the start, who is on call each minute, names every ten", async (t) => {
    const { loop, begin, pass, count, log } = setUp(t);
    await begin();
    for (const name of ["oncall", "ahead", "people", "schedules", "services", "policies"])
      assert.equal(count(name), 1, name);
    await pass(9);
    assert.equal(count("people"), 1);
    assert.ok(count("oncall") >= 9 && count("oncall") <= 10, `${count("oncall")} times`);
    await pass(2);
    assert.equal(count("people"), 2);
    await loop.stop();
    assert.deepEqual(log.lines, [], "it says nothing itself");
  });

  it("asks less and less while nothing comes, and goes on as before when it comes again", async (t) => {
    for (const trouble of ["stale", "failing"] as const) {
      const { loop, begin, pass, count, turn } = setUp(t);
      turn(trouble);
      await begin();
      await pass(30);
      const tries = count("oncall");
      assert.ok(tries >= 4 && tries <= 7, `${trouble}: ${tries} tries in half an hour`);
      turn("well");
      await pass(10);
      const before = count("oncall");
      await pass(5);
      assert.ok(count("oncall") - before >= 4, "each minute again");
      await loop.stop();
      t.mock.timers.reset();
    }
  });

  it("leaves it to the process that holds the lease", async (t) => {
    const { loop, begin, pass, asked } = setUp(t, { leased: false });
    await begin();
    await pass(5);
    assert.deepEqual(asked, []);
    await loop.stop();
  });
});
