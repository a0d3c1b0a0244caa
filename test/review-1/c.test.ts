import { strict as assert } from "node:assert";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ANA, BEN, cards, setUp, trigger } from "./kit.ts";
import { FAST, openHouse, startBot } from "../support/house.ts";

it("E20 a failing update does not hold new pages up", async (t) => {
  const { house } = await setUp(t);
  const id = trigger(house, "Old");
  await house.workspace.until(() => cards(house, id)[0], 5000);
  house.workspace.faults.set("chat.update", { error: "internal_error" });
  house.account.ack(id, ANA);
  await house.account.idle(); await sleep(1500);
  const next = trigger(house, "New page");
  await sleep(6000);
  console.log("E20 new page cards", cards(house, next).length, "updates tried", house.workspace.calls.filter((c) => c.method === "chat.update").length);
  assert.equal(cards(house, next).length, 1);
});

it("E5 answers and cards share the channel's budget", async (t) => {
  const { house } = await setUp(t, { limits: true }, {});
  const { workspace } = house;
  for (let n = 0; n < 5; n++) trigger(house, `Card ${n}`, n);
  for (let n = 0; n < 4; n++) void workspace.type("ana", "ops", "/oncall who");
  await sleep(9000);
  const posts = workspace.calls.filter(({ method, ok }) => method === "chat.postMessage").map((c) => [c.atMs, c.ok]);
  const start = posts[0]![0] as number;
  console.log("E5", posts.map(([a, ok]) => `${(a as number) - start}${ok ? "" : "!"}`).join(" "), "429s", workspace.rateLimited);
  assert.ok(true);
});

it("E9 a press that hangs at PagerDuty does not hold up others", async (t) => {
  const { house } = await setUp(t);
  const a = trigger(house, "A"); const b = trigger(house, "B", 1);
  const ca = await house.workspace.until(() => cards(house, a)[0], 5000);
  const cb = await house.workspace.until(() => cards(house, b)[0], 5000);
  house.account.faults.add({ path: `/incidents/${a}`, delayMs: 15000, times: 1 });
  await house.workspace.press("ana", "ops", ca!.ts, "drm_ack");
  await sleep(300);
  const s = Date.now();
  await house.workspace.press("ana", "ops", cb!.ts, "drm_ack");
  await house.workspace.until(() => house.account.account.incidents.find((i) => i.id === b)?.status === "acknowledged", 25000);
  console.log("E9 B acked after", Date.now() - s);
  assert.ok(Date.now() - s < 5000);
});

it("E16 PagerDuty 500 and down in the first run recovers; readyz", async (t) => {
  const house = await openHouse({ limits: false });
  house.account.faults.add({ path: "/log_entries", status: 500, times: 6 });
  const app = await startBot(house, {}, FAST);
  t.after(async () => { await app.stop(); await house.close(); });
  const s = Date.now();
  let cur: string | undefined;
  for (let n = 0; n < 200 && !cur; n++) { await sleep(200); cur = await app.parts.store.cursor("pagerduty"); if (n === 25) console.log("E16 5s", await (await fetch(`${app.url}/readyz`)).text()); }
  console.log("E16 cursor after", Date.now() - s, cur);
  assert.ok(cur);
});

it("E10 stop with everything in flight", async (t) => {
  const house = await openHouse({ limits: false });
  const app = await startBot(house, {}, FAST);
  t.after(async () => { await house.close(); });
  const id = trigger(house, "A");
  const ca = await house.workspace.until(() => cards(house, id)[0], 5000);
  house.workspace.faults.set("chat.update", { delayMs: 9000 });
  house.account.faults.add({ path: `/incidents/${id}`, delayMs: 9000, times: 1 });
  await house.workspace.press("ana", "ops", ca!.ts, "drm_ack");
  house.account.escalate(id);
  await house.account.idle(); await sleep(300);
  const s = Date.now();
  await app.stop();
  console.log("E10 stopped after", Date.now() - s);
  assert.ok(Date.now() - s < 5500);
});

it("E18 looking for doubles that hangs does not stop delivery", async (t) => {
  const { house, app } = await setUp(t);
  const id = trigger(house, "A");
  await house.workspace.until(() => cards(house, id)[0], 5000);
  house.workspace.faults.set("conversations.history", { delayMs: 20000 });
  await app.parts.store.outbox.recheck(`card:pagerduty:${id}:ops`, "ops", Date.now());
  await sleep(1500);
  const s = Date.now();
  const b = trigger(house, "B", 1);
  await house.workspace.until(() => cards(house, b)[0], 25000).catch(() => 0);
  console.log("E18 posted after", Date.now() - s);
  house.workspace.faults.clear();
  assert.ok(Date.now() - s < 3000);
});
