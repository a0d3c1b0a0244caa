import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import type { App } from "../../src/app.ts";
import type { Message } from "../../src/demo/slack/index.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

const ANA = "ana.kovac@northwind.example";
const BEN = "ben.carter@northwind.example";

const PAYLOADS = new URL("../../../shared/payloads/", import.meta.url);

describe("relay", () => {
  let house: House;
  let app: App;
  const ops = (): readonly Message[] => house.workspace.messages("ops");
  const cards = (id: string) =>
    ops().filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));
  const shows = (id: string, text: RegExp) =>
    house.workspace.until(() => cards(id).find((one) => text.test(one.text + JSON.stringify(one.attachments))), 30_000);

  before(async () => {
    house = await openHouse({ limits: false });
    app = await startBot(house, { PAGERDUTY_WEBHOOK_SECRETS: secrets(house) }, FAST);
  });
  after(async () => {
    await app.stop();
    await house.close();
  });

  it("imported history posts nothing", async () => {
    await house.workspace.until(() => house.account.calls.some(({ path }) => path.includes("/log_entries")), 30_000);
    const open = house.account.open();
    assert.ok(open.length > 0, "the account has open incidents");
    const listed = () => app.parts.store.incidents({ states: ["firing", "acked"] }, "recent", 100);
    await until(async () => (await listed()).total >= open.length);
    assert.deepEqual(ops(), []);
  });

  it("one incident's whole life is one card, its notes are in the thread", async () => {
    const { account, workspace } = house;
    const service = account.account.services[0]?.name ?? "";
    const { id } = account.trigger({ service, title: "Checkout is <!channel> slow", urgency: "high", priority: "P1" });
    const posted = await shows(id, /^🔴/);
    assert.ok(!posted.text.includes("<!channel>"), "nobody is pinged by a payload");
    account.ack(id, ANA);
    await shows(id, /^🟠.*Acknowledged by Ana Kovac after/);
    account.unack(id);
    await shows(id, /^🔴/);
    account.escalate(id);
    await shows(id, /scalated/);
    account.reassign(id, [BEN], ANA);
    await shows(id, /Ben Carter/);
    account.setPriority(id, "P2", ANA);
    await shows(id, /priority P2/);
    account.note(id, "Rolled back *v42*", BEN);
    await workspace.until(
      () => workspace.thread("ops", posted.ts).find(({ text }) => text.includes("Rolled back")),
      5_000,
    );
    account.resolve(id, BEN);
    await shows(id, /^🟢.*Resolved by Ben Carter after/);
    account.reopen(id, ANA);
    await shows(id, /^🔴/);
    account.resolve(id);
    await shows(id, /^🟢/);
    assert.equal(cards(id).length, 1);
    assert.equal(cards(id)[0]?.ts, posted.ts, "edited, never posted anew");
  });

  it("a message that somebody deleted is posted again at the next change", async () => {
    const { account, workspace } = house;
    const { id } = account.trigger({ service: account.account.services[1]?.name ?? "", title: "Deleted card" });
    const first = await shows(id, /^🔴/);
    workspace.deleteMessage("ops", first.ts);
    account.ack(id, ANA);
    const second = await shows(id, /^🟠/);
    assert.notEqual(second.ts, first.ts);
  });

  it("a poll finds what no webhook told", async () => {
    const { account } = house;
    account.setWebhook(undefined);
    const { id } = account.trigger({ service: account.account.services[2]?.name ?? "", title: "Lost webhook" });
    app.poll();
    await shows(id, /^🔴.*Lost webhook/);
    account.resolve(id, ANA);
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // the API's times are whole seconds
    app.poll();
    await shows(id, /^🟢/);
    assert.equal(cards(id).length, 1);
    account.setWebhook(`${app.url}/hooks/pagerduty`);
  });

  it("polls that find nothing new repaint nothing", async () => {
    const { account, workspace } = house;
    const service = account.account.services[3]?.name ?? "";
    const { id } = account.trigger({ service, title: "Polled twice", urgency: "low", priority: "P3" });
    await shows(id, /^🔴/);
    account.ack(id, ANA);
    await shows(id, /^🟠/);
    account.note(id, "looking", ANA);
    await account.idle();
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // the API's times are whole seconds
    const updates = () => workspace.calls.filter(({ method }) => method === "chat.update").length;
    const polls = () => account.calls.filter(({ path }) => path.includes("/log_entries")).length;
    for (let round = 0; round < 3; round++) {
      const before = polls();
      const painted = updates();
      app.poll();
      await workspace.until(() => polls() > before, 30_000);
      await new Promise((resolve) => setTimeout(resolve, 600));
      if (round > 0) assert.equal(updates(), painted, "the second poll knows nothing more than the first");
    }
  });

  it("a genuine body that cannot be read is kept, answered 2xx and shown", async () => {
    const { account, workspace } = house;
    const { createHmac } = await import("node:crypto");
    const body = '{"event": {"id": 5, "data": []}}';
    const sign = createHmac("sha256", account.webhookSecret).update(body).digest("hex");
    const post = (signature: string) =>
      fetch(`${app.url}/hooks/pagerduty`, {
        method: "POST",
        body,
        headers: { "x-pagerduty-signature": `v1=${signature}` },
      });
    assert.equal((await post("0".repeat(64))).status, 403);
    assert.equal((await post(sign)).status, 200);
    await workspace.until(() => ops().find(({ text }) => text.includes("Could not read what pagerduty sent")), 30_000);
    const { unreadable } = await app.parts.store.outbox.report();
    assert.equal(unreadable.length, 1);
    await workspace.type("ana", "ops", "/oncall queue");
    const seen = () => JSON.stringify([workspace.ephemerals("ana"), ops()]);
    await workspace.until(() => seen().includes(unreadable[0]?.id ?? "?"), 30_000);
  });

  it("real signed deliveries become the right cards, forged ones get 403", async (t) => {
    if (!existsSync(PAYLOADS)) return t.skip("no captured payloads beside the project");
    const cases: { file: string; signature?: string; valid: boolean }[] = JSON.parse(
      readFileSync(new URL("signatures.json", PAYLOADS), "utf8"),
    );
    const signed = cases.filter(({ file, signature }) => file.startsWith("pagerduty/") && signature);
    assert.ok(signed.length >= 4);
    for (const { file, signature = "", valid } of signed) {
      const body = readFileSync(new URL(file, PAYLOADS));
      const answer = await fetch(`${app.url}/hooks/pagerduty`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", "x-pagerduty-signature": signature },
      });
      assert.equal(answer.status, valid ? 200 : 403, file);
    }
    const keyOf = (file: string): string => JSON.parse(readFileSync(new URL(file, PAYLOADS), "utf8")).event.data.id;
    await shows(keyOf("pagerduty/v3_signed_incident_resolved.txt"), /^🟢/);
    await shows(keyOf("pagerduty/v3_signed_incident_priority_updated.txt"), /^🔴/);
    assert.equal(cards(keyOf("pagerduty/v3_signed_incident_triggered.txt")).length, 1);
  });
});

const until = async (done: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail("it did not happen within 30 s");
};

/** The account's own secret and those of the captured deliveries. */
const secrets = (house: House): string => {
  if (!existsSync(PAYLOADS)) return house.account.webhookSecret;
  const cases: { secret?: string }[] = JSON.parse(readFileSync(new URL("signatures.json", PAYLOADS), "utf8"));
  return [house.account.webhookSecret, ...new Set(cases.flatMap(({ secret }) => (secret ? [secret] : [])))].join(",");
};
