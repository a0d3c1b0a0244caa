import { strict as assert } from "node:assert";
import { it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ANA, BEN, cards, setUp, trigger } from "./kit.ts";

it("E1 doubt forgotten when looking fails", async (t) => {
  const { house } = await setUp(t);
  house.workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
  house.workspace.faults.set("conversations.history", { retryAfter: 1, times: 1 });
  const id = trigger(house, "Answer lost");
  await sleep(6000);
  house.account.resolve(id, ANA);
  await sleep(14000);
  console.log("E1 cards", cards(house, id).map((c) => c.text));
  assert.equal(cards(house, id).length, 1);
});

it("E2 one odd update refusal sticks", async (t) => {
  const { house, app } = await setUp(t);
  const id = trigger(house, "Odd refusal");
  await house.workspace.until(() => cards(house, id)[0], 5000);
  house.workspace.faults.set("chat.update", { error: "some_new_error", times: 1 });
  house.account.ack(id, ANA);
  await house.account.idle();
  await sleep(800);
  house.account.resolve(id, ANA);
  await house.account.idle();
  await sleep(2500);
  console.log("E2", cards(house, id)[0]?.text, await (await fetch(`${app.url}/readyz`)).text());
  assert.match(cards(house, id)[0]?.text ?? "", /^🟢/);
});

it("E3 re-ack says who and after how long", async (t) => {
  const { house } = await setUp(t);
  const id = trigger(house, "Re-ack");
  house.account.ack(id, ANA);
  await sleep(300);
  house.account.unack(id);
  await sleep(4000);
  house.account.ack(id, BEN);
  await house.account.idle();
  await sleep(800);
  console.log("E3", cards(house, id)[0]?.text);
  assert.match(cards(house, id)[0]?.text ?? "", /Ben Carter after [45] s/);
});

it("E6 long notes that waited", async (t) => {
  const { house } = await setUp(t);
  const id = trigger(house, "Notes");
  const card = await house.workspace.until(() => cards(house, id)[0], 5000);
  house.workspace.faults.set("chat.postMessage", { status: 503 });
  await house.account.idle();
  for (let n = 0; n < 10; n++) house.account.note(id, `note-${n}- ${"long words ".repeat(180)} end-${n}-`, ANA);
  await house.account.idle();
  await sleep(500);
  house.workspace.faults.clear();
  await sleep(7000);
  const all = JSON.stringify(house.workspace.thread("ops", card!.ts));
  const missing = Array.from({ length: 10 }, (_, n) => n).filter((n) => !all.includes(`end-${n}-`));
  console.log("E6 missing", missing, house.workspace.thread("ops", card!.ts).length);
  assert.deepEqual(missing, []);
});
