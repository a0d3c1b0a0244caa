import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Store } from "../../src/core/store.ts";
import { alert, laneOf, leaseOf, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const conflict = { name: "Failure", code: "conflict" };
const CARD = "card:pagerduty:K1:ops";

const owe = async (store: Store, ...alerts: Parameters<typeof alert>[0][]): Promise<void> => {
  const lease = await leaseOf(store, "relay");
  await store.relay(lease, [outcome("d", ...alerts.map((one) => alert(one)))], toOps);
};

export const describeOutbox = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("outbox", () => {
    test("changes of one card are one post; what changes meanwhile is owed again", async (store) => {
      await owe(store, {}, { state: "acked" }, { state: "resolved" });
      const lane = await laneOf(store);
      const [card, ...rest] = await store.outbox.owed(lane, 10);
      assert.deepEqual(rest, []);
      assert.equal(card?.wanted, 3);
      await owe(store, { state: "firing" });
      await store.outbox.shown(lane, [CARD], "1.1", 3);
      const [again] = await store.outbox.owed(lane, 10);
      assert.deepEqual([again?.wanted, again?.shown, again?.ts], [4, 3, "1.1"]);
      await store.outbox.shown(lane, [CARD], "1.1", 4);
      assert.deepEqual(await store.outbox.owed(lane, 10), []);
      await store.outbox.leave(lane, 0);
      assert.equal(await store.outbox.takeLane("me", 1_000), undefined);
      assert.equal(await store.outbox.nextDueMs(), null);
    });

    test("a note waits for its card", async (store) => {
      await owe(store, { details: ["first"] }, { state: "update", details: ["second"] });
      const lane = await laneOf(store);
      assert.deepEqual(
        (await store.outbox.owed(lane, 10)).map(({ kind }) => kind),
        ["card"],
      );
      await store.outbox.shown(lane, [CARD], "1.1", 2);
      const notes = await store.outbox.owed(lane, 10);
      assert.deepEqual(
        notes.map(({ lines, cardTs }) => [lines, cardTs]),
        [
          [["first"], "1.1"],
          [["second"], "1.1"],
        ],
      );
      await store.outbox.shown(
        lane,
        notes.map(({ id }) => id),
        "1.2",
        0,
      );
      assert.deepEqual(await store.outbox.owed(lane, 10), []);
    });

    test("a lane whose only notes wait for a dead card has no work", async (store) => {
      await owe(store, { details: ["first"] });
      const lane = await laneOf(store);
      await store.outbox.dead(lane, CARD, "invalid_blocks");
      await store.outbox.leave(lane, 0);
      assert.equal(await store.outbox.takeLane("me", 1_000), undefined);
      assert.equal(await store.outbox.nextDueMs(), null);
      const { dead, lanes } = await store.outbox.report();
      assert.deepEqual(dead, [{ id: CARD, channel: "ops", incidentId: "pagerduty:K1", why: "invalid_blocks" }]);
      assert.equal(lanes[0]?.waiting, 1);
      assert.equal(await store.outbox.retry(), 1);
      assert.ok(await store.outbox.takeLane("me", 1_000));
    });

    test("many takers: a lane is never held twice", async (store, place) => {
      const second = await place.open();
      const lease = await leaseOf(store, "relay");
      const alerts = Array.from({ length: 20 }, (_, index) => alert({ key: `K${index}` }));
      await store.relay(lease, [outcome("d", ...alerts)], ({ key }) => [{ kind: "card", channel: `c-${key}` }]);
      const taken: string[] = [];
      const taker = async (from: Store, holder: string): Promise<void> => {
        for (let misses = 0; misses < 50 && taken.length < 20; ) {
          const lane = await from.outbox.takeLane(holder, 60_000);
          if (lane) taken.push(lane.channel);
          else misses += 1;
        }
      };
      await Promise.all([taker(store, "a"), taker(second, "b"), taker(store, "a"), taker(second, "b")]);
      assert.equal(taken.length, 20);
      assert.equal(new Set(taken).size, 20);
    });

    test("the lane of a holder that died is taken over, and its late writes are refused", async (store, place) => {
      const second = await place.open();
      await owe(store, {});
      const dead = await laneOf(store, "dead", 400);
      await store.outbox.trying(dead, CARD, 5_000);
      assert.equal(await second.outbox.takeLane("heir", 1_000), undefined);
      assert.ok(Number(await second.outbox.nextDueMs()) > Date.now() - 1_000);
      await new Promise((resolve) => setTimeout(resolve, 450));
      const heir = await laneOf(second, "heir", 60_000);
      const [card] = await second.outbox.owed(heir, 10);
      assert.deepEqual([card?.tryingSinceMs, card?.attempts], [5_000, 1]);
      for (const write of [
        () => store.outbox.shown(dead, [CARD], "1.1", 1),
        () => store.outbox.trying(dead, CARD, 1),
        () => store.outbox.gone(dead, CARD),
        () => store.outbox.dead(dead, CARD, "no"),
        () => store.outbox.pause(dead, 0),
        () => store.outbox.leave(dead, 0),
      ])
        await assert.rejects(write, conflict);
      await second.outbox.shown(heir, [CARD], "2.2", 1);
    });

    test("a doubt is kept until it is settled, and looked at again", async (store) => {
      await owe(store, {});
      const lane = await laneOf(store);
      await store.outbox.trying(lane, CARD, 7_000);
      await store.outbox.trying(lane, CARD, 8_000);
      assert.equal((await store.outbox.owed(lane, 1))[0]?.tryingSinceMs, 7_000);
      await store.outbox.shown(lane, [CARD], "1.1", 0);
      const [found] = await store.outbox.owed(lane, 1);
      assert.deepEqual([found?.tryingSinceMs, found?.ts, found?.attempts], [undefined, "1.1", 0]);
      await store.outbox.recheck(CARD, "ops", 9_000);
      assert.deepEqual(await store.outbox.rechecksDue(8_999, 10), []);
      assert.deepEqual(await store.outbox.rechecksDue(9_000, 10), [
        { postId: CARD, channel: "ops", ts: "1.1", sinceMs: 7_000, thread: undefined },
      ]);
      await store.outbox.recheckDone(CARD);
      assert.deepEqual(await store.outbox.rechecksDue(10_000, 10), []);
      await store.outbox.trying(lane, CARD, 9_500);
      await store.outbox.notTried(lane, CARD);
      assert.equal((await store.outbox.owed(lane, 1))[0]?.tryingSinceMs, undefined);
      await store.outbox.gone(lane, CARD);
      const [again] = await store.outbox.owed(lane, 1);
      assert.deepEqual([again?.ts, again?.shown], [undefined, 0]);
    });

    test("a paused lane waits, says why and is freed by retry", async (store) => {
      await owe(store, {});
      const lane = await laneOf(store);
      const laterMs = Date.now() + 60_000;
      await store.outbox.pause(lane, laterMs, "is_archived");
      assert.equal(await store.outbox.takeLane("me", 1_000), undefined);
      assert.equal(await store.outbox.nextDueMs(), laterMs);
      const [reported] = (await store.outbox.report()).lanes;
      assert.deepEqual([reported?.channel, reported?.waiting, reported?.blocked], ["ops", 1, "is_archived"]);
      assert.equal(await store.outbox.retry(), 1);
      const freed = await laneOf(store);
      await store.outbox.shown(freed, [CARD], "1.1", 1);
      assert.deepEqual((await store.outbox.report()).lanes, []);
    });

    test("what lies a minute ahead in a budget was written before the clock was set back, and stalls nothing", async (store) => {
      assert.equal((await store.budgets.take("set back", 90_000, 1)).waitMs, 0);
      assert.equal((await store.budgets.take("set back", 1_000, 1)).waitMs, 0);
      assert.ok((await store.budgets.take("set back", 1_000, 1)).waitMs > 0);
    });

    test("budgets let a burst through, then keep the pace; a hold stops all", async (store) => {
      const take = async (): Promise<number> => (await store.budgets.take("update", 10_000, 3)).waitMs;
      assert.deepEqual([await take(), await take(), await take()], [0, 0, 0]);
      const waitMs = await take();
      assert.ok(waitMs > 5_000 && waitMs <= 10_000, `${waitMs}`);
      assert.equal((await store.budgets.take("other", 20, 1)).waitMs, 0);
      await new Promise((resolve) => setTimeout(resolve, 40));
      assert.equal((await store.budgets.take("other", 20, 1)).waitMs, 0);
      await store.budgets.hold("never used", 30_000);
      assert.ok((await store.budgets.take("never used", 1, 1)).waitMs > 25_000);
      await store.budgets.hold("other", 30_000);
      await store.budgets.hold("other", 1_000);
      assert.ok((await store.budgets.take("other", 1, 1)).waitMs > 25_000);
    });
  });
};
