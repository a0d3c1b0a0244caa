import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { StatsQuery } from "../../src/core/stats.ts";
import { alert, fact, found, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const DAY_MS = 86_400_000;
const WEEK: StatsQuery = {
  range: { fromMs: MONDAY - DAY_MS, toMs: MONDAY + DAY_MS, endMs: MONDAY + DAY_MS, tz: "UTC", label: "these days" },
};
const person = { source: "pagerduty", id: "P1", name: "Ana", email: "ana@example.org", tz: "Europe/Berlin" };

export const describeCollected = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("collected", () => {
    test("facts count once over polls that overlap and after a restart", async (store, place) => {
      const lease = await leaseOf(store, "collect");
      const many = Array.from({ length: 700 }, (_, index) => fact(`f${index}`));
      const first = await store.collected(
        lease,
        { incidents: [], facts: [...many, fact("f1")], people: [person, { ...person, name: "Ana B" }] },
        { source: "pagerduty", cursor: "one" },
      );
      assert.equal(first.facts.length, 700);
      const second = await place.open();
      const batch = { incidents: [], facts: [...many.slice(600), fact("new")], people: [] };
      const next = await second.collected(lease, batch, { source: "pagerduty" });
      assert.deepEqual(next.facts, [fact("new")]);
      assert.equal(await second.cursor("pagerduty"), "one");
      assert.equal(await second.cursor("other"), undefined);
      assert.deepEqual(await second.people("pagerduty"), [{ ...person, name: "Ana B", url: undefined }]);
    });

    test("an old fence writes neither facts nor cursor", async (store) => {
      const lease = await leaseOf(store, "collect");
      await store.leases.release(lease);
      const batch = { incidents: [found()], facts: [fact("f1")], people: [person] };
      await assert.rejects(store.collected(lease, batch, { source: "pagerduty", cursor: "one" }), { code: "conflict" });
      assert.equal(await store.cursor("pagerduty"), undefined);
      assert.deepEqual(await store.people("pagerduty"), []);
    });

    test("history never posts, also when it is read again", async (store) => {
      const lease = await leaseOf(store, "collect");
      const batch = { incidents: [found(), found({ key: "K2", state: "resolved" })], facts: [], people: [] };
      const { applied } = await store.collected(lease, batch, { source: "pagerduty" });
      const later = {
        ...batch,
        incidents: [found({ state: "acked", ackedAtMs: MONDAY + 60_000, changedAtMs: MONDAY + 60_000 })],
      };
      await store.collected(lease, later, { source: "pagerduty" });
      assert.deepEqual(applied, []);
      assert.equal(await store.outbox.nextDueMs(), null);
      assert.equal((await store.incident("pagerduty:K1"))?.state, "acked");
    });

    test("history does not overwrite what a live alert knows newer", async (store) => {
      const relay = await leaseOf(store, "relay");
      const lease = await leaseOf(store, "collect");
      await store.relay(
        relay,
        [outcome("d", alert({ state: "resolved", atMs: MONDAY + 7_200_000, title: "Newer" }))],
        toOps,
      );
      const old = found({ title: "Older", openedAtMs: MONDAY - 60_000, ackedAtMs: MONDAY - 1_000 });
      await store.collected(lease, { incidents: [old], facts: [], people: [] }, { source: "pagerduty" });
      const incident = await store.incident("pagerduty:K1");
      assert.deepEqual(
        [incident?.state, incident?.title, incident?.openedAtMs, incident?.ackedAtMs],
        ["resolved", "Newer", MONDAY - 60_000, MONDAY - 1_000],
      );
    });

    test("history leaves an incident that has a card to the live polls", async (store) => {
      const relay = await leaseOf(store, "relay");
      const lease = await leaseOf(store, "collect");
      await store.relay(relay, [outcome("d", alert({ atMs: MONDAY }))], toOps);
      const lane = await laneOf(store);
      await store.outbox.shown(lane, ["card:pagerduty:K1:ops"], "1.1", 1);
      const ended = found({ state: "resolved", resolvedAtMs: MONDAY + 5_000, changedAtMs: MONDAY + 5_000 });
      const batch = { incidents: [ended], facts: [], people: [] };
      await store.collected(lease, batch, { source: "pagerduty" });
      assert.equal((await store.incident("pagerduty:K1"))?.state, "firing");
      await store.collected(lease, batch, { source: "pagerduty", plan: toOps });
      assert.equal((await store.incident("pagerduty:K1"))?.state, "resolved");
      assert.equal((await store.outbox.owed(lane, 10)).length, 1);
    });

    test("a live poll repairs what webhooks missed, once", async (store) => {
      const relay = await leaseOf(store, "relay");
      const lease = await leaseOf(store, "collect");
      const options = { source: "pagerduty", plan: toOps };
      await store.relay(
        relay,
        [outcome("d", alert({ atMs: MONDAY, labels: { service: "db", assigned: "Ana" } }))],
        toOps,
      );
      const lane = await laneOf(store);
      await store.outbox.shown(lane, ["card:pagerduty:K1:ops"], "1.1", 1);
      const same = found({ labels: { service: "db", assigned: "Ana" } });
      const nothing = await store.collected(lease, { incidents: [same], facts: [], people: [] }, options);
      assert.deepEqual(nothing.applied, []);
      assert.deepEqual(await store.outbox.owed(lane, 10), []);

      const reassigned = found({ labels: { service: "db", assigned: "Bo" } });
      const label = await store.collected(lease, { incidents: [reassigned], facts: [], people: [] }, options);
      assert.deepEqual(
        label.applied.map(({ change, alert: { eventId } }) => [change, eventId]),
        [["updated", `poll:K1:labels:${reassigned.readAtMs}`]],
      );

      const resolved = found({
        labels: { service: "db", assigned: "Bo" },
        state: "resolved",
        resolvedAtMs: MONDAY + 5_000,
        ending: "auto",
        changedAtMs: MONDAY + 5_000,
        readAtMs: MONDAY + 7_200_000,
      });
      const batch = { incidents: [resolved, found({ key: "unknown" })], facts: [], people: [] };
      const state = await store.collected(lease, batch, options);
      assert.deepEqual(
        state.applied.map(({ change }) => change),
        ["resolved", "opened"],
      );
      const incident = await store.incident("pagerduty:K1");
      assert.deepEqual(
        [incident?.state, incident?.resolvedAtMs, incident?.ending],
        ["resolved", MONDAY + 5_000, "auto"],
      );
      assert.equal((await store.outbox.owed(lane, 10)).length, 2);
      assert.deepEqual((await store.collected(lease, batch, options)).applied, []);
    });

    test("an answer older than the newest alert repairs nothing", async (store) => {
      const relay = await leaseOf(store, "relay");
      const lease = await leaseOf(store, "collect");
      await store.relay(relay, [outcome("d", alert({ state: "acked", atMs: MONDAY + 7_200_000 }))], toOps);
      const { applied } = await store.collected(
        lease,
        { incidents: [found()], facts: [], people: [] },
        { source: "pagerduty", plan: toOps },
      );
      assert.deepEqual(applied, []);
      assert.equal((await store.incident("pagerduty:K1"))?.state, "acked");
    });

    test("a repaint touches a card that exists and never posts a new one", async (store) => {
      const relay = await leaseOf(store, "relay");
      const repaint = () => [{ kind: "card", channel: "ops", onlyIfPosted: true }] as const;
      await store.relay(relay, [outcome("d1", alert())], repaint);
      assert.equal(await store.outbox.nextDueMs(), null);
      await store.relay(relay, [outcome("d2", alert())], toOps);
      const lane = await laneOf(store);
      await store.outbox.shown(lane, ["card:pagerduty:K1:ops"], "1.1", 2);
      await store.relay(relay, [outcome("d3", alert())], repaint);
      assert.equal((await store.outbox.owed(lane, 10))[0]?.wanted, 3);
    });

    test("statistics come from the window alone, through the reader", async (store) => {
      const lease = await leaseOf(store, "collect");
      const incidents = [
        found({ teams: ["Core", "Data, and more"], ackedAtMs: MONDAY + 60_000, state: "acked" }),
        found({ key: "K2", openedAtMs: MONDAY - 30 * DAY_MS }),
      ];
      const facts = [
        fact("page"),
        fact("ack", { kind: "acked", atMs: MONDAY + 60_000 }),
        fact("long ago", { atMs: MONDAY - 30 * DAY_MS }),
      ];
      await store.collected(
        lease,
        { incidents, facts, people: [person] },
        { source: "pagerduty", cursor: "c", sinceMs: MONDAY + 1 },
      );
      await store.collected(
        lease,
        { incidents: [], facts: [], people: [] },
        { source: "pagerduty", cursor: "d", sinceMs: 5 },
      );
      const own = alert({ source: "drm", key: "config:broken", atMs: MONDAY + 60_000 });
      const search = alert({ source: "papertrail", key: "502s", atMs: MONDAY + 60_000 });
      await store.relay(await leaseOf(store, "relay"), [outcome("own", own, search)], toOps);
      const stats = await store.stats("overview", WEEK);
      assert.equal(stats.sinceMs, MONDAY + 1, "a later poll does not say that less is known");
      assert.deepEqual(stats.read, { incidents: 1, facts: 2 });
      assert.equal(stats.totals.incidents, 1);
      assert.equal(stats.totals.mtta.meanMs, 60_000);
      assert.deepEqual(
        stats.people.map(({ name, pages, acked }) => [name, pages, acked]),
        [["Ana", 1, 1]],
      );
      assert.ok(Number(stats.asOfMs) > Date.now() - 60_000);
      assert.equal((await store.stats("overview", { ...WEEK, team: "data, and more" })).totals.incidents, 1);
      assert.equal((await store.stats("overview", { ...WEEK, team: "nobody" })).totals.incidents, 0);
    });
  });
};
