import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ANA, BEN, cards, setUp, trigger } from "./kit.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";

it("E4 idle polls repaint nothing", async (t) => {
  const { house, app } = await setUp(t);
  const { account, workspace } = house;
  const ids = [0, 1, 2, 3, 4, 5].map((n) => account.trigger({ service: account.account.services[n]!.name, title: `T${n}`, urgency: n % 2 ? "low" : "high", ...(n === 2 ? { priority: "P1" } : {}) }).id);
  account.ack(ids[0]!, ANA); account.escalate(ids[1]!); account.reassign(ids[2]!, [BEN], ANA); account.setPriority(ids[3]!, "P2", ANA); account.setPriority(ids[3]!, null, ANA); account.resolve(ids[4]!, ANA); account.note(ids[5]!, "hi", ANA);
  account.delegate(ids[5]!, account.account.policies[1]!.name, ANA);
  account.changeService(ids[1]!, account.account.services[4]!.name, ANA);
  account.addResponder(ids[0]!, BEN, "help", ANA);
  account.merge(ids[2]!, [ids[3]!], ANA);
  await account.idle(); await sleep(2500);
  const n = () => workspace.calls.filter(({ method }) => method === "chat.update").length;
  const before = n();
  const counts: number[] = [];
  for (let i = 0; i < 4; i++) { app.poll(); await sleep(2500); counts.push(n()); }
  console.log("E4", before, counts, account.calls.length);
  for (const id of ids) console.log(cards(house, id)[0]?.text, JSON.stringify((await app.parts.store.incident(`pagerduty:${id}`))?.history.map((m) => m.what)));
  assert.equal(counts.at(-1), before);
});

it("E7 wrong PagerDuty token is seen", async (t) => {
  const house = await openHouse({ limits: false });
  const app = await startBot(house, { PAGERDUTY_TOKEN: "wrong-token-000" }, FAST);
  t.after(async () => { await app.stop(); await house.close(); });
  await sleep(3000);
  const r = await fetch(`${app.url}/readyz`);
  console.log("E7", r.status, await r.text(), house.workspace.messages("ops").length);
  const m = await (await fetch(`${app.url}/metrics`)).text();
  console.log("E7 metrics", m.split("\n").filter((l) => /collect|fail/i.test(l)).slice(0, 6));
  assert.equal(r.status, 503);
});

it("E8 admin word ends after a restart", async (t) => {
  const channels = [{ name: "ops", bot: true }, { name: "ops-admin", bot: true }];
  const house = await openHouse({ limits: false, channels });
  let app = await startBot(house, { ADMIN_CHANNEL: "ops-admin" }, FAST);
  t.after(async () => { await app.stop(); await house.close(); });
  house.workspace.archive("ops");
  const id = trigger(house, "Nobody hears");
  await house.workspace.until(() => house.workspace.messages("ops-admin").find(({ text }) => text.includes("cannot post")), 8000);
  await app.stop();
  app = await startBot(house, { ADMIN_CHANNEL: "ops-admin" }, FAST);
  await sleep(1500);
  console.log("E8 readyz after restart", await (await fetch(`${app.url}/readyz`)).text());
  house.workspace.archive("ops", false); house.workspace.inviteBot("ops");
  await sleep(5000);
  await house.workspace.type("ana", "ops-admin", "/oncall queue retry");
  await house.workspace.until(() => cards(house, id)[0], 8000);
  await sleep(2000);
  console.log("E8", house.workspace.messages("ops-admin").map(({ text }) => text));
  assert.ok(house.workspace.messages("ops-admin").some(({ text }) => text.startsWith("🟢")));
});

const hook = async (app: { url: string }, secret: string, event: object) => {
  const body = JSON.stringify({ event });
  const sign = createHmac("sha256", secret).update(body).digest("hex");
  return (await fetch(`${app.url}/hooks/pagerduty`, { method: "POST", body, headers: { "x-pagerduty-signature": `v1=${sign}` } })).status;
};
const ev = (id: string, key: string, type = "incident.triggered") => ({ id, event_type: type, occurred_at: new Date().toISOString(), data: { id: key, type: "incident", title: "odd", status: "triggered", urgency: "high", html_url: "https://x.example/" } });

it("E15 odd ids do not block the relay", async (t) => {
  const { house, app } = await setUp(t);
  const s = house.account.webhookSecret;
  console.log(await hook(app, s, ev("e1", "A\ud800")));
  await sleep(300);
  console.log(await hook(app, s, ev("e2", "A\ud801")));
  console.log(await hook(app, s, ev("e2b", "B\0")), await hook(app, s, ev("e2c", "B")));
  await sleep(300);
  console.log(await hook(app, s, ev("e3", "GOOD")));
  await sleep(2500);
  console.log("E15", house.workspace.messages("ops").map(({ text }) => text), (await app.parts.store.outbox.report()).inboxWaiting);
  assert.equal(cards(house, "GOOD").length, 1);
});

it("E13 a poison action does not block or repeat others", async (t) => {
  const { house, app } = await setUp(t);
  const id = trigger(house, "Press me");
  const card = await house.workspace.until(() => cards(house, id)[0], 5000);
  await app.parts.store.inbox.add({ id: "action:poison", source: "action", receivedAtMs: 1, contentType: "x", body: new TextEncoder().encode("{") });
  await sleep(100);
  await house.workspace.press("ana", "ops", card!.ts, "drm_ack");
  await sleep(6000);
  console.log("E13", house.account.account.incidents.find((i) => i.id === id)?.status, (await app.parts.store.outbox.report()).inboxWaiting, cards(house, id)[0]?.text);
  console.log(house.account.calls.filter((c) => c.method === "PUT").length);
  assert.equal((await app.parts.store.outbox.report()).inboxWaiting, 0);
});
