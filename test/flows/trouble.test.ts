import { strict as assert } from "node:assert";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { App, Tuning } from "../../src/app.ts";
import type { WorkspaceOptions } from "../../src/demo/slack/index.ts";
import { FAST, type House, openHouse, startBot } from "../support/house.ts";

const ANA = "ana.kovac@northwind.example";

const setUp = async (
  t: TestContext,
  options: Partial<WorkspaceOptions> = { limits: false },
  tuning: Tuning = FAST,
  more: Readonly<Record<string, string>> = {},
): Promise<{ house: House; app: App }> => {
  const house = await openHouse(options);
  const app = await startBot(house, more, tuning);
  t.after(async () => {
    await app.stop();
    await house.close();
  });
  return { house, app };
};

const trigger = ({ account }: House, title: string, at = 0): string =>
  account.trigger({ service: account.account.services[at]?.name ?? "", title, urgency: "high" }).id;

const cards = ({ workspace }: House, id: string, channel = "ops") =>
  workspace.messages(channel).filter((one) => JSON.stringify(one.metadata ?? "").includes(`card:pagerduty:${id}:`));

const problems = async (app: App): Promise<readonly string[]> => {
  const answer = await fetch(`${app.url}/readyz`);
  const { ok, problems: said }: { ok: boolean; problems: string[] } = JSON.parse(await answer.text());
  assert.equal(ok, answer.status === 200);
  return said;
};

describe("trouble", () => {
  it("Slack away: late, not lost, and one message in the last state", async (t) => {
    const { house, app } = await setUp(t);
    const { workspace, account } = house;
    workspace.faults.offline(true);
    const id = trigger(house, "While Slack was away");
    await account.idle();
    account.ack(id, ANA);
    account.note(id, "one", ANA);
    account.note(id, "two", ANA);
    account.resolve(id, ANA);
    await account.idle();
    assert.ok(
      account.webhookLog.every(({ status }) => status === 200),
      "webhooks are taken",
    );
    await sleep(300);
    assert.match((await problems(app)).join(), /Slack is not connected/);
    workspace.faults.offline(false);
    const card = await workspace.until(() => cards(house, id)[0], 20_000);
    assert.match(card.text, /^🟢/);
    const thread = await workspace.until(() => {
      const replies = workspace.thread("ops", card.ts).slice(1);
      return JSON.stringify(replies).includes("two") && replies;
    }, 10_000);
    assert.equal(thread.length, 1, "notes that waited together are one message");
    assert.equal(workspace.calls.filter(({ method, ok }) => method === "chat.postMessage" && ok).length, 2);
  });

  it("a post that Slack took without our knowing is found, not repeated", async (t) => {
    const { house } = await setUp(t);
    house.workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
    const id = trigger(house, "Answer lost");
    await house.workspace.until(
      () => house.workspace.calls.some(({ method }) => method === "conversations.history"),
      8_000,
    );
    house.account.resolve(id, ANA);
    await house.workspace.until(() => cards(house, id)[0]?.text.startsWith("🟢"), 30_000);
    assert.equal(cards(house, id).length, 1);
  });

  it("a double that turns up later is deleted", async (t) => {
    const { house, app } = await setUp(t);
    const { workspace } = house;
    const id = trigger(house, "Doubled");
    const card = await workspace.until(() => cards(house, id)[0], 30_000);
    const twin = { channel: workspace.channel("ops").id, message: card };
    const post = await fetch(`${workspace.apiUrl}chat.postMessage`, {
      method: "POST",
      headers: { authorization: `Bearer ${workspace.tokens.bot}`, "content-type": "application/json" },
      body: JSON.stringify({ channel: twin.channel, text: card.text, metadata: card.metadata }),
    });
    assert.equal((await post.json()).ok, true);
    assert.equal(cards(house, id).length, 2);
    await app.parts.store.outbox.recheck(`card:pagerduty:${id}:ops`, "ops", Date.now());
    await workspace.until(() => cards(house, id).length === 1, 30_000);
    assert.equal(cards(house, id)[0]?.ts, card.ts, "the one we know stays");
  });

  it("an archived channel is said in the admin channel, what waits is listed, and goes out afterwards", async (t) => {
    const channels = [
      { name: "ops", bot: true },
      { name: "ops-admin", bot: true },
    ];
    const { house, app } = await setUp(t, { limits: false, channels }, FAST, { ADMIN_CHANNEL: "ops-admin" });
    const { workspace } = house;
    workspace.archive("ops");
    const id = trigger(house, "Nobody hears");
    await workspace.until(
      () => workspace.messages("ops-admin").find(({ text }) => text.includes("cannot post to #ops")),
      8_000,
    );
    assert.match((await problems(app)).join(), /ops refuses messages/);
    await workspace.type("ana", "ops-admin", "/oncall queue");
    const everything = () => JSON.stringify([workspace.messages("ops-admin"), workspace.ephemerals("ana")]);
    await workspace.until(() => /ops: 1 waiting/.test(everything()), 30_000);
    workspace.archive("ops", false);
    workspace.inviteBot("ops");
    await sleep(5_000); // the list of channels is read anew this often at most
    await workspace.type("ana", "ops-admin", "/oncall queue retry");
    await workspace.until(() => cards(house, id)[0], 30_000);
    await workspace.until(() => workspace.messages("ops-admin").find(({ text }) => text.startsWith("🟢")), 30_000);
    assert.deepEqual(await problems(app), []);
  });

  it("a revoked token is said by /readyz, and nothing is lost", async (t) => {
    const { house, app } = await setUp(t);
    house.workspace.revoke();
    const id = trigger(house, "Token revoked");
    const said = async (): Promise<void> => {
      for (let tries = 0; tries < 100; tries++) {
        if (/token|revoked|refuses/i.test((await problems(app)).join())) return;
        await sleep(50);
      }
      assert.fail(`not said: ${await problems(app)}`);
    };
    await said();
    // A post that is refused only after the retry would wait for the next look, minutes later.
    const isRefused = async () => (await app.parts.store.outbox.report()).lanes.some(({ blocked }) => blocked);
    for (let tries = 0; !(await isRefused()); tries++) {
      assert.ok(tries < 200, "the post was never refused");
      await sleep(50);
    }
    house.workspace.revoke(false);
    await app.parts.store.outbox.retry();
    await house.workspace.until(() => cards(house, id)[0], 30_000);
  });

  it("with Slack's limits on, a burst goes out without a single 429, updates coalesced", async (t) => {
    const { house } = await setUp(t, { limits: true }, {});
    const { workspace, account } = house;
    // As many as go out within 5 s: one more, and the slower half of them would join a digest.
    const ids = Array.from({ length: 5 }, (_, at) => trigger(house, `Burst ${at}`, at));
    for (const id of ids) account.ack(id, ANA);
    for (const id of ids) account.resolve(id, ANA);
    await workspace.until(() => ids.every((id) => cards(house, id)[0]?.text.startsWith("🟢")), 20_000);
    assert.equal(workspace.rateLimited, 0);
    const posts = workspace.calls.filter(({ method }) => method === "chat.postMessage");
    const tookMs = (posts.at(-1)?.atMs ?? 0) - (posts[0]?.atMs ?? 0);
    assert.ok(
      tookMs >= (posts.length - 1) * 1_000 - 500,
      `${posts.length} posts in ${tookMs} ms: one a second at most`,
    );
    assert.equal(posts.length, ids.length, "what happened before a card went out needs no update");
  });

  it("a 429 is waited out for that channel", async (t) => {
    const { house } = await setUp(t);
    house.workspace.faults.set("chat.postMessage", { retryAfter: 1, times: 1 });
    const startMs = Date.now();
    const id = trigger(house, "Told to wait");
    await house.workspace.until(() => cards(house, id)[0], 30_000);
    assert.ok(Date.now() - startMs >= 1_000);
    assert.equal(
      house.workspace.calls.some(({ method }) => method === "conversations.history"),
      false,
      "a refusal leaves no doubt",
    );
  });
});
