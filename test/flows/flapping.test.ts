import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { openKit, policyWith } from "./kit.ts";

describe("a problem that comes and goes", () => {
  it("is one card that says so, and says when it has settled", async (t) => {
    const kit = await openKit(t, { policy: policyWith({}, { flapping: { changes: 4, withinMs: 5_000 } }) });
    const { workspace } = kit.house;
    for (let at = 0; at < 6; at += 1)
      await kit.nagios("web1", at % 2 === 0 ? "PROBLEM" : "RECOVERY", kit.now() + at * 1_000 - 5_000);
    await kit.card("web1");
    await workspace.until(() => /flapping/i.test(kit.shown("web1")), 30_000);
    assert.equal(kit.cards("web1").length, 1);
    await workspace.until(() => !/flapping/i.test(kit.shown("web1")), 30_000);
    assert.equal(kit.cards("web1").length, 1);
    assert.equal(kit.cards("web1")[0]?.text.startsWith("🟢"), true);
  });
});
