import { strict as assert } from "node:assert";
import { describe } from "node:test";
import { DUE_KINDS, type Due } from "../../src/core/due.ts";
import type { Mute } from "../../src/core/mute.ts";
import { alert, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { QUIET } from "./rules.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const mute = (id: string, more: Partial<Mute> = {}): Mute => ({
  id,
  kind: "mute",
  match: { words: ["Disk"] },
  fromMs: Date.now() - HOUR,
  untilMs: Date.now() + HOUR,
  by: "Ana",
  userId: "U1",
  channel: "C1",
  because: "a deploy",
  swallowed: 0,
  ...more,
});

const describeMutes = (test: ReturnType<typeof withStore>): void => {
  test("a mute is kept as it was made, owes its end, and ends once", async (store, place) => {
    const one = mute("m1", {
      kind: "maintenance",
      match: { labels: { host: ["web*", "!web9"] } },
      origin: "pagerduty",
      ref: "W1",
    });
    await store.mutes.add(one);
    await store.mutes.add({ ...one, because: "another", untilMs: one.untilMs + HOUR });
    const second = await place.open();
    assert.deepEqual(await second.mutes.read("m1"), one);
    assert.equal(await store.mutes.read("m2"), undefined);
    const end: Due = { id: "mute_end:m1", kind: "mute_end", atMs: one.untilMs, subject: "m1", step: 1 };
    assert.equal(await store.dues.nextMs(), one.untilMs);
    assert.deepEqual(await store.dues.take(one.untilMs, 10, DUE_KINDS), [end]);
    assert.equal(await store.mutes.end("m1", MONDAY), true);
    assert.equal(await store.mutes.end("m1", MONDAY + 1), false);
    assert.equal(await store.mutes.end("m2", MONDAY), false);
    assert.equal((await store.mutes.read("m1"))?.endedAtMs, MONDAY);
  });

  test("live ones are those of now and those to come, soonest end first", async (store) => {
    const nowMs = Date.now();
    await store.mutes.add(mute("long", { untilMs: nowMs + DAY }));
    await store.mutes.add(mute("short", { untilMs: nowMs + HOUR }));
    await store.mutes.add(mute("later", { fromMs: nowMs + 2 * HOUR, untilMs: nowMs + 3 * HOUR }));
    await store.mutes.add(mute("over", { untilMs: nowMs }));
    await store.mutes.add(mute("ended"));
    await store.mutes.end("ended", nowMs);
    assert.deepEqual(
      (await store.mutes.live(nowMs)).map(({ id }) => id),
      ["short", "later", "long"],
    );
  });

  test("what a mute swallows is counted, listed and never lost", async (store) => {
    const lease = await leaseOf(store, "relay");
    await store.mutes.add(mute("m1"));
    await store.mutes.add(mute("other", { match: { words: ["Network"] } }));
    const fires = Array.from({ length: 250 }, (_, index) => alert({ key: `K${index}` }));
    await store.relay(lease, [outcome("d1", ...fires)], toOps, QUIET);
    const ends = fires.slice(0, 240).map(({ key }) => alert({ key, state: "resolved" }));
    await store.relay(lease, [outcome("d2", ...ends, alert({ key: "net", title: "Net" }))], toOps, QUIET);
    const seen = alert({ key: "K249", state: "acked", ours: true, incidentId: "pagerduty:K249" });
    await store.relay(lease, [outcome("d3", seen)], toOps, QUIET);
    assert.equal((await store.mutes.read("m1"))?.swallowed, 490, "what is done here is not swallowed");
    assert.equal((await store.mutes.read("other"))?.swallowed, 0);
    const { all, open } = await store.mutes.swallowed("m1");
    assert.deepEqual([all, open.length], [250, 10]);
    assert.ok(open.every(({ mutedBy }) => mutedBy === "m1"));
    assert.deepEqual(await store.mutes.swallowed("other"), { all: 0, open: [] });
    assert.equal((await store.incidents({ muted: true }, "worst", 500)).total, 250);
    await store.mutes.end("m1", Date.now());
    await store.relay(lease, [outcome("d4", alert({ key: "K1" }))], toOps, QUIET);
    const after = await store.mutes.swallowed("m1");
    assert.equal(after.all, 250, "what is loud again was kept quiet all the same");
    assert.equal(after.open.length, 10);
  });

  test("more open ones than a page holds are all named", async (store) => {
    const lease = await leaseOf(store, "relay");
    await store.mutes.add(mute("m1"));
    const fires = Array.from({ length: 450 }, (_, index) => alert({ key: `K${index}` }));
    await store.relay(lease, [outcome("d1", ...fires)], toOps, QUIET);
    const { open } = await store.mutes.swallowed("m1");
    assert.equal(new Set(open.map(({ id }) => id)).size, 450);
  });
};

const describeTimers = (test: ReturnType<typeof withStore>): void => {
  test("dues come oldest first, are moved by a new time and are gone when done", async (store) => {
    const due = (id: string, atMs: number, more: Partial<Due> = {}): Due => ({
      ...{ id, kind: "settle", atMs, subject: "s", step: 1 },
      ...more,
    });
    assert.equal(await store.dues.nextMs(), null);
    await Promise.all([store.dues.add(due("b", 20)), store.dues.add(due("a", 10)), store.dues.add(due("c", 30))]);
    assert.equal(await store.dues.nextMs(), 10);
    assert.deepEqual(
      (await store.dues.take(30, 2, DUE_KINDS)).map(({ id }) => id),
      ["a", "b"],
    );
    const moved = due("a", 25, { kind: "end_page", step: 2, subject: "t" });
    await store.dues.add(moved);
    assert.deepEqual(await store.dues.take(29, 10, DUE_KINDS), [due("b", 20), moved]);
    await store.dues.done("a", 10);
    await store.dues.done("b", 20);
    await store.dues.done("b");
    assert.deepEqual(await store.dues.take(24.9, 10, DUE_KINDS), []);
    assert.equal(await store.dues.nextMs(), 25);
  });

  test("signs of life: the newest counts, silence is said once, and who is not expected is forgotten", async (store, place) => {
    const second = await place.open();
    const beat = (name: string, atMs: number, source = "prometheus") => ({ name, source, atMs });
    await store.heartbeats.heard([beat("watchdog", 10), beat("watchdog", 30), beat("logs", 5, "papertrail")]);
    await second.heartbeats.heard([beat("watchdog", 20)]);
    await store.heartbeats.heard([]);
    assert.deepEqual(await store.heartbeats.all(), [
      { name: "logs", source: "papertrail", lastMs: 5 },
      { name: "watchdog", source: "prometheus", lastMs: 30 },
    ]);
    assert.deepEqual(
      await Promise.all([store.heartbeats.silent("watchdog", 40), second.heartbeats.silent("watchdog", 40)]).then(
        (all) => all.sort(),
      ),
      [false, true],
    );
    await store.heartbeats.heard([beat("watchdog", 50)]);
    assert.equal((await store.heartbeats.all())[1]?.silentSinceMs, 40, "whoever says it is back takes it back");
    assert.equal(await store.heartbeats.silent("watchdog", undefined), true);
    assert.equal(await store.heartbeats.silent("watchdog", undefined), false);
    assert.equal(await store.heartbeats.silent("nobody", 1), false);
    await store.heartbeats.keep(["watchdog", "new"]);
    assert.deepEqual(
      (await store.heartbeats.all()).map(({ name }) => name),
      ["watchdog"],
    );
    await store.heartbeats.keep([]);
    assert.deepEqual(await store.heartbeats.all(), []);
  });

  test("rules know who is silent", async (store) => {
    const lease = await leaseOf(store, "relay");
    await store.heartbeats.heard([
      { name: "one", source: "pagerduty", atMs: 1 },
      { name: "two", source: "pagerduty", atMs: 1 },
    ]);
    await store.heartbeats.silent("one", 70);
    await store.heartbeats.silent("two", 60);
    await store.relay(lease, [outcome("d1", alert())], toOps, QUIET);
    assert.equal((await store.incident("pagerduty:K1"))?.unconfirmed, "silent since 60");
  });

  test("prune forgets mutes that are over and said, and nothing that is live or owed", async (store) => {
    const nowMs = Date.now();
    const old = { fromMs: nowMs - 100 * DAY, untilMs: nowMs - 99 * DAY };
    for (const one of [mute("said", old), mute("unsaid", old), mute("live", { ...old, untilMs: nowMs + DAY })])
      await store.mutes.add(one);
    await store.dues.done("mute_end:said");
    const keep = { inboxDays: 30, outboxDays: 30, snapshotDays: 30 };
    await store.dues.add({ id: "mute_end:unsaid", kind: "mute_end", atMs: nowMs, subject: "unsaid", step: 1 });
    await store.dues.add({ id: "forgotten", kind: "settle", atMs: nowMs - 99 * DAY, subject: "s", step: 1 });
    assert.equal(await store.prune(nowMs, keep), 2);
    assert.equal(await store.mutes.read("said"), undefined);
    assert.ok(await store.mutes.read("unsaid"));
    assert.ok(await store.mutes.read("live"));
    assert.deepEqual(
      (await store.dues.take(nowMs + 2 * DAY, 10, DUE_KINDS)).map(({ id }) => id),
      ["mute_end:unsaid", "mute_end:live"],
    );
  });
};

export const describeQuiet = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("quiet and timers", () => {
    describeMutes(test);
    describeTimers(test);
  });
};
