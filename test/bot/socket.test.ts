import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createBot } from "../../src/bot/index.ts";
import { createScriptedSlack, until } from "./scripted-slack.ts";
import { listeningOptions, startBot } from "./start-bot.ts";

const slash = (envelope: string, text = "stats") => ({
  type: "slash_commands",
  envelope_id: envelope,
  accepts_response_payload: true,
  payload: {
    command: "/oncall",
    text,
    trigger_id: `trigger-${envelope}`,
    user_id: "U1",
    channel_id: "C0123ABCD",
    team_id: "T1",
    response_url: "http://127.0.0.1:9/never",
  },
});

/** Fails the test on any rejection that nobody handles. */
const watchRejections = (t: TestContext): unknown[] => {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on("unhandledRejection", note);
  t.after(() => process.off("unhandledRejection", note));
  return seen;
};

test("Slack's routine refresh leaves no gap: the other connection answers, and the first is back at once", async (t) => {
  const { bot, slack, heard } = await startBot(t);
  const [first] = slack.sockets;
  const startedMs = performance.now();
  first?.send(JSON.stringify({ type: "disconnect", reason: "refresh_requested" }));
  await until(() => first !== undefined && !slack.sockets.has(first), "the first to close");
  assert.ok(bot.state().connected);
  slack.send(slash("during"));
  await until(() => slack.acks.has("during"), "an ack during the refresh");
  await until(() => slack.sockets.size === 2, "two connections again");
  assert.ok(performance.now() - startedMs < 1_500, "the client's own reconnection would have waited 5 s");
  assert.equal(heard.words.length, 1);
});

test("an outage: says so, keeps trying, comes back by itself", async (t) => {
  const rejections = watchRejections(t);
  const { bot, slack } = await startBot(t);
  await slack.close();
  await until(() => !bot.state().connected && bot.state().problem !== undefined, "the outage to be noticed");
  await new Promise((resolve) => setTimeout(resolve, 150));
  const again = await createScriptedSlack(slack.port);
  t.after(() => again.close());
  await until(() => again.sockets.size === 2 && bot.state().connected, "two connections to the new server");
  assert.equal(bot.state().problem, undefined);
  assert.deepEqual(rejections, []);
});

test("Slack down from the beginning: start resolves, the rest follows", async (t) => {
  const rejections = watchRejections(t);
  const slack = await createScriptedSlack();
  let down = true;
  for (const method of ["auth.test", "apps.connections.open"])
    slack.on(method, () =>
      down
        ? { status: 503 }
        : {
            body: { ok: true, user_id: "UBOT", team_id: "T1", bot_id: "B1", url: `ws://127.0.0.1:${slack.port}/link` },
          },
    );
  const { options } = listeningOptions(slack.apiUrl);
  const bot = await createBot(options);
  t.after(async () => {
    await bot.stop();
    await slack.close();
  });
  await bot.start();
  assert.equal(bot.identity(), undefined);
  await until(() => bot.state().problem !== undefined, "the problem to be said");
  assert.equal(bot.state().connected, false);
  down = false;
  await until(() => slack.sockets.size === 2 && bot.state().connected, "connections");
  assert.deepEqual({ ...bot.identity() }, { botUserId: "UBOT", teamId: "T1", botId: "B1" });
  assert.deepEqual(rejections, []);
});

test("a refused app token is told by state, and tried again", async (t) => {
  const slack = await createScriptedSlack();
  slack.on("apps.connections.open", () => ({ body: { ok: false, error: "invalid_auth" } }));
  const { options } = listeningOptions(slack.apiUrl);
  const bot = await createBot(options);
  t.after(async () => {
    await bot.stop();
    await slack.close();
  });
  await bot.start();
  const opens = (): number => slack.calls.filter(({ method }) => method === "apps.connections.open").length;
  await until(() => opens() > 4, "several attempts");
  assert.match(bot.state().problem ?? "", /invalid_auth/);
});

test("stop between open and hello rejects nothing and is quick", async (t) => {
  const rejections = watchRejections(t);
  const slack = await createScriptedSlack();
  t.after(() => slack.close());
  slack.state.hello = false;
  const { options } = listeningOptions(slack.apiUrl);
  const bot = await createBot(options);
  await bot.start();
  await until(() => slack.sockets.size === 2, "connections without a hello");
  const startedMs = performance.now();
  await bot.stop();
  assert.ok(performance.now() - startedMs < 2_500);
  await until(() => slack.sockets.size === 0, "closed connections");
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(rejections, []);
});

test("stop while a connection is being asked for leaves none behind", async (t) => {
  const rejections = watchRejections(t);
  const slack = await createScriptedSlack();
  t.after(() => slack.close());
  slack.on("apps.connections.open", () => ({ silent: true }));
  const { options } = listeningOptions(slack.apiUrl);
  const bot = await createBot({ ...options, callTimeoutMs: 10_000 });
  await bot.start();
  await until(() => slack.calls.some(({ method }) => method === "apps.connections.open"), "the question");
  const startedMs = performance.now();
  await bot.stop();
  assert.ok(performance.now() - startedMs < 1_000);
  assert.equal(slack.state.opened, 0);
  assert.deepEqual(rejections, []);
});

test("stop answers what is in flight first", async (t) => {
  let finish = (): void => {};
  const working = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { bot, slack } = await startBot(t, { handlers: { words: () => working, press: async () => {} } });
  slack.send(slash("slow"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = bot.stop();
  finish();
  await stopped;
  assert.ok(slack.acks.has("slow"));
  assert.equal(bot.state().connected, false);
});

test("an event is acked after its words are stored, not before", async (t) => {
  let finish = (): void => {};
  const stored = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const { slack } = await startBot(t, { handlers: { words: () => stored, press: async () => {} } });
  const event = { type: "app_mention", user: "U1", text: "<@UBOT> oncall ack 1", channel: "C0123ABCD", ts: "1.1" };
  const payload = { type: "event_callback", event_id: "Ev1", team_id: "T1", event };
  slack.send({ type: "events_api", envelope_id: "e1", payload });
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(slack.acks.has("e1"), false);
  finish();
  await until(() => slack.acks.has("e1"), "the ack");
});

test("everything is acked within 3 s, whatever hangs", async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { slack, heard } = await startBot(t, { handlers: { words: () => promise, press: () => promise } });
  const event = { type: "message", channel_type: "im", user: "U1", text: "hi", channel: "D0123ABCD", ts: "1.1" };
  const button = { action_id: "drm_ack", type: "button", value: "pagerduty:Q1", action_ts: "1.2" };
  const press = {
    type: "block_actions",
    user: { id: "U1" },
    team: { id: "T1" },
    channel: { id: "C0123ABCD" },
    container: {},
    message: { ts: "1.1" },
    actions: [button],
    response_url: "http://127.0.0.1:9/never",
  };
  slack.send(slash("s"));
  slack.send({
    type: "events_api",
    envelope_id: "e",
    payload: { type: "event_callback", event_id: "E", team_id: "T1", event },
  });
  slack.send({ type: "interactive", envelope_id: "p", payload: press });
  await until(() => ["s", "e", "p"].every((id) => slack.acks.has(id)), "three acks", 2_900);
  resolve();
  assert.ok(heard.log.some(({ message }) => /press could not be stored/.test(message)));
});

test("stop does not wait for a server that never answers the close", async (t) => {
  const { bot, slack } = await startBot(t);
  for (const socket of slack.sockets) socket.pause();
  const startedMs = performance.now();
  await bot.stop();
  assert.ok(performance.now() - startedMs < 1_800);
  assert.equal(bot.state().connected, false);
});

const SILENCE: Readonly<Record<string, object>> = {
  "a channel's talk": { channel_type: "channel", channel: "C0123ABCD" },
  "an edit": { subtype: "message_changed", message: { text: "oncall" } },
  "another bot": { subtype: "bot_message", bot_id: "B2" },
  "another app's user": { bot_id: "B2", bot_profile: { id: "B2" } },
  "an edited message": { edited: { user: "U1", ts: "1.2" } },
  ourselves: { user: "UBOT" },
};

test("what is not said to us by a person is not heard", async (t) => {
  const { slack, heard } = await startBot(t);
  const message = { type: "message", channel_type: "im", user: "U1", text: "oncall", channel: "D0123ABCD", ts: "1.1" };
  const send = (id: string, event: object): void => {
    const payload = { type: "event_callback", event_id: id, team_id: "T1", event };
    slack.send({ type: "events_api", envelope_id: id, payload });
  };
  for (const [name, change] of Object.entries(SILENCE)) send(name, { ...message, ...change });
  send("a mention by a bot", { ...message, type: "app_mention", channel: "C0123ABCD", bot_id: "B2" });
  send("a mention in a direct message", { ...message, type: "app_mention" });
  send("a person", message);
  const broadcast = { subtype: "thread_broadcast", thread_ts: "1.0", root: { type: "message", ts: "1.0" } };
  send("a broadcast reply", { ...message, ...broadcast });
  send("another's", { ...message, ...broadcast, user: "UBOT" });
  send("a broadcast mention", { ...message, ...broadcast, type: "app_mention", channel: "C0123ABCD" });
  await until(() => slack.acks.size === Object.keys(SILENCE).length + 6, "every ack");
  assert.deepEqual(
    heard.words.map(({ id, thread }) => [id, thread]),
    [
      ["event:a person", undefined],
      ["event:a broadcast reply", "1.0"],
      ["event:a broadcast mention", "1.0"],
    ],
  );
});
