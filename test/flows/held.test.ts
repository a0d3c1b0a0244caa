import { strict as assert } from "node:assert";
import { it } from "node:test";
import type { Lease, Leases } from "../../src/core/store.ts";
import { createHeld } from "../../src/flows/held.ts";

it("a lease is renewed after a third of its time, and when the clock was set back", async () => {
  const calls: string[] = [];
  let nowMs = 1_000_000;
  const lease: Lease = { name: "work", holder: "me", fence: 1 };
  const leases: Leases = {
    async take() {
      calls.push("take");
      return lease;
    },
    async renew() {
      calls.push("renew");
      return true;
    },
    release: async () => undefined,
    reclaim: async () => 0,
  };
  const held = createHeld(leases, () => nowMs, "work", "me", 30_000);
  assert.equal(await held.get(), lease);
  nowMs += 9_999;
  await held.get();
  assert.deepEqual(calls, ["take"]);
  nowMs += 1;
  await held.get();
  assert.deepEqual(calls, ["take", "renew"]);
  nowMs -= 500_000;
  await held.get();
  assert.deepEqual(calls, ["take", "renew", "renew"]);
  await held.get();
  assert.equal(calls.length, 3);
});
