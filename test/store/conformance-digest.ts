import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Lane, Plan, Say, Store } from "../../src/core/store.ts";
import { alert, laneOf, leaseOf, MONDAY, outcome } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

type Made = Parameters<typeof alert>[0];

const card = (key: string): string => `card:pagerduty:${key}:ops`;

/** Critical ones are urgent; details become notes; the label "under" names the card above. */
const planned: Plan = ({ severity, labels }, _change, { details, mention }) => {
  const under = labels.under === undefined ? {} : { under: `pagerduty:${labels.under}` };
  const post: Say = { kind: "card", channel: "ops", urgent: severity === "critical", ...under };
  return details.length === 0 ? [post] : [post, { kind: "note", channel: "ops", lines: details, mention }];
};

const say = async (store: Store, ...alerts: Made[]): Promise<void> => {
  const lease = await leaseOf(store, "relay");
  const all = alerts.map((one) => alert({ severity: "warning", ...one }));
  await store.relay(lease, [outcome("d", ...all)], planned);
};

const ids = async (store: Store, lane: Lane): Promise<readonly string[]> =>
  (await store.outbox.owed(lane, 50)).map(({ id, kind }) => (kind === "card" ? id.split(":")[2] : kind) ?? "");

const keys = (...names: string[]): Made[] => names.map((key) => ({ key, title: `Problem ${key}` }));

export const describeDigest = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("digest", () => {
    test("what is folded is owed no longer and waits nowhere, its notes neither; the digest counts it", async (store) => {
      await say(store, ...keys("A", "B"), { key: "C", details: ["a note"] });
      const lane = await laneOf(store);
      assert.equal(await store.outbox.openDigest(lane), undefined);
      const storm = await store.outbox.fold(lane, { folded: [card("B"), card("C")], named: [] }, MONDAY + 5_000);
      assert.deepEqual([storm.posted, storm.named, storm.joinedAtMs], [false, 0, MONDAY + 5_000]);
      assert.deepEqual(await ids(store, lane), ["digest", "A"]);
      assert.equal((await store.outbox.report()).lanes[0]?.waiting, 2);
      const read = await store.outbox.digest(storm.id);
      assert.equal(read?.digest.problems, 3);
      assert.deepEqual(read?.digest.sources, [{ name: "pagerduty", count: 3 }]);
      assert.deepEqual(read?.digest.services, [{ name: "db", count: 3 }]);
      assert.deepEqual(read?.digest.top.map(({ title }) => title).sort(), ["Disk is full", "Problem B"]);
      await store.outbox.shown(lane, [card("A")], "1.1", 1);
      await store.outbox.shown(lane, [storm.id], "1.2", read?.version ?? 0);
      assert.deepEqual(await ids(store, lane), []);
      assert.equal((await store.outbox.report()).lanes.length, 0);
    });

    test("a storm of more than a thousand, counted beside the event loop, is told as any other", async (store) => {
      const names = Array.from({ length: 1_100 }, (_, at) => `M${at}`);
      await say(store, ...keys(...names), { key: "U", severity: "critical", title: "Outage" });
      await say(store, { key: "M0", state: "resolved" });
      const lane = await laneOf(store);
      const folded = names.slice(0, 1_050).map(card);
      const { id } = await store.outbox.fold(lane, { folded, named: [card("U")] }, Date.now());
      const { digest, version } = (await store.outbox.digest(id)) ?? {};
      assert.deepEqual(
        [digest?.problems, digest?.firing, digest?.resolved, digest?.own, digest?.urgent],
        [1_101, 1_100, 1, 0, 1],
      );
      assert.deepEqual(digest?.sources, [{ name: "pagerduty", count: 1_101 }]);
      assert.deepEqual(
        digest?.critical.map(({ title }) => title),
        ["Outage"],
      );
      assert.equal(digest?.top.length, 8);
      assert.equal(version, (await store.outbox.owed(lane, 1))[0]?.wanted);
    });

    test("a change of what is folded makes the digest owed, not the card", async (store) => {
      await say(store, ...keys("A"));
      const lane = await laneOf(store);
      const { id } = await store.outbox.fold(lane, { folded: [card("A")], named: [] }, MONDAY);
      await store.outbox.shown(lane, [id], "1.1", (await store.outbox.digest(id))?.version ?? 0);
      await say(store, { key: "A", state: "resolved", details: ["it is over"] });
      assert.deepEqual(await ids(store, lane), ["digest"]);
      const { digest } = (await store.outbox.digest(id)) ?? {};
      assert.deepEqual([digest?.problems, digest?.firing, digest?.resolved, digest?.own], [1, 0, 1, 0]);
    });

    test("urgent ones are told by name until their card is there, and keep their turn", async (store) => {
      await say(store, { key: "U", severity: "critical" }, { key: "V", severity: "critical" }, ...keys("A"));
      const lane = await laneOf(store);
      assert.deepEqual(await ids(store, lane), ["U", "V", "A"]);
      const { id, untoldSinceMs } = await store.outbox.fold(lane, { folded: [], named: [card("V")] }, MONDAY);
      assert.ok(untoldSinceMs);
      assert.deepEqual(await ids(store, lane), ["digest", "U", "A", "V"]);
      const drawn = await store.outbox.digest(id);
      assert.deepEqual(
        drawn?.digest.critical.map(({ incidentId }) => incidentId),
        ["pagerduty:V"],
      );
      await store.outbox.shown(lane, [id], "1.1", drawn?.version ?? 0);
      const told = await store.outbox.openDigest(lane);
      assert.deepEqual([told?.untoldSinceMs, told?.named, told?.posted], [undefined, 1, true]);
      await store.outbox.shown(lane, [card("V")], "1.2", 1);
      assert.equal((await store.outbox.openDigest(lane))?.named, 0);
      assert.deepEqual(await ids(store, lane), ["digest", "U", "A"]);
      assert.deepEqual((await store.outbox.digest(id))?.digest.critical, []);
    });

    test("what was folded and becomes urgent gets its own card; so does what fires again after the storm", async (store) => {
      await say(store, ...keys("A", "B"));
      const lane = await laneOf(store);
      const { id } = await store.outbox.fold(lane, { folded: [card("A"), card("B")], named: [] }, MONDAY);
      await say(store, { key: "A", severity: "critical" });
      assert.deepEqual(await ids(store, lane), ["digest", "A"]);
      await say(store, { key: "B", state: "resolved" }, { key: "B" });
      assert.deepEqual(await ids(store, lane), ["digest", "A"]);
      await store.outbox.closeDigest(lane, id, MONDAY + 60_000);
      assert.equal(await store.outbox.openDigest(lane), undefined);
      assert.equal((await store.outbox.digest(id))?.digest.endedAtMs, MONDAY + 60_000);
      await say(store, { key: "B", state: "resolved" }, { key: "B" });
      assert.deepEqual(await ids(store, lane), ["digest", "A", "B"]);
    });

    test("a note that calls somebody about what is folded goes into the digest's thread", async (store) => {
      await say(store, ...keys("A"));
      const lane = await laneOf(store);
      const { id } = await store.outbox.fold(lane, { folded: [card("A")], named: [] }, MONDAY);
      await store.outbox.shown(lane, [id], "7.7", 99);
      await say(store, { key: "A", details: ["nobody took it"], mention: ["U1"] });
      const note = (await store.outbox.owed(lane, 10)).find(({ kind }) => kind === "note");
      assert.deepEqual([note?.kind, note?.cardTs, note?.mention], ["note", "7.7", ["U1"]]);
    });

    test("a storm keeps its lane awake; it outlives its folds", async (store) => {
      await say(store, ...keys("A"));
      const lane = await laneOf(store);
      const { id } = await store.outbox.fold(lane, { folded: [card("A")], named: [] }, MONDAY);
      await store.outbox.shown(lane, [id], "1.1", 99);
      await store.outbox.leave(lane, 0);
      const again = await laneOf(store);
      assert.equal((await store.outbox.openDigest(again))?.id, id);
      await store.outbox.closeDigest(again, id, MONDAY);
      await store.outbox.shown(again, [id], "1.1", 100);
      await store.outbox.leave(again, 0);
      assert.equal(await store.outbox.takeLane("me", 1_000), undefined);
    });

    test("a card below another waits for it and stands in its thread, its notes too", async (store) => {
      await say(store, { key: "A", labels: { under: "TOP" } }, { key: "TOP" });
      const lane = await laneOf(store);
      assert.deepEqual(await ids(store, lane), ["TOP"]);
      await store.outbox.shown(lane, [card("TOP")], "1.1", 1);
      const [below] = await store.outbox.owed(lane, 10);
      assert.deepEqual([below?.id, below?.cardTs, below?.threadId], [card("A"), "1.1", card("TOP")]);
      await store.outbox.shown(lane, [card("A")], "1.2", 1);
      await say(store, { key: "A", details: ["more"], labels: { under: "TOP" } });
      const [note] = await store.outbox.owed(lane, 10);
      assert.deepEqual([note?.kind, note?.cardTs, note?.threadId], ["note", "1.1", card("TOP")]);
    });

    test("a card below one that will never come waits no longer", async (store) => {
      await say(store, { key: "A", labels: { under: "TOP" } }, { key: "TOP" }, { key: "B", labels: { under: "NONE" } });
      const lane = await laneOf(store);
      assert.deepEqual(await ids(store, lane), ["TOP", "B"]);
      await store.outbox.dead(lane, card("TOP"), "no");
      assert.deepEqual(await ids(store, lane), ["A", "B"]);
    });

    test("the first of another source repaints a few cards of the burst, once", async (store) => {
      const lease = await leaseOf(store, "relay");
      const of = (source: string, key: string) => alert({ source, key });
      const all = [of("a", "1"), of("a", "2"), of("b", "3"), of("b", "4")];
      await store.relay(lease, [outcome("d", ...all)], planned);
      const lane = await laneOf(store);
      const at = (source: string, key: string): string => `card:${source}:${key}:ops`;
      for (const [nr, one] of [at("a", "1"), at("a", "2"), at("b", "3")].entries())
        await store.outbox.shown(lane, [one], `1.${nr}`, 9);
      assert.equal(await store.outbox.touch(lane, at("b", "3"), 0, 1), 1);
      assert.equal(await store.outbox.touch(lane, at("b", "3"), 0, 3), 2);
      const updates = (await store.outbox.owed(lane, 10)).filter(({ ts }) => ts !== undefined);
      assert.deepEqual(updates.map(({ id }) => id).sort(), [at("a", "1"), at("a", "2")]);
      await store.outbox.shown(lane, [at("b", "4")], "1.9", 9);
      assert.equal(await store.outbox.touch(lane, at("b", "4"), 0, 3), 0, "not the first of its source");
    });
  });
};
