import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../src/core/log.ts";
import { createJobs, type Job } from "../../src/flows/jobs.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { sqlitePlace } from "../store/place.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-11-16T08:00:00Z");

/** Due at eight every day. */
const daily = (name: string, run: Job["run"], same: Job["same"] = () => false): Job => ({
  ...{ name, kind: "test", run, same },
  latestMs: (nowMs) => START + Math.floor((nowMs - START) / DAY) * DAY,
  nextMs: (nowMs) => START + (Math.floor((nowMs - START) / DAY) + 1) * DAY,
});

/** A store, a clock that is set, and processes on them. */
const openWorld = async (t: TestContext) => {
  const place = await sqlitePlace();
  const world = { nowMs: START + HOUR, warned: [] as string[] };
  const clock = (): number => world.nowMs;
  const log: Log = { debug() {}, info() {}, error() {}, warn: (_facts, message) => void world.warned.push(message) };
  const loops: Loop[] = [];
  t.after(async () => {
    await Promise.all(loops.map((loop) => loop.stop()));
    await place.clean();
  });
  const store = await place.open(clock);
  return {
    world,
    store,
    /** A process that has these jobs; answers how to let it look, and wait until it has. */
    async process(jobs: readonly Job[]) {
      const own = await place.open(clock);
      let looks = 0;
      const loop = createJobs({
        store: own,
        jobs: () => {
          looks += 1;
          return jobs;
        },
        holder: `test/${loops.length}`,
        tally: { count() {}, time() {} },
        log,
        clock,
      });
      loops.push(loop);
      return {
        stop: () => loop.stop(),
        async look() {
          const before = looks;
          loop.start();
          loop.wake();
          // A turn asks for the jobs at its beginning and at its end.
          for (let tries = 0; looks < before + 2 && tries < 500; tries += 1) await sleep(2);
          await loop.stop();
        },
      };
    },
  };
};

const recorded = () => {
  const ran: number[] = [];
  return { ran, run: async (dueMs: number): Promise<void> => void ran.push(dueMs) };
};

describe("jobs", () => {
  it("that are new wait for their next moment, and then run once at each", async (t) => {
    const { world, store, process } = await openWorld(t);
    const { ran, run } = recorded();
    const { look } = await process([daily("report", run)]);
    await look();
    await look();
    assert.deepEqual(ran, []);
    assert.equal(await store.jobs.last("report"), START);
    world.nowMs = START + DAY - 1;
    await look();
    assert.deepEqual(ran, []);
    for (let day = 1; day <= 3; day += 1) {
      world.nowMs = START + day * DAY;
      await look();
      await look();
    }
    assert.deepEqual(ran, [START + DAY, START + 2 * DAY, START + 3 * DAY]);
  });

  it("that were switched off and on again wait for their next moment; others go on", async (t) => {
    const { world, store, process } = await openWorld(t);
    for (const name of ["report", "other"]) await store.jobs.done(name, START);
    const report = recorded();
    const other = recorded();
    const jobs = [daily("other", other.run)];
    const { look } = await process(jobs);
    await look();
    world.nowMs = START + 3 * DAY + HOUR;
    jobs.push(daily("report", report.run));
    await look();
    assert.deepEqual([report.ran, other.ran], [[], [START + 3 * DAY]]);
    world.nowMs = START + 4 * DAY;
    await look();
    assert.deepEqual(report.ran, [START + 4 * DAY]);
  });

  it("missed within a day are made good once; older ones are left out, and that is said", async (t) => {
    const { world, store, process } = await openWorld(t);
    const { ran, run } = recorded();
    const weekly: Job = {
      ...daily("report", run),
      latestMs: (nowMs) => START + Math.floor((nowMs - START) / (7 * DAY)) * 7 * DAY,
    };
    await store.jobs.done("report", START);
    const { look } = await process([weekly]);
    world.nowMs = START + 8 * DAY;
    await look();
    assert.deepEqual(ran, [START + 7 * DAY]);
    world.nowMs = START + 15 * DAY + 1;
    await look();
    assert.deepEqual(ran, [START + 7 * DAY]);
    assert.equal(await store.jobs.last("report"), START + 14 * DAY);
    assert.equal(world.warned.filter((one) => one.includes("left out")).length, 1);
  });

  it("run once with several processes that look at the same time", async (t) => {
    const { world, store, process } = await openWorld(t);
    await store.jobs.done("report", START);
    world.nowMs = START + DAY + HOUR;
    const ran: number[] = [];
    const slow = async (dueMs: number): Promise<void> => {
      ran.push(dueMs);
      await sleep(20);
    };
    const all = await Promise.all([1, 2, 3].map(() => process([daily("report", slow)])));
    await Promise.all(all.map(({ look }) => look()));
    await Promise.all(all.map(({ look }) => look()));
    assert.deepEqual(ran, [START + DAY]);
  });

  it("that a crash cut off run again, also after they were done but not noted", async (t) => {
    const { world, store, process } = await openWorld(t);
    await store.jobs.done("report", START);
    world.nowMs = START + DAY;
    let runs = 0;
    const dies = await process([
      daily("report", async () => {
        runs += 1;
        throw new Error("killed");
      }),
    ]);
    await dies.look();
    assert.equal(await store.jobs.last("report"), START);
    const { ran, run } = recorded();
    const { look } = await process([daily("report", run)]);
    await look();
    assert.deepEqual([runs, ran], [1, [START + DAY]]);
  });

  it("that fail are tried again later and later, and hold up no other", async (t) => {
    const { world, store, process } = await openWorld(t);
    for (const name of ["bad", "good"]) await store.jobs.done(name, START);
    world.nowMs = START + DAY;
    const tries: number[] = [];
    const bad = daily("bad", async () => {
      tries.push(world.nowMs - START - DAY);
      throw new Error("no");
    });
    const { ran, run } = recorded();
    const { look } = await process([bad, daily("good", run)]);
    for (let minute = 0; minute < 60; minute += 1) {
      world.nowMs = START + DAY + minute * 60_000;
      await look();
    }
    assert.deepEqual(
      tries.map((ms) => ms / 60_000),
      [0, 1, 6, 21, 36, 51],
    );
    assert.deepEqual(ran, [START + DAY]);
    world.nowMs = START + 2 * DAY - 1;
    assert.equal(await store.jobs.last("bad"), START);
  });

  it("whose moment stands for what was told already have nothing to do", async (t) => {
    const { world, store, process } = await openWorld(t);
    await store.jobs.done("report", START);
    world.nowMs = START + DAY;
    const { ran, run } = recorded();
    const { look } = await process([daily("report", run, () => true)]);
    await look();
    assert.deepEqual(ran, []);
    assert.equal(await store.jobs.last("report"), START + DAY);
  });
});
