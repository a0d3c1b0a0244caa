import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { Inbound } from "../../src/core/inbound.ts";
import { until } from "./scripted-slack.ts";
import { startBot } from "./start-bot.ts";
import { setUp } from "./workspace.ts";

const reply = (title: string) => ({ kind: "reply", reply: { title } }) as const;

for (const mode of ["socket", "http"] as const) {
  test(`${mode}: slash, mention and direct message say the same words`, async (t) => {
    const { workspace, bot, heard } = await setUp(t, { mode });
    const me = `<@${workspace.ids.botUser}>`;
    await workspace.type("ana", "ops", "/oncall stats this week");
    await workspace.type("ana", "ops", `${me} oncall stats this week`);
    await workspace.type("ana", workspace.dm("ana").id, "oncall stats this week");
    await workspace.until(() => heard.words.length === 3);
    assert.deepEqual(
      [...heard.words].map(({ text }) => text),
      Array(3).fill("oncall stats this week"),
    );
    assert.deepEqual([...heard.words].map(({ how }) => how).sort(), ["direct", "mention", "slash"]);
    assert.equal(new Set(heard.words.map(({ id }) => id)).size, 3);
    for (const { userId } of heard.words) assert.equal(userId, workspace.person("ana").id);
    assert.deepEqual(workspace.timeouts, []);
    assert.equal(bot.state().connected, true);
  });
}

test("whom somebody names is known by id, in a command and in a mention; /drm alone asks how it is", async (t) => {
  const { workspace, heard } = await setUp(t);
  const { id } = workspace.person("ana");
  await workspace.type("ana", "ops", "/oncall page @ana look at #ops, mail ana@example.com");
  await workspace.type("ana", "ops", `<@${workspace.ids.botUser}> oncall page @ana`);
  await workspace.type("ana", "ops", "/drm");
  await workspace.type("ana", "ops", "/drm doctor");
  await workspace.until(() => heard.words.length === 4);
  assert.deepEqual(heard.words.map(({ text }) => text).sort(), [
    "drm doctor",
    "drm status",
    `oncall page @${id}`,
    `oncall page @${id} look at #ops, mail ana@example.com`,
  ]);
});

test("our own messages, edits and other people's talk are not words to us", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  await bot.chat.post({ channel: workspace.dm("ana").id }, reply("oncall stats"), "x1");
  await bot.chat.post({ channel: workspace.channel("ops").id }, reply(`<@${workspace.ids.botUser}> oncall`), "x2");
  await workspace.type("ana", "ops", "just talking");
  await workspace.type("ana", workspace.dm("ana").id, "hi");
  await workspace.until(() => heard.words.length > 0);
  assert.deepEqual(
    heard.words.map(({ text }) => text),
    ["hi"],
  );
});

test("working, say and whisper reach the right eyes, and a thread is kept", async (t) => {
  const answer = async (inbound: Inbound): Promise<void> => {
    await inbound.working();
    await inbound.say(reply("for all"));
    await inbound.whisper(reply("for you"));
  };
  const { workspace } = await setUp(t, { handlers: { words: answer, press: async () => {} } });
  await workspace.type("ana", "ops", "a topic");
  const ts = workspace.messages("ops").at(-1)?.ts ?? "";
  await workspace.type("ana", "ops", `<@${workspace.ids.botUser}> oncall`, { thread: ts });
  const answered = await workspace.until(() => workspace.thread("ops", ts).find(({ text }) => text === "for all"));
  assert.equal(answered.threadTs, ts);
  await workspace.until(() => workspace.ephemerals("ana").length === 2);
  assert.deepEqual(
    workspace.ephemerals("ana").map(({ message }) => message.text),
    ["On it…", "for you"],
  );
  assert.ok(workspace.ephemerals("ana").every(({ message }) => message.threadTs === ts));

  await workspace.type("ana", "ops", "/oncall");
  await workspace.until(() => workspace.ephemerals("ana").length === 4);
  assert.equal(workspace.messages("ops").at(-1)?.text, "for all");
});

test("where the bot may not post, a slash command is answered to the asker alone", async (t) => {
  const answer = async (inbound: Inbound): Promise<void> => {
    assert.equal(await inbound.say(reply("for you alone")), undefined);
  };
  const { workspace } = await setUp(t, { handlers: { words: answer, press: async () => {} } });
  await workspace.type("ana", "general", "/oncall stats");
  const [seen] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.equal(seen?.message.text, "for you alone");
  assert.deepEqual(
    workspace.messages("general").map(({ text }) => text),
    [],
  );
});

test("a private answer is never posted for all", async (t) => {
  const answer = async (inbound: Inbound): Promise<void> => {
    await inbound.say({ kind: "reply", reply: { title: "secret", private: true } });
  };
  const { workspace } = await setUp(t, { handlers: { words: answer, press: async () => {} } });
  await workspace.type("ana", "ops", `<@${workspace.ids.botUser}> oncall live`);
  await workspace.until(() => workspace.ephemerals("ana").length === 1);
  assert.ok(workspace.messages("ops").every(({ text }) => text !== "secret"));
});

test("when words cannot be taken, the asker is told what to do", async (t) => {
  const words = async (): Promise<void> => {
    throw new Failure("unavailable", "disk full", { tell: "My disk is full. Tell an administrator." });
  };
  const { workspace } = await setUp(t, { handlers: { words, press: async () => {} } });
  await workspace.type("ana", "ops", "/oncall ack 1");
  const [seen] = await workspace.until(() => workspace.ephemerals("ana").length > 0 && workspace.ephemerals("ana"));
  assert.equal(seen?.message.text, "My disk is full. Tell an administrator.");
  assert.deepEqual(workspace.timeouts, []);
});

test("an event that is delivered again is heard once", async (t) => {
  let calls = 0;
  const hang = async (): Promise<void> => {
    calls += 1;
    await new Promise((resolve) => setTimeout(resolve, 400));
  };
  const handlers = { words: hang, press: async () => {} };
  const { workspace } = await setUp(t, { handlers }, { ackMs: 100, retryMs: [10, 20] });
  await workspace.type("ana", "ops", `<@${workspace.ids.botUser}> oncall`);
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(calls, 1);
});

test("a store that cannot say whether it saw an event does not silence the bot", async (t) => {
  const firstTime = async (): Promise<boolean> => {
    throw new Failure("unavailable", "locked");
  };
  const { workspace, heard } = await setUp(t, { firstTime });
  await workspace.type("ana", "ops", "/oncall stats");
  await workspace.until(() => heard.words.length === 1);
});

test("a slash command that comes twice is answered once, an unknown one is acked, a dead response_url is no end", async (t) => {
  let calls = 0;
  const answer = async (inbound: Inbound): Promise<void> => {
    calls += 1;
    await inbound.working();
    await inbound.whisper(reply("for you"));
  };
  const { slack, heard } = await startBot(t, { handlers: { words: answer, press: async () => {} } });
  slack.ok("chat.postEphemeral", {});
  const payload = {
    text: "stats &lt;1&gt;",
    trigger_id: "trigger-1",
    user_id: "U1",
    channel_id: "C0123ABCD",
    team_id: "T1",
    response_url: "http://127.0.0.1:9/secret-way",
  };
  for (const [id, command] of [
    ["a", "/oncall"],
    ["b", "/oncall"],
    ["c", "/elsewhere"],
  ])
    slack.send({ type: "slash_commands", envelope_id: id, payload: { ...payload, command } });
  await until(() => ["a", "b", "c"].every((id) => slack.acks.has(id)), "three acks");
  await until(() => slack.calls.some(({ args }) => args.get("text") === "for you"), "the whisper the other way");
  assert.equal(calls, 1);
  assert.doesNotMatch(JSON.stringify(heard.log), /secret-way|trigger-1|stats/);
});

test("Slack refreshes every connection at once: what is typed right after is answered", async (t) => {
  const { workspace, heard } = await setUp(t);
  workspace.rotateSockets();
  const opened = (): number => workspace.calls.filter(({ method }) => method === "apps.connections.open").length;
  await workspace.until(() => opened() === 4 && workspace.connections === 2, 1_500);
  await workspace.type("ana", "ops", "/oncall stats");
  assert.equal(heard.words.length, 1);
  assert.deepEqual(workspace.timeouts, []);
});
