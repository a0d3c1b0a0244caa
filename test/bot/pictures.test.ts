import assert from "node:assert/strict";
import { test } from "node:test";
import { formatMessage } from "../../src/bot/render.ts";
import { unfurlBlocks } from "../../src/bot/unfurl.ts";
import type { Message } from "../../src/core/message.ts";
import { servePictures } from "../demo-slack/picture-server.ts";
import { png } from "../demo-slack/setup.ts";
import { matchesGolden } from "./golden.ts";
import { startBot } from "./start-bot.ts";
import { GRAPH, PICTURE, SUMMARY } from "./whole-graphs.ts";
import { setUp } from "./workspace.ts";

const FILE = { fileId: "F0123456789" } as const;
const asked = (at: { readonly fileId: string } | { readonly url: string }): Message => ({
  kind: "reply",
  reply: GRAPH,
  askedBy: "Ana Ruiz",
  picture: { at, alt: SUMMARY },
});
const PUBLIC = "https://drm.example.com";
const NOWHERE = { url: "https://nowhere.example.com/p/1.png" };

test("graphs as Slack gets them: with an answer, kept fresh, below a link", () => {
  matchesGolden("reply-graph", formatMessage(asked(FILE)));
  matchesGolden("picture-url", formatMessage(PICTURE));
  matchesGolden("unfurl", unfurlBlocks(PICTURE));
});

test("a picture stands below the lines, above what can be done, with words for who cannot see it", () => {
  const { blocks, text } = formatMessage(asked(FILE));
  assert.deepEqual(
    blocks.map(({ type }) => type),
    ["section", "section", "image", "context", "actions", "actions"],
  );
  assert.equal(text, `Latency p95 by host\n${SUMMARY}`);
  const lone = formatMessage({ ...PICTURE, title: "Latency", alt: "Latency: last 5 ms." });
  assert.equal(lone.text, "Latency: last 5 ms.", "its name once");
  const nameless = formatMessage({ kind: "reply", reply: { title: "" }, picture: { at: FILE, alt: " " } });
  assert.match(JSON.stringify(nameless.blocks), /"alt_text":"Picture"/);
  const unusable = formatMessage(asked({ url: "javascript:alert(1)" }));
  assert.ok(unusable.blocks.every(({ type }) => type !== "image"));
});

test("an answer with an upload, and one with an address, are one message each", async (t) => {
  const server = await servePictures();
  t.after(() => server.close());
  const { workspace, bot } = await setUp(t, {}, { reaches: { [PUBLIC]: server.url } });
  const channel = workspace.channel("ops").id;
  const fileId = await bot.chat.upload(png(40, 20), { filename: "l.png", title: "Latency", alt: "a".repeat(1_500) });
  for (const at of [{ fileId }, { url: `${PUBLIC}/p/1.png?a=1&b=2` }])
    await bot.chat.post({ channel }, asked(at), `p-${JSON.stringify(at)}`);
  assert.equal(workspace.messages("ops").length, 2);
  assert.deepEqual(
    workspace.messages("ops").map(({ blocks }) => blocks.find(({ type }) => type === "image")?.image_width),
    [40, "/p/1.png?a=1&b=2".length],
  );
});

test("a message's picture changes by its address; an upload is never put into a message that exists", async (t) => {
  const server = await servePictures();
  t.after(() => server.close());
  const { workspace, bot } = await setUp(t, {}, { reaches: { [PUBLIC]: server.url } });
  const at = (version: number) => ({ url: `${PUBLIC}/p/1.png?v=${version}` });
  const ref = await bot.chat.post({ channel: workspace.channel("ops").id }, { ...PICTURE, at: at(1) }, "w1");
  await bot.chat.update(ref, { ...PICTURE, at: at(22) }, "w1");
  assert.match(JSON.stringify(workspace.messages("ops")[0]?.blocks), /v=22/);
  assert.equal(server.asked.length, 2, "Slack asks once for each address");
  for (const message of [{ ...PICTURE, at: FILE }, asked(FILE)])
    await assert.rejects(bot.chat.update(ref, message, "w1"), { code: "rejected", message: /post it anew/ });
  assert.deepEqual(workspace.brokenPictures, []);
});

test("a picture that Slack cannot show is told to the caller, with Slack's words, and nothing is posted", async (t) => {
  const { workspace, bot } = await setUp(t, {}, { fileReadyMs: 60_000 });
  const to = { channel: workspace.channel("ops").id };
  const before = await bot.chat.post(to, { kind: "reply", reply: { title: "x" } }, "x");
  const tries = [
    bot.chat.post(to, asked(NOWHERE), "p1"),
    bot.chat.post(to, { ...PICTURE, at: { url: "http://127.0.0.1:1/p.png" } }, "p2"),
    bot.chat.update(before, { ...PICTURE, at: NOWHERE }, "p3"),
    bot.chat.whisper(to, workspace.person("ana").id, asked(NOWHERE)),
  ];
  for (const one of tries)
    await assert.rejects(one, { code: "rejected", message: /invalid_blocks: .*downloading image failed/ });
  await assert.rejects(bot.chat.post(to, asked(FILE), "p4"), { code: "rejected", message: /invalid slack file/ });
  assert.equal(workspace.messages("ops").length, 1);
  assert.equal(workspace.messages("ops")[0]?.text, "x");
});

test("blocks that are refused for another reason still pass as text", async (t) => {
  const { bot, slack } = await startBot(t);
  let posts = 0;
  slack.on("chat.postMessage", () => {
    posts += 1;
    return posts === 1
      ? { body: { ok: false, error: "invalid_blocks", response_metadata: { messages: ["[ERROR] no more than 50"] } } }
      : { body: { ok: true, ts: "1.1", channel: "C0123ABCD" } };
  });
  await bot.chat.post({ channel: "C0123ABCD" }, asked(FILE), "p1");
  assert.equal(posts, 2);
  assert.match(slack.calls.at(-1)?.args.get("text") ?? "", /last 812 ms/);
});
