import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { alert, delivery, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const OPEN = { states: ["firing", "acked"] } as const;
const conflict = { name: "Failure", code: "conflict" };

export const describeRelay = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("relay", () => {
    test("applies alerts in order, owes one card and ends the deliveries", async (store) => {
      const lease = await leaseOf(store, "relay");
      await store.inbox.add(delivery("d1"));
      await store.inbox.add(delivery("d2"));
      const applied = await store.relay(
        lease,
        [
          outcome("d1", alert()),
          {
            deliveryId: "d2",
            source: "pagerduty",
            state: "unreadable",
            why: "no JSON",
            alerts: [alert({ state: "acked", by: "Ana" })],
          },
        ],
        toOps,
      );
      assert.deepEqual(
        applied.map(({ change }) => change),
        ["opened", "acked"],
      );
      const incident = await store.incident("pagerduty:K1");
      assert.equal(incident?.state, "acked");
      assert.equal(incident?.ackedBy, "Ana");
      assert.equal(incident?.version, 2);
      assert.deepEqual(await store.inbox.take("hooks", 10), []);
      assert.equal((await store.inbox.read("d2"))?.state, "unreadable");
      const owed = await store.outbox.owed(await laneOf(store), 10);
      assert.deepEqual(
        owed.map(({ id, wanted, shown }) => ({ id, wanted, shown })),
        [{ id: "card:pagerduty:K1:ops", wanted: 2, shown: 0 }],
      );
      assert.equal((await store.incidents(OPEN, "worst", 10)).total, 1);
    });

    test("the same event has one effect, within a batch and in a later one", async (store) => {
      const lease = await leaseOf(store, "relay");
      const same = alert({ details: ["a note"] });
      const odd = alert({ key: "odd", eventId: "nul\u0000and\ud800half", title: "nul\u0000" });
      assert.equal((await store.relay(lease, [outcome("d1", same, same), outcome("d2", same, odd)], toOps)).length, 2);
      assert.equal((await store.relay(lease, [outcome("d1", same), outcome("d3", same, odd)], toOps)).length, 0);
      assert.equal((await store.incident("pagerduty:K1"))?.version, 1);
      // Event ids are the source's own: another source may use the same.
      assert.equal((await store.relay(lease, [outcome("d4", { ...same, source: "other" })], toOps)).length, 1);
    });

    test("a late alert fills gaps and does not change the state", async (store) => {
      const lease = await leaseOf(store, "relay");
      await store.relay(lease, [outcome("d1", alert({ state: "resolved", atMs: MONDAY + 9_000 }))], toOps);
      const [late] = await store.relay(lease, [outcome("d2", alert({ state: "firing", atMs: MONDAY }))], toOps);
      assert.equal(late?.change, "late");
      const incident = await store.incident("pagerduty:K1");
      assert.equal(incident?.state, "resolved");
      assert.equal(incident?.openedAtMs, MONDAY);
      assert.deepEqual(await store.incidents(OPEN, "worst", 10), { incidents: [], total: 0 });
    });

    test("one delivery with a thousand alerts is applied whole", async (store) => {
      const lease = await leaseOf(store, "relay");
      await store.inbox.add(delivery("d1"));
      const alerts = Array.from({ length: 1_000 }, (_, index) => alert({ key: `K${index % 300}` }));
      assert.equal((await store.relay(lease, [outcome("d1", ...alerts)], toOps)).length, 1_000);
      assert.equal((await store.incidents(OPEN, "worst", 500)).incidents.length, 300);
      assert.equal((await store.inbox.read("d1"))?.state, "done");
    });

    test("an old fence is refused and writes nothing", async (store) => {
      const lease = await leaseOf(store, "relay", "me", 1);
      await new Promise((resolve) => setTimeout(resolve, 10));
      const next = await leaseOf(store, "relay", "other");
      await store.inbox.add(delivery("d1"));
      await assert.rejects(store.relay(lease, [outcome("d1", alert())], toOps), conflict);
      await assert.rejects(store.inbox.finish(lease, "d1", { state: "done" }), conflict);
      assert.equal(await store.incident("pagerduty:K1"), undefined);
      assert.equal((await store.inbox.take("hooks", 10)).length, 1);
      assert.equal(await store.leases.renew(lease, 1_000), false);
      assert.equal(await store.leases.renew(next, 1_000), true);
    });

    test("a lease has one holder until it is released or runs out", async (store, place) => {
      const second = await place.open();
      const lease = await leaseOf(store, "tick");
      assert.equal(await second.leases.take("tick", "other", 1_000), undefined);
      await store.leases.release(lease);
      const others = await leaseOf(second, "tick", "other");
      assert.ok(others.fence > lease.fence);
      await assert.rejects(store.relay(lease, [], toOps), conflict);
    });

    test("what a process held that runs no more is free at once, and its fence is old", async (store, place) => {
      const second = await place.open();
      const lease = await leaseOf(store, "relay", "dead");
      await leaseOf(store, "poll", "alive");
      await store.relay(lease, [outcome("d1", alert())], toOps);
      const lane = await store.outbox.takeLane("dead", 60_000);
      assert.ok(lane);
      assert.equal(await second.leases.reclaim((holder) => holder === "dead"), 2);
      assert.equal(await second.leases.take("poll", "heir", 1_000), undefined);
      assert.ok(await second.leases.take("relay", "heir", 1_000));
      assert.ok(await second.outbox.takeLane("heir", 1_000));
      await assert.rejects(store.relay(lease, [], toOps), conflict);
      await assert.rejects(store.outbox.trying(lane, "card:pagerduty:K1:ops", 1), conflict);
      assert.equal(await second.leases.reclaim((holder) => holder === "dead"), 0);
    });

    test("two stores that write the same incident lose no change", async (store, place) => {
      const second = await place.open();
      const relay = await leaseOf(store, "relay");
      const poll = await leaseOf(second, "poll");
      const rounds = Array.from({ length: 20 }, (_, index) => index);
      await Promise.all([
        ...rounds.map((index) => store.relay(relay, [outcome(`d${index}`, alert())], toOps)),
        ...rounds.map((index) => second.relay(poll, [outcome(`e${index}`, alert())], toOps)),
      ]);
      const incident = await store.incident("pagerduty:K1");
      assert.equal(incident?.version, 40);
      const owed = await store.outbox.owed(await laneOf(store), 10);
      assert.equal(owed[0]?.wanted, 40);
    });
  });
};
