import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { ChartSpec } from "../../src/core/chart.ts";
import type { AskedGraph, SavedGraph } from "../../src/core/graph/asked.ts";
import type { Incident } from "../../src/core/incident.ts";
import { DEPLOYS, type GraphWatch, type Snapshot, type Store, type WatchState } from "../../src/core/store.ts";
import { alert, leaseOf, MONDAY, outcome } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
const KEEP = { inboxDays: 30, outboxDays: 30, snapshotDays: 30 };

const ASKED: AskedGraph = {
  kind: "points",
  source: "prometheus",
  query: 'rate(http_errors_total{host="web\u0000-1"}[5m])',
  by: { label: "host", how: "sum" },
  thresholds: [{ value: 5, trouble: "above" }],
};

const SAVED: SavedGraph = { name: "Latency", graph: ASKED, ownerId: "U1", ownerName: "Ana", atMs: MONDAY };

const WATCH: GraphWatch = {
  id: "w1",
  graph: "measure~1f2e",
  query: "from=1&to=2",
  incidentId: "pagerduty:K1",
  channel: "C1",
  thread: "1.1",
  userId: "U1",
  by: "Ana",
  mode: "update",
  ts: "1.2",
  snapshotId: "s1",
  nextMs: MONDAY,
  untilMs: MONDAY + HOUR,
  tryingSinceMs: MONDAY + 1,
  failures: 2,
};

const spec: ChartSpec = JSON.parse('{"title":"Errors","summary":"5 errors."}');
const png = new Uint8Array([137, 80, 0, 255]);
const picture = (id: string, more: Partial<Snapshot> = {}): Snapshot => ({
  ...{ id, graph: "measure~1f2e", query: "from=1", spec, png, atMs: MONDAY, by: "Ana" },
  ...more,
});

const describeAsked = (test: ReturnType<typeof withStore>): void => {
  test("the same question has the same id, on both databases, and is kept while it is used", async (store, place) => {
    const id = await store.graphs.keep(ASKED, MONDAY);
    const { by, ...rest } = ASKED;
    const turned = { ...rest, title: undefined, by: { how: "sum", label: by?.label ?? "" } } as const;
    assert.equal(await (await place.open()).graphs.keep(turned, MONDAY + 2 * DAY), id);
    assert.equal(id, "1b33bd14d36b983a");
    assert.notEqual(await store.graphs.keep({ ...ASKED, query: "up" }, MONDAY), id);
    assert.deepEqual(await store.graphs.read(id, MONDAY), {
      ...ASKED,
      query: 'rate(http_errors_total{host="web-1"}[5m])',
    });
    assert.equal(await store.graphs.read("0".repeat(16), MONDAY), undefined);

    await store.prune(MONDAY + 401 * DAY, KEEP);
    assert.ok(await store.graphs.read(id, MONDAY + 401 * DAY), "it was asked for two days later");
    await store.prune(MONDAY + 800 * DAY, KEEP);
    assert.ok(await store.graphs.read(id, MONDAY + 401 * DAY), "it was looked at");
    await store.prune(MONDAY + 802 * DAY, KEEP);
    assert.equal(await store.graphs.read(id, MONDAY), undefined);
  });

  test("names: small and large letters alike, the last one counts, forgotten once", async (store) => {
    await store.graphs.save(SAVED);
    await store.graphs.save({ ...SAVED, name: "errors" });
    assert.deepEqual(await store.graphs.saved().then((all) => all.map(({ name }) => name)), ["errors", "Latency"]);
    const other = {
      ...SAVED,
      name: " LATENCY ",
      graph: { kind: "logs", source: "loki", query: "502" },
      ownerId: "U2",
    } as const;
    await store.graphs.save(other);
    assert.deepEqual((await store.graphs.saved())[1], { ...other, name: "LATENCY" });
    assert.equal(await store.graphs.forget("latency"), true);
    assert.equal(await store.graphs.forget("latency"), false);
    assert.equal((await store.graphs.saved()).length, 1);
  });

  test("watches are kept whole, come oldest first and are gone when they ended long ago", async (store) => {
    const bare: GraphWatch = {
      ...{ id: "w2", graph: "g", query: "", channel: "C2", userId: "U1", by: "Ana", mode: "again" },
      ...{ nextMs: MONDAY - 1, untilMs: MONDAY + 3 * DAY, failures: 0 },
    };
    await store.graphs.watch(WATCH);
    await store.graphs.watch(bare);
    assert.deepEqual(await store.graphs.watches(), [
      WATCH,
      {
        ...bare,
        incidentId: undefined,
        thread: undefined,
        ts: undefined,
        snapshotId: undefined,
        tryingSinceMs: undefined,
      },
    ]);
    const due = async (nowMs: number, limit = 9) => (await store.graphs.watchesDue(nowMs, limit)).map(({ id }) => id);
    assert.deepEqual(
      [await due(MONDAY), await due(MONDAY - 1), await due(MONDAY - 2), await due(MONDAY, 1)],
      [["w2", "w1"], ["w2"], [], ["w2"]],
    );
    await store.graphs.watch({ ...WATCH, nextMs: MONDAY + MIN, ts: "1.3", tryingSinceMs: undefined });
    const [moved] = await store.graphs.watches();
    assert.deepEqual([moved?.nextMs, moved?.ts, moved?.tryingSinceMs], [MONDAY + MIN, "1.3", undefined]);
    const now: WatchState = {
      mode: "again",
      ts: "1.4",
      snapshotId: "s2",
      nextMs: MONDAY + 7,
      failures: 3,
      tryingSinceMs: 5,
    };
    assert.equal(await store.graphs.watched("w1", now), true);
    assert.deepEqual((await store.graphs.watches())[0], { ...WATCH, ...now });
    assert.equal(await store.graphs.watched("w3", now), false);
    assert.equal((await store.graphs.watches()).length, 2, "what nobody watches does not come back");
    await store.prune(MONDAY + 2 * DAY, KEEP);
    assert.deepEqual(await due(MONDAY + 9 * DAY), ["w2"]);
    assert.equal(await store.graphs.unwatch("w2"), true);
    assert.equal(await store.graphs.unwatch("w2"), false);
  });
};

const describeSnapshots = (test: ReturnType<typeof withStore>): void => {
  test("pictures: the newest of a place, those of a problem, and one that is replaced", async (store) => {
    const { snapshots } = store;
    await snapshots.save(picture("old", { channel: "C1", atMs: MONDAY }));
    await snapshots.save(picture("new", { channel: "C1", atMs: MONDAY + 2 }));
    await snapshots.save(picture("thread", { channel: "C1", thread: "1.1", atMs: MONDAY + 3, incidentId: "i1" }));
    await snapshots.save(picture("else", { channel: "C2", thread: "1.1", atMs: MONDAY + 4, incidentId: "i1" }));
    await snapshots.save(picture("nowhere", { atMs: MONDAY + 9 }));
    const newest = async (channel: string, thread?: string) => (await snapshots.newest(channel, thread))?.id;
    assert.deepEqual(
      [await newest("C1"), await newest("C1", "1.1"), await newest("C1", "2.2"), await newest("C9")],
      ["new", "thread", undefined, undefined],
    );
    const whole = await snapshots.newest("C1", "1.1");
    assert.deepEqual(
      [whole?.spec, [...(whole?.png ?? [])], whole?.thread, whole?.incidentId],
      [spec, [...png], "1.1", "i1"],
    );
    const {
      spec: _spec,
      png: _png,
      ...head
    } = picture("else", { channel: "C2", thread: "1.1", atMs: MONDAY + 4, incidentId: "i1" });
    const listed = await snapshots.ofIncident("i1", 9);
    assert.deepEqual(listed[0], head, "no pixels and no numbers");
    assert.deepEqual(
      listed.map(({ id }) => id),
      ["else", "thread"],
    );
    assert.equal((await snapshots.ofIncident("i1", 1)).length, 1);
    await snapshots.remove("else");
    assert.deepEqual(
      (await snapshots.ofIncident("i1", 9)).map(({ id }) => id),
      ["thread"],
    );
    assert.equal(await snapshots.read("else"), undefined);
  });
};

/** Numbers that look random and are the same in every run. */
const createDice = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

const SEVERITIES = ["critical", "error", "warning", "info"] as const;

/** Hundreds of problems over two days: short, long, open, muted, notices, our own, deploys. */
const fillHistory = async (store: Store): Promise<readonly Incident[]> => {
  const dice = createDice(7);
  const alerts = Array.from({ length: 400 }, (_, index) => {
    const atMs = MONDAY + Math.floor(dice() * 48 * 60) * MIN;
    const lastsMin = dice() < 0.1 ? 300 + dice() * 2_000 : dice() * 60;
    const what = {
      key: `K${index}`,
      severity: SEVERITIES[index % 4] ?? "info",
      source: index % 17 === 3 ? "drm" : "nagios",
    };
    if (index % 23 === 5) return [alert({ ...what, state: "notice", atMs })];
    if (index % 29 === 7) return [alert({ ...what, source: DEPLOYS, state: "notice", atMs })];
    const opened = alert({ ...what, atMs });
    if (dice() < 0.1) return [opened];
    return [opened, alert({ ...what, state: "resolved", atMs: atMs + Math.floor(lastsMin) * MIN })];
  });
  const lease = await leaseOf(store, "relay");
  const rules = {
    gather: () => ({ groupWindowMs: 0, freshAfterMs: 1e15 }),
    judge: (one: Incident): Incident => (one.key.endsWith("9") ? { ...one, mutedBy: "m1" } : one),
  };
  await store.relay(lease, [outcome("d", ...alerts.flat())], () => [], rules);
  return (await store.incidents({}, "recent", 1_000)).incidents;
};

const expected = (all: readonly Incident[], fromMs: number, toMs: number) => {
  const rank = ({ severity }: Incident): number => SEVERITIES.indexOf(severity);
  const byAge = (a: Incident, b: Incident): number => b.openedAtMs - a.openedAtMs || (a.id < b.id ? -1 : 1);
  const problems = all.filter(
    ({ state, source, mutedBy, openedAtMs, resolvedAtMs = Number.POSITIVE_INFINITY }) =>
      state !== "notice" && source !== "drm" && mutedBy === undefined && openedAtMs < toMs && resolvedAtMs > fromMs,
  );
  const deploys = all.filter(
    ({ source, openedAtMs }) => source === DEPLOYS && openedAtMs >= fromMs && openedAtMs < toMs,
  );
  return [problems.toSorted((a, b) => rank(a) - rank(b) || byAge(a, b)), deploys.toSorted(byAge)].map((some) =>
    some.map(({ id }) => id),
  );
};

const describeMarks = (test: ReturnType<typeof withStore>): void => {
  test("marks: what was open in a range and what was deployed in it, like a look at everything would find", async (store) => {
    const all = await fillHistory(store);
    assert.ok(all.length === 400 && all.some(({ source }) => source === DEPLOYS));
    let seen = 0;
    for (let fromMin = -600; fromMin < 50 * 60; fromMin += 97)
      for (const lengthMin of [0.5, 20, 60, 700]) {
        const fromMs = MONDAY + fromMin * MIN + (fromMin % 2 ? 0.5 : 0);
        const range = { fromMs, toMs: fromMs + lengthMin * MIN };
        const found = (await store.graphs.marks(range, 200)).map(({ id }) => id);
        assert.deepEqual(found, expected(all, range.fromMs, range.toMs).flat(), JSON.stringify(range));
        seen += found.length;
      }
    assert.ok(seen > 1_000, `${seen}`);
    const range = { fromMs: MONDAY, toMs: MONDAY + 2 * DAY };
    const [problems = [], deploys = []] = expected(all, range.fromMs, range.toMs);
    const few = (await store.graphs.marks(range, 3)).map(({ id }) => id);
    assert.deepEqual(few, [...problems.slice(0, 3), ...deploys.slice(0, 3)]);
    assert.deepEqual(await store.graphs.marks(range, 0), []);
  });
};

export const describeGraphs = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("graphs", () => {
    describeAsked(test);
    describeSnapshots(test);
    describeMarks(test);
  });
};
