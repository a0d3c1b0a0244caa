import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Incident } from "../../src/core/incident.ts";
import type { Log } from "../../src/core/log.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { StatsRows } from "../../src/core/stats/rows.ts";
import type { Statistic, StatisticName, StatisticOf } from "../../src/core/stats/statistic.ts";
import type { StatsQuery } from "../../src/core/stats.ts";
import { inZone } from "../../src/core/time/when.ts";
import { readHandOver } from "../../src/flows/shifts/happened.ts";
import { shiftWords } from "../../src/flows/shifts/words.ts";
import { incidentOf, pageOf } from "../core/report-kit.ts";
import { DAY, HOUR, NOON, PRIMARY } from "./shifts-kit.ts";

const quiet: Log = { debug() {}, info() {}, warn() {}, error() {} };
const LEFT = [{ id: "PANA", name: "Ana Kovac", untilMs: NOON }];
const NOW = [{ id: "PBEN", name: "Ben Okafor", untilMs: NOON + DAY }];
const CHANGE = { schedule: "Primary", before: LEFT, now: NOW };
const AROUND = { worst: [], open: 0, mutes: [] };

const problem = (title: string, more: Partial<Incident>): Incident => ({
  ...{ id: `nagios:${title}`, source: "nagios", key: title, version: 1, state: "firing", severity: "error", title },
  ...{ labels: {}, openedAtMs: NOON - HOUR, firings: 1, history: [], last: { atMs: 0, rank: 0, eventId: "" } },
  ...more,
});

const worldOf = (rows: Partial<StatsRows>, incidents: readonly Incident[] = [], readUntilMs = NOON) => ({
  log: quiet,
  source: "pagerduty",
  clock: () => NOON,
  rota: {
    shifts: async () => [{ person: { id: "PANA", name: "Ana Kovac" }, fromMs: NOON - 2 * DAY, toMs: NOON }],
  },
  store: {
    cursor: async () => JSON.stringify({ toMs: readUntilMs }),
    stats: <K extends StatisticName>(name: K, query: StatsQuery): Promise<StatisticOf[K]> => {
      const statistic: Statistic<K> = STATISTICS[name];
      const empty = { incidents: [], facts: [], people: [], duties: [], planned: [], asOfMs: NOON, sinceMs: 0 };
      return Promise.resolve(statistic.compute({ ...empty, ...rows }, query));
    },
    incidents: async ({ states = [] }: { readonly states?: readonly Incident["state"][] | undefined }) => {
      const found = incidents.filter(({ state }) => states.includes(state));
      return { incidents: found, total: found.length };
    },
  },
});

describe("a hand-over", () => {
  const night = ["23:10", "23:50"].map((time) => incidentOf(`2026-11-15T${time}:00Z`, { key: time }));
  const ended = incidentOf("2026-11-15T08:00:00Z", { title: "Slow", service: "Search", key: "s" });

  it("tells what the shift was like, what to watch, and when it is as of", async () => {
    const facts = [...night.map((one) => pageOf(one)), pageOf(ended, "PBEN")];
    const world = worldOf({ incidents: [...night, ended], facts }, [
      problem("web flaps", { flapping: { changes: 7, sinceMs: NOON - HOUR } }),
      problem("db ended", { state: "resolved", resolvedAtMs: NOON - HOUR, unconfirmed: "alertmanager" }),
      problem("calm", {}),
    ]);
    const handOver = await readHandOver(PRIMARY, LEFT, "Europe/Berlin", world);
    const { title, lines } = shiftWords(undefined, CHANGE, { ...AROUND, ...handOver }, "Europe/Berlin");
    assert.equal(title, "Primary: Ben Okafor takes over from Ana Kovac");
    assert.deepEqual(
      lines.map((line) => inZone(line, "Europe/Berlin")),
      [
        "On call until Tue 17 Nov 13:00",
        "In this shift (2 d, all schedules): 3 incidents, 3 pages, 2 of them at night, most often Checkout · Disk #% full on db-3 (2×)",
        "No open incidents",
        "🔁 web flaps keeps flapping",
        "❔ db ended: nobody is sure that it ended",
        "↩️ Checkout · Disk #% full on db-3 came back within a day",
      ],
    );
    const late = await readHandOver(PRIMARY, LEFT, "UTC", worldOf({}, [], NOON - HOUR));
    assert.equal(late.happened?.untilMs, NOON - HOUR);
  });

  it("tells no nights where only one person was paged", async () => {
    const world = worldOf({ incidents: night, facts: night.map((one) => pageOf(one)) });
    const handOver = await readHandOver(PRIMARY, LEFT, "Europe/Berlin", world);
    const { lines } = shiftWords(undefined, CHANGE, { ...AROUND, ...handOver }, "Europe/Berlin");
    assert.match(lines[1] ?? "", /^In this shift \(2 d\): 2 incidents, 2 pages, most often/);
  });

  it("says that a shift was quiet, and nothing of one that nobody read", async () => {
    const calm = await readHandOver(PRIMARY, LEFT, "UTC", worldOf({}));
    const { lines } = shiftWords(undefined, CHANGE, { ...AROUND, ...calm }, "UTC");
    assert.equal(lines[1], "In this shift (2 d): nothing broke, nobody was paged");
    const unread = await readHandOver(PRIMARY, LEFT, "UTC", worldOf({}, [], NOON - 3 * DAY));
    assert.equal(unread.happened, undefined);
    for (const rows of [{ asOfMs: null }, { sinceMs: NOON - HOUR }])
      assert.equal((await readHandOver(PRIMARY, LEFT, "UTC", worldOf(rows))).happened, undefined);
  });

  it("goes without what cannot be read", async () => {
    const fails = async (): Promise<never> => Promise.reject(new Error("down"));
    const world = worldOf({});
    const bare = await readHandOver(PRIMARY, LEFT, "UTC", {
      ...world,
      rota: { shifts: fails },
      store: { stats: fails, incidents: fails, cursor: fails },
    });
    assert.deepEqual(bare, { happened: undefined, watch: undefined });
    const nobody = await readHandOver(PRIMARY, [], "UTC", world);
    assert.equal(nobody.happened, undefined);
  });

  it("fills both into words of one's own; those of before mean what they did", async () => {
    const handOver = await readHandOver(
      PRIMARY,
      LEFT,
      "UTC",
      worldOf({ incidents: night, facts: [] }, [
        problem("web flaps", { flapping: { changes: 7, sinceMs: NOON - HOUR } }),
      ]),
    );
    const around = { ...AROUND, ...handOver };
    const told = shiftWords("{came} for {left}: {happened}\n{watch}\n{open}", CHANGE, around, "UTC");
    assert.equal(
      told.title,
      "Ben Okafor for Ana Kovac: in this shift (2 d): 2 incidents, nobody was paged, most often Checkout · Disk #% full on db-3 (2×)",
    );
    assert.deepEqual(told.lines.slice(0, 2), ["To watch", "🔁 web flaps keeps flapping"]);
    assert.equal(told.lines.at(-1), "No open incidents");
    const bare = shiftWords("x\n{happened}\n{watch}", CHANGE, AROUND, "UTC");
    assert.deepEqual(bare.lines, ["Nothing is known of the shift before", "Nothing to watch"]);
  });
});
