import { strict as assert } from "node:assert";
import { alert, delivery, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

/** What the live list counts. */
export const describeLive = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);

  test("live: counts what is open, and apart what is muted", async (store) => {
    const none = { states: [], severities: [], sources: [], services: [], muted: 0 };
    assert.deepEqual(await store.counts(), none);
    const relay = await leaseOf(store, "relay");
    await store.inbox.add(delivery("d1"));
    const alerts = [
      alert({ key: "a" }),
      alert({ key: "b", severity: "warning", labels: {} }),
      alert({ key: "c", state: "acked" }),
      alert({ key: "d", state: "resolved" }),
      alert({ key: "e", state: "notice", severity: "info" }),
      alert({ key: "quiet", severity: "info", labels: { service: "batch" } }),
    ];
    await store.relay(relay, [outcome("d1", ...alerts)], () => [], {
      gather: () => ({ groupWindowMs: 0, freshAfterMs: Number.POSITIVE_INFINITY }),
      judge: (incident) => (incident.key === "quiet" ? { ...incident, mutedBy: "m1" } : incident),
    });
    assert.deepEqual(await store.counts(), {
      states: [
        { name: "firing", count: 2 },
        { name: "acked", count: 1 },
      ],
      severities: [
        { name: "critical", count: 2 },
        { name: "warning", count: 1 },
      ],
      sources: [{ name: "pagerduty", count: 3 }],
      services: [{ name: "db", count: 2 }],
      muted: 1,
    });
  });

  test("live: tells the storms that are on", async (store) => {
    assert.deepEqual(await store.storms(), []);
    const relay = await leaseOf(store, "relay");
    await store.inbox.add(delivery("d1"));
    await store.relay(relay, [outcome("d1", alert({ key: "a" }), alert({ key: "b" }), alert({ key: "c" }))], toOps);
    const lane = await laneOf(store);
    const folded = (await store.outbox.owed(lane, 10)).slice(0, 2).map(({ id }) => id);
    const digest = await store.outbox.fold(lane, { folded, named: [] }, MONDAY);
    const [storm, ...others] = await store.storms();
    assert.deepEqual([storm?.channel, storm?.problems, others.length], [lane.channel, 2, 0]);
    assert.equal(storm?.sinceMs, digest.openedAtMs);
    await store.outbox.closeDigest(lane, digest.id, MONDAY + 1);
    assert.deepEqual(await store.storms(), []);
  });
};
