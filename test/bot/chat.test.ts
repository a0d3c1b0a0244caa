import assert from "node:assert/strict";
import { test } from "node:test";
import type { ApiCall } from "../../src/demo/slack/index.ts";
import { incidentAfter, type Step } from "./incidents.ts";
import { setUp } from "./workspace.ts";

const card = (...steps: readonly Step[]) =>
  ({ kind: "card", incident: incidentAfter(...steps), canAct: true }) as const;

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const methods = (calls: readonly ApiCall[]): string[] => calls.map(({ method }) => method);

test("a card is posted, changed in place, found by its id and removed", async (t) => {
  const { workspace, bot } = await setUp(t);
  const channel = workspace.channel("ops").id;
  await bot.chat.post({ channel }, card({ key: "other" }), "c0");
  const ref = await bot.chat.post({ channel }, card({}), "c1");
  const double = await bot.chat.post({ channel }, card({}), "c1");
  assert.deepEqual(await bot.chat.find({ channel }, "c1", 0), [ref, double]);
  await bot.chat.update(ref, card({}, { state: "acked", by: "Ana", atMin: 2 }), "c1");
  const shown = workspace.messages("ops").find(({ ts }) => ts === ref.ts);
  assert.match(JSON.stringify(shown?.blocks), /Acknowledged/);
  assert.deepEqual(await bot.chat.find({ channel }, "c1", 0), [ref, double], "still found after an update");
  await bot.chat.remove(double);
  assert.deepEqual(await bot.chat.find({ channel }, "c1", 0), [ref]);
  assert.deepEqual(await bot.chat.find({ channel }, "c1", Date.now() + 60_000), []);
  await assert.rejects(bot.chat.remove(double), { code: "message_gone" });
  await assert.rejects(bot.chat.update(double, card({}), "c1"), { code: "message_gone" });
});

test("notes are found in their thread, beyond the first page, and nobody else's metadata counts", async (t) => {
  const { workspace, bot } = await setUp(t);
  const channel = workspace.channel("ops").id;
  const { ts } = await bot.chat.post({ channel }, card({}), "c1");
  const note = await bot.chat.post({ channel, thread: ts }, { kind: "note", lines: ["restarted <web>"] }, "n1");
  assert.equal(workspace.thread("ops", ts).at(-1)?.text, "restarted &lt;web&gt;");
  for (let i = 0; i < 230; i++) await workspace.type("ana", "ops", `talk ${i}`, { thread: ts });
  const late = await bot.chat.post({ channel, thread: ts }, { kind: "note", lines: ["late"] }, "n1");
  assert.deepEqual(await bot.chat.find({ channel, thread: ts }, "n1", 0), [note, late]);
  assert.deepEqual(await bot.chat.find({ channel }, "n1", 0), []);
  assert.ok(methods(workspace.calls).filter((method) => method === "conversations.replies").length >= 2);
  workspace.deleteMessage("ops", ts);
  assert.ok(Array.isArray(await bot.chat.find({ channel, thread: "1600000000.000100" }, "n1", 0)));
});

test("a picture: uploaded without a channel, waited for, then shown in a message with its alt text", async (t) => {
  const { workspace, bot } = await setUp(t);
  const meta = { filename: "pages.png", title: "Pages", alt: "Ana had 7 pages." };
  const fileId = await bot.chat.upload(PNG, meta);
  assert.deepEqual(Buffer.from(workspace.file(fileId)?.bytes ?? []), PNG);
  const infos = methods(workspace.calls).filter((method) => method === "files.info").length;
  assert.ok(infos >= 2 && infos < 10, `${infos} looks at a file that takes 120 ms`);
  const complete = workspace.calls.find(({ method }) => method === "files.completeUploadExternal");
  assert.doesNotMatch(JSON.stringify(complete?.args), /channel/);
  const picture = { kind: "picture", title: "Pages", alt: meta.alt, at: { fileId }, footer: [], links: [] } as const;
  await bot.chat.post({ channel: workspace.channel("ops").id }, picture, "p1");
  assert.match(JSON.stringify(workspace.messages("ops").at(-1)?.blocks), /Ana had 7 pages/);
});

test("every card and reply passes Slack's own checks", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  const channel = workspace.channel("ops").id;
  const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`label ${i}`, "<&>".repeat(900)]));
  const long = { title: "<&>`".repeat(3000), labels: wide, runbook: "https://wiki.example/x" };
  const rows = Array.from({ length: 200 }, (_, i) => ({ label: `Person ${i}`, value: "7 pages & <more>".repeat(9) }));
  const lines = Array.from({ length: 50 }, () => "word & ".repeat(400));
  const links = [{ label: "L".repeat(200), url: "https://drm.example.com/g/x?a=1&b=2" }];
  await bot.chat.post({ channel }, card(long, { state: "update", what: "w".repeat(5000), atMin: 1 }), "c1");
  await bot.chat.post({ channel }, { kind: "note", lines }, "n1");
  await bot.chat.post(
    { channel },
    { kind: "reply", reply: { title: "T".repeat(900), lines, rows, footer: lines, links } },
    "r1",
  );
  await bot.chat.whisper({ channel }, workspace.person("ana").id, { kind: "reply", reply: { title: "", rows: [] } });
  assert.deepEqual(
    heard.log.filter(({ level }) => level === "warn" || level === "error"),
    [],
  );
});

test("channels that refuse us, and a revoked token", async (t) => {
  const { workspace, bot } = await setUp(t);
  const post = (name: string) => bot.chat.post({ channel: workspace.channel(name).id }, card({}), "c1");
  await assert.rejects(post("general"), { code: "channel" });
  workspace.archive("ops");
  await assert.rejects(post("ops"), { code: "channel" });
  workspace.archive("ops", false);
  workspace.kickBot("ops");
  await assert.rejects(post("ops"), { code: "channel" });
  workspace.revoke();
  await assert.rejects(post("ops"), { code: "credentials" });
  assert.match(bot.state().problem ?? "", /token|connection|revoked|auth/);
});

test("doubt: a post that was done although its answer was lost is found by its id", async (t) => {
  const { workspace, bot } = await setUp(t);
  const channel = workspace.channel("ops").id;
  workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
  await assert.rejects(bot.chat.post({ channel }, card({}), "c1"), { code: "upstream" });
  assert.equal((await bot.chat.find({ channel }, "c1", 0)).length, 1);
  assert.equal(workspace.messages("ops").length, 1, "no hidden second attempt");
});

test("people: address and zone, outsiders told apart, looked up once", async (t) => {
  const { workspace, bot } = await setUp(t);
  const ana = workspace.person("ana");
  const [user] = await Promise.all([bot.chat.user(ana.id), bot.chat.user(ana.id)]);
  assert.deepEqual(
    { ...user, name: "" },
    { id: ana.id, name: "", email: "ana@example.com", tz: "Europe/Madrid", outsider: false },
  );
  for (const who of ["gus@example.com", "sam@elsewhere.example"])
    assert.equal((await bot.chat.user(workspace.person(who).id)).outsider, true, who);
  await bot.chat.user(ana.id);
  assert.equal(methods(workspace.calls).filter((method) => method === "users.info").length, 3);
  await assert.rejects(bot.chat.user("U0NOBODY00"), { code: "not_found" });
});

test("channels by name or id, over all pages, with one listing", async (t) => {
  const channels = Array.from({ length: 1_100 }, (_, i) => ({ name: `team-${i}`, bot: i === 0 }));
  const { workspace, bot } = await setUp(t, {}, { channels: [...channels, { name: "ops", bot: true }] });
  const ops = workspace.channel("ops").id;
  assert.deepEqual(
    await Promise.all(["ops", "#ops", " OPS", ops].map((name) => bot.chat.channelId(name))),
    Array(4).fill(ops),
  );
  const before = methods(workspace.calls).filter((method) => method === "conversations.list").length;
  assert.ok(before >= 2);
  await assert.rejects(bot.chat.channelId("#nowhere"), { code: "not_found" });
  assert.equal(methods(workspace.calls).filter((method) => method === "conversations.list").length, before);
});
