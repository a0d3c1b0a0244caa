import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Collect, Collected } from "../../src/core/integration.ts";
import { PLAIN_RULES } from "../../src/core/rules.ts";
import type { Lease } from "../../src/core/store.ts";
import { type HistoryProgress, importHistory } from "../../src/flows/collect/history.ts";
import { type CollectOptions, collectOnce } from "../../src/flows/collect.ts";
import { fact, found, leaseOf, MONDAY, toOps } from "../store/made.ts";
import { sqlitePlace } from "../store/place.ts";

const DAY = 86_400_000;
const HOUR = DAY / 24;
const yes = async (): Promise<boolean> => true;

/** A source that has one fact an hour since long ago, told in days; `dies` after so many batches. */
const world = async (t: TestContext) => {
  const place = await sqlitePlace();
  t.after(() => place.clean());
  const time = { nowMs: MONDAY };
  const store = await place.open(() => time.nowMs);
  const asked: { fromMs: number; toMs: number }[] = [];
  const seen = new Map<string, number>();
  let batches = Number.POSITIVE_INFINITY;
  const collect: Collect = {
    async *collect({ fromMs, toMs }) {
      asked.push({ fromMs, toMs });
      for (let start = fromMs; start < toMs; start = Math.min(start + DAY, toMs)) {
        const end = Math.min(start + DAY, toMs);
        const facts = [];
        for (let at = Math.ceil(start / HOUR) * HOUR; at < end; at += HOUR) facts.push(fact(`f${at}`, { atMs: at }));
        for (const { id } of facts) seen.set(id, (seen.get(id) ?? 0) + 1);
        for (const batch of [{ facts }, { doneUntilMs: end }] satisfies Partial<Collected>[]) {
          batches -= 1;
          if (batches < 0) throw new Failure("upstream", "away");
          yield { incidents: [], facts: [], people: [], ...batch };
        }
      }
      yield {
        ...{ facts: [], people: [] },
        incidents: [
          found({ key: "NEW", openedAtMs: time.nowMs }),
          found({ key: "OLD", openedAtMs: MONDAY - 70 * DAY }),
        ],
      };
    },
  };
  const sent: string[] = [];
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const ports = { source: "pagerduty", collect, store, rules: PLAIN_RULES, log, clock: () => time.nowMs };
  const options: CollectOptions = {
    ...{ ...ports, plan: toOps, holder: "me", everyMs: HOUR, firstMs: 10 * DAY },
    tally: { count: () => undefined, time: () => undefined },
    outputs: { facts: (fresh) => void sent.push(...fresh.map(({ id }) => id)) },
  };
  let bot: Lease | undefined;
  let hand: Lease | undefined;
  const shown: HistoryProgress[] = [];
  const poll = async (dies = Number.POSITIVE_INFINITY): Promise<void> => {
    bot ??= await leaseOf(store, "collect:pagerduty");
    batches = dies;
    await collectOnce(bot, options, yes).finally(() => {
      batches = Number.POSITIVE_INFINITY;
    });
  };
  /** What a version before wrote: how far it read, not from when on. */
  const note = async (source: string, toMs: number): Promise<void> => {
    bot ??= await leaseOf(store, "collect:pagerduty");
    const nothing = { incidents: [], facts: [], people: [] };
    await store.collected(bot, nothing, { source, cursor: JSON.stringify({ toMs }), sinceMs: MONDAY - 60 * DAY });
  };
  const bring = async (days: number, dies = Number.POSITIVE_INFINITY) => {
    hand ??= await leaseOf(store, "by hand");
    batches = dies;
    try {
      const sinceMs = MONDAY - days * DAY;
      return await importHistory(hand, ports, { sinceMs, stillOurs: yes, progress: (now) => void shown.push(now) });
    } finally {
      batches = Number.POSITIVE_INFINITY;
    }
  };
  const range = { fromMs: MONDAY - 800 * DAY, toMs: MONDAY + 1, endMs: MONDAY + 1, tz: "UTC", label: "all" };
  const since = async (): Promise<number> => (MONDAY - ((await store.stats("overview", { range })).sinceMs ?? 0)) / DAY;
  const stored = async (): Promise<number> =>
    (await store.stats("overview", { range })).people.reduce((sum, one) => sum + one.pages, 0);
  return { store, time, asked, seen, sent, shown, poll, note, bring, since, stored };
};

describe("importing history", () => {
  it("reads what is older than what polls read, in parts backwards, and says how far back all is known", async (t) => {
    const here = await world(t);
    await here.poll();
    here.time.nowMs += 3 * HOUR;
    here.asked.length = 0;
    await here.bring(100);
    assert.deepEqual(
      here.asked.map(({ fromMs, toMs }) => [(MONDAY - fromMs) / DAY, (MONDAY - toMs) / DAY]),
      [
        [38, 10],
        [66, 38],
        [94, 66],
        [100, 94],
      ],
    );
    assert.equal(await here.since(), 100);
    assert.equal(here.seen.size, 100 * 24);
    assert.ok(
      [...here.seen.values()].every((times) => times === 1),
      "nothing twice",
    );
    assert.deepEqual(here.sent, [], "history goes to no output");
    assert.equal(await here.store.incident("pagerduty:NEW").then((one) => one?.state), "firing", "the poll told of it");
    assert.equal(await here.store.incident("pagerduty:OLD").then((one) => one?.state), "firing");
  });

  it("leaves to the polls what began after it", async (t) => {
    const here = await world(t);
    await here.bring(60);
    here.time.nowMs += HOUR;
    assert.equal(await here.store.incident("pagerduty:NEW"), undefined);
    assert.equal(await here.store.outbox.nextDueMs(), null, "nothing is posted");
  });

  it("cut off anywhere it goes on; nothing is missing, nothing is there twice, `since` has no hole", async (t) => {
    const here = await world(t);
    await here.poll();
    let runs = 0;
    for (let known = 10; known < 90; runs++) {
      assert.ok(runs < 60, "it comes to an end");
      const before = known;
      await here.bring(90, 7 + (runs % 5)).catch((error: unknown) => assert.ok(error instanceof Failure));
      known = await here.since();
      assert.ok(known >= before, "never back");
      const missing = Array.from({ length: known * 24 }, (_, hours) => `f${MONDAY - (hours + 1) * HOUR}`);
      assert.deepEqual(
        missing.filter((id) => !here.seen.has(id)),
        [],
      );
    }
    assert.ok(runs > 10);
    assert.equal(await here.stored(), 90 * 24);
  });

  it("asked again it does nothing; asked for more it reads only the rest", async (t) => {
    const here = await world(t);
    await here.bring(40);
    here.asked.length = 0;
    await here.bring(40);
    assert.equal(here.asked.length, 0);
    await here.bring(45);
    assert.deepEqual(here.asked, [{ fromMs: MONDAY - 45 * DAY, toMs: MONDAY - 40 * DAY }]);
    assert.equal(await here.since(), 45);
  });

  it("the first poll after it begins where it ended, when it is deep enough", async (t) => {
    const deep = await world(t);
    await deep.bring(30);
    deep.time.nowMs += 90 * DAY;
    deep.asked.length = 0;
    await deep.poll();
    assert.deepEqual(deep.asked, [{ fromMs: MONDAY - 10 * 60_000, toMs: MONDAY + 90 * DAY }]);
    assert.deepEqual(deep.sent, []);
    const shallow = await world(t);
    await shallow.bring(2);
    shallow.asked.length = 0;
    await shallow.poll();
    assert.deepEqual(shallow.asked, [{ fromMs: MONDAY - 10 * DAY, toMs: MONDAY }]);
  });

  it("tells how far it is, never back and to the end", async (t) => {
    const here = await world(t);
    await here.bring(60);
    const parts = here.shown.map(({ doneMs, wantedMs }) => doneMs / wantedMs);
    assert.deepEqual(
      parts,
      parts.toSorted((a, b) => a - b),
    );
    assert.equal(parts[0], 0);
    assert.equal(parts.at(-1), 1);
    assert.ok((here.shown.at(-1)?.entries ?? 0) >= 60 * 24);
  });

  it("ends without the lease", async (t) => {
    const here = await world(t);
    const lease = await leaseOf(here.store, "other");
    await here.store.leases.release(lease);
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const collect: Collect = {
      async *collect() {
        yield { incidents: [], facts: [fact("one")], people: [] };
      },
    };
    const ports = { source: "pagerduty", collect, store: here.store, rules: PLAIN_RULES, log, clock: () => MONDAY };
    const options = { sinceMs: MONDAY - DAY, stillOurs: yes, progress: () => undefined };
    await assert.rejects(importHistory(lease, ports, options), { code: "conflict" });
  });
});

describe("a store that an older version filled", () => {
  const MIN = 60_000;
  const first = { fromMs: MONDAY - 2 * HOUR - 10 * MIN, toMs: MONDAY };

  it("the next poll comes first, then as much as a first run reads is read again, once and told to nobody", async (t) => {
    const here = await world(t);
    await here.note("pagerduty", MONDAY - 2 * HOUR);
    await here.poll();
    assert.deepEqual(here.asked, [first, { fromMs: MONDAY - 10 * DAY, toMs: first.fromMs }]);
    assert.equal(await here.stored(), 240);
    assert.deepEqual(here.sent, [`f${MONDAY - 2 * HOUR}`, `f${MONDAY - HOUR}`], "only what the poll itself found");
    here.asked.length = 0;
    here.time.nowMs += HOUR;
    await here.poll();
    assert.deepEqual(here.asked, [{ fromMs: MONDAY - 10 * MIN, toMs: MONDAY + HOUR }]);
  });

  it("cut off it goes on where it was; an import by hand goes on from it", async (t) => {
    const here = await world(t);
    await here.note("pagerduty", MONDAY - 2 * HOUR);
    await assert.rejects(here.poll(2 + 10), { code: "upstream" });
    here.time.nowMs += HOUR;
    here.asked.length = 0;
    await here.poll();
    assert.deepEqual(here.asked, [
      { fromMs: MONDAY - 10 * MIN, toMs: MONDAY + HOUR },
      { fromMs: MONDAY - 5 * DAY, toMs: first.fromMs },
    ]);
    assert.equal(await here.stored(), 241);
    here.asked.length = 0;
    await here.bring(20);
    assert.deepEqual(here.asked, [{ fromMs: MONDAY - 20 * DAY, toMs: MONDAY - 10 * DAY }]);
  });

  it("so it is where the older version was cut off in its first run", async (t) => {
    const here = await world(t);
    await here.note("pagerduty:first", MONDAY - 4 * DAY);
    await here.poll();
    const fromMs = MONDAY - 4 * DAY - 10 * MIN;
    assert.deepEqual(here.asked, [
      { fromMs, toMs: MONDAY },
      { fromMs: MONDAY - 10 * DAY, toMs: fromMs },
    ]);
    assert.deepEqual(here.sent, []);
  });
});

describe("a clock that was ahead", () => {
  it("loses nothing once it is right: as much as a first run reads is read again", async (t) => {
    const here = await world(t);
    await here.poll();
    here.time.nowMs += 30 * DAY;
    await here.poll();
    here.time.nowMs = MONDAY + 5 * HOUR;
    here.asked.length = 0;
    await here.poll();
    assert.deepEqual(here.asked, [{ fromMs: MONDAY + 5 * HOUR - 10 * DAY, toMs: MONDAY + 5 * HOUR }]);
    here.time.nowMs += HOUR;
    await here.poll();
    assert.equal(here.asked.length, 2);
    assert.equal(here.asked[1]?.fromMs, MONDAY + 5 * HOUR - 10 * 60_000);
  });

  it("already at the first run, too", async (t) => {
    const here = await world(t);
    here.time.nowMs = MONDAY + 30 * DAY;
    await here.poll();
    here.time.nowMs = MONDAY;
    here.asked.length = 0;
    here.sent.length = 0;
    await here.poll();
    assert.deepEqual(here.asked, [
      { fromMs: MONDAY - 10 * 60_000, toMs: MONDAY },
      { fromMs: MONDAY - 10 * DAY, toMs: MONDAY - 10 * 60_000 },
    ]);
    assert.equal(here.sent.length, 0);
    assert.equal(await here.since(), 10);
  });
});
