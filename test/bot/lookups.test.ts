import assert from "node:assert/strict";
import { test } from "node:test";
import { startBot } from "./start-bot.ts";

const HOME = { id: "U1", name: "ana", team_id: "T1" };

const USERS: Readonly<Record<string, readonly [user: object, outsider: boolean]>> = {
  member: [HOME, false],
  guest: [{ ...HOME, is_restricted: true }, true],
  "single-channel guest": [{ ...HOME, is_ultra_restricted: true }, true],
  stranger: [{ ...HOME, is_stranger: true }, true],
  deactivated: [{ ...HOME, deleted: true }, true],
  "of another workspace": [{ ...HOME, team_id: "T2" }, true],
  "of our Enterprise Grid workspace": [{ ...HOME, team_id: "E1", enterprise_user: { teams: ["T1"] } }, false],
};

test("who is an outsider", async (t) => {
  const { bot, slack } = await startBot(t);
  for (const [name, [user, outsider]] of Object.entries(USERS)) {
    slack.ok("users.info", { user });
    assert.equal((await bot.chat.user(name)).outsider, outsider, name);
  }
});

test("a user without a zone is in UTC; a lookup is kept ten minutes, a failed one is not kept", async (t) => {
  let nowMs = 0;
  const { bot, slack } = await startBot(t, { clock: () => nowMs });
  const lookups = (): number => slack.calls.filter(({ method }) => method === "users.info").length;
  slack.on("users.info", () => ({ status: 500 }));
  await assert.rejects(bot.chat.user("U1"), { code: "upstream" });
  slack.ok("users.info", { user: { ...HOME, profile: { display_name: "Ana" } } });
  assert.deepEqual(await bot.chat.user("U1"), { id: "U1", name: "Ana", tz: "UTC", outsider: false });
  nowMs = 9 * 60_000;
  await bot.chat.user("U1");
  assert.equal(lookups(), 2);
  nowMs = 10 * 60_000;
  await bot.chat.user("U1");
  assert.equal(lookups(), 3);
});

test("find: only what we posted ourselves counts, and looking is bounded", async (t) => {
  const { bot, slack, heard } = await startBot(t);
  const metadata = { event_type: "drm_post", event_payload: { id: "c1" } };
  const messages = [
    { ts: "3.000000", user: "UBOT", metadata },
    { ts: "2.000000", user: "U1", metadata },
    { ts: "1.500000", bot_id: "B2", metadata },
    { ts: "1.000000", bot_id: "B1", metadata },
    { ts: "0.500000", user: "UBOT", metadata: { ...metadata, event_type: "other" } },
    { ts: "0.400000", user: "UBOT" },
  ];
  slack.on("conversations.history", (_args, n) => ({
    body: { ok: true, messages: n === 0 ? messages : [], response_metadata: { next_cursor: "more" } },
  }));
  const found = await bot.chat.find({ channel: "C0123ABCD" }, "c1", 1_500);
  assert.deepEqual(
    found.map(({ ts }) => ts),
    ["1.000000", "3.000000"],
  );
  const looks = slack.calls.filter(({ method }) => method === "conversations.history");
  assert.equal(looks.length, 10);
  assert.equal(looks[0]?.args.get("oldest"), "1.500000");
  assert.equal(looks[0]?.args.get("include_all_metadata"), "true");
  assert.ok(heard.log.some(({ message }) => /newest messages only/.test(message)));
});

test("a person by e-mail: found, nobody, remembered for ten minutes; a failed look-up is not", async (t) => {
  let nowMs = 0;
  const { bot, slack } = await startBot(t, { clock: () => nowMs });
  const asked = (): number => slack.calls.filter(({ method }) => method === "users.lookupByEmail").length;
  slack.on("users.lookupByEmail", () => ({ status: 500 }));
  await assert.rejects(bot.chat.userIdByEmail("ana@example.com"), { code: "upstream" });
  slack.ok("users.lookupByEmail", { user: HOME });
  assert.equal(await bot.chat.userIdByEmail("ana@example.com"), "U1");
  assert.equal(await bot.chat.userIdByEmail(" Ana@Example.com "), "U1");
  assert.equal(asked(), 2);
  slack.on("users.lookupByEmail", () => ({ body: { ok: false, error: "users_not_found" } }));
  assert.equal(await bot.chat.userIdByEmail("nobody@example.com"), undefined);
  assert.equal(await bot.chat.userIdByEmail("nobody@example.com"), undefined);
  assert.equal(await bot.chat.userIdByEmail(" "), undefined);
  assert.equal(asked(), 3);
  nowMs = 10 * 60_000;
  assert.equal(await bot.chat.userIdByEmail("ana@example.com"), undefined);
  slack.ok("users.lookupByEmail", { user: { ...HOME, deleted: true } });
  assert.equal(await bot.chat.userIdByEmail("gone@example.com"), undefined, "whoever left is mentioned no more");
});
