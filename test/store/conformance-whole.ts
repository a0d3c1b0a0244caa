import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import { openStore } from "../../src/store/index.ts";
import { alert, delivery, found, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import type { Place } from "./place.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const DAY_MS = 86_400_000;
const quiet = { debug() {}, info() {}, warn() {}, error() {} };
const spec: ChartSpec = JSON.parse('{"title":"Pages per person","summary":"Ana had 3."}');

/** Resolves with the first change that is told, or undefined after a second and a half. */
const nextChange = (listen: (listener: (what: string) => void) => () => void): Promise<string | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => done(undefined), 1_500);
    const done = (what: string | undefined): void => {
      clearTimeout(timer);
      stop();
      resolve(what);
    };
    const stop = listen(done);
  });

const describeSmallThings = (test: ReturnType<typeof withStore>): void => {
  test("small things: once, kept, linked, pictures", async (store, place) => {
    const second = await place.open();
    const firsts = await Promise.all([store.firstTime("chat", "E1"), second.firstTime("chat", "E1")]);
    assert.deepEqual(firsts.sort(), [false, true]);
    assert.equal(await store.firstTime("other", "E1"), true);
    const kept = await Promise.all([store.keepOnce("secret", () => "one"), second.keepOnce("secret", () => "two")]);
    assert.equal(kept[0], kept[1]);
    assert.equal(await store.linkedEmail("U1"), undefined);
    await store.linkEmail("U1", "a@example.org");
    await store.linkEmail("U1", "b@example.org");
    assert.equal(await second.linkedEmail("U1"), "b@example.org");
    const picture = {
      id: "s1",
      graph: "load",
      query: "from=1",
      spec,
      png: new Uint8Array([137, 80, 0, 255]),
      atMs: MONDAY,
      by: "U1",
    };
    await store.snapshots.save(picture);
    const read = await second.snapshots.read("s1");
    assert.deepEqual([...(read?.png ?? [])], [137, 80, 0, 255]);
    assert.deepEqual([read?.spec, read?.channel, read?.by], [spec, undefined, "U1"]);
    assert.equal(await store.snapshots.read("s2"), undefined);
  });

  test("prune deletes what is old and done, and nothing that is owed", async (store) => {
    const relay = await leaseOf(store, "relay");
    for (const id of ["done", "waiting"]) await store.inbox.add(delivery(id));
    const more = Array.from({ length: 450 }, (_, index) => delivery(`more${index}`));
    await Promise.all(more.map((one) => store.inbox.add(one)));
    await store.relay(
      relay,
      [outcome("done", alert({ key: "closed", state: "resolved" }), alert({ key: "open" }))],
      toOps,
    );
    await store.relay(
      relay,
      more.map(({ id }) => outcome(id)),
      toOps,
    );
    const lane = await laneOf(store);
    const cards = (await store.outbox.owed(lane, 10)).map(({ id }) => id);
    await store.outbox.shown(lane, cards, "1.1", 1);
    await store.relay(relay, [outcome("x", alert({ key: "owed", state: "resolved" }))], toOps);
    await store.snapshots.save({
      id: "s1",
      graph: "g",
      query: "",
      spec,
      png: new Uint8Array(),
      atMs: MONDAY,
      by: "U1",
    });
    const keep = { inboxDays: 30, outboxDays: 30, snapshotDays: 30 };
    assert.equal(await store.prune(MONDAY + DAY_MS, keep), 0);
    await store.prune(Date.now() + 90 * DAY_MS, keep);
    assert.equal(await store.inbox.read("done"), undefined);
    assert.equal(await store.inbox.read("more7"), undefined);
    assert.equal((await store.inbox.read("waiting"))?.state, "new");
    assert.equal(await store.snapshots.read("s1"), undefined);
    assert.deepEqual(
      (await store.outbox.owed(lane, 10)).map(({ incidentId }) => incidentId),
      ["pagerduty:owed"],
    );
  });
};

const describeLife = (test: ReturnType<typeof withStore>): void => {
  test("a newer schema is refused in clear words", async (store, place) => {
    await store.close();
    await place.sql("insert into schema_version (version, at_ms) values (99, 0)");
    await assert.rejects(
      openStore({ ...place.target, clock: Date.now, log: quiet }),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, "config");
        assert.match(error.message, /schema 99, written by a newer Dr\. M/);
        return true;
      },
    );
  });

  test("changes are told: our own at once, another process's within a second", async (store, place) => {
    const second = await place.open();
    const own = nextChange((listener) => store.onChange(listener));
    await store.inbox.add(delivery("d1"));
    assert.equal(await own, "hooks");
    await new Promise((resolve) => setTimeout(resolve, 100));
    const others = nextChange((listener) => store.onChange((what) => what === "data" && listener(what)));
    const lease = await leaseOf(second, "collect");
    await second.collected(lease, { incidents: [found()], facts: [], people: [] }, { source: "pagerduty" });
    assert.equal(await others, "data");
  });

  test("a closed store says that it is unavailable or closed", async (store) => {
    await store.ping();
    await store.close();
    await assert.rejects(store.ping());
  });

  test("backup copies a live store and overwrites nothing", backupTest);
};

const backupTest = async (store: Awaited<ReturnType<Place["open"]>>, place: Place): Promise<void> => {
  const file = join(place.dir, "backup.db");
  if (place.kind === "postgres") {
    await assert.rejects(store.backup(file), (error: Error & { tell?: string }) => /pg_dump/.test(error.tell ?? ""));
    return;
  }
  await store.inbox.add(delivery("before"));
  const writing = Promise.all(Array.from({ length: 300 }, (_, index) => store.inbox.add(delivery(`d${index}`))));
  await store.backup(file);
  await writing;
  const copy = await openStore({ file, clock: Date.now, log: quiet });
  assert.equal((await copy.inbox.read("before"))?.state, "new");
  await copy.close();
  await assert.rejects(store.backup(file), { code: "usage" });
  await writeFile(join(place.dir, "mine"), "");
  await assert.rejects(store.backup(join(place.dir, "mine")), { code: "usage" });
};

export const describeWhole = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("whole", () => {
    test("several that open an empty database at once migrate it once", async (_store, place) => {
      await place.sql("drop table schema_version");
      const tables =
        "inbox,seen,incident,outbox,recheck,lane,lease,budget,fact,person,cursor,link,kept,snapshot,problem,mute,due,heartbeat,audit,cover,known,graph,saved_graph,graph_watch,duty,planned_work,verdict,rating,job,gone".split(
          ",",
        );
      for (const table of tables) await place.sql(`drop table ${table}`);
      const stores = await Promise.all(Array.from({ length: 4 }, () => place.open()));
      await Promise.all(stores.map((store) => store.ping()));
    });
    describeSmallThings(test);
    describeLife(test);
  });
};
