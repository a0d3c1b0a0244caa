import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { formatCard } from "../../src/bot/card.ts";
import { Failure } from "../../src/core/failure.ts";
import type { ShiftRule } from "../../src/core/policy.ts";
import { redactAlert } from "../../src/core/redact.ts";
import { CREDENTIALS } from "../../src/core/redactions.ts";
import { inZone } from "../../src/core/time/when.ts";
import type { KnownAnswers } from "../../src/flows/known.ts";
import { createShifts, createShiftsTurn } from "../../src/flows/shifts.ts";
import { createTellAdmin } from "../../src/flows/tell-admin.ts";
import { alertOf, muteOf } from "./policy-kit.ts";
import { DAY, dying, HOUR, MIN, NOON, openWorld, PRIMARY, SECONDARY, turn, type World } from "./shifts-kit.ts";

const RULE: ShiftRule = { schedule: "primary", channel: "ops" };

/** One process that looks once a minute. */
const looking = async (t: TestContext, ...rules: readonly ShiftRule[]) => lookingAt(await openWorld(t, ...rules));

const lookingAt = async (world: World) => {
  const look = createShiftsTurn(await world.process());
  const minutes = async (count: number): Promise<void> => {
    for (let done = 0; done < count; done += 1) {
      world.nowMs += MIN;
      await look();
    }
  };
  await look();
  return { world, look, minutes };
};

const titles = async (world: World): Promise<readonly string[]> => (await world.told()).map(({ title }) => title);

describe("a change of shift", () => {
  it("is said once in the rule's channel; the first look ever is learned silently", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    await minutes(3);
    assert.deepEqual(await titles(world), []);
    world.pager.turns = [turn("ANA", NOON + 10 * MIN)];
    await minutes(6);
    world.pager.turns = [turn("BEN", NOON + 7 * DAY)];
    world.nowMs = NOON + 10 * MIN;
    await minutes(5);
    const told = await world.told();
    assert.deepEqual(
      told.map(({ title, channel, state, severity }) => ({ title, channel, state, severity })),
      [
        {
          title: "Primary: Ben Okafor takes over from Ana Kovac",
          channel: "ops",
          state: "notice",
          severity: "info",
        },
      ],
    );
    assert.match(told[0]?.key ?? "", /^shift:SPRI:/);
    assert.deepEqual(
      told[0]?.lines?.map((line) => inZone(line, "Europe/Berlin")),
      ["On call until Mon 23 Nov 13:00", "No open incidents"],
    );
  });

  it("is said also where nothing had changed for longer than the store keeps what nobody uses", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    world.pager.turns = [turn("ANA", null)];
    for (let days = 0; days < 120; days += 30) {
      world.nowMs += 30 * DAY;
      await minutes(1);
      await world.store.prune(world.nowMs, { inboxDays: 14, outboxDays: 30, snapshotDays: 90 });
    }
    world.pager.turns = [turn("BEN", null)];
    await minutes(2);
    assert.deepEqual(await titles(world), ["Primary: Ben Okafor takes over from Ana Kovac"]);
  });

  it("a turn that ended is said at once, anything else when a second look shows it too", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(1);
    assert.equal((await titles(world)).length, 0, "Ana's turn had not ended: it may be a flicker");
    await minutes(1);
    assert.equal((await titles(world)).length, 1);
    world.nowMs = NOON + DAY - MIN;
    world.pager.turns = [turn("CEM", null)];
    await minutes(1);
    assert.equal((await titles(world)).at(-1), "Primary: Cem Aydin takes over from Ben Okafor");
  });

  it("one empty answer and an override of a minute are not said at all", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    const before = world.pager.turns;
    world.pager.turns = [];
    await minutes(1);
    world.pager.turns = before;
    await minutes(2);
    world.pager.turns = [turn("BEN", NOON + 6 * MIN)];
    await minutes(1);
    world.pager.turns = before;
    await minutes(3);
    assert.deepEqual(await titles(world), []);
  });

  it("an answer that is remembered, stale or missing changes nothing, whatever it says", async (t) => {
    const { world, look, minutes } = await looking(t, RULE);
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(1);
    await look();
    await look();
    assert.deepEqual(await titles(world), [], "one answer looked at three times is one look");
    world.pager.fails = new Failure("upstream", "down");
    await minutes(30);
    assert.deepEqual(await titles(world), []);
    world.pager.fails = undefined;
    world.pager.turns = [turn("ANA", NOON + DAY)];
    await minutes(3);
    assert.deepEqual(await titles(world), []);
  });

  it("nor does one that differs and is told to be old, nor a list of schedules that does not come", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    const old: Pick<KnownAnswers, "ask"> = {
      ask: async (_name, read) => ({ value: await read(), atMs: world.nowMs, stale: "PagerDuty does not answer" }),
    };
    const unheard = () => Promise.reject(new Failure("upstream", "down"));
    const looks = [
      createShiftsTurn(await world.process({ known: old })),
      createShiftsTurn(await world.process({ schedules: unheard })),
    ];
    world.pager.turns = [turn("BEN", NOON + DAY)];
    for (const look of looks)
      for (let times = 0; times < 3; times += 1) {
        world.nowMs += MIN;
        await look();
      }
    assert.deepEqual(await titles(world), []);
    await minutes(2);
    assert.equal((await titles(world)).length, 1);
  });

  it("a schedule is known by its id where another one has the same name", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    world.pager.turns = [
      turn("ANA", NOON + DAY, { scheduleIds: ["SPRI"] }),
      turn("BEN", NOON + DAY, { scheduleIds: ["SOTHER"] }),
    ];
    await minutes(3);
    assert.deepEqual(await titles(world), []);
  });

  it("several people and levels at once: who leaves, who stays, who comes", async (t) => {
    const until = NOON + DAY;
    const { world, minutes } = await looking(t, RULE);
    world.pager.turns = [turn("ANA", until), turn("ANA", until, { level: 2 }), turn("BEN", until, { level: 2 })];
    await minutes(2);
    world.pager.turns = [turn("BEN", until), turn("CEM", null), turn("CEM", until, { level: 2 })];
    await minutes(2);
    world.pager.turns = [turn("CEM", null)];
    await minutes(2);
    world.pager.turns = [];
    await minutes(3);
    assert.deepEqual(await titles(world), [
      "Primary: Ben Okafor is on call too",
      "Primary: Cem Aydin takes over from Ana Kovac",
      "Primary: Ben Okafor left, Cem Aydin is on call",
      "Primary: nobody is on call any more, Cem Aydin left",
    ]);
    const [, second] = await world.told();
    assert.deepEqual(
      second?.lines?.slice(0, 2).map((line) => inZone(line, "UTC")),
      ["Ben Okafor until Tue 17 Nov 12:00", "Cem Aydin until further notice"],
    );
  });

  it("all schedules of all rules cost one call a minute", async (t) => {
    const { world, minutes } = await looking(t, RULE, { schedule: "SSEC", channel: "db" });
    await minutes(5);
    assert.equal(world.pager.asked.turns, 6);
    assert.equal(world.pager.asked.shifts, 0);
    world.pager.turns = [...world.pager.turns, turn("BEN", NOON + DAY, { schedule: "Secondary" })];
    await minutes(2);
    const told = await world.told();
    assert.deepEqual(
      told.map(({ title, channel }) => [title, channel]),
      [["Secondary: Ben Okafor is on call", "db"]],
    );
  });

  it("a new schedule and one that no policy names are followed too", async (t) => {
    const world = await openWorld(t, { schedule: "Captain", channel: "ops" }, { schedule: "V3", channel: "ops" });
    world.pager.schedules = [
      { id: "SCAP", name: "Captain", policies: [] },
      { id: "01H", name: "V3", policies: ["Shop"], v3: true },
    ];
    const ana = { id: "PANA", name: "Ana Kovac" };
    const ben = { id: "PBEN", name: "Ben Okafor" };
    world.pager.shifts = {
      SCAP: [
        { person: ana, fromMs: NOON - DAY, toMs: NOON + 10 * MIN },
        { person: ben, fromMs: NOON + 10 * MIN, toMs: NOON + DAY },
      ],
    };
    world.pager.turns = [turn("ANA", null, { schedule: "V3" })];
    const { minutes } = await lookingAt(world);
    world.pager.turns = [turn("CEM", null, { schedule: "V3" })];
    await minutes(20);
    assert.deepEqual(await titles(world), [
      "V3: Cem Aydin takes over from Ana Kovac",
      "Captain: Ben Okafor takes over from Ana Kovac",
    ]);
    // One more for each of the two changes: when the shift that ended began.
    assert.ok(world.pager.asked.shifts <= 8, `${world.pager.asked.shifts} calls in 22 minutes`);
  });

  it("tells what is open, the worst first, and what is quiet until when", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    const severities = ["warning", "critical", "error", "error", "info"] as const;
    for (const [at, severity] of severities.entries()) {
      const alert = alertOf({ key: `k${at}`, eventId: `e${at}`, title: `Problem ${at}`, severity, atMs: NOON + at });
      const id = `d${at}`;
      const body = new TextEncoder().encode("{}");
      await world.store.inbox.add({ id, source: "nagios", receivedAtMs: NOON, contentType: "text/plain", body });
      const lease = await world.store.leases.take("relay", "test", 60_000);
      assert.ok(lease);
      await world.store.relay(lease, [{ deliveryId: id, source: "nagios", state: "done", alerts: [alert] }], () => []);
    }
    await createTellAdmin(
      world.store.inbox,
      () => NOON,
    )({ key: "x", state: "firing", title: "Mine", what: "is wrong" });
    await world.relay();
    await world.store.mutes.add(muteOf({ untilMs: NOON + HOUR }));
    await world.store.mutes.add(muteOf({ id: "m2", fromMs: NOON + DAY, untilMs: NOON + 2 * DAY }));
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    assert.deepEqual(
      told?.lines?.map((line) => inZone(line, "UTC")),
      [
        "On call until Tue 17 Nov 12:00",
        "5 open incidents",
        "🔴 Problem 1",
        "🔴 Problem 3",
        "🔴 Problem 2",
        "and 2 more",
        "🔇 host:web* until Mon 16 Nov 13:00 by Ana: deploy",
      ],
    );
  });

  it("the configured text has its placeholders; nothing else is put in", async (t) => {
    const text = "{came} has {schedule} until {until} {unknown}\nThank you, {left}!\n{open}\n{mutes}";
    const { world, minutes } = await looking(t, { ...RULE, text });
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    assert.equal(told?.title, "Ben Okafor has Primary until Tue 17 Nov 13:00 {unknown}");
    assert.deepEqual(told?.lines, ["Thank you, Ana Kovac!", "No open incidents", "Nothing is muted"]);
  });

  it("what must not be stored as text is taken out of its lines too", async (t) => {
    const { world, minutes } = await looking(t, { ...RULE, text: "Hello {came}\npassword=hunter22 for {left}" });
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    assert.ok(told);
    const { lines } = redactAlert(told, CREDENTIALS);
    assert.deepEqual(lines, ["password=[redacted credentials] for Ana Kovac"]);
  });

  it("a list that is only counted within the text comes below it", async (t) => {
    const { world, minutes } = await looking(t, { ...RULE, text: "{came} takes {schedule}: {open}, {mutes}" });
    await world.store.mutes.add(muteOf({ untilMs: NOON + HOUR }));
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    assert.equal(told?.title, "Ben Okafor takes Primary: no open incidents, 1 mute");
    assert.deepEqual(
      told?.lines?.map((line) => inZone(line, "UTC")),
      ["🔇 host:web* until Mon 16 Nov 13:00 by Ana: deploy"],
    );
  });

  it("a text of one line is a card of one line", async (t) => {
    const { world, minutes } = await looking(t, { ...RULE, text: "Hello {came}" });
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    await world.relay();
    const incident = await world.store.incident(`drm:${told?.key}`);
    assert.ok(incident);
    const { blocks, attachments } = formatCard(incident, false);
    assert.equal(attachments, undefined);
    assert.match(JSON.stringify(blocks), /"\*Hello Ben Okafor\*"/);
  });

  it("two rules for one schedule: each channel hears of it once, with its own text", async (t) => {
    const { world, minutes } = await looking(t, RULE, { schedule: "SPRI", channel: "db", text: "Hello {came}" });
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(4);
    const told = await world.told();
    assert.deepEqual(told.map(({ title, channel }) => `${channel}: ${title}`).sort(), [
      "db: Hello Ben Okafor",
      "ops: Primary: Ben Okafor takes over from Ana Kovac",
    ]);
  });

  it("its card carries the lines, a moment for each reader's zone, no state, no buttons", async (t) => {
    const { world, minutes } = await looking(t, RULE);
    world.pager.turns = [turn("BEN", NOON + DAY)];
    await minutes(2);
    const [told] = await world.told();
    await world.relay();
    const incident = await world.store.incident(`drm:${told?.key}`);
    assert.ok(incident);
    assert.equal(incident.said?.channel, "ops");
    const { text, blocks, attachments } = formatCard(incident, false, { claims: true, before: [], alsoNow: [] });
    assert.match(text, /Primary: Ben Okafor takes over from Ana Kovac/);
    const shown = JSON.stringify([blocks, attachments]);
    assert.match(shown, /\*Primary: Ben Okafor takes over from Ana Kovac\*"/);
    assert.match(shown, new RegExp(`On call until <!date\\^${(NOON + DAY) / 1000}\\^`));
    assert.match(shown, /No open incidents/);
    assert.doesNotMatch(shown, /Notice|Severity|button/);
  });
});

describe("a change of shift is said exactly once", () => {
  for (const when of ["before", "after"] as const)
    it(`killed ${when} it was on disk`, async (t) => {
      const { world } = await looking(t, RULE);
      world.pager.turns = [turn("BEN", NOON + DAY)];
      const ports = await world.process();
      const killed = createShiftsTurn({ ...ports, tellAdmin: dying(ports.tellAdmin, when) });
      for (let looks = 0; looks < 2; looks += 1) {
        world.nowMs += MIN;
        await killed();
      }
      assert.equal((await titles(world)).length, when === "before" ? 0 : 1);
      // It goes on meanwhile: who comes back after the crash finds somebody else.
      world.pager.turns = [turn("CEM", NOON + DAY)];
      const again = createShiftsTurn(await world.process());
      for (let looks = 0; looks < 3; looks += 1) {
        world.nowMs += MIN;
        await again();
      }
      assert.deepEqual(await titles(world), [
        "Primary: Ben Okafor takes over from Ana Kovac",
        "Primary: Cem Aydin takes over from Ben Okafor",
      ]);
    });

  it("by a process that starts after the change, and by none that starts after that", async (t) => {
    const { world } = await looking(t, RULE);
    world.pager.turns = [turn("BEN", NOON + 3 * DAY)];
    world.nowMs = NOON + DAY + HOUR;
    for (let starts = 0; starts < 3; starts += 1) {
      const look = createShiftsTurn(await world.process());
      world.nowMs += MIN;
      await look();
      await look();
    }
    assert.deepEqual(await titles(world), ["Primary: Ben Okafor takes over from Ana Kovac"]);
  });

  it("by two processes that both believe to be the one", async (t) => {
    const { world } = await looking(t, RULE);
    const both = [createShiftsTurn(await world.process()), createShiftsTurn(await world.process())];
    for (const who of ["BEN", "CEM", "ANA"]) {
      world.pager.turns = [turn(who, world.nowMs + DAY)];
      for (let looks = 0; looks < 3; looks += 1) {
        world.nowMs += MIN;
        await Promise.all(both.map((look) => look()));
      }
    }
    assert.equal((await titles(world)).length, 3);
  });

  it("and one of two replicas alone looks", async (t) => {
    const world = await openWorld(t, RULE);
    const ports = [await world.process(), await world.process()];
    const loops = ports.map((one) => createShifts(one));
    for (const loop of loops) loop.start();
    await sleep(150);
    for (const loop of loops) await loop.stop();
    assert.equal(world.pager.asked.turns, 1);
  });
});

describe("a rule whose schedule there is not", () => {
  it("is told once in the admin channel, and is over when it is mended", async (t) => {
    const { world, minutes } = await looking(t, RULE, { schedule: "Tertiary", channel: "ops" });
    await minutes(2);
    await world.relay();
    await minutes(2);
    await world.relay();
    const id = "drm:shift:unknown:Tertiary";
    const open = await world.store.incident(id);
    assert.equal(open?.state, "firing");
    assert.equal(open?.firings, 1);
    assert.equal(open?.said?.channel, "admin");
    assert.match(
      JSON.stringify(formatCard(open, false)),
      /PagerDuty has no schedule named Tertiary.*config file names it/,
    );
    world.pager.schedules = [PRIMARY];
    world.pager.schedulesStale = "PagerDuty does not answer";
    await minutes(1);
    await world.relay();
    assert.equal((await world.store.incident(id))?.state, "firing", "an old list takes nothing back");
    world.pager.schedulesStale = undefined;
    world.pager.schedules = [PRIMARY, SECONDARY, { id: "STER", name: "tertiary ", policies: ["Shop"] }];
    await minutes(1);
    await world.relay();
    assert.equal((await world.store.incident(id))?.state, "resolved");
  });
});
