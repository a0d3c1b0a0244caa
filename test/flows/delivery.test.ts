import { strict as assert } from "node:assert";
import { createHmac } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { App, Tuning } from "../../src/app.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

const ANA = "ana.kovac@northwind.example";

const setUp = async (t: TestContext, tuning: Tuning = FAST, limits = false): Promise<{ house: House; app: App }> => {
  const house = await openHouse({ limits });
  const app = await startBot(house, {}, tuning);
  t.after(async () => {
    await app.stop();
    await house.close();
  });
  return { house, app };
};

const trigger = ({ account }: House, title: string, at = 0): string =>
  account.trigger({ service: account.account.services[at % 6]?.name ?? "", title, urgency: "high" }).id;

const cards = ({ workspace }: House, id: string) =>
  workspace.messages("ops").filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));

const posted = ({ workspace }: House) =>
  workspace.calls.filter(({ method, ok }) => method === "chat.postMessage" && ok);

const send = (app: App, house: House, body: string): Promise<Response> => {
  const sign = createHmac("sha256", house.account.webhookSecret).update(body).digest("hex");
  return fetch(`${app.url}/hooks/pagerduty`, {
    method: "POST",
    body,
    headers: { "x-pagerduty-signature": `v1=${sign}` },
  });
};

describe("delivery", () => {
  it("a doubt stays one while looking fails: the card is found, not posted twice", async (t) => {
    const { house, app } = await setUp(t);
    house.workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
    house.workspace.faults.set("conversations.history", { retryAfter: 1, times: 1 });
    const id = trigger(house, "Doubted twice");
    house.account.resolve(id, ANA);
    await house.workspace.until(() => cards(house, id)[0]?.text.startsWith("🟢"), 30_000);
    assert.equal(cards(house, id).length, 1);
    const looked = async (): Promise<boolean> => {
      const due = await app.parts.store.outbox.rechecksDue(Date.now() + 60_000, 10);
      return due.some(({ postId }) => postId.includes(id));
    };
    for (let tries = 0; !(await looked()); tries++) {
      assert.ok(tries < 100, "a late double would be looked for");
      await sleep(50);
    }
    await sleep(300);
    assert.equal(cards(house, id).length, 1);
  });

  it("an answer nobody foresaw ends one version of a card, is said, and the next version goes out", async (t) => {
    const { house } = await setUp(t);
    const id = trigger(house, "Refused once");
    await house.workspace.until(() => cards(house, id)[0], 30_000);
    house.workspace.faults.set("chat.update", { error: "some_new_error", times: 1 });
    house.account.ack(id, ANA);
    await house.workspace.until(
      () => house.workspace.messages("ops").find(({ text }) => text.includes("Slack refused a message")),
      5_000,
    );
    house.account.resolve(id, ANA);
    await house.workspace.until(() => cards(house, id)[0]?.text.startsWith("🟢"), 30_000);
  });

  it("a new page does not wait behind updates, nor behind updates that fail", async (t) => {
    const { house } = await setUp(t, {
      pace: { postEveryMs: 1, allPostsEveryMs: 1, allPostsBurst: 1_000, updateEveryMs: 60_000, updateBurst: 1 },
    });
    const ids = Array.from({ length: 60 }, (_, at) => trigger(house, `Many ${at}`, at));
    await house.workspace.until(() => ids.every((id) => cards(house, id)[0]), 20_000);
    for (const id of ids) house.account.resolve(id, ANA);
    await house.account.idle();
    await sleep(300);
    const late = trigger(house, "New among updates");
    await house.workspace.until(() => cards(house, late)[0], 3_000);
  });

  it("updates that fail hold up updates only", async (t) => {
    const { house } = await setUp(t);
    const first = trigger(house, "Cannot be edited");
    await house.workspace.until(() => cards(house, first)[0], 30_000);
    house.workspace.faults.set("chat.update", { error: "internal_error" });
    house.account.ack(first, ANA);
    await house.workspace.until(
      () => house.workspace.calls.some(({ method, ok }) => method === "chat.update" && !ok),
      5_000,
    );
    const second = trigger(house, "Comes in between");
    await house.workspace.until(() => cards(house, second)[0], 3_000);
    house.workspace.faults.clear();
    await house.workspace.until(() => cards(house, first)[0]?.text.startsWith("🟠"), 30_000);
  });

  it("a 429 of an update is waited out before the next one", async (t) => {
    const { house } = await setUp(t);
    const ids = [trigger(house, "One"), trigger(house, "Two", 1)];
    await house.workspace.until(() => ids.every((id) => cards(house, id)[0]), 30_000);
    house.workspace.faults.set("chat.update", { retryAfter: 1, times: 1 });
    for (const id of ids) house.account.ack(id, ANA);
    await house.workspace.until(() => ids.every((id) => cards(house, id)[0]?.text.startsWith("🟠")), 30_000);
    const updates = house.workspace.calls.filter(({ method }) => method === "chat.update");
    const refused = updates.findIndex(({ ok }) => !ok);
    const gapMs = (updates[refused + 1]?.atMs ?? 0) - (updates[refused]?.atMs ?? 0);
    assert.ok(gapMs >= 900, `the next update came ${gapMs} ms after the refusal`);
  });

  it("deliveries with ids that no store keeps hold up nothing, and are shown", async (t) => {
    const { house, app } = await setUp(t);
    const event = (id: string) =>
      JSON.stringify({
        event: {
          id,
          event_type: "incident.triggered",
          resource_type: "incident",
          occurred_at: new Date().toISOString(),
          agent: null,
          data: {
            id: "QODD",
            type: "incident",
            title: "Odd",
            html_url: "https://example.pagerduty.com/i/QODD",
            service: { summary: "shop" },
          },
        },
      });
    for (const id of ["A\ud800", "A\ud801", "B\u0000", "B", "C".repeat(700)])
      assert.equal((await send(app, house, event(id))).status, 200);
    const id = trigger(house, "Behind the odd ones");
    await house.workspace.until(() => cards(house, id)[0], 30_000);
    const { unreadable, inboxWaiting } = await app.parts.store.outbox.report();
    assert.equal(unreadable.length, 3, "one that is only long is cut");
    assert.equal(inboxWaiting, 0);
  });

  it("long notes that waited together are all there, also when their card was deleted meanwhile", async (t) => {
    const { house } = await setUp(t);
    const { workspace, account } = house;
    const id = trigger(house, "Many words");
    const first = await workspace.until(() => cards(house, id)[0], 30_000);
    workspace.faults.set("chat.postMessage", { status: 503 });
    for (let nr = 0; nr < 10; nr++) account.note(id, `note-${nr}: ${"word ".repeat(400)}`, ANA);
    await account.idle();
    await sleep(200);
    workspace.deleteMessage("ops", first.ts);
    workspace.faults.clear();
    const said = (): string =>
      JSON.stringify(workspace.messages("ops").filter(({ threadTs }) => threadTs === cards(house, id)[0]?.ts));
    await workspace.until(
      () => Array.from({ length: 10 }, (_, nr) => `note-${nr}:`).every((note) => said().includes(note)),
      20_000,
    );
    assert.equal(cards(house, id).length, 1);
  });

  it("notes that went out together without our knowing are found together, not said twice", async (t) => {
    const { house } = await setUp(t);
    const { workspace, account } = house;
    const id = trigger(house, "Notes in doubt");
    const card = await workspace.until(() => cards(house, id)[0], 30_000);
    workspace.faults.set("chat.postMessage", { status: 503 });
    for (let nr = 0; nr < 4; nr++) account.note(id, `note-${nr}.`, ANA);
    await account.idle();
    await sleep(200);
    workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
    const notes = () => workspace.messages("ops").filter(({ threadTs }) => threadTs === card.ts);
    const said = (nr: number): number =>
      JSON.stringify(notes().map(({ text }) => text)).split(`note-${nr}.`).length - 1;
    await workspace.until(() => [0, 1, 2, 3].every((nr) => said(nr) > 0), 30_000);
    await sleep(4_000);
    assert.deepEqual([0, 1, 2, 3].map(said), [1, 1, 1, 1]);
  });

  it("cards and answers in one channel share its budget: no 429 with Slack's limits on", async (t) => {
    const { house } = await setUp(t, {}, true);
    const ids = Array.from({ length: 4 }, (_, at) => trigger(house, `With answers ${at}`, at));
    for (let nr = 0; nr < 3; nr++) await house.workspace.type("ana", "ops", "/oncall who");
    await house.workspace.until(() => ids.every((id) => cards(house, id)[0]), 20_000);
    await house.workspace.until(() => posted(house).length >= 7, 20_000);
    assert.equal(house.workspace.rateLimited, 0);
  });
});
