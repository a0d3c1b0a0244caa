import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Collect, Collected } from "../../src/core/integration.ts";
import { PLAIN_RULES } from "../../src/core/rules.ts";
import type { Lease, Leases, Store } from "../../src/core/store.ts";
import { type CollectOptions, collectOnce, createCollector } from "../../src/flows/collect.ts";
import { createHeld } from "../../src/flows/held.ts";
import type { Loop } from "../../src/flows/loop.ts";
import { fact, found, laneOf, leaseOf, MONDAY, toOps } from "../store/made.ts";
import { sqlitePlace } from "../store/place.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const NOTHING: Collected = { incidents: [], facts: [], people: [] };

interface World {
  readonly store: Store;
  readonly time: { nowMs: number };
  readonly options: CollectOptions;
  /** Windows that the source was asked for. */
  readonly asked: { readonly fromMs: number; readonly toMs: number }[];
  /** What the source answers next. */
  answer: () => AsyncIterable<Collected>;
  readonly told: string[];
  readonly errors: string[];
  readonly counted: string[];
  /** Facts that went to the outputs, and who was known then. */
  readonly sent: string[];
  readonly known: string[][];
  poll(stillOurs?: () => Promise<boolean>): Promise<void>;
}

async function* batches(...all: readonly (Partial<Collected> | Error)[]): AsyncGenerator<Collected> {
  for (const one of all) {
    if (one instanceof Error) throw one;
    yield { ...NOTHING, ...one };
  }
}

const world = async (t: TestContext): Promise<World> => {
  const place = await sqlitePlace();
  t.after(() => place.clean());
  const time = { nowMs: MONDAY };
  const store = await place.open(() => time.nowMs);
  const asked: World["asked"] = [];
  const told: string[] = [];
  const errors: string[] = [];
  const counted: string[] = [];
  const sent: string[] = [];
  const known: string[][] = [];
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (_facts: Readonly<Record<string, unknown>>, message: string) => void errors.push(message),
  };
  const collect: Collect = {
    collect(window) {
      asked.push(window);
      return here.answer();
    },
  };
  const options: CollectOptions = {
    source: "pagerduty",
    collect,
    store,
    plan: toOps,
    rules: PLAIN_RULES,
    holder: "me",
    everyMs: HOUR,
    firstMs: 24 * HOUR,
    log,
    clock: () => time.nowMs,
    tally: { count: (name, labels) => void counted.push(`${name} ${labels?.code ?? ""}`), time: () => undefined },
    outputs: {
      facts(fresh, people) {
        sent.push(...fresh.map(({ id }) => id));
        known.push(people.map(({ name }) => name));
      },
    },
    trouble: async (source, why) => void told.push(`${source} ${why?.code ?? "works"}`),
  };
  let lease: Lease | undefined;
  const here: World = {
    store,
    time,
    options,
    asked,
    told,
    errors,
    counted,
    sent,
    known,
    answer: () => batches(),
    async poll(stillOurs = async () => true) {
      lease ??= await leaseOf(store, "collect:pagerduty");
      await collectOnce(lease, options, stillOurs);
    },
  };
  return here;
};

const collectorOf = (t: TestContext, options: CollectOptions): Loop => {
  const collector = createCollector(options);
  t.after(() => collector.stop());
  return collector;
};

const until = async (done: () => boolean): Promise<void> => {
  for (let tries = 0; !done(); tries++) {
    assert.ok(tries < 4_000, "it did not happen within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

describe("polling a source", () => {
  it("each poll reads ten minutes of the one before again", async (t) => {
    const here = await world(t);
    await here.poll();
    here.time.nowMs += HOUR;
    await here.poll();
    assert.deepEqual(here.asked, [
      { fromMs: MONDAY - 24 * HOUR, toMs: MONDAY },
      { fromMs: MONDAY - 10 * MIN, toMs: MONDAY + HOUR },
    ]);
  });

  it("a poll posts what is open or has just ended, never what ended long ago", async (t) => {
    const here = await world(t);
    await here.poll();
    here.time.nowMs += 5 * HOUR;
    const ended = (key: string, resolvedAtMs: number) =>
      found({ key, state: "resolved", resolvedAtMs, changedAtMs: resolvedAtMs, readAtMs: here.time.nowMs });
    here.answer = () =>
      batches({
        incidents: [ended("LONG", MONDAY + HOUR), ended("JUST", MONDAY + 4.5 * HOUR), found({ key: "OPEN" })],
      });
    await here.poll();
    const owed = await here.store.outbox.owed(await laneOf(here.store), 10);
    assert.deepEqual(owed.map(({ incidentId }) => incidentId).sort(), ["pagerduty:JUST", "pagerduty:OPEN"]);
  });

  it("a lease lost in mid-poll ends it: nothing more is written, the cursor stays", async (t) => {
    const here = await world(t);
    await here.poll();
    const cursor = await here.store.cursor("pagerduty");
    here.time.nowMs += HOUR;
    let pages = 0;
    here.answer = () => batches({ facts: [fact("one")] }, { facts: [fact("two")] });
    await assert.rejects(
      here.poll(async () => ++pages < 2),
      { code: "conflict" },
    );
    assert.equal(await here.store.cursor("pagerduty"), cursor);
    here.answer = () => batches({ facts: [fact("one"), fact("two")] });
    const before = here.sent.length;
    await here.poll();
    assert.deepEqual(here.sent.slice(before), ["two"], "only the second fact is new");
  });

  it("a first run that was cut off goes on where it was, posts nothing, and keeps where it began", async (t) => {
    const here = await world(t);
    const doneUntilMs = MONDAY - 12 * HOUR;
    here.answer = () => batches({ facts: [fact("one")] }, { doneUntilMs }, new Failure("upstream", "away"));
    await assert.rejects(here.poll(), { code: "upstream" });
    assert.equal(await here.store.cursor("pagerduty"), undefined, "history is not whole yet");
    const range = { fromMs: 0, toMs: MONDAY + 1, endMs: MONDAY + 1, tz: "UTC", label: "all" };
    assert.equal(
      (await here.store.stats("overview", { range: { ...range, fromMs: MONDAY - 7 * 24 * HOUR } })).sinceMs,
      MONDAY - 24 * HOUR,
    );

    here.time.nowMs += HOUR;
    here.answer = () => batches({ incidents: [found({ openedAtMs: MONDAY - HOUR, changedAtMs: MONDAY - HOUR })] });
    await here.poll();
    assert.deepEqual(here.asked[1], { fromMs: doneUntilMs - 10 * MIN, toMs: MONDAY + HOUR });
    assert.equal(await here.store.outbox.nextDueMs(), null, "the rest of the history posts nothing either");
    assert.equal(JSON.parse((await here.store.cursor("pagerduty")) ?? "{}").toMs, MONDAY + HOUR);
    const { sinceMs, asOfMs } = await here.store.stats("overview", {
      range: { ...range, fromMs: MONDAY - 7 * 24 * HOUR },
    });
    assert.deepEqual([sinceMs, asOfMs], [MONDAY - 24 * HOUR, MONDAY + HOUR]);
  });

  it("while history is being read, numbers are as of what was read", async (t) => {
    const here = await world(t);
    const doneUntilMs = MONDAY - 12 * HOUR;
    here.answer = () => batches({ doneUntilMs }, new Failure("upstream", "away"));
    await assert.rejects(here.poll());
    const range = { fromMs: MONDAY - 24 * HOUR, toMs: MONDAY, endMs: MONDAY, tz: "UTC", label: "a day" };
    assert.equal((await here.store.stats("overview", { range })).asOfMs, doneUntilMs);
  });
});

describe("what goes to the outputs", () => {
  const ana = { source: "pagerduty", id: "P1", name: "Ana Kovac" };

  it("is each new fact once, with the people that are known; nothing of the first run", async (t) => {
    const here = await world(t);
    here.answer = () => batches({ people: [ana] }, { facts: [fact("history")] });
    await here.poll();
    assert.deepEqual(here.sent, []);
    here.time.nowMs += HOUR;
    here.answer = () => batches({ facts: [fact("history"), fact("new")] }, { facts: [fact("new"), fact("newer")] });
    await here.poll();
    assert.deepEqual(here.sent, ["new", "newer"]);
    assert.deepEqual(here.known, [["Ana Kovac"], []], "told once a poll, remembered there");
    here.time.nowMs += HOUR;
    await here.poll();
    assert.deepEqual(here.sent, ["new", "newer"]);
  });

  it("is nothing that is not stored, and what a failed poll stored was sent", async (t) => {
    const here = await world(t);
    await here.poll();
    here.time.nowMs += HOUR;
    here.answer = () => batches({ facts: [fact("one")] }, new Failure("upstream", "away"));
    await assert.rejects(here.poll());
    assert.deepEqual(here.sent, ["one"]);
    here.answer = () => batches({ facts: [fact("one"), fact("two")] });
    await here.poll();
    assert.deepEqual(here.sent, ["one", "two"]);
  });

  it("is nothing of a first run that was cut off either", async (t) => {
    const here = await world(t);
    here.answer = () =>
      batches({ facts: [fact("one")] }, { doneUntilMs: MONDAY - HOUR }, new Failure("upstream", "away"));
    await assert.rejects(here.poll());
    here.answer = () => batches({ facts: [fact("two")] });
    await here.poll();
    assert.deepEqual(here.sent, []);
  });
});

describe("a source that has a pace of its own", () => {
  it("is polled by it", async (t) => {
    const here = await world(t);
    const collect = { ...here.options.collect, pace: { firstMs: HOUR, overlapMs: 5 * MIN, everyMs: 10 } };
    const collector = collectorOf(t, { ...here.options, collect });
    collector.start();
    await until(() => here.asked.length >= 2);
    await collector.stop();
    assert.deepEqual(here.asked.slice(0, 2), [
      { fromMs: MONDAY - HOUR, toMs: MONDAY },
      { fromMs: MONDAY - 5 * MIN, toMs: MONDAY },
    ]);
  });
});

describe("the collector", () => {
  it("tells a source's failure and its end, and counts it", async (t) => {
    const here = await world(t);
    let failures = 1;
    here.answer = () => batches(...(failures-- > 0 ? [new Failure("credentials", "refused")] : []));
    const collector = collectorOf(t, here.options);
    collector.start();
    await until(() => here.told.length === 2);
    await collector.stop();
    assert.deepEqual(here.told, ["pagerduty credentials", "pagerduty works"]);
    assert.ok(here.counted.includes("work_exceptions credentials"));
    assert.equal(here.errors.length, 1);
  });

  it("a failure of the store is not the source's", async (t) => {
    const here = await world(t);
    const store = { ...here.store, cursor: () => Promise.reject(new Failure("unavailable", "busy")) };
    const collector = collectorOf(t, { ...here.options, store });
    collector.start();
    await until(() => here.errors.length > 0);
    await collector.stop();
    assert.deepEqual(here.told, []);
  });

  it("a stop in mid-poll is no error, frees the lease, and the next start goes on", async (t) => {
    for (const way of ["stop", "abort"] as const) {
      const here = await world(t);
      const ending = new AbortController();
      let release = (): void => undefined;
      const gate = new Promise<void>((resolve) => {
        release = resolve;
      });
      here.answer = async function* () {
        yield { ...NOTHING, doneUntilMs: MONDAY - HOUR };
        await gate;
        if (way === "abort") throw new Failure("unavailable", "we are stopping");
        yield { ...NOTHING, facts: [fact("late")] };
      };
      const collector = collectorOf(t, { ...here.options, signal: ending.signal });
      collector.start();
      await until(() => here.asked.length === 1);
      for (let tries = 0; (await here.store.cursor("pagerduty:first")) === undefined; tries++) assert.ok(tries < 1_000);
      if (way === "abort") ending.abort();
      const stopped = collector.stop();
      release();
      await stopped;
      assert.deepEqual([here.errors, here.told, await here.store.cursor("pagerduty")], [[], [], undefined], way);
      assert.ok(await here.store.leases.take("collect:pagerduty", "another", 1_000), "the lease is free");
    }
  });

  it("a nudge during a poll after failed ones is not forgotten", async (t) => {
    const here = await world(t);
    let polls = 0;
    here.answer = async function* () {
      polls += 1;
      if (polls === 1) throw new Failure("upstream", "away");
      if (polls === 2) collector.wake();
      yield NOTHING;
    };
    const collector = collectorOf(t, here.options);
    collector.start();
    await until(() => polls === 3);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await collector.stop();
    assert.equal(polls, 3, "once more, and then it waits");
  });
});

describe("a held lease", () => {
  it("is renewed after a third of its time, and taken anew when it was lost", async () => {
    const time = { nowMs: 0 };
    const calls: string[] = [];
    let ours = true;
    let fence = 0;
    const leases: Leases = {
      async take(name, holder) {
        calls.push("take");
        fence += 1;
        return { name, holder, fence };
      },
      async renew(lease, forMs) {
        calls.push(`renew ${lease.fence} ${forMs}`);
        return ours;
      },
      release: async (lease) => void calls.push(`release ${lease.fence}`),
      reclaim: async () => 0,
    };
    const held = createHeld(leases, () => time.nowMs, "relay", "me", 900);
    await held.get();
    time.nowMs = 299;
    await held.get();
    assert.deepEqual(calls, ["take"]);
    time.nowMs = 300;
    assert.equal((await held.get())?.fence, 1);
    assert.deepEqual(calls, ["take", "renew 1 900"]);
    time.nowMs = 600;
    ours = false;
    assert.equal((await held.get())?.fence, 2);
    held.lost();
    assert.equal((await held.get())?.fence, 3);
    await held.release();
    assert.deepEqual(calls.slice(2), ["renew 1 900", "take", "take", "release 3"]);
  });
});
