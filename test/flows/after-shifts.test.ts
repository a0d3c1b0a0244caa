import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Reply } from "../../src/core/message.ts";
import { DEFAULT_CARE } from "../../src/core/policy-default.ts";
import { ratingWish } from "../../src/core/rating-words.ts";
import type { Shift } from "../../src/core/responding.ts";
import { readShiftRef } from "../../src/core/shift-ref.ts";
import { STATISTICS } from "../../src/core/stats/index.ts";
import type { PersonSheet } from "../../src/core/stats/person-types.ts";
import { parseTimeRange } from "../../src/core/time/range.ts";
import { type AfterPorts, lookAfterShifts } from "../../src/flows/shifts/after.ts";
import { awakeFrom, endedShifts } from "../../src/flows/shifts/ended.ts";
import { chatWithMemory, Killed } from "./chat-with-memory.ts";
import { DAY, HOUR, MIN, NOON, openWorld } from "./shifts-kit.ts";

const ANA = { id: "PANA", name: "Ana Kovac" };
const BEN = { id: "PBEN", name: "Ben Okafor" };
const CEM = { id: "PCEM", name: "Cem Aydin" };
const shift = (person: Shift["person"], fromMs: number, toMs: number): Shift => ({ person, fromMs, toMs });

const RANGE = parseTimeRange("today", { nowMs: NOON, tz: "UTC", weekStart: 1 });
const EMPTY = { incidents: [], facts: [], people: [], duties: [], planned: [] };

/** What the store says of one person: paged three times, once at night. */
const sheetOf = (asOfMs: number): PersonSheet => ({
  ...STATISTICS.person.compute({ ...EMPTY, asOfMs, sinceMs: 0 }, { range: RANGE, person: "x" }),
  who: { source: "pagerduty", id: "PANA", name: "Ana Kovac" },
  ...{ pages: 3, sleep: 1 },
});

const openAfter = async (t: TestContext) => {
  const world = await openWorld(t, { schedule: "Primary" }, { schedule: "Secondary" });
  const memory = chatWithMemory(() => world.nowMs);
  for (const [id, name] of [
    ["U1ANA000", "ana"],
    ["U2BEN000", "ben"],
  ] as const)
    memory.users.set(`${name}@northwind.example`, { id, name, tz: "Europe/Berlin", outsider: false });
  const state = { asOfMs: Number.POSITIVE_INFINITY, on: true };
  const process = async (): Promise<() => Promise<void>> => {
    const ports = await world.process();
    const { store } = ports;
    const after: AfterPorts = {
      ...ports,
      chat: memory.chat,
      pace: { postEveryMs: 0 },
      policy: () => ({ ...ports.policy(), care: { ...DEFAULT_CARE, endOfShift: state.on } }),
      store: {
        ...{ known: store.known, leases: store.leases, jobs: world.store.jobs, budgets: world.store.budgets },
        openOf: (source, limit) => store.openOf(source, limit),
        links: () => store.links(),
        cursor: async () => JSON.stringify({ toMs: Math.min(state.asOfMs, Number.MAX_SAFE_INTEGER) }),
        stats: async (name, query) =>
          name === "person"
            ? // biome-ignore lint/suspicious/noExplicitAny: only this one is asked for here
              (sheetOf(state.asOfMs) as any)
            : world.store.stats(name, query),
      },
    };
    return () => lookAfterShifts(after);
  };
  return { world, memory, state, process };
};

const replyOf = ({ posted }: ReturnType<typeof chatWithMemory>, at = 0): Reply => {
  const message = posted[at]?.message;
  assert.ok(message?.kind === "reply");
  return message.reply;
};

describe("somebody whose shift is over", () => {
  const WEEK = { SPRI: [shift(ANA, NOON - 7 * DAY, NOON + HOUR), shift(BEN, NOON + HOUR, NOON + 8 * DAY)] };

  it("is asked once how it was, with their own numbers, in words that the bot understands", async (t) => {
    const { world, memory, process } = await openAfter(t);
    world.pager.shifts = WEEK;
    const look = await process();
    await look();
    world.nowMs = NOON + HOUR - 1;
    await look();
    assert.deepEqual(memory.posted, []);
    for (let minute = 0; minute < 30; minute += 1) {
      world.nowMs = NOON + HOUR + minute * MIN;
      await look();
    }
    assert.deepEqual(
      memory.posted.map(({ channel, thread }) => [channel, thread]),
      [["D1ANA000", undefined]],
    );
    const reply = replyOf(memory);
    assert.equal(reply.title, "Your shift in Primary is over. How was it?");
    assert.equal(reply.lines?.[1], "You were paged 3 times, 1 of them at night.");
    const context = { nowMs: world.nowMs, tz: "UTC", weekStart: 1 } as const;
    const wishes = (reply.items ?? []).flatMap(({ buttons = [] }) =>
      buttons.map(({ say = "" }) => ratingWish().parse(say.replace(/^oncall rate /, ""), context)),
    );
    const ref = { scheduleId: "SPRI", fromMs: NOON - 7 * DAY, toMs: NOON + HOUR };
    assert.deepEqual(
      wishes.map(({ hard, sleep, shift: of }) => [hard, sleep, of]),
      [
        ...[1, 2, 3, 4, 5].map((hard) => [hard, undefined, ref]),
        ...[1, 2, 3, 4, 5].map((sleep) => [undefined, sleep, ref]),
      ],
    );
    assert.deepEqual(readShiftRef(reply.buttons?.[0]?.form?.about ?? ""), ref);
    assert.match(reply.footer?.join() ?? "", /Only you see what you say/);
  });

  it("is asked once by several processes, and after a kill at any call", async (t) => {
    for (const when of ["before", "after"] as const)
      for (let at = 0; at < 3; at += 1) {
        const { world, memory, process } = await openAfter(t);
        await world.store.known.save("direct:U1ANA000", "D1ANA000", NOON);
        world.pager.shifts = WEEK;
        const [one, two] = [await process(), await process()];
        await one();
        world.nowMs = NOON + HOUR;
        memory.dieAt(at, when);
        await one().catch((error: unknown) => assert.ok(error instanceof Killed));
        memory.dieAt(-1, "before");
        world.nowMs += MIN;
        await two();
        await one();
        assert.equal(memory.posted.length, 1, `killed ${when} call ${at}`);
      }
  });

  it("before the first look ever, for less than four hours, or for a while in between, is not", async (t) => {
    const { world, memory, process } = await openAfter(t);
    world.pager.shifts = {
      SPRI: [
        shift(ANA, NOON - DAY, NOON - HOUR),
        shift(BEN, NOON - HOUR, NOON + 2 * HOUR),
        shift(ANA, NOON + 2 * HOUR, NOON + 3 * HOUR),
      ],
    };
    const look = await process();
    await look();
    for (let hour = 0; hour < 2.9; hour += 0.25) {
      world.nowMs = NOON + hour * HOUR;
      await look();
    }
    assert.deepEqual(memory.posted, []);
    world.nowMs = NOON + 3 * HOUR;
    await look();
    assert.deepEqual(
      memory.posted.map(({ id }) => id),
      [`after-shift:SPRI:PANA:${(NOON + 3 * HOUR) / MIN}`],
    );
  });

  it("on two schedules is asked about one of them", async (t) => {
    const { world, memory, process } = await openAfter(t);
    world.pager.shifts = { ...WEEK, SSEC: [shift(ANA, NOON - DAY, NOON + HOUR)] };
    const look = await process();
    await look();
    world.nowMs = NOON + HOUR;
    await look();
    await look();
    assert.equal(memory.posted.length, 1);
  });

  it("at night is asked in the morning; numbers that are still to come are waited for", async (t) => {
    const { world, memory, process, state } = await openAfter(t);
    const endMs = Date.parse("2026-11-17T02:00:00Z");
    world.pager.shifts = { SPRI: [shift(ANA, NOON, endMs)] };
    const look = await process();
    await look();
    state.asOfMs = endMs - 1;
    for (const [at, posts] of [
      ["02:30", 0],
      ["06:59", 0],
      ["07:00", 1],
    ] as const) {
      world.nowMs = Date.parse(`2026-11-17T${at}:00Z`);
      await look();
      assert.equal(memory.posted.length, posts, at);
    }
    const fresh = await openAfter(t);
    fresh.world.pager.shifts = WEEK;
    const again = await fresh.process();
    await again();
    fresh.state.asOfMs = NOON;
    fresh.world.nowMs = NOON + HOUR + 5 * MIN;
    await again();
    assert.equal(fresh.memory.posted.length, 0);
    fresh.state.asOfMs = NOON + HOUR;
    await again();
    assert.equal(fresh.memory.posted.length, 1);
  });

  it("whom the chat does not know, or where it is switched off, is left in peace", async (t) => {
    const { world, memory, process, state } = await openAfter(t);
    world.pager.shifts = { SPRI: [shift(CEM, NOON - DAY, NOON + HOUR)] };
    const look = await process();
    await look();
    world.nowMs = NOON + HOUR;
    await look();
    assert.equal(await world.store.jobs.last("after-shift:pagerduty:PCEM"), NOON + HOUR);
    state.on = false;
    world.pager.shifts = { SPRI: [shift(BEN, NOON, NOON + 5 * HOUR)] };
    world.nowMs = NOON + 5 * HOUR;
    await look();
    assert.deepEqual(memory.posted, []);
  });

  it("is asked although somebody who left, or a guest, had linked their address before; guests are not", async (t) => {
    const { world, memory, process } = await openAfter(t);
    for (const id of ["U0GUEST0", "U1ANA000", "U9GONE00"]) await world.store.linkEmail(id, "Ana@northwind.example");
    memory.users.delete("ana@northwind.example");
    memory.users.set("guest@other.example", { id: "U0GUEST0", name: "Guest", tz: "UTC", outsider: true });
    memory.users.set("ana.k@northwind.example", { id: "U1ANA000", name: "Ana", tz: "Europe/Berlin", outsider: false });
    memory.users.set("ben@northwind.example", { id: "U2BEN000", name: "Ben", tz: "UTC", outsider: true });
    world.pager.shifts = { SPRI: [shift(ANA, NOON - DAY, NOON + HOUR), shift(BEN, NOON - DAY, NOON + HOUR)] };
    const look = await process();
    await look();
    world.nowMs = NOON + HOUR;
    await look();
    assert.deepEqual(
      memory.posted.map(({ channel }) => channel),
      ["D1ANA000"],
    );
  });

  it("who cannot be written to is not tried again; what passes by itself is", async (t) => {
    const { world, memory, process } = await openAfter(t);
    world.pager.shifts = WEEK;
    const look = await process();
    await look();
    world.nowMs = NOON + HOUR;
    memory.fails("post", new Failure("upstream", "down"));
    await look();
    assert.equal(await world.store.jobs.last("after-shift:pagerduty:PANA"), undefined);
    memory.fails("post", new Failure("rejected", "messages_tab_disabled"));
    await look();
    assert.equal(await world.store.jobs.last("after-shift:pagerduty:PANA"), NOON + HOUR);
    await look();
    assert.deepEqual(memory.posted, []);
  });
});

describe("shifts that are over", () => {
  it("are known although an override or the end of what was read cuts them", () => {
    const cut = [
      shift(ANA, NOON - 20 * HOUR, NOON - 10 * HOUR),
      shift(BEN, NOON - 10 * HOUR, NOON - 8 * HOUR),
      shift(ANA, NOON - 8 * HOUR, NOON - HOUR),
    ];
    assert.deepEqual(endedShifts(cut, NOON - DAY, NOON), [
      { personId: "PANA", name: "Ana Kovac", fromMs: NOON - 20 * HOUR, toMs: NOON - HOUR },
    ]);
    assert.deepEqual(endedShifts(cut, NOON - HOUR, NOON), [], "ended at the last look");
    const days = [0, 1].map((day) => shift(ANA, NOON - 3 * DAY + day * DAY, NOON - 3 * DAY + day * DAY + 9 * HOUR));
    assert.equal(endedShifts(days, NOON - 4 * DAY, NOON).length, 2, "a night between them is no break");
  });

  it("are asked about when nobody sleeps", () => {
    const at = (text: string): number => Date.parse(text);
    assert.equal(awakeFrom(at("2026-11-17T08:00:00Z"), "Europe/Berlin"), at("2026-11-17T08:00:00Z"));
    assert.equal(awakeFrom(at("2026-11-17T21:30:00Z"), "Europe/Berlin"), at("2026-11-18T07:00:00Z"));
    assert.equal(awakeFrom(at("2026-11-17T02:00:00Z"), "Europe/Berlin"), at("2026-11-17T07:00:00Z"));
    assert.equal(awakeFrom(at("2026-10-24T23:30:00Z"), "Europe/Berlin"), at("2026-10-25T07:00:00Z"));
  });
});
