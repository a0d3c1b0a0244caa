import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { incidentAfter } from "./incidents.ts";
import type { Script } from "./scripted-slack.ts";
import { startBot } from "./start-bot.ts";

const CARD = { kind: "card", incident: incidentAfter({}), canAct: true } as const;
const TO = { channel: "C0123ABCD" };

const error =
  (word: string): Script =>
  () => ({ body: { ok: false, error: word } });

const POSTS: readonly (readonly [string, Script, string, number?])[] = [
  ["429 with Retry-After", () => ({ status: 429, headers: { "retry-after": "7" } }), "rate_limited", 7000],
  ["429 without Retry-After", () => ({ status: 429 }), "rate_limited", 5000],
  ["ratelimited as a word", error("ratelimited"), "rate_limited", 5000],
  ["HTTP 500", () => ({ status: 500 }), "upstream"],
  ["HTTP 503", () => ({ status: 503 }), "upstream"],
  ["internal_error", error("internal_error"), "upstream"],
  ["fatal_error", error("fatal_error"), "upstream"],
  ["service_unavailable", error("service_unavailable"), "upstream"],
  ["no answer", () => ({ silent: true }), "timeout"],
  ["is_archived", error("is_archived"), "channel"],
  ["channel_not_found", error("channel_not_found"), "channel"],
  ["not_in_channel", error("not_in_channel"), "channel"],
  ["restricted_action_read_only_channel", error("restricted_action_read_only_channel"), "channel"],
  ["messages_tab_disabled", error("messages_tab_disabled"), "channel"],
  ["invalid_auth", error("invalid_auth"), "credentials"],
  ["token_revoked", error("token_revoked"), "credentials"],
  ["token_expired", error("token_expired"), "credentials"],
  ["account_inactive", error("account_inactive"), "credentials"],
  ["not_authed", error("not_authed"), "credentials"],
  ["missing_scope", error("missing_scope"), "credentials"],
  ["no_text", error("no_text"), "rejected"],
  ["a word of next year", error("moon_is_full"), "rejected"],
];

test("each refusal of a post has its code, is tried once, and never shows the token", async (t) => {
  const { bot, slack } = await startBot(t);
  for (const [name, script, code, retryAfterMs] of POSTS) {
    slack.on("chat.postMessage", script);
    const before = slack.calls.filter(({ method }) => method === "chat.postMessage").length;
    const thrown: unknown = await bot.chat.post(TO, CARD, "p1").catch((reason: unknown) => reason);
    assert.ok(thrown instanceof Failure, name);
    assert.equal(thrown.code, code, name);
    assert.equal(thrown.retryAfterMs, retryAfterMs, name);
    assert.doesNotMatch(`${thrown.message} ${thrown.tell}`, /xox|127\.0\.0\.1:\d+\/api/, name);
    assert.equal(slack.calls.filter(({ method }) => method === "chat.postMessage").length, before + 1, name);
  }
});

test("a server that is gone is doubt", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.on("chat.postMessage", () => ({ body: { ok: true, ts: "1.1", channel: "C1" } }));
  await slack.close();
  await assert.rejects(bot.chat.post(TO, CARD, "p1"), { name: "Failure", code: "upstream" });
  assert.match(bot.state().problem ?? "", /Slack|connection|apps/);
});

test("a rate limit holds up no other call", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.on("chat.postMessage", () => ({ status: 429, headers: { "retry-after": "30" } }));
  slack.ok("chat.delete", {});
  const startedMs = performance.now();
  await assert.rejects(bot.chat.post(TO, CARD, "p1"), { code: "rate_limited" });
  await bot.chat.remove({ channel: "C0123ABCD", ts: "1.1" });
  assert.ok(performance.now() - startedMs < 1_000);
});

test("message_not_found and cant_update_message mean that the message is gone", async (t) => {
  const { bot, slack } = await startBot(t);
  for (const word of ["message_not_found", "cant_update_message"]) {
    slack.on("chat.update", error(word));
    await assert.rejects(bot.chat.update({ channel: "C0123ABCD", ts: "1.1" }, CARD, "p1"), { code: "message_gone" });
  }
});

test("blocks that Slack refuses: the text alone goes, and the log says so", async (t) => {
  const { bot, slack, heard } = await startBot(t);
  const refuse: Script = (args) =>
    args.get("blocks") === "[]"
      ? { body: { ok: true, ts: "1700000000.000100", channel: "C0123ABCD" } }
      : {
          body: {
            ok: false,
            error: "invalid_blocks",
            response_metadata: { messages: ["[ERROR] bad [json-pointer:/blocks/0]"] },
          },
        };
  slack.on("chat.postMessage", refuse);
  assert.deepEqual(await bot.chat.post(TO, CARD, "p1"), { channel: "C0123ABCD", ts: "1700000000.000100" });
  const sent = slack.calls.filter(({ method }) => method === "chat.postMessage");
  assert.equal(sent.length, 2);
  assert.match(sent[1]?.args.get("text") ?? "", /#1234 Checkout API high latency/);
  assert.equal(sent[1]?.args.get("attachments"), "[]");
  assert.match(sent[1]?.args.get("metadata") ?? "", /"id":"p1"/);
  assert.ok(heard.log.some(({ level, message }) => level === "warn" && /text alone/.test(message)));
});

test("refused even as text: rejected after two attempts", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.on("chat.update", error("invalid_attachments"));
  await assert.rejects(bot.chat.update({ channel: "C0123ABCD", ts: "1.1" }, CARD, "p1"), { code: "rejected" });
  assert.equal(slack.calls.filter(({ method }) => method === "chat.update").length, 2);
});

test("a picture is never put into an existing message", async (t) => {
  const { bot, slack } = await startBot(t);
  const picture = {
    kind: "picture",
    title: "t",
    alt: "a",
    at: { fileId: "F0123456789" },
    footer: [],
    links: [],
  } as const;
  await assert.rejects(bot.chat.update({ channel: "C1", ts: "1.1" }, picture, "p1"), { code: "rejected" });
  assert.equal(slack.calls.filter(({ method }) => method === "chat.update").length, 0);
});

test("every post: text, no unfurling, no names looked for", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.ok("chat.postMessage", { ts: "1.1", channel: "C0123ABCD" });
  await bot.chat.post({ ...TO, thread: "1.0" }, { kind: "note", lines: ["<!here> @channel"] }, "n1");
  const args = slack.calls.at(-1)?.args;
  assert.equal(args?.get("unfurl_links"), "false");
  assert.equal(args?.get("unfurl_media"), "false");
  assert.equal(args?.get("parse"), "none");
  assert.equal(args?.get("link_names"), null);
  assert.equal(args?.get("thread_ts"), "1.0");
  assert.equal(args?.get("text"), "&lt;!here&gt; @channel");
});

test("two clients never share a token: sockets speak with the app token, calls with the bot token", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.ok("users.info", { user: { id: "U1", name: "ana", team_id: "T1" } });
  await bot.chat.user("U1");
  for (const { method, authorization } of slack.calls)
    assert.equal(authorization, method === "apps.connections.open" ? "Bearer xapp-test-app" : "Bearer xoxb-test-bot");
});
