import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { createJobClock } from "../../src/app/job-clock.ts";

/** A Monday, half a minute before nine in Berlin. */
const BEFORE = Date.parse("2026-11-16T07:59:30Z");
const NINE = { day: 1, atMin: 540, tz: "Europe/Berlin" };

const open = (t: TestContext) => {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: BEFORE });
  let rings = 0;
  const clock = createJobClock(() => {
    rings += 1;
  });
  t.after(() => clock.stop());
  const pass = async (seconds: number): Promise<number> => {
    for (let second = 0; second < seconds; second += 1) {
      t.mock.timers.tick(1_000);
      await Promise.resolve();
    }
    for (let turns = 0; turns < 5; turns += 1) await new Promise((resolve) => setImmediate(resolve));
    return rings;
  };
  return { clock, pass };
};

describe("the clock of jobs", () => {
  it("rings at the moment in its zone, and no more when it is stopped", async (t) => {
    const { clock, pass } = open(t);
    await clock.follow([NINE, { ...NINE, tz: "UTC" }]);
    assert.equal(await pass(20), 0);
    assert.equal(await pass(20), 1);
    await clock.stop();
    assert.equal(await pass(3_600), 1);
  });

  it("follows other moments when it is told to", async (t) => {
    const { clock, pass } = open(t);
    await clock.follow([NINE]);
    await clock.follow([{ ...NINE, atMin: 541 }]);
    assert.equal(await pass(60), 0);
    assert.equal(await pass(60), 1);
  });
});
