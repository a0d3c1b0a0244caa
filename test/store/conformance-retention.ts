import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Mute } from "../../src/core/mute.ts";
import type { Store } from "../../src/core/store.ts";
import { alert, fact, found, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import { rulesOf } from "./rules.ts";
import { rowsOf } from "./stats-rows.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KEEP = { inboxDays: 9_000, outboxDays: 30, snapshotDays: 9_000, auditDays: 9_000 };
/** As prune is called in the tests: what is older than 100 days goes. */
const NOW = MONDAY + 100 * DAY;
const EVER = { fromMs: MONDAY - 900 * DAY, toMs: MONDAY + 900 * DAY };
const ALL = { incidents: EVER, facts: EVER, duties: EVER, planned: EVER, titles: true } as const;

const maintenance: Mute = {
  ...{ id: "m", kind: "maintenance", match: { labels: { service: "db" } }, fromMs: MONDAY - 40 * DAY },
  ...{ untilMs: MONDAY - 39 * DAY, by: "Ana", channel: "ops", because: "upgrade", swallowed: 0 },
};

const resolved = (key: string, openedAtMs: number, resolvedAtMs: number) =>
  found({ key, openedAtMs, resolvedAtMs, changedAtMs: resolvedAtMs, state: "resolved", ending: "human" });

/** Of each kind one before, one after, and what reaches over Monday. */
const fill = async (store: Store): Promise<void> => {
  const turn = (at: number) => ({
    ...{ source: "pagerduty", personId: "P1", scheduleId: "S1", schedule: "Primary" },
    ...{ fromMs: at, toMs: at + HOUR },
  });
  const work = (ref: string, fromMs: number, toMs: number) => ({
    source: "pagerduty",
    ref,
    service: "db",
    fromMs,
    toMs,
  });
  await store.collected(
    await leaseOf(store, "collect"),
    {
      incidents: [
        resolved("old", MONDAY - 9 * DAY, MONDAY - DAY),
        resolved("over", MONDAY - 9 * DAY, MONDAY + DAY),
        resolved("new", MONDAY + 1, MONDAY + 2),
        found({ key: "open", openedAtMs: MONDAY - 9 * DAY }),
      ],
      facts: [
        ...Array.from({ length: 450 }, (_, at) => fact(`old ${at}`, { atMs: MONDAY - 1 - at })),
        fact("old:opened", { kind: "opened", atMs: MONDAY - 1 }),
        fact("new", { atMs: MONDAY }),
      ],
      people: [],
      duties: { fromMs: MONDAY - 9 * DAY, toMs: MONDAY + DAY, duties: [turn(MONDAY - 9 * DAY), turn(MONDAY)] },
      planned: [work("old", MONDAY - DAY, MONDAY - 1), work("over", MONDAY - 9 * DAY, MONDAY + DAY)],
    },
    { source: "pagerduty", cursor: "c", sinceMs: MONDAY - 90 * DAY },
  );
  for (const [incidentId, atMs] of [
    ["pagerduty:old", MONDAY - 1],
    ["pagerduty:new", MONDAY + 1],
  ] as const)
    await store.verdicts.set({ incidentId, tag: "fix", userId: "U1", by: "Ana", atMs });
  const shift = { userId: "U1", schedule: "Primary", atMs: MONDAY };
  await store.ratings.save({ ...shift, fromMs: MONDAY - 9 * DAY, toMs: MONDAY - DAY });
  await store.ratings.save({ ...shift, fromMs: MONDAY - DAY, toMs: MONDAY + DAY });
};

export const describeRetention = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("retention of history", () => {
    test("nothing of it goes unless somebody says so; planned work of ours stays with it", async (store, place) => {
      await fill(store);
      await store.mutes.add(maintenance);
      await store.mutes.add({ ...maintenance, id: "wish", kind: "mute" });
      await place.sql("delete from due");
      assert.equal(await store.prune(NOW, KEEP), 1, "a mute that is long over");
      const rows = await rowsOf(place, ALL);
      assert.deepEqual(
        [rows.incidents.length, rows.facts.length, rows.duties.length, rows.planned.length, rows.sinceMs],
        [4, 451, 2, 3, MONDAY - 90 * DAY],
      );
    });

    test("facts go with everything that is counted with them, and statistics say since when", async (store, place) => {
      await fill(store);
      await store.mutes.add(maintenance);
      await place.sql("delete from due");
      // 451 facts, a turn, planned work, one of ours, a verdict, a rating.
      assert.equal(await store.prune(NOW, { ...KEEP, factDays: 100 }), 456);
      const rows = await rowsOf(place, ALL);
      assert.deepEqual(
        [rows.facts.length, rows.duties.length, rows.planned.map(({ ref }) => ref), rows.sinceMs],
        [1, 1, ["over"], MONDAY],
      );
      assert.equal(rows.incidents.length, 4);
      assert.equal(await store.verdicts.read("pagerduty:old"), undefined);
      assert.equal((await store.ratings.between(EVER)).length, 1);
      assert.equal(await store.prune(NOW, { ...KEEP, factDays: 200 }), 0);
      assert.equal((await rowsOf(place, ALL)).sinceMs, MONDAY, "more days do not bring it back");
      const history = { source: "pagerduty:history", cursor: "h", sinceMs: MONDAY - 50 * DAY };
      const lease = await leaseOf(store, "collect");
      await store.collected(lease, { incidents: [], facts: [], people: [] }, history);
      assert.equal((await rowsOf(place, ALL)).sinceMs, MONDAY - 50 * DAY, "an import does");
    });

    test("problems go when they are over for so long, with their verdict", async (store, place) => {
      await fill(store);
      assert.equal(await store.prune(NOW, { ...KEEP, incidentDays: 100 }), 1);
      const rows = await rowsOf(place, ALL);
      assert.deepEqual(rows.incidents.map(({ key }) => key).toSorted(), ["new", "open", "over"]);
      assert.deepEqual([rows.facts.length, rows.sinceMs], [451, MONDAY]);
      assert.equal(await store.incident("pagerduty:old"), undefined);
      assert.equal(await store.verdicts.read("pagerduty:old"), undefined);
      assert.equal((await store.verdicts.read("pagerduty:new"))?.tag, "fix");
    });

    test("a problem whose earlier times are gone begins anew", async (store) => {
      const relay = await leaseOf(store, "relay");
      const at = (state: "firing" | "resolved", atMs: number) => alert({ source: "nagios", key: "K", state, atMs });
      const first = [at("firing", MONDAY - 30 * DAY), at("resolved", MONDAY - 30 * DAY + HOUR)];
      const second = [at("firing", MONDAY - 20 * DAY), at("resolved", MONDAY - 20 * DAY + HOUR)];
      const applied = await store.relay(relay, [outcome("d1", ...first, ...second)], toOps, rulesOf());
      assert.equal(new Set(applied.map(({ incident }) => incident.id)).size, 2);
      assert.equal(await store.prune(NOW, { ...KEEP, outboxDays: 9_000, incidentDays: 100 }), 2);
      for (const [times, days] of [0, 1].entries()) {
        const again = [at("firing", MONDAY + days * DAY), at("resolved", MONDAY + days * DAY + HOUR)];
        const next = await store.relay(relay, [outcome(`again ${times}`, ...again)], toOps, rulesOf());
        assert.deepEqual(
          next.map(({ change }) => change),
          ["opened", "resolved"],
        );
        assert.equal(new Set(next.map(({ incident }) => incident.id)).size, 1);
      }
    });
  });
};
