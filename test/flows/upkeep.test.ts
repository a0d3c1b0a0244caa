import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kit, openKit } from "./kit.ts";

/** Looks at the subscription now; the first look of all does nothing. */
const look = async (kit: Kit): Promise<void> => {
  kit.app.poll();
  await sleep(150);
};

describe("the webhook subscription at PagerDuty", () => {
  it("switched off: said once, enabled by a press, and over", async (t) => {
    const kit = await openKit(t, { settings: { PUBLIC_URL: "" } });
    const { workspace, account } = kit.house;
    const isOff = (): boolean => account.webhookLog.filter(({ outcome }) => outcome === "dropped").length >= 3;
    // Signed with a secret that is not ours: refused three times, and PagerDuty switches it off.
    account.setWebhook(`${kit.app.url}/hooks/pagerduty`, ["not-the-secret-0123456789abcdef0123456789abcdef"]);
    const service = account.account.services[0]?.name ?? "";
    for (const title of ["One", "Two", "Three"]) account.trigger({ service, title, urgency: "high" });
    await workspace.until(isOff, 30_000);
    for (let looks = 0; looks < 3; looks += 1) await look(kit);
    const card = await kit.card("switched off its webhook");
    assert.equal(kit.cards("switched off its webhook").length, 1);
    assert.match(kit.shown("switched off its webhook"), /Re-enable/);
    assert.match(kit.shown("switched off its webhook"), /refused/);
    await workspace.press("ana", "ops", card.ts, "drm_offer_0");
    await workspace.until(() => kit.cards("switched off its webhook")[0]?.text.startsWith("🟢"), 30_000);
    account.setWebhook(`${kit.app.url}/hooks/pagerduty`);
    await look(kit);
    assert.equal(kit.cards("switched off its webhook").length, 1);
    assert.ok(kit.cards("switched off its webhook")[0]?.text.startsWith("🟢"));
  });

  it("not there at all: said once, with what to do", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await look(kit);
    await kit.card("No webhook of PagerDuty reaches me");
    await look(kit);
    await look(kit);
    assert.equal(kit.cards("No webhook of PagerDuty reaches me").length, 1, "said once");
    assert.equal(workspace.messages("ops").filter(({ text }) => text.includes("No webhook")).length, 1);
    const [trouble] = (await kit.app.parts.store.incidents({ sources: ["drm"] }, "recent", 1)).incidents;
    assert.equal(trouble?.firings, 1);
  });
});
