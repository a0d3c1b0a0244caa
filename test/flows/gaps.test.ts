import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { formatCard } from "../../src/bot/card.ts";
import { Failure } from "../../src/core/failure.ts";
import type { Shift } from "../../src/core/responding.ts";
import { gapsIn } from "../../src/core/shift-words.ts";
import { createGaps, lookForGaps } from "../../src/flows/gaps.ts";
import { DAY, dying, HOUR, MIN, NOON, openWorld, type World } from "./shifts-kit.ts";

const ana = { id: "PANA", name: "Ana Kovac" };
const shift = (fromMs: number, toMs: number): Shift => ({ person: ana, fromMs, toMs });
const FOREVER = NOON + 365 * DAY;
/** Nobody from tomorrow 2:00 to 6:00, Berlin time 3:00 to 7:00. */
const GAP = { fromMs: NOON + 14 * HOUR, toMs: NOON + 18 * HOUR };

const RULE = { schedule: "Primary", channel: "ops", gapsAheadMs: DAY };

const watching = async (t: TestContext) => {
  const world = await openWorld(t, RULE);
  const ports = await world.process();
  const cover = (...shifts: readonly Shift[]): void => {
    world.pager.shifts = { SPRI: shifts };
  };
  const look = async (afterMs = 0): Promise<void> => {
    world.nowMs += afterMs;
    await lookForGaps(ports);
    await world.relay();
  };
  cover(shift(NOON - DAY, GAP.fromMs), shift(GAP.toMs, FOREVER));
  return { world, ports, cover, look };
};

const gaps = async ({ store }: World) =>
  (await store.incidents({ sources: ["drm"] }, "recent", 50)).incidents
    .filter(({ key }) => key.startsWith("gap:"))
    .sort((a, b) => a.openedAtMs - b.openedAtMs);

describe("hours that nobody has", () => {
  it("are told once, a day ahead, in the rule's channel", async (t) => {
    const { world, look } = await watching(t);
    for (let looks = 0; looks < 6; looks += 1) await look(30 * MIN);
    const [gap, ...more] = await gaps(world);
    assert.ok(gap);
    assert.equal(more.length, 0);
    assert.equal(gap.key, `gap:SPRI:${GAP.fromMs / MIN}`);
    assert.equal(gap.title, "Nobody is on call in Primary from Tue 17 Nov 03:00 to 07:00 (Europe/Berlin)");
    assert.deepEqual([gap.state, gap.severity, gap.said?.channel, gap.firings], ["firing", "warning", "ops", 1]);
    const shown = JSON.stringify(formatCard(gap, false, { claims: true, before: [], alsoNow: [] }));
    assert.match(shown, new RegExp(`<!date\\^${GAP.fromMs / 1000}\\^.*4 h`));
    assert.match(shown, /oncall override/);
  });

  it("further ahead than was asked for are not", async (t) => {
    const { world, cover, look } = await watching(t);
    cover(shift(NOON - DAY, NOON + DAY + 2 * HOUR), shift(NOON + 2 * DAY, FOREVER));
    await look();
    assert.deepEqual(await gaps(world), []);
    await look(3 * HOUR);
    assert.equal((await gaps(world)).length, 1);
  });

  it("end when somebody takes them, and come back when that is undone", async (t) => {
    const { world, cover, look } = await watching(t);
    await look();
    const [before] = [world.pager.shifts];
    cover(shift(NOON - DAY, FOREVER));
    await look(30 * MIN);
    const [filled] = await gaps(world);
    assert.equal(filled?.state, "resolved");
    assert.equal(filled?.history.at(-1)?.what, "somebody has them now");
    await look(30 * MIN);
    assert.equal((await gaps(world))[0]?.history.length, 2, "the end is told once");
    world.pager.shifts = before ?? {};
    await look(30 * MIN);
    assert.equal((await gaps(world)).filter(({ state }) => state === "firing").length, 1, "told anew");
  });

  it("end when they have passed; while they run they are the same", async (t) => {
    const { world, look } = await watching(t);
    await look();
    await look(15 * HOUR);
    await look(2 * HOUR);
    const [running, ...more] = await gaps(world);
    assert.equal(running?.state, "firing");
    assert.equal(running?.firings, 1);
    assert.equal(more.length, 0);
    await look(2 * HOUR);
    const [over, ...others] = await gaps(world);
    assert.equal(over?.state, "resolved");
    assert.equal(over?.history.at(-1)?.what, "the hours have passed");
    assert.equal(others.length, 0);
  });

  it("that grow, shrink or split stay one problem, told as they are now", async (t) => {
    const { world, cover, look } = await watching(t);
    await look();
    cover(shift(NOON - DAY, GAP.fromMs - HOUR), shift(GAP.toMs, FOREVER));
    await look(30 * MIN);
    const [grown] = await gaps(world);
    assert.match(grown?.title ?? "", /from Tue 17 Nov 02:00 to 07:00/);
    assert.equal((await gaps(world)).length, 1);
    cover(shift(NOON - DAY, GAP.fromMs), shift(GAP.fromMs + HOUR, GAP.toMs - HOUR), shift(GAP.toMs, FOREVER));
    await look(30 * MIN);
    const titles = (await gaps(world)).map(({ title }) => title);
    assert.equal(titles.length, 2);
    assert.match(titles.join(), /03:00 to 04:00/);
    assert.match(titles.join(), /06:00 to 07:00/);
  });

  it("without an end are told once, not at each look", async (t) => {
    const { world, cover, look } = await watching(t);
    cover(shift(NOON - DAY, GAP.fromMs));
    for (let looks = 0; looks < 5; looks += 1) await look(30 * MIN);
    const [open] = await gaps(world);
    assert.equal(open?.firings, 1);
    assert.match(open?.title ?? "", /from Tue 17 Nov 03:00 on \(Europe\/Berlin\)$/);
    cover(shift(NOON - DAY, GAP.fromMs), shift(GAP.toMs, FOREVER));
    await look(30 * MIN);
    assert.match((await gaps(world))[0]?.title ?? "", /03:00 to 07:00/);
  });

  it("of a schedule that cannot be read are neither found nor ended", async (t) => {
    const { world, look } = await watching(t);
    await look();
    world.pager.fails = new Failure("timeout", "slow");
    world.pager.shifts = {};
    await look(30 * MIN);
    assert.deepEqual(
      (await gaps(world)).map(({ state, firings }) => [state, firings]),
      [["firing", 1]],
    );
    const { ports } = { ports: await world.process({ schedules: () => Promise.reject(new Failure("upstream", "x")) }) };
    await lookForGaps(ports);
    assert.deepEqual(await world.told(), []);
  });

  it("are over when nobody watches the schedule any more", async (t) => {
    const { world, look } = await watching(t);
    await look();
    world.rules = [{ schedule: "Primary", channel: "ops" }];
    await look(30 * MIN);
    assert.equal((await gaps(world))[0]?.state, "resolved");
    world.rules = [RULE];
    await look(30 * MIN);
    assert.equal((await gaps(world)).filter(({ state }) => state === "firing").length, 1);
  });

  for (const when of ["before", "after"] as const)
    it(`are told once by whoever comes back, killed ${when} it was on disk`, async (t) => {
      const { world, ports, look } = await watching(t);
      // Running already, so that each look begins at another minute.
      world.nowMs = GAP.fromMs + HOUR;
      await lookForGaps({ ...ports, tellAdmin: dying(ports.tellAdmin, when) });
      await world.relay();
      assert.equal((await gaps(world)).length, when === "before" ? 0 : 1);
      await look(5 * MIN);
      await look(30 * MIN);
      const all = await gaps(world);
      assert.deepEqual(
        all.map(({ firings }) => firings),
        [1],
      );
    });

  it("are looked for by one of two replicas", async (t) => {
    const world = await openWorld(t, RULE);
    const loops = [createGaps(await world.process()), createGaps(await world.process())];
    for (const loop of loops) loop.start();
    await sleep(120);
    for (const loop of loops) await loop.stop();
    assert.equal(world.pager.asked.shifts, 1);
  });
});

describe("gaps in a window", () => {
  it("are what no shift covers, whatever their order and overlaps, to the minute", () => {
    const window = { fromMs: 0, toMs: DAY };
    assert.deepEqual(gapsIn([], window), [window]);
    assert.deepEqual(gapsIn([shift(0, DAY)], window), []);
    assert.deepEqual(gapsIn([shift(8 * HOUR, 20 * HOUR), shift(0, 10 * HOUR), shift(9 * HOUR, 9.5 * HOUR)], window), [
      { fromMs: 20 * HOUR, toMs: DAY },
    ]);
    assert.deepEqual(gapsIn([shift(0, HOUR - 1_000), shift(HOUR, DAY)], window), []);
  });
});
