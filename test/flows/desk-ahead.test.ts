import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import type { OnCall } from "../../src/core/oncall.ts";
import { answersOf, rememberedOnCall } from "../../src/flows/known/pager.ts";
import { askTurns } from "../../src/flows/pager-desk/turns.ts";
import { fakePager, openDesk, TURN } from "./desk-kit.ts";
import { openKnown, START_MS } from "./known-kit.ts";

const HOUR = 3_600_000;
const BEN: OnCall = { ...TURN, personId: "PBEN002", name: "Ben Carter" };
const BOSS: OnCall = { ...TURN, personId: "PBOSS", name: "Boss", level: 2, fromMs: null, toMs: null };

/** Ana until in an hour, then Ben for a day; the boss always. */
const open = (pager = fakePager(), remembered = openKnown()) => {
  const desk = openDesk({ pager, remembered });
  pager.lists.oncall = [TURN, BOSS];
  const plan = [
    { ...TURN, fromMs: START_MS - HOUR, toMs: START_MS + HOUR },
    { ...BEN, fromMs: START_MS + HOUR, toMs: START_MS + 25 * HOUR },
    { ...BEN, scheduleIds: ["another"], fromMs: START_MS + HOUR, toMs: START_MS + 24 * HOUR },
    BOSS,
  ];
  const ports = { ...desk.ports, rota: { ...desk.ports.rota, turns: () => pager.say("turns", plan) } };
  return { ...desk, ports, answers: answersOf(ports) };
};
const names = ({ value }: { readonly value: readonly OnCall[] }): readonly string[] => value.map(({ name }) => name);

describe("who is on call after a change of shift that the pager did not tell", () => {
  it("is whose turn was planned to be now", async () => {
    const { answers, clock, pager } = open();
    await answers.oncall();
    clock.forward(5 * 60_000);
    await answers.ahead();
    pager.down();
    clock.forward(30 * 60_000);
    assert.deepEqual(names(await answers.oncall()), ["Ana Kovac", "Boss"], "nothing has ended yet");
    clock.forward(HOUR);
    const planned = await answers.oncall();
    assert.deepEqual(names(planned), ["Ben Carter", "Boss"]);
    assert.deepEqual([planned.atMs, planned.stale], [START_MS, "PagerDuty does not answer"]);
  });

  it("is still who was last said to be where no turn has ended since", async () => {
    const { answers, clock, pager } = open();
    await answers.ahead();
    clock.forward(60_000);
    const search = {
      ...TURN,
      policy: "Search",
      fromMs: START_MS,
      toMs: START_MS + 9 * HOUR,
      name: "Kim, instead of Ana",
    };
    pager.lists.oncall = [TURN, search];
    await answers.oncall();
    pager.down();
    clock.forward(2 * HOUR);
    assert.deepEqual(names(await answers.oncall()), ["Ben Carter", "Boss", "Kim, instead of Ana"]);
  });

  it("is known after a restart too", async () => {
    const before = open();
    await before.answers.oncall();
    await before.answers.ahead();
    before.clock.forward(2 * HOUR);
    const { table, clock } = before.remembered;
    const pager = fakePager();
    pager.down();
    assert.deepEqual(names(await open(pager, openKnown(table, clock)).answers.oncall()), ["Ben Carter", "Boss"]);
  });

  it("is told of a moment of the next day too, with the age of the plan", async () => {
    const { ports, answers, clock, pager } = open();
    await answers.ahead();
    clock.forward(HOUR / 2);
    const soon = { fromMs: START_MS + 2 * HOUR, toMs: START_MS + 2 * HOUR + 60_000 };
    assert.equal((await askTurns(soon, ports)).stale, undefined);
    for (const trouble of [pager.down, pager.refusesToken]) {
      trouble();
      const planned = await askTurns(soon, ports);
      assert.deepEqual(names(planned), ["Ben Carter", "Ben Carter", "Boss"]);
      assert.equal(planned.atMs, START_MS);
      assert.match(planned.stale ?? "", /PagerDuty (?:does not answer|refuses the token)/);
    }
    const far = { fromMs: START_MS + 40 * HOUR, toMs: START_MS + 41 * HOUR };
    await assert.rejects(askTurns(far, ports), /401/);
  });

  it("does not wait for a pager that hangs where the plan knows", async (context) => {
    const { ports, answers, pager } = open();
    await answers.ahead();
    pager.hangs();
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const soon = { fromMs: START_MS + 2 * HOUR, toMs: START_MS + 2 * HOUR + 60_000 };
    const asked = askTurns(soon, ports);
    for (let at = 0; at < 10; at += 1) await Promise.resolve();
    context.mock.timers.tick(2_000);
    assert.equal((await asked).stale, "PagerDuty does not answer");
  });

  it("is the last known answer where nobody looked ahead, or not that far", async () => {
    const { answers, clock, pager } = open();
    await answers.oncall();
    pager.down();
    clock.forward(2 * HOUR);
    assert.deepEqual(names(await answers.oncall()), ["Ana Kovac", "Boss"]);
    pager.up();
    await answers.oncall();
    await answers.ahead();
    pager.down();
    clock.forward(27 * HOUR);
    const last = await answers.oncall();
    assert.deepEqual([names(last), last.atMs], [["Ana Kovac", "Boss"], START_MS + 2 * HOUR]);
  });

  it("is the same for a storm's reminders", async () => {
    const { answers, ports, clock, pager } = open();
    const oncall = rememberedOnCall(ports.known, ports.oncall, ports);
    await Promise.all(Array.from({ length: 300 }, () => oncall.now()));
    assert.equal(pager.count("oncall"), 1);
    await answers.ahead();
    pager.hangs();
    clock.forward(2 * HOUR);
    assert.deepEqual(
      (await oncall.now()).map(({ name }) => name),
      ["Ben Carter", "Boss"],
    );
  });
});
