import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Kit, openKit } from "./kit.ts";

/** Opens the live list as Ana does, with her own link. Answers how to act there. */
const openAs = async (kit: Kit, who: string) => {
  const user = kit.house.workspace.person(who).id;
  const link = new URL(kit.app.parts.links.personal("/live", new URLSearchParams(), user));
  const first = await fetch(`${kit.app.url}${link.pathname}${link.search}`, { redirect: "manual" });
  const cookie = first.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
  return {
    status: first.status,
    async act(wish: object): Promise<{ readonly state: string; readonly tell?: string }> {
      const answer = await fetch(`${kit.app.url}/live/act`, {
        method: "POST",
        headers: { cookie, origin: "http://127.0.0.1:8080", "content-type": "application/json" },
        body: JSON.stringify(wish),
      });
      const { id, ...refused }: { id?: string; tell?: string } = JSON.parse(await answer.text());
      if (id === undefined) return { state: `refused ${answer.status}`, ...refused };
      for (let tries = 0; tries < 100; tries += 1) {
        const outcome = await fetch(`${kit.app.url}/live/act/${id}`, { headers: { cookie } });
        const said: { state: string; tell?: string } = JSON.parse(await outcome.text());
        if (said.state !== "waiting") return said;
        await sleep(30);
      }
      return { state: "waiting" };
    },
  };
};

describe("acting on the live list", () => {
  it("is the same as on the card, and what cannot be done is told there", async (t) => {
    const kit = await openKit(t);
    const { workspace } = kit.house;
    await kit.nagios("web1", "PROBLEM", kit.now() - 5_000);
    await kit.card("web1");
    const page = await openAs(kit, "ana");
    assert.ok(page.status < 400);
    const incidentId = "nagios:web1/HTTP";
    assert.deepEqual(await page.act({ verb: "ack", incidentId }), { state: "done" });
    await workspace.until(() => /Ana Kovac is on it/.test(kit.shown("web1")), 30_000);
    const again = await page.act({ verb: "ack", incidentId });
    assert.equal(again.state, "failed");
    assert.match(again.tell ?? "", /You are on it already/);
    assert.deepEqual(await page.act({ verb: "mute", incidentId, minutes: 30, because: "deploy" }), { state: "done" });
    await workspace.until(() => /muted by Ana Kovac/.test(kit.shown("web1")), 30_000);
    assert.equal((await kit.app.parts.store.mutes.live(kit.now()))[0]?.channel, "ops");
    assert.deepEqual(await page.act({ verb: "resolve", incidentId }), { state: "done" });
    await workspace.until(() => /Resolved by Ana Kovac/.test(kit.shown("web1")), 30_000);
    assert.deepEqual(workspace.ephemerals("ana"), []);
  });
});
