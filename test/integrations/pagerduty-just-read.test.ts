import { strict as assert } from "node:assert";
import { it } from "node:test";
import { ApiIncident } from "../../src/integrations/pagerduty/api-shapes.ts";
import { createJustRead } from "../../src/integrations/pagerduty/just-read.ts";
import { incident } from "./pagerduty-responding-kit.ts";

it("what was read is known for half a second, to one who asks", () => {
  let nowMs = 1000;
  const memory = createJustRead(() => nowMs);
  const [one, two] = [ApiIncident.parse(incident(1)), ApiIncident.parse(incident(2))];
  memory.note([one, two]);
  assert.equal(memory.take("Q1"), one);
  assert.equal(memory.take("Q1"), undefined);
  nowMs += 400;
  memory.note([one]);
  nowMs += 101;
  assert.equal(memory.take("Q2"), undefined, "older than half a second");
  assert.equal(memory.take("Q1"), undefined, "a later page makes no earlier one fresh, nor itself");
  memory.note([one]);
  assert.equal(memory.take("Q1"), one);
});
