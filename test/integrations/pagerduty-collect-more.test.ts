import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { Duty, PlannedWork } from "../../src/core/duty.ts";
import type { Fact } from "../../src/core/fact.ts";
import type { Collect } from "../../src/core/integration.ts";
import { finalShifts } from "../../src/demo/pagerduty/account/shifts.ts";
import { finalTurns } from "../../src/demo/pagerduty/account/turns.ts";
import { createPagerDuty } from "../../src/demo/pagerduty/index.ts";
import type { Account } from "../../src/demo/pagerduty/model.ts";
import { ahead } from "../../src/integrations/pagerduty/ahead.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const START = Date.parse("2026-11-21T09:30:00Z");
const DAY = 86_400_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MIDNIGHT = Date.parse("2026-11-21T00:00:00Z");

const read = async (collect: Collect, fromMs: number, toMs: number) => {
  const facts: Fact[] = [];
  const spans: { fromMs: number; toMs: number; duties: readonly Duty[] }[] = [];
  const planned: (readonly PlannedWork[])[] = [];
  for await (const batch of collect.collect({ fromMs, toMs })) {
    facts.push(...batch.facts);
    if (batch.duties) spans.push(batch.duties);
    if (batch.planned) planned.push(batch.planned);
  }
  return { facts, spans, planned };
};

const account = async (weeks = 1) => {
  const time = { nowMs: START };
  const clock = () => time.nowMs;
  const pagerduty = await createPagerDuty({ clock, weeks, perMinute: 1e9 });
  const { collect, stop, warnings } = connectTo(pagerduty.url, pagerduty.token, { clock });
  return {
    ...{ pagerduty, collect, time, warnings },
    [Symbol.asyncDispose]: async () => {
      stop();
      await pagerduty.close();
    },
  };
};

type Span = { readonly fromMs: number; readonly toMs: number };

const HALF_HOUR = 30 * MINUTE;

/** Each half hour that somebody has: "schedule person moment". */
const halfHours = (who: string, { fromMs, toMs }: Span, span: Span): readonly string[] => {
  const found: string[] = [];
  for (let atMs = span.fromMs; atMs < span.toMs; atMs += HALF_HOUR)
    if (fromMs <= atMs && atMs < toMs) found.push(`${who} ${atMs}`);
  return found;
};

/** Straight from the rota: everybody on a schedule that a policy uses, within the span. */
const truthOf = (of: Account, span: Span): ReadonlySet<string> => {
  const used = new Set(
    of.policies.flatMap(({ levels }) => levels.flatMap(({ targets }) => targets.map(({ id }) => id))),
  );
  const turns = of.schedules.flatMap((one) => finalTurns(one, span).map((turn) => ({ ...turn, one })));
  const shifts = of.shiftSchedules.flatMap((one) => finalShifts(one, span).map((turn) => ({ ...turn, one })));
  const all = [...turns, ...shifts].filter(({ one, userId }) => used.has(one.id) && userId !== null);
  return new Set(all.flatMap((turn) => halfHours(`${turn.one.id} ${turn.one.name} ${turn.userId}`, turn, span)));
};

const told = (duties: readonly Duty[], span: Span): ReadonlySet<string> => {
  for (const duty of duties) assert.ok(span.fromMs <= duty.fromMs && duty.fromMs < duty.toMs && duty.toMs <= span.toMs);
  return new Set(duties.flatMap((one) => halfHours(`${one.scheduleId} ${one.schedule} ${one.personId}`, one, span)));
};

describe("who was on call", () => {
  it("is told for each UTC day, cut at its edges, of schedules of both kinds", async () => {
    await using world = await account();
    const { spans } = await read(world.collect, START - 5 * DAY, START);
    const edges = spans.flatMap(({ fromMs, toMs }) => [fromMs, toMs]);
    assert.deepEqual([edges[0], edges.at(-1)], [MIDNIGHT - 5 * DAY, START]);
    for (let at = 1; at < edges.length - 1; at += 2) {
      assert.equal(edges[at], edges[at + 1], "no hole, nothing twice");
      assert.equal((edges[at] ?? 0) % DAY, 0);
    }
    for (const span of spans)
      assert.deepEqual([...told(span.duties, span)].sort(), [...truthOf(world.pagerduty.account, span)].sort());
    const schedules = new Set(spans.flatMap(({ duties }) => duties.map(({ scheduleId }) => scheduleId)));
    const kinds = [world.pagerduty.account.schedules, world.pagerduty.account.shiftSchedules];
    for (const kind of kinds)
      assert.ok(
        kind.some(({ id }) => schedules.has(id)),
        "one of each kind",
      );
  });

  it("is asked for now and then, not with each poll, and once more when the day is over", async () => {
    await using world = await account();
    const { collect, time } = world;
    const poll = () => read(collect, time.nowMs - 11 * MINUTE, time.nowMs);
    const counts: number[] = [];
    for (let minute = 0; minute < 30; minute++) {
      counts.push((await poll()).spans.length);
      time.nowMs += MINUTE;
    }
    assert.equal(
      counts.reduce((sum, one) => sum + one, 0),
      3,
      counts.join(),
    );
    time.nowMs = MIDNIGHT + DAY + 2 * MINUTE;
    const { spans } = await poll();
    assert.deepEqual(
      spans.map(({ fromMs, toMs }) => [fromMs, toMs]),
      [
        [MIDNIGHT, MIDNIGHT + DAY],
        [MIDNIGHT + DAY, time.nowMs],
      ],
    );
    time.nowMs += MINUTE;
    assert.equal((await poll()).spans.length, 0, "a day that is over is read once");
  });

  it("what was not stored is told again", async () => {
    await using world = await account();
    for await (const batch of world.collect.collect({ fromMs: START - HOUR, toMs: START })) if (batch.duties) break;
    assert.equal((await read(world.collect, START - HOUR, START)).spans.length, 1);
  });

  it("that may not be read stops nothing else", async () => {
    await using world = await account();
    world.pagerduty.faults.add({ path: "/oncalls", times: 99, status: 403 });
    world.pagerduty.faults.add({ path: "/maintenance_windows", times: 99, status: 403 });
    const { facts, spans } = await read(world.collect, START - DAY, START);
    assert.ok(facts.length > 0);
    assert.equal(spans.length, 0);
    assert.equal(world.warnings.length, 3, world.warnings.join("\n"));
  });

  it("through several policies counts once, and somebody named by a policy is on no rota", async () => {
    const at = (hour: number) => new Date(MIDNIGHT - DAY + hour * HOUR).toISOString();
    const row = (user: string, schedule: string | null, from: number, to: number, level = 1) => ({
      user: { id: user, summary: user },
      schedule: schedule && { id: schedule, summary: `${schedule} rota` },
      escalation_policy: { id: "E1" },
      escalation_level: level,
      start: at(from),
      end: at(to),
    });
    await using server = await serve((request, response) => {
      const none = { users: [], incidents: [], log_entries: [], maintenance_windows: [] };
      const oncalls = [
        row("ANA", "S1", -5, 8),
        row("ANA", "S1", -5, 8, 2),
        row("BEN", "S1", 8, 30),
        row("ANA", "S2", 3, 4),
        row("ANA", "S2", 4, 6),
        { ...row("CHI", null, 0, 1), start: null, end: null },
        row("DAN", "S1", 24, 30),
      ];
      json(response, 200, { ...none, more: false, oncalls: request.url?.startsWith("/oncalls") ? oncalls : [] });
    });
    const { collect, stop } = connectTo(server.url, undefined, { clock: () => MIDNIGHT });
    const { spans } = await read(collect, MIDNIGHT - DAY, MIDNIGHT);
    stop();
    const from = MIDNIGHT - DAY;
    assert.deepEqual(
      spans[0]?.duties.map((one) => [one.personId, one.schedule, (one.fromMs - from) / HOUR, (one.toMs - from) / HOUR]),
      [
        ["ANA", "S1 rota", 0, 8],
        ["ANA", "S2 rota", 3, 6],
        ["BEN", "S1 rota", 8, 24],
      ],
    );
  });
});

describe("planned work", () => {
  it("is what has begun, service by service, told once an hour", async () => {
    await using world = await account();
    const { pagerduty, collect, time } = world;
    const [one, two] = pagerduty.account.services;
    const userId = pagerduty.account.users[0]?.id ?? "";
    const window = (id: string, fromMs: number, toMs: number, ...services: (string | undefined)[]) => ({
      ...{ id, number: 1, fromMs, toMs, description: id, userId },
      serviceIds: services.flatMap((service) => service ?? []),
    });
    pagerduty.account.windows.push(
      window("POLD", START - 40 * DAY, START - 40 * DAY + HOUR, one?.id),
      window("PNOW", START - HOUR, START + HOUR, one?.id, two?.id),
      window("PSOON", START + HOUR, START + 2 * HOUR, one?.id),
    );
    const { planned } = await read(collect, START - HOUR, START);
    assert.deepEqual(planned, [
      [
        {
          source: "pagerduty",
          ref: "POLD",
          service: one?.name,
          fromMs: START - 40 * DAY,
          toMs: START - 40 * DAY + HOUR,
        },
        { source: "pagerduty", ref: "PNOW", service: one?.name, fromMs: START - HOUR, toMs: START + HOUR },
        { source: "pagerduty", ref: "PNOW", service: two?.name, fromMs: START - HOUR, toMs: START + HOUR },
      ],
    ]);
    time.nowMs += 59 * MINUTE;
    assert.equal((await read(collect, START, time.nowMs)).planned.length, 0);
    time.nowMs += 2 * MINUTE;
    assert.equal((await read(collect, START, time.nowMs)).planned[0]?.length, 4);
  });
});

describe("who did what", () => {
  it("a later reassignment assigns, escalations name the person who pressed, nobody when time did", async () => {
    await using world = await account();
    const { pagerduty, collect, time } = world;
    const [ana, ben] = pagerduty.people;
    const service = pagerduty.account.services[0]?.name ?? "";
    const moved = pagerduty.trigger({ service, title: "Moves" }).id;
    const pressed = pagerduty.trigger({ service, title: "Pressed" }).id;
    const late = pagerduty.trigger({ service, title: "Late" }).id;
    time.nowMs += 5 * MINUTE;
    pagerduty.reassign(moved, [ben?.email ?? ""], ana?.email ?? "");
    pagerduty.escalate(pressed, ana?.email);
    pagerduty.escalate(late);
    time.nowMs += 5 * MINUTE;
    pagerduty.resolve(moved);
    time.nowMs += MINUTE;
    const { facts } = await read(collect, START - MINUTE, time.nowMs);
    const of = (incident: string, kind: string) =>
      facts.filter((one) => one.incidentKey === incident && one.kind === kind).toSorted((a, b) => a.atMs - b.atMs);
    assert.ok(of(moved, "assigned").some((one) => one.personId === ben?.id && one.atMs === START + 5 * MINUTE));
    assert.deepEqual(
      of(pressed, "escalated").map(({ personId }) => personId),
      [ana?.id],
    );
    assert.deepEqual(
      of(late, "escalated").map(({ personId }) => personId),
      [undefined],
    );
    assert.ok(of(late, "assigned").length > 1, "the next level was assigned");
    assert.deepEqual(
      of(moved, "resolved").map(({ personId }) => personId),
      [undefined],
      "by the service itself",
    );
    assert.deepEqual(
      of(moved, "opened").map(({ atMs }) => atMs),
      [START],
    );
  });
});

describe("reading ahead", () => {
  it("keeps the order, never runs more than it may, and ends at the first that fails", async () => {
    let running = 0;
    let most = 0;
    const work = async (one: number): Promise<number> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, one % 3));
      running -= 1;
      if (one === 7) throw new Error("seven");
      return one * 10;
    };
    const got: (readonly [number, number])[] = [];
    await assert.rejects(async () => {
      for await (const pair of ahead([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, work)) got.push(pair);
    }, /seven/);
    assert.deepEqual(
      got,
      [1, 2, 3, 4, 5, 6].map((one) => [one, one * 10]),
    );
    assert.ok(most > 1 && most <= 3, String(most));
  });
});
