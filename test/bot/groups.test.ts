import assert from "node:assert/strict";
import { test } from "node:test";
import { startBot } from "./start-bot.ts";
import { setUp } from "./workspace.ts";

const GROUPS = { usergroups: [{ id: "S0ONCALLDB", handle: "oncall-db", name: "On call", members: ["ana"] }] };

test("a user group is found by its handle, read and set", async (t) => {
  const { workspace, bot } = await setUp(t, {}, GROUPS);
  const { chat } = bot;
  const id = await chat.groupId("@oncall-DB");
  assert.equal(id, "S0ONCALLDB");
  assert.equal(await chat.groupId("S0123ABCD"), "S0123ABCD");
  await assert.rejects(chat.groupId("@nobody"), { code: "not_found" });
  const ana = workspace.person("ana").id;
  assert.deepEqual(await chat.groupMembers(id), [ana]);
  await assert.rejects(chat.setGroupMembers(id, []), { code: "rejected" });
  await assert.rejects(chat.setGroupMembers(id, [workspace.person("gus").id]), { code: "rejected" });
  await assert.rejects(chat.setGroupMembers("S0NOTTHERE", [ana]), { code: "not_found" });
  assert.deepEqual(workspace.usergroups[0]?.users, [ana]);
});

test("members are remembered for a minute, and asked again after they were set", async (t) => {
  let nowMs = 0;
  const { bot, slack } = await startBot(t, { clock: () => nowMs });
  slack.ok("usergroups.users.list", { users: ["U1"] });
  slack.ok("usergroups.users.update", {});
  const asked = (): number => slack.calls.filter(({ method }) => method === "usergroups.users.list").length;
  for (const at of [0, 59_999]) {
    nowMs = at;
    assert.deepEqual(await bot.chat.groupMembers("S1"), ["U1"]);
  }
  assert.equal(asked(), 1);
  nowMs = 60_000;
  await bot.chat.groupMembers("S1");
  assert.equal(asked(), 2);
  await bot.chat.setGroupMembers("S1", ["U2", "U3"]);
  assert.equal(slack.calls.at(-1)?.args.get("users"), "U2,U3");
  await bot.chat.groupMembers("S1");
  assert.equal(asked(), 3);
});

test("a topic is set and read as it was; nothing in it mentions", async (t) => {
  const { workspace, bot } = await setUp(t);
  const ops = workspace.channel("ops").id;
  assert.equal(await bot.chat.topic(ops), "");
  const topic = "On call: Ana & <!channel> until 9:00 · https://x.example/?a=1";
  await bot.chat.setTopic(ops, topic);
  assert.doesNotMatch(workspace.channel("ops").topic, /<!/);
  assert.equal(await bot.chat.topic(ops), topic);
  await bot.chat.setTopic(ops, "x".repeat(300));
  assert.equal((await bot.chat.topic(ops)).length, 250);
  await bot.chat.setTopic(ops, "");
  assert.equal(await bot.chat.topic(ops), "");
  await bot.chat.setTopic(workspace.channel("incident-room").id, "private too");
  await assert.rejects(bot.chat.setTopic(workspace.channel("general").id, "x"), { code: "channel" });
});

test("what Slack makes of a topic is undone", async (t) => {
  const { bot, slack } = await startBot(t);
  const value = "see <https://x.example/?a=1&amp;b=2> and <http://y.example|y.example> &lt;b&gt;";
  slack.ok("conversations.info", { channel: { topic: { value } } });
  assert.equal(await bot.chat.topic("C1"), "see https://x.example/?a=1&b=2 and y.example <b>");
});

const without =
  (...scopes: readonly string[]) =>
  (manifest: object) =>
    JSON.parse(
      JSON.stringify(manifest, (_key, value) =>
        Array.isArray(value) ? value.filter((one) => !scopes.includes(one)) : value,
      ),
    );

test("scopes that were not granted are refused with what to do; administrators may forbid it", async (t) => {
  const { bot, slack } = await startBot(t);
  slack.on("usergroups.users.update", () => ({ body: { ok: false, error: "permission_denied" } }));
  await assert.rejects(bot.chat.setGroupMembers("S1", ["U1"]), { code: "forbidden", tell: /administrator/ });
  slack.on("conversations.setTopic", () => ({
    body: { ok: false, error: "missing_scope", needed: "channels:write.topic" },
  }));
  await assert.rejects(bot.chat.setTopic("C1", "x"), { code: "credentials", message: /needs channels:write\.topic/ });
});

test("the workspace holds scopes of topics and groups as Slack does", async (t) => {
  const change = without("channels:write.topic", "usergroups:write");
  const { workspace, bot } = await setUp(t, {}, GROUPS, change);
  await assert.rejects(bot.chat.setTopic(workspace.channel("ops").id, "x"), { code: "credentials" });
  await bot.chat.setTopic(workspace.channel("incident-room").id, "x");
  await assert.rejects(bot.chat.setGroupMembers("S0ONCALLDB", [workspace.person("ana").id]), { code: "credentials" });
  const checks = await bot.checkup();
  assert.deepEqual(
    checks.map(({ name, state }) => [name, state]),
    [
      ["token", "ok"],
      ["workspace", "ok"],
      ["scopes", "warn"],
      ["connection", "ok"],
      ["clock", "ok"],
    ],
  );
  assert.match(checks[2]?.says ?? "", /channels:write\.topic \(a channel's topic.*usergroups:write/);
});
