import assert from "node:assert/strict";
import { test } from "node:test";
import { setUp } from "./workspace.ts";

test("channels of a person: those we are in too, by name, over all pages, remembered for half a minute", async (t) => {
  let nowMs = Date.now();
  const many = Array.from({ length: 230 }, (_, i) => ({ name: `team-${i}`, members: ["ana"], bot: true }));
  const { workspace, bot } = await setUp(
    t,
    { clock: () => nowMs },
    {
      channels: [
        { name: "zoo", bot: true },
        { name: "ops", bot: true },
        { name: "general" },
        { name: "secret", private: true, members: ["ana"] },
        { name: "war-room", private: true, bot: true, members: ["ana"] },
        { name: "others", members: ["gus"], bot: true },
        { name: "old", bot: true },
        ...many,
      ],
    },
  );
  workspace.archive("old");
  const ana = workspace.person("ana").id;
  const [found, again] = await Promise.all([bot.chat.channelsOf(ana), bot.chat.channelsOf(ana)]);
  assert.deepEqual(found, again);
  const names = found.map(({ name }) => name);
  assert.deepEqual(
    names,
    [...names].sort((a, b) => a.localeCompare(b, "en")),
  );
  assert.deepEqual(
    names.filter((name) => !name.startsWith("team-")),
    ["ops", "war-room", "zoo"],
    "not secret, others or old; nor general, where we could not post",
  );
  assert.equal(names.length, 233);
  assert.equal(found.find(({ name }) => name === "ops")?.id, workspace.channel("ops").id);
  const calls = () => workspace.calls.filter(({ method }) => method === "users.conversations");
  assert.equal(calls().length, 4, "two pages of hers, two of ours");
  const first = { types: "public_channel,private_channel", exclude_archived: "true", limit: "200", team_id: undefined };
  assert.deepEqual(
    calls().flatMap(({ args }) => ("cursor" in args ? [] : [{ ...args, team_id: undefined }])),
    [{ ...first, user: ana }, first],
  );
  nowMs += 29_000;
  await bot.chat.channelsOf(ana);
  assert.equal(calls().length, 4);
  nowMs += 2_000;
  await bot.chat.channelsOf(ana);
  assert.equal(calls().length, 8);
  await assert.rejects(bot.chat.channelsOf("U0NOBODY00"), { code: "not_found" });
});

test("no more than a thousand channels are asked for", async (t) => {
  const channels = Array.from({ length: 1_100 }, (_, i) => ({ name: `team-${i}`, members: ["ana"], bot: true }));
  const { workspace, bot } = await setUp(t, {}, { channels });
  assert.equal((await bot.chat.channelsOf(workspace.person("ana").id)).length, 1_000);
});
