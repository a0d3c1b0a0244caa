import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { DAYS, failureOf, HOUR, incident, openHouseOfDesks, ref, START_MS } from "./desk-changes-kit.ts";

const lost = (code: "upstream" | "timeout" = "upstream"): Failure =>
  new Failure(code, "the answer got lost", {
    tell: "PagerDuty has trouble of its own: try again in a minute.",
    doubt: true,
  });

const open = () => {
  const house = openHouseOfDesks();
  house.pager.add(incident("12"), incident("13"));
  return house;
};

const window = { fromMs: START_MS + HOUR, toMs: START_MS + 2 * HOUR };

type Desk = ReturnType<ReturnType<typeof openHouseOfDesks>["desk"]>;

/** What is done at the pager, by the name of the call that does it. */
const CHANGES: readonly (readonly [string, (desk: Desk) => Promise<unknown>])[] = [
  ["setStatus", (desk) => desk.setStatus([ref("12")], "acknowledged")],
  ["addNote", (desk) => desk.addNote(ref("12"), "rolled back")],
  ["escalate", (desk) => desk.escalate(ref("12"))],
  ["merge", (desk) => desk.merge([ref("13")], ref("12"))],
  ["override", (desk) => desk.override(DAYS, window)],
];

describe("a change whose answer got lost", () => {
  for (const [name, change] of CHANGES)
    it(`${name}: is found done, and not done twice`, async () => {
      const { pager, desk } = open();
      pager.fail(name, lost(), true);
      await change(desk());
      assert.deepEqual(
        [pager.count(name), pager.notes.get("Q12")?.length ?? 1, pager.overrides.length],
        [name === "merge" ? 2 : 1, 1, name === "override" ? 1 : 0],
      );
    });

  for (const [name, change] of CHANGES)
    it(`${name}: that was not done is done by a second try`, async () => {
      const { pager, desk } = open();
      pager.fail(name, lost());
      await change(desk());
      assert.equal(pager.count(name), 2);
    });

  for (const [name, change] of CHANGES)
    it(`${name}: a doubt that is left is told, and nothing is tried while it may be on its way`, async () => {
      const { pager, desk } = open();
      pager.fail(name, lost());
      pager.fail(name, lost());
      const twice = await failureOf(change(desk()));
      assert.match(twice.tell ?? "", /^PagerDuty has trouble of its own\. I cannot say whether it was done\.\nLook/);
      pager.fail(name, lost("timeout"), true);
      const before = pager.count(name);
      const late = await failureOf(change(desk("ana", { actionId: "action:2" })));
      assert.match(late.tell ?? "", /I cannot say whether it was done/);
      assert.equal(pager.count(name), before + 1);
    });

  it("what was not even asked for is no doubt", async () => {
    const { pager, desk } = open();
    pager.fail("read", new Failure("upstream", "no", { tell: "PagerDuty has trouble: try again in a minute." }));
    const failure = await failureOf(desk().addNote(ref("12"), "x"));
    assert.equal(failure.tell, "PagerDuty has trouble: try again in a minute.");
  });

  it("that nobody can look up is not repeated, neither at once nor after a crash", async () => {
    const { pager, desk } = open();
    const ben = await desk().target("ben", ["person"]);
    const changes: readonly (readonly [string, (one: Desk) => Promise<unknown>])[] = [
      ["addStatusUpdate", (one) => one.addStatusUpdate(ref("12"), "all is well")],
      ["addResponders", (one) => one.addResponder(ref("12"), ben, "please")],
    ];
    for (const [name, change] of changes) {
      pager.fail(name, lost(), true);
      assert.match((await failureOf(change(desk()))).tell ?? "", /I cannot say whether it was done/);
      const after = await failureOf(change(desk("ana", { actionId: "action:1", again: true })));
      assert.match(after.tell ?? "", /I was interrupted\. I cannot say/);
      assert.equal(pager.count(name), 1, name);
      await change(desk("ana", { actionId: "action:2", again: true }));
      assert.equal(pager.count(name), 2, `${name}: one that only waited is done`);
    }
  });

  it("somebody else's ack is nobody's success, and nobody's to take back", async () => {
    const { pager, desk } = open();
    const ackedBy = [{ id: "PBEN", name: "Ben Carter" }];
    pager.add(incident("14", { status: "acknowledged", ackedBy }));
    const again = { actionId: "action:1", again: true };
    const handled = await desk("ana", again).setStatus([ref("12"), ref("14")], "acknowledged");
    assert.deepEqual(
      handled.map(({ tell }) => tell),
      [undefined, "already acked by Ben Carter"],
    );
    const after = await desk("ana", again).setStatus([ref("12"), ref("14")], "acknowledged");
    assert.deepEqual(
      after.map(({ tell }) => tell),
      [undefined, "already acked by Ben Carter"],
    );
  });

  it("a request for cover whose override may be made stays with whoever took it", async () => {
    const { pager, desk, covers } = open();
    pager.turns.push({ personId: "PANA", name: "Ana Souza", policy: "P", level: 1, schedule: DAYS.name, ...window });
    const { id } = await desk().askCover(window, undefined);
    pager.fail("override", lost("timeout"), true);
    assert.match((await failureOf(desk("ben").takeCover(id))).tell ?? "", /cannot say whether it was done/);
    assert.equal(covers.get(id)?.state, "taken");
    assert.equal((await desk("ben", { actionId: "action:2" }).takeCover(id)).overrides.length, 1);
    assert.equal(pager.overrides.length, 1);
  });

  it("the same note of somebody else, or of yesterday, is another one", async () => {
    const { pager, desk } = open();
    pager.notes.set("Q12", [
      { atMs: START_MS, by: "Ben Carter", text: "looking" },
      { atMs: START_MS - 24 * HOUR, by: "Ana Souza", text: "looking" },
    ]);
    await desk("ana", { actionId: "action:1", again: true }).addNote(ref("12"), "looking");
    assert.equal(pager.notes.get("Q12")?.length, 3);
  });
});
