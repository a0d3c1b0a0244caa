import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createPressure } from "../../src/flows/pressure.ts";

/** Sixteen deliveries at once, all taken in. */
const storm = async (pressure: ReturnType<typeof createPressure>, size = 16): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const all = Array.from({ length: size }, () => pressure.during(() => promise));
  resolve();
  await Promise.all(all);
};

/** Whether it resolves before a timer of no length does. */
const atOnce = async (work: Promise<void>): Promise<boolean> => {
  let done = false;
  void work.then(() => {
    done = true;
  });
  await Promise.resolve();
  await Promise.resolve();
  return done;
};

describe("pressure", () => {
  it("lets everything go on at once while few deliveries come together", async () => {
    const pressure = createPressure(() => 0);
    await storm(pressure, 15);
    await storm(pressure, 15);
    assert.equal(await atOnce(pressure.yield()), true);
  });

  it("holds others back for a moment in a storm, and no longer when it is over", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    let nowMs = 0;
    const pressure = createPressure(() => nowMs);
    await storm(pressure);
    const held = pressure.yield();
    assert.equal(await atOnce(held), false);
    test.mock.timers.tick(100);
    await held;
    nowMs = 50;
    assert.equal(await atOnce(pressure.yield()), true);
  });

  it("hands on what the work answers and throws, and counts it as done", async () => {
    const pressure = createPressure(() => 0);
    assert.equal(await pressure.during(async () => 7), 7);
    for (let at = 0; at < 20; at++)
      await assert.rejects(
        pressure.during(() => Promise.reject(new Error("disk full"))),
        /disk full/,
      );
    assert.equal(await atOnce(pressure.yield()), true);
  });
});
