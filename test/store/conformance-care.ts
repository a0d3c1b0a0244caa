import { strict as assert } from "node:assert";
import { describe } from "node:test";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Fact } from "../../src/core/fact.ts";
import type { Collected, SourceIncident } from "../../src/core/integration.ts";
import type { Mute } from "../../src/core/mute.ts";
import type { Rating } from "../../src/core/rating.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { Store } from "../../src/core/store.ts";
import type { Verdict } from "../../src/core/verdict.ts";
import { alert, fact, found, laneOf, leaseOf, MONDAY, outcome, toOps } from "./made.ts";
import type { Place } from "./place.ts";
import { rowsOf } from "./stats-rows.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const DAY = 24 * HOUR;
/** The UTC day of Monday. */
const DAY_0 = Date.UTC(2026, 10, 16);

type Test = ReturnType<typeof withStore>;

const NOTHING: Collected = { incidents: [], facts: [], people: [] };

const collect = async (
  store: Store,
  batch: Partial<Collected>,
  more: { readonly cursor?: string; readonly sinceMs?: number; readonly source?: string } = {},
) => store.collected(await leaseOf(store, "collect"), { ...NOTHING, ...batch }, { source: "pagerduty", ...more });

const duty = (personId: string, fromMs: number, toMs: number, more: Partial<Duty> = {}): Duty => ({
  ...{ source: "pagerduty", personId, scheduleId: "S1", schedule: "Primary", fromMs, toMs },
  ...more,
});
const planned = (ref: string, service: string, fromMs: number, toMs: number): PlannedWork => ({
  ...{ source: "pagerduty", ref, service, fromMs, toMs },
});

/** Person, beginning and end in hours of the day, for what stands in a window. */
const dutiesIn = async (place: Place, fromMs: number, toMs: number): Promise<readonly string[]> => {
  const { duties } = await rowsOf(place, { duties: { fromMs, toMs } });
  return duties.map((one) => `${one.personId} ${(one.fromMs - DAY_0) / HOUR}-${(one.toMs - DAY_0) / HOUR}`).sort();
};
const plannedIn = async (place: Place, fromMs: number, toMs: number): Promise<readonly string[]> => {
  const rows = await rowsOf(place, { planned: { fromMs, toMs } });
  return rows.planned
    .map((one) => `${one.source} ${one.ref} ${one.service} ${(one.fromMs - DAY_0) / HOUR}-${(one.toMs - DAY_0) / HOUR}`)
    .sort();
};

const describeDuties = (test: Test): void => {
  test("time on call of a span takes the place of what was known of it, and of nothing else", async (store, place) => {
    const whole = { fromMs: DAY_0, toMs: DAY_0 + 2 * DAY };
    await collect(store, {
      duties: {
        ...whole,
        duties: [
          duty("ana", DAY_0, DAY_0 + 30 * HOUR),
          duty("bo", DAY_0 + 30 * HOUR, whole.toMs),
          duty("ana", DAY_0, DAY_0 + DAY, { source: "opsgenie" }),
        ],
      },
    });
    assert.deepEqual(await dutiesIn(place, whole.fromMs, whole.toMs), [
      "ana 0-24",
      "ana 0-24",
      "ana 24-30",
      "bo 30-48",
    ]);
    // Somebody took over from 10 to 12; the source told it later.
    const span = { fromMs: DAY_0 + 9 * HOUR, toMs: DAY_0 + 13 * HOUR };
    const told = [
      duty("ana", span.fromMs, DAY_0 + 10 * HOUR),
      duty("cy", DAY_0 + 10 * HOUR, DAY_0 + 12 * HOUR),
      duty("ana", DAY_0 + 12 * HOUR, span.toMs),
    ];
    for (let again = 0; again < 2; again += 1) {
      await collect(store, { duties: { ...span, duties: told } });
      assert.deepEqual(await dutiesIn(place, whole.fromMs, DAY_0 + DAY), [
        "ana 0-24",
        "ana 0-9",
        "ana 12-13",
        "ana 13-24",
        "ana 9-10",
        "cy 10-12",
      ]);
    }
    await collect(store, { duties: { fromMs: DAY_0, toMs: DAY_0 + DAY, duties: [] } });
    assert.deepEqual(await dutiesIn(place, whole.fromMs, whole.toMs), ["ana 0-24", "ana 24-30", "bo 30-48"]);
  });

  test("time on call is found by any window that it touches, however long it was told", async (store, place) => {
    const span = { fromMs: DAY_0 - 40 * DAY + HOUR, toMs: DAY_0 + 5 * HOUR };
    const long = [duty("ana", span.fromMs, span.toMs), duty("ana", span.fromMs, span.toMs)];
    await collect(store, { duties: { ...span, duties: [...long, duty("bo", DAY_0, DAY_0 + HOUR)] } });
    assert.deepEqual(await dutiesIn(place, DAY_0 + HOUR, DAY_0 + 2 * HOUR), ["ana 0-5"]);
    assert.deepEqual(await dutiesIn(place, DAY_0 - HOUR, DAY_0), ["ana -24-0"]);
    assert.deepEqual(await dutiesIn(place, DAY_0 + 5 * HOUR, DAY_0 + DAY), []);
    const { duties } = await rowsOf(place, { duties: { fromMs: span.fromMs - DAY, toMs: span.toMs } });
    assert.equal(duties.length, 42);
    assert.equal(
      duties.filter(({ personId }) => personId === "ana").reduce((sum, one) => sum + one.toMs - one.fromMs, 0),
      span.toMs - span.fromMs,
    );
    assert.deepEqual((await rowsOf(place, {})).duties, [], "nothing is read unless it is asked for");
  });

  test("an old fence writes neither time on call nor planned work", async (store, place) => {
    const lease = await leaseOf(store, "collect");
    await store.leases.release(lease);
    const span = { fromMs: DAY_0, toMs: DAY_0 + DAY };
    const batch = { ...NOTHING, duties: { ...span, duties: [duty("ana", span.fromMs, span.toMs)] } };
    await assert.rejects(store.collected(lease, batch, { source: "pagerduty" }), { code: "conflict" });
    const work = { ...NOTHING, planned: [planned("W1", "db", span.fromMs, span.toMs)] };
    await assert.rejects(store.collected(lease, work, { source: "pagerduty" }), { code: "conflict" });
    assert.deepEqual(await dutiesIn(place, span.fromMs, span.toMs), []);
    assert.deepEqual(await plannedIn(place, span.fromMs, span.toMs), []);
  });
};

const mute = (id: string, match: Mute["match"], more: Partial<Mute> = {}): Mute => ({
  ...{ id, kind: "maintenance", match, fromMs: DAY_0 + 2 * HOUR, untilMs: DAY_0 + 4 * HOUR },
  ...{ by: "Ana", channel: "ops", because: "upgrade", swallowed: 0 },
  ...more,
});

const describePlanned = (test: Test): void => {
  test("planned work told again takes the place of what was known of it", async (store, place) => {
    const window = [planned("W1", "db", DAY_0, DAY_0 + HOUR), planned("W1", "web", DAY_0, DAY_0 + HOUR)];
    await collect(store, { planned: [...window, planned("W2", "db", DAY_0 + HOUR, DAY_0 + 2 * HOUR)] });
    assert.deepEqual(await plannedIn(place, DAY_0, DAY_0 + DAY), [
      "pagerduty W1 db 0-1",
      "pagerduty W1 web 0-1",
      "pagerduty W2 db 1-2",
    ]);
    await collect(store, { planned: [planned("W1", "web", DAY_0, DAY_0 + 3 * HOUR)] });
    assert.deepEqual(await plannedIn(place, DAY_0, DAY_0 + DAY), ["pagerduty W1 web 0-3", "pagerduty W2 db 1-2"]);
    await collect(store, { planned: [planned("W2", "db", DAY_0, DAY_0)] });
    assert.deepEqual(await plannedIn(place, DAY_0, DAY_0 + DAY), ["pagerduty W1 web 0-3"]);
  });

  test("long planned work is found from its middle, and once", async (store, place) => {
    await collect(store, {
      planned: [planned("long", "db", DAY_0 - 40 * DAY, DAY_0 + DAY), planned("day", "db", DAY_0 - DAY, DAY_0)],
    });
    assert.deepEqual(await plannedIn(place, DAY_0 - HOUR, DAY_0), [
      "pagerduty day db -24-0",
      "pagerduty long db -960-24",
    ]);
    assert.deepEqual(await plannedIn(place, DAY_0, DAY_0 + HOUR), ["pagerduty long db -960-24"]);
    assert.equal((await plannedIn(place, DAY_0 - 41 * DAY, DAY_0 + 2 * DAY)).length, 2);
    assert.deepEqual(await plannedIn(place, DAY_0 + DAY, DAY_0 + 2 * DAY), []);
  });

  test("maintenance that stands here counts where it names whole services", async (store, place) => {
    await collect(store, { planned: [planned("W1", "Checkout", DAY_0, DAY_0 + HOUR)] });
    const service = (name: string | readonly string[]) => ({ labels: { service: name } });
    const mutes: readonly Mute[] = [
      mute("exact", service("checkout")),
      mute("several", service(["db", "web"])),
      mute("cut short", service("db"), { fromMs: DAY_0 + 6 * HOUR, untilMs: DAY_0 + 9 * HOUR }),
      mute("never", service("db"), { fromMs: DAY_0 + 10 * HOUR, untilMs: DAY_0 + 12 * HOUR }),
      mute("glob", service("check*")),
      mute("not", service("!db")),
      mute("host", { labels: { service: "db", host: "db-1" } }),
      mute("words", { labels: { service: "db" }, words: ["disk"] }),
      mute("all", {}),
      mute("a wish", service("db"), { kind: "mute" }),
      mute("pd:W1", service("checkout"), { origin: "pagerduty", ref: "W1" }),
      mute("pd:W9", service("mail"), { origin: "pagerduty", ref: "W9" }),
      mute("past", service("db"), { fromMs: DAY_0 - DAY, untilMs: DAY_0 }),
    ];
    for (const one of mutes) await store.mutes.add(one);
    await store.mutes.end("cut short", DAY_0 + 7 * HOUR);
    await store.mutes.end("never", DAY_0 + 9 * HOUR);
    assert.deepEqual(await plannedIn(place, DAY_0, DAY_0 + DAY), [
      "drm cut short db 6-7",
      "drm exact Checkout 2-4",
      "drm pd:W9 mail 2-4",
      "drm several db 2-4",
      "drm several web 2-4",
      "pagerduty W1 Checkout 0-1",
    ]);
  });
};

const incident = (key: string, openedAtMs: number, endedAtMs?: number, more: Partial<SourceIncident> = {}) =>
  found({
    ...{ key, openedAtMs, changedAtMs: endedAtMs ?? openedAtMs },
    ...(endedAtMs === undefined
      ? {}
      : { state: "resolved" as const, resolvedAtMs: endedAtMs, ending: "human" as const }),
    ...more,
  });

const keysOf = ({ incidents }: Pick<StatsRows, "incidents">): readonly string[] =>
  incidents.map(({ key }) => key).sort();

const describeIncidents = (test: Test): void => {
  test("what was open at any time of a window is read with it, each once", async (store, place) => {
    await collect(store, {
      incidents: [
        incident("old", DAY_0 - 400 * DAY, DAY_0 - 399 * DAY),
        incident("endless", DAY_0 - 300 * DAY),
        incident("long", DAY_0 - 200 * DAY, DAY_0 + HOUR),
        incident("longer", DAY_0 - 200 * DAY, DAY_0 + 40 * DAY),
        incident("six hours", DAY_0 - 6 * HOUR, DAY_0 + 1),
        incident("short", DAY_0 - HOUR, DAY_0 + 1),
        incident("over", DAY_0 - HOUR, DAY_0 - 1),
        incident("over a minute after seven hours", DAY_0 - 7 * HOUR, DAY_0 - MIN),
        incident("in", DAY_0 + HOUR, DAY_0 + 2 * HOUR),
        incident("in, endless", DAY_0 + 2 * HOUR),
        incident("in, long", DAY_0 + 3 * HOUR, DAY_0 + 20 * DAY),
        incident("at the end", DAY_0 + DAY, DAY_0 + 2 * DAY),
        incident("later, endless", DAY_0 + 2 * DAY),
      ],
    });
    const day = { fromMs: DAY_0, toMs: DAY_0 + DAY };
    const created = ["in", "in, endless", "in, long"];
    assert.deepEqual(keysOf(await rowsOf(place, { incidents: day })), created);
    const open = [...created, "endless", "long", "longer", "short", "six hours"].sort();
    assert.deepEqual(keysOf(await rowsOf(place, { incidents: day, overlapping: day })), open);
    const none = { fromMs: DAY_0 - 1_000 * DAY, toMs: DAY_0 - 999 * DAY };
    assert.deepEqual(keysOf(await rowsOf(place, { incidents: none, overlapping: day })), open);
    const week = { fromMs: DAY_0 - 3 * DAY, toMs: DAY_0 + DAY };
    assert.deepEqual(
      keysOf(await rowsOf(place, { incidents: week, overlapping: day })),
      [...open, "over", "over a minute after seven hours"].sort(),
    );
  });

  test("titles, verdicts and who acked come as they are kept", async (store, place) => {
    await collect(store, {
      incidents: [
        incident("K1", DAY_0, DAY_0 + HOUR, { title: "Disk 91% \u0000full", ackedAtMs: DAY_0 + MIN, ackedBy: "Ana" }),
        incident("K2", DAY_0 + 1, undefined, { ackedAtMs: DAY_0 + MIN, state: "acked" }),
        incident("K3", DAY_0 + 2),
      ],
    });
    await store.verdicts.set(verdict("pagerduty:K1", { tag: "checkfaulty" }));
    const day = { fromMs: DAY_0, toMs: DAY_0 + DAY };
    const told = ({ incidents }: StatsRows) => incidents.map((one) => [one.key, one.title, one.verdict, one.ackedBy]);
    assert.deepEqual(told(await rowsOf(place, { incidents: day, titles: true })), [
      ["K1", "Disk 91% full", "checkfaulty", "human"],
      ["K2", "Disk is full", null, "auto"],
      ["K3", "Disk is full", null, null],
    ]);
    assert.deepEqual(told(await rowsOf(place, { incidents: day }))[0], ["K1", "", null, "human"]);
    await store.relay(
      await leaseOf(store, "relay"),
      [outcome("d", alert({ key: "K3", state: "acked", by: "Bo", title: "Disk is fuller" }))],
      toOps,
    );
    const [, , third] = told(await rowsOf(place, { incidents: day, titles: true }));
    assert.equal(third?.[3], "human");
  });

  test("facts for outputs alone are kept, told as new once, and never read by statistics", async (store, place) => {
    const facts: readonly Fact[] = [
      fact("K1:opened", { kind: "opened", personId: undefined, channel: undefined }),
      fact("page"),
      fact("later:opened", { kind: "opened", atMs: MONDAY + DAY }),
    ];
    assert.equal((await collect(store, { facts })).facts.length, 3);
    assert.equal((await collect(store, { facts })).facts.length, 0);
    const rows = await rowsOf(place, { facts: { fromMs: MONDAY - DAY, toMs: MONDAY + 2 * DAY } });
    assert.deepEqual(
      rows.facts.map(({ kind }) => kind),
      ["notified"],
    );
  });

  test("an import of history says how far back it came, and not how new the data is", async (store, place) => {
    await collect(store, {}, { cursor: "1", sinceMs: MONDAY });
    const asOf = (await rowsOf(place, {})).asOfMs;
    const history = { source: "pagerduty:history", cursor: "h" };
    await collect(store, { incidents: [], facts: [] }, history);
    assert.equal((await rowsOf(place, {})).sinceMs, MONDAY, "one that claims nothing changes nothing");
    for (const sinceMs of [MONDAY - DAY, MONDAY - 3 * DAY]) {
      await collect(store, {}, { ...history, sinceMs });
      assert.equal((await rowsOf(place, {})).sinceMs, sinceMs);
    }
    assert.equal((await rowsOf(place, {})).asOfMs, asOf);
    await collect(store, {}, { cursor: "2", sinceMs: MONDAY - 9 * DAY });
    assert.equal((await rowsOf(place, {})).sinceMs, MONDAY - 3 * DAY, "a poll does not say more");
    assert.equal(await store.cursor("pagerduty:history"), "h");
  });

  test("without a pager every source counts, with one only what paged", async (store, place) => {
    const day = { fromMs: DAY_0, toMs: MONDAY + DAY };
    await store.relay(await leaseOf(store, "relay"), [outcome("d", alert({ source: "nagios", key: "N1" }))], toOps);
    await collect(store, { incidents: [incident("K1", DAY_0)] });
    assert.deepEqual(keysOf(await rowsOf(place, { incidents: day })), ["K1", "N1"]);
    await collect(store, {}, { source: "pagerduty:first", cursor: "1" });
    assert.deepEqual(keysOf(await rowsOf(place, { incidents: day })), ["K1"]);
  });
};

const verdict = (incidentId: string, more: Partial<Verdict> = {}): Verdict => ({
  ...{ incidentId, tag: "action", userId: "U1", by: "Ana", atMs: MONDAY },
  ...more,
});

const describeVerdicts = (test: Test): void => {
  test("the last verdict holds, and the one before is told", async (store, place) => {
    assert.equal(await store.verdicts.read("pagerduty:K1"), undefined);
    const first = verdict("pagerduty:K1", { note: "disk \u0000was 'full'" });
    assert.equal(await store.verdicts.set(first), undefined);
    const second = verdict("pagerduty:K1", { tag: "fix", by: "Bo", userId: "U2", atMs: MONDAY + 1 });
    assert.deepEqual(await (await place.open()).verdicts.set(second), { ...first, note: "disk was 'full'" });
    assert.deepEqual(await store.verdicts.read("pagerduty:K1"), second);
  });

  test("missing lists what ended, reached somebody, and was not judged", async (store) => {
    const relay = await leaseOf(store, "relay");
    const end = MONDAY + 2 * HOUR;
    const resolved = (key: string, more = {}) => alert({ key, state: "resolved", atMs: end, ...more });
    const both = (key: string, source = "pagerduty") => [
      alert({ key, source, atMs: MONDAY }),
      resolved(key, { source }),
    ];
    await store.relay(
      relay,
      [outcome("d1", ...both("posted"), ...both("judged"), alert({ key: "open" }), ...both("config", "drm"))],
      toOps,
    );
    const quiet = () => [];
    await store.relay(relay, [outcome("d2", ...both("silent"), ...both("notified"))], quiet);
    const merged = [alert({ key: "merged", atMs: MONDAY }), resolved("merged", { ending: "merged" })];
    await store.relay(relay, [outcome("d3", ...merged)], toOps);
    await collect(store, {
      incidents: [
        incident("merged at once", MONDAY, end, { ending: "merged" }),
        incident("long", DAY_0 - 9 * DAY, end + 5),
      ],
      facts: [
        fact("f1", { incidentKey: "notified" }),
        fact("f2", { incidentKey: "silent", kind: "acked" }),
        fact("f3", { incidentKey: "merged at once" }),
        fact("f4", { incidentKey: "long" }),
      ],
    });
    await store.verdicts.set(verdict("pagerduty:judged"));
    const range = { fromMs: MONDAY, toMs: end + HOUR };
    const all = await store.verdicts.missing(range, 10);
    assert.deepEqual(
      all.incidents.map(({ key }) => key),
      ["long", "notified", "posted"],
    );
    assert.equal(all.total, 3);
    const two = await store.verdicts.missing(range, 1);
    assert.deepEqual([two.incidents.map(({ key }) => key), two.total], [["long"], 3]);
    assert.deepEqual(await store.verdicts.missing({ fromMs: MONDAY, toMs: end }, 10), { incidents: [], total: 0 });
    assert.equal((await store.verdicts.missing({ fromMs: end, toMs: end + 1 }, 10)).total, 2);
    await laneOf(store);
  });

  test("missing knows a problem that was paged from here", async (store) => {
    const relay = await leaseOf(store, "relay");
    const ends = alert({ key: "K1", state: "resolved", atMs: MONDAY + HOUR });
    const begins = alert({ key: "K1", atMs: MONDAY, title: 'says "paged":[{ itself' });
    const page = { atMs: MONDAY + MIN, by: "Ana", where: "PagerDuty", ref: "Q1" };
    const quiet = () => [];
    await store.relay(relay, [outcome("d1", begins, ends)], quiet);
    const range = { fromMs: MONDAY, toMs: MONDAY + DAY };
    assert.equal((await store.verdicts.missing(range, 10)).total, 0);
    const paged = alert({ key: "K1", state: "update", ours: true, paged: page, atMs: MONDAY + 2 * HOUR });
    await store.relay(relay, [outcome("d2", paged)], quiet);
    assert.equal((await store.incident("pagerduty:K1"))?.paged?.length, 1);
    assert.equal((await store.verdicts.missing(range, 10)).total, 1);
  });
};

const describeSmall = (test: Test): void => {
  test("a rating said later completes the one before", async (store, place) => {
    const shift = { userId: "U1", schedule: "Primary", fromMs: DAY_0, toMs: DAY_0 + 7 * DAY };
    const first: Rating = { ...shift, hard: 4, note: "long \u0000week", atMs: MONDAY };
    await store.ratings.save(first);
    await (await place.open()).ratings.save({ ...shift, email: "Ana@example.com", sleep: 2, atMs: MONDAY + 1 });
    await store.ratings.save({ ...shift, schedule: "Secondary", hard: 1, atMs: MONDAY });
    await store.ratings.save({ ...shift, userId: "U2", fromMs: DAY_0 - DAY, hard: 5, atMs: MONDAY });
    const week = { fromMs: DAY_0 + DAY, toMs: DAY_0 + 2 * DAY };
    const [early, whole, other, ...more] = await store.ratings.between(week);
    assert.deepEqual(whole, { ...first, note: "long week", email: "Ana@example.com", sleep: 2, atMs: MONDAY + 1 });
    assert.deepEqual([early?.userId, other?.schedule, more.length], ["U2", "Secondary", 0]);
    assert.deepEqual(await store.ratings.between({ fromMs: DAY_0 + 7 * DAY, toMs: DAY_0 + 9 * DAY }), []);
    assert.equal((await store.ratings.between({ fromMs: DAY_0 - DAY, toMs: DAY_0 })).length, 1);
  });

  test("a job's last moment never goes back", async (store, place) => {
    assert.equal(await store.jobs.last("weekly"), undefined);
    await store.jobs.done("weekly", MONDAY);
    await (await place.open()).jobs.done("weekly", MONDAY - DAY);
    assert.equal(await store.jobs.last("weekly"), MONDAY);
    await store.jobs.done("weekly", MONDAY + DAY);
    await store.jobs.done("daily", MONDAY);
    assert.deepEqual([await store.jobs.last("weekly"), await store.jobs.last("daily")], [MONDAY + DAY, MONDAY]);
  });
};

/** What people say of problems and shifts, time on call, planned work, and what statistics read of it. */
export const describeCare = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("what statistics read", () => {
    describeDuties(test);
    describePlanned(test);
    describeIncidents(test);
  });
  describe("verdicts, ratings, jobs", () => {
    describeVerdicts(test);
    describeSmall(test);
  });
};
