import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Mute } from "../../src/core/mute.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import type { Store } from "../../src/core/store.ts";
import { alert, delivery, fact, found, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import type { Place } from "./place.ts";
import { besideStore } from "./stats-rows.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ANA = { email: "Ana@Example.com" };
const BO = { email: "bo@example.com" };
const spec = JSON.parse('{"title":"Pages","summary":"Ana Kovač had 3."}');
const png = new Uint8Array([1]);
const QUERY: StatsQuery = {
  range: { fromMs: MONDAY - DAY, toMs: MONDAY + DAY, endMs: MONDAY + DAY, tz: "UTC", label: "these days" },
};

const TABLES =
  "inbox,seen,incident,problem,mute,due,heartbeat,outbox,recheck,lane,lease,budget,fact,person,cursor,link,kept,snapshot,graph,saved_graph,graph_watch,audit,cover,known,duty,planned_work,verdict,rating,job,gone,schema_version";

/** Every cell of every table, bytes as text, by table. */
const everything = (place: Place): Promise<ReadonlyMap<string, string>> =>
  besideStore(place, async (read) => {
    const all = new Map<string, string>();
    for (const table of TABLES.split(",")) {
      const rows = [...(await read({ sql: `select * from ${table}`, parameters: [] }))];
      const cells = rows
        .flat()
        .map((cell) => (cell instanceof Uint8Array ? new TextDecoder().decode(cell) : String(cell)));
      all.set(table, cells.join("\n"));
    }
    return all;
  });

const mute = (id: string, more: Partial<Mute>): Mute => ({
  ...{ id, kind: "mute", match: { labels: { host: "db-1" } }, fromMs: MONDAY, untilMs: MONDAY + HOUR },
  ...{ by: "Ana K", userId: "UANA0001", channel: "ops", because: "Ana Kovač is on it", swallowed: 0 },
  ...more,
});

/** Two people, everywhere that a person can be. */
const fill = async (store: Store): Promise<void> => {
  const people = [
    { source: "pagerduty", id: "PANA0001", name: "Ana Kovač", email: "ana@example.com", tz: "Europe/Berlin" },
    { source: "opsgenie", id: "o-ana", name: "Ana", email: "ANA@example.com" },
    { source: "pagerduty", id: "PBO00002", name: "Bo Ek", email: "bo@example.com", tz: "Asia/Tokyo" },
  ];
  const duty = (personId: string, hour: number) => ({
    ...{ source: "pagerduty", personId, scheduleId: "S1", schedule: "Primary" },
    ...{ fromMs: MONDAY + hour * HOUR, toMs: MONDAY + (hour + 1) * HOUR },
  });
  await store.collected(
    await leaseOf(store, "collect"),
    {
      incidents: [
        found({
          key: "K9",
          title: "Handed to Ana Kovač",
          labels: { service: "db", assigned: "Ana Kovač, Bo Ek" },
          state: "resolved",
          ...{
            ackedAtMs: MONDAY + 1_000,
            ackedBy: "Ana Kovač",
            resolvedAtMs: MONDAY + 2_000,
            resolvedBy: "ana@example.com",
          },
        }),
        found({ key: "K8", title: "Ana is a column", labels: { service: "db", assigned: "Bo Ek" } }),
      ],
      facts: [
        ...Array.from({ length: 700 }, (_, at) => fact(`f${at}`, { personId: "PANA0001", atMs: MONDAY + at * 70_000 })),
        fact("f-assigned:PANA0001", { personId: "PANA0001", kind: "assigned" }),
        fact("og1", { source: "opsgenie", personId: "o-ana" }),
        fact("f-bo", { personId: "PBO00002" }),
      ],
      people,
      duties: {
        fromMs: MONDAY,
        toMs: MONDAY + 2 * HOUR,
        duties: [duty("PANA0001", 0), duty("PBO00002", 1)],
      },
    },
    { source: "pagerduty" },
  );
  await store.linkEmail("UANA0001", "ana@example.com");
  await store.linkEmail("UBO00002", "bo@example.com");
};

const fillChat = async (store: Store): Promise<void> => {
  const shift = { schedule: "Primary", fromMs: MONDAY, toMs: MONDAY + DAY, atMs: MONDAY };
  await store.ratings.save({ ...shift, userId: "UANA0001", hard: 4, note: "Ana Kovač slept badly" });
  await store.ratings.save({ ...shift, userId: "UANAOLD1", email: "ana@example.com", hard: 2 });
  await store.ratings.save({ ...shift, userId: "UBO00002", email: "bo@example.com", hard: 1 });
  const said = { tag: "fix", userId: "UANA0001", by: "Ana K", atMs: MONDAY, note: "mine" } as const;
  await store.verdicts.set({ ...said, incidentId: "pagerduty:K9" });
  await store.verdicts.set({
    ...said,
    incidentId: "pagerduty:K8",
    userId: "UBO00002",
    by: "Bo",
    note: "ask Ana Kovač",
  });
  await store.mutes.add(mute("m1", {}));
  await store.mutes.add(mute("m2", { by: "Bo", userId: "UBO00002", because: "for ana@example.com" }));
  const turn = { scheduleId: "S1", schedule: "Primary", fromMs: MONDAY, toMs: MONDAY + HOUR };
  const cover = { fromMs: MONDAY, toMs: MONDAY + HOUR, parts: [turn], atMs: MONDAY, state: "open" } as const;
  await store.covers.add({ ...cover, id: "c1", userId: "UANA0001", by: "Ana K", personId: "PANA0001" });
  await store.covers.add({ ...cover, id: "c2", userId: "UBO00002", by: "Bo", personId: "PBO00002" });
  await store.covers.take("c2", "UANA0001", "Ana K");
  const graph = { kind: "points", source: "prometheus", query: "up" } as const;
  await store.graphs.save({ name: "Mine", graph, ownerId: "UANA0001", ownerName: "Ana K", atMs: MONDAY });
  await store.graphs.watch({
    ...{ id: "w1", graph: "g", query: "", channel: "C1", userId: "UANA0001", by: "Ana K", mode: "update" },
    ...{ nextMs: MONDAY, untilMs: MONDAY + HOUR, failures: 0 },
  });
  const picture = { graph: "oncall-load", query: "range=week", png, atMs: MONDAY, by: "Bo" };
  await store.snapshots.save({ ...picture, id: "s1", spec });
  await store.snapshots.save({
    ...picture,
    id: "s2",
    spec: JSON.parse('{"title":"x","summary":"Bo Ek"}'),
    query: "person=ana%40example.com",
  });
  await store.snapshots.save({ ...picture, id: "s3", spec: JSON.parse('{"title":"x","summary":"Bo Ek"}') });
  await store.known.save(
    "pagerduty:turns:now",
    JSON.stringify({ form: 1, value: [{ person: "Ana Kovač", id: "PANA0001" }, { person: "Bo Ek" }] }),
    MONDAY,
  );
  await store.known.save("direct:UANA0001", "D1", MONDAY);
  await store.jobs.done("rest:nights:pagerduty:PANA0001", MONDAY);
  await store.jobs.done("rest:nights:pagerduty:PBO00002", MONDAY);
  await store.audit.add({
    ...{ id: "a1", atMs: MONDAY, userId: "UANA0001", by: "Ana K", how: "words", channel: "C1" },
    ...{ deed: "oncall ack", words: "ack 12", outcome: "done" },
  });
};

/** Deliveries that are done, posts that were shown. */
const fillPosts = async (store: Store): Promise<void> => {
  const body = (text: string) => new TextEncoder().encode(JSON.stringify({ agent: { summary: text, id: "x" } }));
  await store.inbox.add(delivery("d-ana", { body: body("Ana Kovač") }));
  await store.inbox.add(delivery("d-bo", { body: body("Bo Ek") }));
  const details = ["assigned to Ana Kovač by UANA0001"];
  const relay = await leaseOf(store, "relay");
  await store.relay(relay, [outcome("d-ana", alert({ key: "K5", details, by: "Ana K" })), outcome("d-bo")], toOps);
  const lane = await laneOf(store);
  for (const _ of ["the card", "what stands below it"])
    for (const { id, wanted } of await store.outbox.owed(lane, 10)) await store.outbox.shown(lane, [id], "1.1", wanted);
};

const TRACES = /ana@example|ana%40|ana kova|ana k\b|pana0001|uana|o-ana/i;

export const describePersonal = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("one person", () => {
    test("is exported whole, and nobody else", async (store) => {
      await fill(store);
      await fillChat(store);
      await fillPosts(store);
      const rows = await store.personal.export(ANA);
      const counts = Object.fromEntries(Object.entries(rows).map(([table, some]) => [table, some.length]));
      assert.deepEqual(counts, {
        ...{ person: 2, duty: 1, fact: 702, cover: 2, job: 1, link: 1, rating: 2, verdict: 2, mute: 2 },
        ...{ saved_graph: 1, graph_watch: 1, known: 2, audit: 1, incident: 2, outbox: 1, inbox: 1, snapshot: 2 },
      });
      assert.doesNotMatch(JSON.stringify(rows.fact), /PBO00002/);
      assert.deepEqual(await store.personal.export({ email: "nobody@example.com" }), {});
      assert.equal(
        Object.keys(await store.personal.export({ email: "nobody@example.com", userId: "UBO00002" })).length > 0,
        true,
      );
    });

    test("who left an account before it was read is found by the address that the source knows them by", async (store) => {
      const left = { source: "opsgenie", personId: "Left@example.com" };
      const lease = await leaseOf(store, "collect");
      const facts = [fact("og1", left), fact("og2", { ...left, kind: "acked" }), fact("og3", { source: "opsgenie" })];
      await store.collected(lease, { incidents: [], people: [], facts }, { source: "opsgenie" });
      const who = { email: "left@example.com" };
      assert.deepEqual(Object.keys(await store.personal.export(who)), ["fact"]);
      assert.equal(await store.personal.erase(who), 2);
      assert.deepEqual(await store.personal.export(who), {});
    });

    test("is erased from every table but the audit log, and the team's sums stay", async (store, place) => {
      await fill(store);
      await fillChat(store);
      await fillPosts(store);
      const before = await store.stats("overview", QUERY);
      const bo = await store.personal.export(BO);
      const traces = [...(await everything(place))].filter(([, text]) => TRACES.test(text)).map(([table]) => table);
      assert.deepEqual(
        traces.toSorted(),
        "audit,cover,duty,fact,graph_watch,inbox,incident,job,known,link,mute,outbox,person,rating,saved_graph,snapshot,verdict".split(
          ",",
        ),
        "the test put them everywhere",
      );
      assert.ok((await store.personal.erase(ANA)) > 700);
      for (const [table, text] of await everything(place))
        if (table !== "audit") assert.doesNotMatch(text, TRACES, table);
      const after = await store.stats("overview", QUERY);
      assert.deepEqual(
        [after.totals.incidents, after.totals.pages, after.totals.mtta],
        [before.totals.incidents, before.totals.pages, before.totals.mtta],
      );
      assert.deepEqual(
        after.people.map(({ pages }) => pages),
        before.people.map(({ pages }) => pages),
      );
      assert.match(after.people[0]?.name ?? "", /^somebody-[0-9a-f]{8}$/);
      assert.equal((await store.audit.list({ fromMs: 0, toMs: MONDAY + 1 }, {}, 9)).total, 1);
      assert.deepEqual(Object.keys(await store.personal.export(BO)).toSorted(), Object.keys(bo).toSorted());
      assert.equal((await store.verdicts.read("pagerduty:K9"))?.tag, "fix");
      assert.equal((await store.incident("pagerduty:K9"))?.labels.assigned, "somebody, Bo Ek");
      assert.equal((await store.incident("pagerduty:K8"))?.title, "Ana is a column", "a name of one word is a word");
      assert.deepEqual((await store.snapshots.read("s3"))?.id, "s3");
      assert.deepEqual(Object.keys(await store.personal.export(ANA)), []);
      assert.equal(await store.personal.erase(ANA), 0);
    });
  });
};
