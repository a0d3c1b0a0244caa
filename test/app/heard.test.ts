import { strict as assert } from "node:assert";
import { it } from "node:test";
import { createHeard, lastHeard } from "../../src/app/heard.ts";
import { handClock, keptLog, knownTable, START_MS } from "../flows/known-kit.ts";

const turns = async (): Promise<void> => {
  for (let at = 0; at < 10; at += 1) await Promise.resolve();
};

it("the first of a burst is noted at once, its last soon after, and nothing twice", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const [table, clock] = [knownTable(), handClock()];
  const heard = createHeard(table, clock, keptLog());
  const pass = async (ms: number): Promise<void> => {
    clock.forward(ms);
    t.mock.timers.tick(ms);
    await turns();
  };
  heard.accepted("nagios");
  await turns();
  assert.equal((await lastHeard(table, "nagios")).atMs, START_MS);
  for (let at = 0; at < 20; at += 1) {
    await pass(100);
    heard.accepted("nagios");
  }
  await pass(3_000);
  assert.equal((await lastHeard(table, "nagios")).atMs, START_MS + 2_000);
  await pass(60_000);
  assert.equal(table.saves.length, 2);
  heard.accepted("nagios");
  await turns();
  assert.equal((await lastHeard(table, "nagios")).atMs, clock(), "after a silence at once again");
});

it("a refusal is kept apart with why; a store that takes nothing is logged and holds up nothing", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const [table, log] = [knownTable(), keptLog()];
  const heard = createHeard(table, handClock(), log);
  heard.refused("nagios", "no token");
  await turns();
  assert.deepEqual(await lastHeard(table, "nagios"), { atMs: undefined, refusedAtMs: START_MS, why: "no token" });
  table.breakIt();
  heard.accepted("grafana");
  await turns();
  assert.deepEqual(
    log.lines.map(({ level }) => level),
    ["warn"],
  );
});
