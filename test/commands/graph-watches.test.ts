import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { ThresholdState } from "../../src/core/graph/desk.ts";
import { createContext, linesOf, NOW, someRows } from "./context.ts";
import { createGraphs } from "./graphs.ts";

const ask = (thresholds: readonly ThresholdState[], words = "graph watches") => {
  const graphs = { ...createGraphs().desk, thresholds: async () => thresholds };
  return createContext(someRows(), { graphs }).ask(words);
};

const state = (more: Partial<ThresholdState>): ThresholdState => ({
  ...{ name: "slow", words: "above 500 ms for 5 min, every 1 min", severity: "error", state: "ok" },
  ...more,
});

it("graph watches: one line each, the firing ones first, with value, when and the rule", async () => {
  const reply = await ask([
    state({ name: "fine", value: "120 ms", atMs: NOW - 30_000 }),
    state({ name: "new", state: "unknown" }),
    state({ name: "blind", state: "failing", value: "Prometheus did not answer within 5 s.", atMs: NOW - 120_000 }),
    state({ name: "slow", state: "firing", severity: "critical", value: "612 ms (web-1)", atMs: NOW - 10_000 }),
  ]);
  assert.equal(
    linesOf(reply),
    [
      "4 thresholds, 1 firing, 1 without an answer",
      "🔴 slow: 612 ms (web-1) · 10 s ago · critical when above 500 ms for 5 min, every 1 min",
      "⚠️ blind: no answer: Prometheus did not answer within 5 s. · 2 min ago · error when above 500 ms for 5 min, every 1 min",
      "⚪ new: not looked at yet · error when above 500 ms for 5 min, every 1 min",
      "🟢 fine: 120 ms · 30 s ago · error when above 500 ms for 5 min, every 1 min",
    ].join("\n"),
  );
});

it("graph watches: none, and many", async () => {
  assert.match(linesOf(await ask([], "watches")), /I watch no thresholds\.\n.*section watch/);
  const many = Array.from({ length: 45 }, (_, index) => state({ name: `rule ${index}` }));
  const reply = await ask(many);
  assert.equal(reply.rows?.length, 40);
  assert.deepEqual(reply.footer, ["and 5 more"]);
});
