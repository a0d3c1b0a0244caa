import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Override } from "../../src/core/responding.ts";
import { createPagerDesk } from "../../src/flows/pager-desk.ts";
import { DAYS, openDesk, TURN } from "./desk-kit.ts";
import { START_MS } from "./known-kit.ts";

const HOUR = 3_600_000;
const WINDOW = { fromMs: START_MS, toMs: START_MS + HOUR };

describe("the desk", () => {
  const open = (override: () => Promise<Override>) => {
    const { ports, asker, pager, clock } = openDesk();
    const nudged: string[] = [];
    const deskFor = createPagerDesk({
      ...ports,
      rota: { ...ports.rota, override },
      nudge: (source) => void nudged.push(source),
    });
    return { desk: deskFor(asker), pager, clock, nudged };
  };
  const made: Override = { id: "QO1", schedule: DAYS, person: { id: "PANA001", name: "Ana Kovac" }, ...WINDOW };

  it("tells nobody who had the turn before, once it is somebody else's, doubtful or not", async () => {
    const ways: readonly (() => Promise<Override>)[] = [
      async () => made,
      async () => Promise.reject(new Failure("timeout", "no answer: it may have happened")),
    ];
    for (const way of ways) {
      const { desk, pager, clock } = open(way);
      await desk.oncall();
      await desk.shifts(DAYS, WINDOW);
      assert.equal((await desk.oncall()).value[0]?.name, "Ana Kovac");
      clock.forward(1_000);
      await desk.override(DAYS, { fromMs: clock(), toMs: clock() + HOUR }).catch(() => undefined);
      pager.lists.oncall = [{ ...TURN, name: "Ben Carter" }];
      clock.forward(1);
      assert.equal((await desk.oncall()).value[0]?.name, "Ben Carter");
      await desk.shifts(DAYS, { fromMs: clock(), toMs: clock() + HOUR });
      assert.equal(pager.count("shifts"), 2);
    }
  });

  it("shows how the pager is called and when numbers are shown, and does not hand out in whose name it acts", async () => {
    const { desk } = open(async () => made);
    assert.deepEqual([desk.name, desk.phones], ["PagerDuty", "stale"]);
    assert.ok(!("actor" in desk));
  });
});
