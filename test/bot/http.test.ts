import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { type Bot, createBot } from "../../src/bot/index.ts";
import { listeningOptions, startBot } from "./start-bot.ts";

const serve = async (t: TestContext, bot: Bot): Promise<string> => {
  const server = createServer((req, res) => bot.requestListener?.(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
};

const send = (url: string, body: string, change: { readonly secret?: string; readonly atMs?: number } = {}) => {
  const at = Math.floor((change.atMs ?? Date.now()) / 1000);
  const signature = createHmac("sha256", change.secret ?? "shh")
    .update(`v0:${at}:${body}`)
    .digest("hex");
  const headers = {
    "content-type": "application/json",
    "x-slack-request-timestamp": String(at),
    "x-slack-signature": `v0=${signature}`,
  };
  return fetch(url, { method: "POST", headers, body });
};

const CHALLENGE = JSON.stringify({ type: "url_verification", challenge: "abc", token: "t" });

test("signed requests only: a wrong secret and a repeated old request are refused", async (t) => {
  const { bot } = await startBot(t, { mode: "http", appToken: undefined });
  const url = await serve(t, bot);
  const answer = await send(url, CHALLENGE);
  assert.equal(answer.status, 200);
  assert.deepEqual(await answer.json(), { challenge: "abc" });
  assert.equal((await send(url, CHALLENGE, { secret: "wrong" })).status, 401);
  assert.equal((await send(url, CHALLENGE, { atMs: Date.now() - 6 * 60_000 })).status, 401);
});

test("before Slack said who we are, Slack is asked to come again", async (t) => {
  const { options } = listeningOptions("http://127.0.0.1:9/api/");
  const bot = await createBot({ ...options, mode: "http" });
  t.after(() => bot.stop());
  const url = await serve(t, bot);
  await bot.start();
  const answer = await send(url, CHALLENGE);
  assert.equal(answer.status, 503);
  assert.equal(answer.headers.get("retry-after"), "5");
  assert.equal(bot.state().connected, false);
});

test("an event over http is acked after it is stored", async (t) => {
  const order: string[] = [];
  const words = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, 80));
    order.push("stored");
  };
  const { bot } = await startBot(t, { mode: "http", handlers: { words, press: async () => {} } });
  const url = await serve(t, bot);
  const event = { type: "app_mention", user: "U1", text: "<@UBOT> oncall ack 1", channel: "C0123ABCD", ts: "1.1" };
  const answer = await send(url, JSON.stringify({ type: "event_callback", event_id: "Ev1", team_id: "T1", event }));
  order.push("acked");
  assert.equal(answer.status, 200);
  assert.deepEqual(order, ["stored", "acked"]);
});

test("a missing secret is a configuration problem, said at once", async () => {
  const { options } = listeningOptions("http://127.0.0.1:9/api/");
  await assert.rejects(createBot({ ...options, mode: "http", signingSecret: undefined }), { code: "config" });
  await assert.rejects(createBot({ ...options, appToken: "" }), { code: "config" });
});
