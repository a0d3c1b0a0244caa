import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { DAYS, EMPTY, failureOf, HOUR, openHouseOfDesks, PEOPLE, SHIFT_BASED, START_MS } from "./desk-changes-kit.ts";

const slow = (): Failure => new Failure("timeout", "PagerDuty: no answer");
const refuses = (): Failure => new Failure("rejected", "PagerDuty: 400", { tell: "PagerDuty refused." });
const hours = (from: number, to: number) => ({ fromMs: START_MS + from * HOUR, toMs: START_MS + to * HOUR });
const turn = (schedule: string | undefined, from: number, to: number, at = 0) => ({
  ...{ personId: PEOPLE[at]?.id ?? "", name: PEOPLE[at]?.name ?? "", policy: "Payments", level: 1, schedule },
  ...hours(from, to),
});
const AGAIN = { actionId: "action:1", again: true };

describe("an override", () => {
  it("is the asker's own unless somebody is named, and never of a time that is gone", async () => {
    const { desk, pager } = openHouseOfDesks();
    await desk().override(DAYS, hours(-1, 2));
    await desk().override(DAYS, hours(3, 4), { kind: "person", id: "PBEN", name: "Ben Carter" });
    assert.deepEqual(
      pager.calls.filter((call) => call.startsWith("override ")),
      [`override PS1 PANA 0 ${2 * HOUR} ana@example.com`, `override PS1 PBEN ${3 * HOUR} ${4 * HOUR} ana@example.com`],
    );
    assert.equal((await failureOf(desk().override(DAYS, hours(-2, -1)))).code, "usage");
    assert.match(
      (await failureOf(desk().override(DAYS, hours(1, 2), { kind: "policy", id: "PP1", name: "Payments" }))).tell ?? "",
      /Only a person/,
    );
  });

  it("is neither made nor deleted nor taken over by whom the pager lets only look", async () => {
    const { desk, pager, id, covers } = await asked();
    const made = await desk("ben").override(DAYS, hours(3, 4));
    for (const change of [
      desk("dee").override(DAYS, hours(1, 2)),
      desk("dee").override(DAYS, hours(1, 2), { kind: "person", id: "PBEN", name: "Ben Carter" }),
      desk("dee").deleteOverride(made.id, DAYS),
      desk("dee").takeCover(id),
    ]) {
      const failure = await failureOf(change);
      assert.deepEqual([failure.code, /you may only look/.test(failure.tell ?? "")], ["forbidden", true]);
    }
    assert.deepEqual([pager.overrides.length, covers.get(id)?.state], [1, "open"]);
  });

  it("is made of a shift-based schedule like of any other", async () => {
    const { desk, pager } = openHouseOfDesks();
    await desk().override(SHIFT_BASED, hours(1, 2));
    assert.equal((await desk().deleteOverride("PO1", undefined)).schedule.id, "PS3");
    assert.equal(pager.overrides.length, 0);
  });

  it("is made once, however often it is tried, while the clock moves on", async () => {
    const { desk, pager, clock } = openHouseOfDesks();
    pager.fail("override", slow(), true);
    await failureOf(desk().override(DAYS, hours(0, 1)));
    clock.forward(90_000);
    const moved = { fromMs: START_MS + 90_000, toMs: START_MS + HOUR + 90_000 };
    assert.equal((await desk("ana", AGAIN).override(DAYS, moved)).id, "PO1");
    assert.equal(pager.overrides.length, 1);
    await desk("ana", { actionId: "action:2" }).override(DAYS, moved);
    assert.equal(pager.overrides.length, 2);
  });

  it("is deleted by its id, wherever it is; a second try says the same", async () => {
    const { desk, pager } = openHouseOfDesks();
    await desk().override(EMPTY, hours(1, 2));
    pager.fail("deleteOverride", slow(), true);
    await failureOf(desk().deleteOverride("PO1", undefined));
    const gone = await desk("ana", AGAIN).deleteOverride("PO1", undefined);
    assert.deepEqual([gone.schedule.name, gone.person.name, pager.overrides.length], ["Weekends", "Ana Souza", 0]);
    assert.equal(
      (await failureOf(desk("ana", { actionId: "action:2" }).deleteOverride("PO1", undefined))).code,
      "not_found",
    );
    const other = { actionId: "action:3", again: true };
    assert.equal((await failureOf(desk("ana", other).deleteOverride("PO1", undefined))).code, "not_found");
  });

  it("is looked for in the schedule that is named alone", async () => {
    const { desk, pager } = openHouseOfDesks();
    await desk().override(DAYS, hours(1, 2));
    assert.match((await failureOf(desk().deleteOverride("PO1", EMPTY))).tell ?? "", /no override PO1 of Weekends from/);
    await desk().deleteOverride("PO1", DAYS);
    assert.equal(pager.count("overrides"), 2);
  });
});

describe("a request for cover", () => {
  it("holds the asker's own turns of schedules, clipped", async () => {
    const { desk, pager } = openHouseOfDesks();
    pager.turns.push(turn("Weekends", 3, 20), turn("Payments", -5, 4), turn("Payments", 4, 9, 1));
    const cover = await desk().askCover(hours(1, 8), undefined);
    assert.deepEqual(
      cover.parts.map(({ schedule, fromMs, toMs }) => [schedule, (fromMs - START_MS) / HOUR, (toMs - START_MS) / HOUR]),
      [
        ["Payments", 1, 4],
        ["Weekends", 3, 8],
      ],
    );
    assert.deepEqual([cover.by, cover.userId, cover.state], ["Ana Souza", "U1", "open"]);
    const one = await desk("ana", { actionId: "action:2" }).askCover(hours(1, 8), EMPTY);
    assert.deepEqual(
      one.parts.map(({ schedule }) => schedule),
      ["Weekends"],
    );
  });

  it("needs a turn", async () => {
    const { desk, pager, covers, clock } = openHouseOfDesks();
    pager.turns.push(turn("Payments", 0, 1), turn("Payments", 1, 9, 1));
    assert.match((await failureOf(desk().askCover(hours(2, 8), undefined))).tell ?? "", /no turn then/);
    pager.turns.push(turn(undefined, 0, 9));
    clock.forward(2 * 60_000);
    assert.match((await failureOf(desk().askCover(hours(2, 8), undefined))).tell ?? "", /not through a schedule/);
    assert.equal(covers.size, 0);
  });

  it("is asked once, however often it is tried", async () => {
    const { desk, pager, covers } = openHouseOfDesks();
    pager.turns.push(turn("Payments", 0, 9));
    const first = await desk().askCover(hours(2, 8), undefined);
    const second = await desk("ana", AGAIN).askCover(hours(2, 8), undefined);
    assert.deepEqual([second.id, covers.size], [first.id, 1]);
    await desk("ana", { actionId: "action:2" }).askCover(hours(2, 8), undefined);
    assert.equal(covers.size, 2);
  });
});

const asked = async () => {
  const house = openHouseOfDesks();
  house.pager.turns.push(turn("Payments", 0, 4), turn("Weekends", 2, 9));
  const { id } = await house.desk().askCover(hours(1, 8), undefined);
  house.pager.calls.length = 0;
  return { ...house, id };
};

describe("taking a request", () => {
  it("makes an override of each turn, in the name of who took it", async () => {
    const { desk, pager, id, covers } = await asked();
    const { cover, overrides } = await desk("ben").takeCover(id);
    assert.deepEqual([cover.state, cover.takenBy, overrides.length], ["taken", "ben", 2]);
    assert.deepEqual(
      pager.calls.filter((call) => call.startsWith("override ")),
      [
        `override PS1 PBEN ${HOUR} ${4 * HOUR} ben@example.com`,
        `override PS2 PBEN ${2 * HOUR} ${8 * HOUR} ben@example.com`,
      ],
    );
    assert.equal(covers.get(id)?.state, "taken");
  });

  it("is for the first alone, not for who asked, and not when it is over", async () => {
    const { desk, pager, id, clock } = await asked();
    assert.match((await failureOf(desk().takeCover(id))).tell ?? "", /your own request/);
    await desk("ben").takeCover(id);
    const third = await failureOf(desk("stranger").takeCover(id));
    assert.deepEqual([third.code, third.tell], ["conflict", "ben was first. Thank you."]);
    assert.equal(pager.overrides.length, 2);
    clock.forward(9 * HOUR);
    assert.equal((await failureOf(desk("ben").takeCover(id))).tell, "That time is over.");
    assert.equal((await failureOf(desk("ben").takeCover("nothing"))).code, "not_found");
  });

  it("of two who press at once is won by one", async () => {
    const { pager, id, desk, covers } = await asked();
    const both = await Promise.allSettled([
      desk("ben").takeCover(id),
      desk("ben", { actionId: "action:9" }).takeCover(id),
    ]);
    assert.ok(both.some(({ status }) => status === "fulfilled"));
    assert.equal(covers.get(id)?.state, "taken");
    assert.ok(pager.overrides.every(({ person }) => person.id === "PBEN"));
  });

  it("is not for whom the pager does not know: it stays open", async () => {
    const { desk, id, covers } = await asked();
    assert.equal((await failureOf(desk("stranger").takeCover(id))).code, "forbidden");
    assert.equal(covers.get(id)?.state, "open");
  });

  it("after a crash makes no second override", async () => {
    const { desk, pager, id, clock, covers } = await asked();
    pager.fail("override", slow(), true);
    await failureOf(desk("ben").takeCover(id));
    assert.equal(pager.overrides.length, 2);
    assert.equal(covers.get(id)?.state, "taken");
    clock.forward(2 * HOUR);
    const { overrides } = await desk("ben", AGAIN).takeCover(id);
    assert.deepEqual(
      overrides.map((one) => one.id),
      ["PO1", "PO2"],
    );
    assert.equal(pager.overrides.length, 2);
  });

  it("leaves out what is over by then", async () => {
    const { desk, pager, id, clock } = await asked();
    clock.forward(5 * HOUR);
    const { overrides } = await desk("ben").takeCover(id);
    assert.deepEqual(
      overrides.map(({ schedule, fromMs }) => [schedule.name, (fromMs - START_MS) / HOUR]),
      [["Weekends", 5]],
    );
    assert.equal(pager.overrides.length, 1);
  });

  it("is open again when no override could be made", async () => {
    const { desk, pager, id, covers } = await asked();
    pager.fail("override", refuses());
    pager.fail("override", refuses());
    assert.equal((await failureOf(desk("ben").takeCover(id))).tell, "PagerDuty refused.");
    assert.equal(covers.get(id)?.state, "open");
    assert.equal((await desk("ben").takeCover(id)).overrides.length, 2);
  });

  it("says what was made where the pager refused a part for good", async () => {
    const { desk, pager, id, covers } = await asked();
    pager.fail("override", refuses());
    const { overrides } = await desk("ben").takeCover(id);
    assert.deepEqual(
      overrides.map(({ schedule }) => schedule.name),
      ["Weekends"],
    );
    assert.equal(covers.get(id)?.state, "taken");
  });
});

describe("withdrawing a request", () => {
  it("is for who asked, until somebody took it", async () => {
    const { desk, id, covers } = await asked();
    assert.match((await failureOf(desk("ben").withdrawCover(id))).tell ?? "", /Only Ana Souza/);
    assert.equal((await desk().withdrawCover(id)).state, "withdrawn");
    assert.equal((await desk("ana", AGAIN).withdrawCover(id)).state, "withdrawn");
    assert.equal((await failureOf(desk().withdrawCover(id))).code, "conflict");
    assert.match((await failureOf(desk("ben").takeCover(id))).tell ?? "", /does not need it any more/);
    assert.equal(covers.get(id)?.state, "withdrawn");
  });

  it("in the same moment as somebody takes it comes too late", async () => {
    const { desk, id, covers } = await asked();
    const [withdrawn, taken] = await Promise.allSettled([desk().withdrawCover(id), desk("ben").takeCover(id)]);
    const state = covers.get(id)?.state;
    assert.deepEqual(
      [withdrawn.status, taken.status],
      state === "taken" ? ["rejected", "fulfilled"] : ["fulfilled", "rejected"],
    );
  });

  it("is not told as withdrawn when it was taken between the look and the change", async () => {
    const { desk, id, covers } = await asked();
    const cover = covers.get(id) ?? assert.fail("no cover");
    let looks = 0;
    covers.get = (wanted) => {
      looks += 1;
      if (looks === 2) covers.set(id, { ...cover, state: "taken", takenBy: "ben" });
      return Map.prototype.get.call(covers, wanted);
    };
    assert.match((await failureOf(desk().withdrawCover(id))).tell ?? "", /ben has taken it already/);
  });

  it("comes too late once it is taken", async () => {
    const { desk, id } = await asked();
    await desk("ben").takeCover(id);
    assert.match((await failureOf(desk().withdrawCover(id))).tell ?? "", /ben has taken it already/);
  });
});
