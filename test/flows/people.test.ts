import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { App } from "../../src/app.ts";
import { PEOPLE } from "../../src/demo/people.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

const people = [
  ...PEOPLE.map(({ name, handle, slackEmail, tz }) => ({ name, handle, email: slackEmail, tz })),
  { name: "Guest One", handle: "guest", email: "ben.carter@northwind.example", restricted: true },
];

describe("who may act, and what becomes of it", () => {
  let house: House;
  let app: App;
  before(async () => {
    house = await openHouse({
      limits: false,
      people,
      channels: [{ name: "ops", bot: true, members: people.map(({ handle }) => handle) }],
    });
    app = await startBot(house, {}, FAST);
  });
  after(async () => {
    await app.stop();
    await house.close();
  });

  const whispers = (who: string): string =>
    house.workspace
      .ephemerals(who)
      .map(({ message }) => message.text)
      .join("\n");
  const open = async (title: string) => {
    const { id } = house.account.trigger({
      service: house.account.account.services[0]?.name ?? "",
      title,
      urgency: "high",
    });
    const find = () =>
      house.workspace
        .messages("ops")
        .find((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));
    const { ts } = await house.workspace.until(find, 30_000);
    const status = () => house.account.account.incidentById.get(id)?.status;
    return { id, ts, card: find, status };
  };

  it("guests may look and ask, but neither press nor change", async () => {
    const { workspace } = house;
    const { ts, status } = await open("Not for guests");
    await workspace.press("guest", "ops", ts, "drm_ack");
    await workspace.until(() => /guests/i.test(whispers("guest")), 30_000);
    assert.equal(status(), "triggered");
    await workspace.type("guest", "ops", "/oncall link me as ana.kovac@northwind.example");
    await workspace.until(() => whispers("guest").match(/guests/gi)?.length === 2, 30_000);
    assert.equal(await app.parts.store.linkedEmail(workspace.person("guest").id), undefined);
    await workspace.type("guest", "ops", "/oncall who");
    await workspace.until(() => workspace.messages("ops").find(({ text }) => text.startsWith("On call now")), 30_000);
  });

  it("nobody acts in another member's name: an address that is somebody's is not linked", async () => {
    const { workspace } = house;
    const linked = (who: string) => app.parts.store.linkedEmail(workspace.person(who).id);
    await workspace.type("kim", "ops", "/oncall link me as ana.kovac@northwind.example");
    await workspace.until(() => /Ana Kovac's address/.test(whispers("kim")), 30_000);
    assert.equal(await linked("kim"), undefined);
    await workspace.type("noor", "ops", "/oncall link me as noor.haddad@northwind.example");
    await workspace.until(() => /You are Noor Haddad/.test(whispers("noor")), 30_000);
    await workspace.type("kim", "ops", "/oncall link me as noor.haddad@northwind.example");
    await workspace.until(() => /Noor Haddad's address/.test(whispers("kim")), 30_000);
    assert.equal(await linked("kim"), undefined);
    await workspace.type("noor", "ops", "/oncall forget me");
    await workspace.until(() => /Forgotten/.test(whispers("noor")), 30_000);
    assert.equal(await linked("noor"), undefined);
    await workspace.type("kim", "ops", "/oncall link me as kim.alvarez@northwind.example");
    await workspace.until(() => /You are Kim Alvarez/.test(whispers("kim")), 30_000);
  });

  it("a press that PagerDuty took without our knowing is done once, and nobody is told that it failed", async () => {
    const { workspace, account } = house;
    const { ts, card, status } = await open("Answer of PagerDuty lost");
    account.faults.add({ method: "PUT", drop: true, times: 1 });
    await workspace.press("ana", "ops", ts, "drm_resolve");
    await workspace.until(() => status() === "resolved", 30_000);
    await workspace.until(() => card()?.text.startsWith("🟢"), 30_000);
    assert.doesNotMatch(whispers("ana"), /did not work|lready/);
  });

  it("when the webhook of a press is lost, the card follows all the same", async () => {
    const { workspace, account } = house;
    const { ts, card } = await open("Webhook of the press lost");
    account.setWebhook(undefined);
    await workspace.press("ana", "ops", ts, "drm_ack");
    await workspace.until(() => card()?.text.startsWith("🟠"), 30_000);
    account.setWebhook(`${app.url}/hooks/pagerduty`);
  });

  it("a press that hangs at PagerDuty holds up no other", async () => {
    const { workspace, account } = house;
    const [slow, quick] = [await open("Hangs"), await open("Quick")];
    account.faults.add({ path: `/incidents/${slow.id}`, delayMs: 4_000, times: 1 });
    await workspace.press("ana", "ops", slow.ts, "drm_ack");
    await workspace.press("ana", "ops", quick.ts, "drm_ack");
    await workspace.until(() => quick.status() === "acknowledged", 3_000);
    assert.equal(slow.status(), "triggered");
    await workspace.until(() => slow.status() === "acknowledged", 30_000);
  });

  it("a command that changes something is on disk before it is acked, and answered where we may not post", async () => {
    const { workspace, account } = house;
    account.faults.add({ path: "/users", delayMs: 1_000, times: 1 });
    workspace.kickBot("ops");
    await workspace.type("noor", "ops", "/oncall link me as noor.haddad@northwind.example");
    const stored = await app.parts.store.inbox.take("actions", 10);
    assert.equal(stored.length, 1);
    assert.match(new TextDecoder().decode(stored[0]?.body), /link me as/);
    await workspace.until(() => /Noor Haddad/.test(whispers("noor")), 30_000);
    workspace.inviteBot("ops");
  });

  it("a stored action that cannot be read is set aside", async () => {
    const body = new TextEncoder().encode("not JSON");
    const add = (id: string) =>
      app.parts.store.inbox.add({ id, source: "action", receivedAtMs: Date.now(), contentType: "", body });
    await add("action:poison");
    for (let tries = 0; (await app.parts.store.inbox.read("action:poison"))?.state !== "failed"; tries++) {
      assert.ok(tries < 100);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { ts, status } = await open("After the poison");
    await house.workspace.press("ana", "ops", ts, "drm_ack");
    await house.workspace.until(() => status() === "acknowledged", 30_000);
  });
});
