import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Picture } from "../../src/core/message.ts";
import type { Lane, Store } from "../../src/core/store.ts";
import { alert, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const DAY = 86_400_000;
const ID = "pagerduty:K1";
const CARD = `card:${ID}:ops`;

const PICTURE: Picture = {
  kind: "picture",
  title: "Errors",
  alt: "5 errors a second, 1 an hour ago",
  at: { fileId: "F0123456789" },
  footer: [],
  links: [{ label: "Live view", url: "https://drm.example/g/measure~1" }],
  buttons: [{ label: "Wider", say: "graph wider s1" }],
};

const relay = async (store: Store, alerts: readonly Parameters<typeof alert>[0][], plan = toOps): Promise<void> => {
  const made = alerts.map((one) => alert(one));
  await store.relay(await leaseOf(store, "relay"), [outcome("d", ...made)], plan);
};

const owedIds = async (store: Store, lane: Lane): Promise<readonly string[]> =>
  (await store.outbox.owed(lane, 20)).map(({ id }) => id);

export const describePictures = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("pictures below cards", () => {
    test("one is owed once in each channel of the card, waits for it and goes after its notes", async (store, place) => {
      await relay(store, [{ details: ["line"] }], (...told) => [...toOps(...told), { kind: "card", channel: "db" }]);
      const told: string[] = [];
      store.onChange((what) => told.push(what));
      assert.equal(await store.outbox.owePicture("graph:1", ID, PICTURE, MONDAY), true);
      assert.deepEqual(told, ["outbox"]);
      const second = await place.open();
      assert.equal(await second.outbox.owePicture("graph:1", ID, { ...PICTURE, title: "again" }, MONDAY + 1), true);
      const db = await laneOf(store);
      assert.deepEqual([db.channel, await owedIds(store, db)], ["db", [`card:${ID}:db`]]);
      await store.outbox.shown(db, [`card:${ID}:db`], "5.1", 1);
      assert.deepEqual(await owedIds(store, db), ["graph:1:db"]);
      const ops = await laneOf(store);
      await store.outbox.shown(ops, [CARD], "1.1", 1);
      const [note, shown, ...rest] = await store.outbox.owed(ops, 20);
      assert.deepEqual([note?.lines, note?.picture, rest.length], [["line"], undefined, 0]);
      assert.deepEqual(shown?.picture, PICTURE);
      assert.deepEqual(
        [shown?.kind, shown?.cardTs, shown?.incidentId, shown?.createdAtMs],
        ["note", "1.1", ID, MONDAY],
      );
      await store.outbox.trying(ops, "graph:1:ops", 9);
      await store.outbox.shown(ops, ["graph:1:ops"], "1.2", 0);
      assert.deepEqual(
        (await store.outbox.owed(ops, 20)).map(({ picture }) => picture),
        [undefined],
      );
      assert.equal(await store.incidentAt("ops", "1.2"), ID);
    });

    test("a lane that owes nothing but a picture of a posted card has work", async (store) => {
      await relay(store, [{}]);
      const lane = await laneOf(store);
      await store.outbox.shown(lane, [CARD], "1.1", 1);
      await store.outbox.leave(lane, 0);
      assert.equal(await store.outbox.nextDueMs(), null);
      await store.outbox.owePicture("graph:1", ID, PICTURE, MONDAY);
      const again = await laneOf(store);
      assert.deepEqual(await owedIds(store, again), ["graph:1:ops"]);
      await store.outbox.dropPictures(again, ["graph:1:ops", CARD]);
      assert.deepEqual(await owedIds(store, again), []);
      await store.outbox.leave(again, 0);
      assert.equal(await store.outbox.nextDueMs(), null);
      assert.equal(await store.outbox.owePicture("graph:1", ID, PICTURE, MONDAY), true);
      assert.equal(await store.outbox.nextDueMs(), null, "what was dropped stays so");
    });

    test("without a card there is no picture: none owed, hidden, refused, told by a digest", async (store) => {
      const owe = (id: string): Promise<boolean> => store.outbox.owePicture("graph:1", id, PICTURE, MONDAY);
      assert.equal(await owe("pagerduty:nobody"), false);
      await relay(store, [{ key: "hidden" }], () => [{ kind: "card", channel: "ops", onlyIfPosted: true }]);
      assert.equal(await owe("pagerduty:hidden"), false);
      await relay(store, [{ key: "refused" }, { key: "folded" }]);
      const lane = await laneOf(store);
      await store.outbox.dead(lane, "card:pagerduty:refused:ops", "invalid_blocks");
      await store.outbox.fold(lane, { folded: ["card:pagerduty:folded:ops"], named: [] }, MONDAY);
      assert.deepEqual([await owe("pagerduty:refused"), await owe("pagerduty:folded")], [false, false]);
    });

    test("a card that joins a digest takes its picture along", async (store) => {
      await relay(store, [{ details: ["line"] }]);
      await store.outbox.owePicture("graph:1", ID, PICTURE, MONDAY);
      const lane = await laneOf(store);
      const digest = await store.outbox.fold(lane, { folded: [CARD], named: [] }, MONDAY);
      await store.outbox.shown(lane, [digest.id], "9.9", 9);
      assert.deepEqual(await owedIds(store, lane), []);
      assert.equal((await store.outbox.report()).lanes[0]?.waiting ?? 0, 0);
    });

    test("below a card that stands in another's thread it goes into that thread", async (store) => {
      await relay(store, [{ key: "head" }]);
      await relay(store, [{}], () => [{ kind: "card", channel: "ops", under: "pagerduty:head" }]);
      const lane = await laneOf(store);
      await store.outbox.shown(lane, ["card:pagerduty:head:ops"], "1.1", 1);
      await store.outbox.shown(lane, [CARD], "1.2", 1);
      await store.outbox.owePicture("graph:1", ID, PICTURE, MONDAY);
      const [post] = await store.outbox.owed(lane, 20);
      assert.deepEqual([post?.id, post?.cardTs, post?.threadId], ["graph:1:ops", "1.1", "card:pagerduty:head:ops"]);
      await store.outbox.trying(lane, "graph:1:ops", 70_000);
      await store.outbox.recheck("graph:1:ops", "ops", 80_000);
      assert.deepEqual(await store.outbox.rechecksDue(80_000, 9), [
        { postId: "graph:1:ops", channel: "ops", ts: undefined, sinceMs: 70_000, thread: "1.1" },
      ]);
    });

    test("prune takes old pictures, whatever became of them, and no newer ones", async (store) => {
      await relay(store, [{}]);
      const nowMs = Date.now();
      await store.outbox.owePicture("graph:old", ID, PICTURE, nowMs - 40 * DAY);
      await store.outbox.owePicture("graph:new", ID, PICTURE, nowMs - DAY);
      const lane = await laneOf(store);
      await store.prune(nowMs, { inboxDays: 30, outboxDays: 30, snapshotDays: 30 });
      await store.outbox.shown(lane, [CARD], "1.1", 1);
      assert.deepEqual(await owedIds(store, lane), ["graph:new:ops"]);
    });
  });
};
