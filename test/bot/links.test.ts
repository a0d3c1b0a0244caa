import assert from "node:assert/strict";
import { test } from "node:test";
import { createSharedUrls } from "../../src/bot/shared-urls.ts";
import type { SharedLinks } from "../../src/core/chat.ts";
import { servePictures } from "../demo-slack/picture-server.ts";
import { startBot } from "./start-bot.ts";
import { PICTURE, SUMMARY } from "./whole-graphs.ts";
import { setUp } from "./workspace.ts";

const PUBLIC = "https://drm.example.com";
const LINK = `${PUBLIC}/g/measure~1f2e?from=1&to=2&k=x`;
const WRITTEN = LINK.replaceAll("&", "&amp;");

for (const mode of ["socket", "http"] as const)
  test(`${mode}: a link of ours shows title, summary, picture and links below it`, async (t) => {
    const server = await servePictures();
    t.after(() => server.close());
    const { workspace, bot, heard } = await setUp(
      t,
      {
        mode,
        publicUrl: PUBLIC,
        handlers: {
          links: async (shared) => {
            heard.links.push(shared);
            await bot.chat.unfurl(shared, [{ url: shared.urls[0] ?? "", picture: PICTURE }]);
          },
        },
      },
      { reaches: { [PUBLIC]: server.url }, channels: [{ name: "general", members: ["ana"] }] },
    );
    const words = `look ${LINK} and ${PUBLIC}.evil.example/g/x and https://sub.drm.example.com/`;
    const typed = await workspace.type("ana", "general", words);
    const ts = typed.kind === "message" ? typed.ts : "";
    const below = () => workspace.messages("general")[0]?.attachments ?? [];
    await workspace.until(() => below().length > 0);
    const [card] = below();
    assert.equal(card?.app_unfurl_url, WRITTEN, "keyed as Slack wrote it");
    const text = JSON.stringify(card);
    for (const part of ["Latency p95 by host", SUMMARY, "image_url", "Live view"]) assert.ok(text.includes(part), part);
    assert.ok(!text.includes("graph unwatch"), "nobody asked here: no buttons that say words");
    const [shared] = heard.links;
    const userId = workspace.person("ana").id;
    const channel = workspace.channel("general").id;
    assert.deepEqual(shared, { channel, ts, userId, urls: [LINK], foreign: false });
    assert.deepEqual(
      heard.log.filter(({ level }) => level === "warn" || level === "error"),
      [],
    );
  });

test("what is still being written is shown to nobody: who will read it is not said yet", async (t) => {
  const { workspace, heard } = await setUp(t, { publicUrl: PUBLIC });
  const composed = workspace.compose("ana", `look ${LINK}`);
  await workspace.until(() => composed?.acked);
  await workspace.type("ana", "ops", `look ${LINK}`);
  await workspace.until(() => heard.links.length > 0);
  assert.deepEqual(
    heard.links.map(({ channel }) => channel),
    [workspace.channel("ops").id],
  );
});

test("a picture that Slack cannot read is left out, the words are shown", async (t) => {
  const { workspace, bot, heard } = await setUp(t, {
    handlers: { links: (shared) => bot.chat.unfurl(shared, [{ url: LINK, picture: PICTURE }]) },
  });
  await workspace.type("ana", "ops", LINK);
  const card = await workspace.until(() => workspace.messages("ops")[0]?.attachments[0]);
  assert.match(JSON.stringify(card), /last 812 ms/);
  assert.doesNotMatch(JSON.stringify(card), /image_url/);
  assert.match(heard.log.map(({ message }) => message).join(), /without its picture/);
});

test("links are handed over once, acked before, and those of others and our own not at all", async (t) => {
  const { workspace, bot, heard } = await setUp(t, { publicUrl: PUBLIC }, { retryMs: [0] });
  await bot.chat.post({ channel: workspace.channel("ops").id }, { kind: "note", lines: [LINK] }, "n1");
  await workspace.type("ana", "ops", "https://sub.drm.example.com/g/x");
  await workspace.type("ana", "ops", `${LINK} ${LINK}`);
  await workspace.until(() => heard.links.length > 0);
  assert.deepEqual(
    heard.links.map(({ urls }) => urls),
    [[LINK]],
  );
  assert.deepEqual(workspace.timeouts, []);
});

test("where people of other workspaces read along is told", async (t) => {
  const channels = [{ name: "shared", bot: true, members: ["ana", "sam@elsewhere.example"] }];
  const { workspace, heard } = await setUp(t, {}, { channels });
  await workspace.type("ana", "shared", LINK);
  await workspace.until(() => heard.links.length > 0);
  assert.equal(heard.links[0]?.foreign, true);
});

test("a link that was delivered before is not handed over again", async (t) => {
  const kinds: string[] = [];
  const firstTime = async (kind: string, id: string) => {
    kinds.push(`${kind} ${id.slice(0, 2)}`);
    return false;
  };
  const { workspace, heard } = await setUp(t, { firstTime });
  await workspace.type("ana", "ops", LINK);
  await workspace.until(() => workspace.sharedLinks[0]?.acked && kinds.length > 0);
  assert.deepEqual(heard.links, []);
  assert.deepEqual(kinds, ["slack.event Ev"]);
});

test("a slow or failing handler holds nothing up, and is said in the log", async (t) => {
  let end = (): void => {};
  const slow = new Promise<void>((resolve) => {
    end = resolve;
  });
  const { workspace, heard } = await setUp(t, {
    handlers: {
      links: async () => {
        await slow;
        throw new Error("the store is away");
      },
    },
  });
  await workspace.type("ana", "ops", LINK);
  await workspace.until(() => workspace.sharedLinks[0]?.acked, 1_000);
  end();
  await workspace.until(() => heard.log.some(({ message }) => message === "a link could not be shown"));
});

const SHARED: SharedLinks = { channel: "C0123ABCD", ts: "1.1", userId: "U0123ABCD", urls: [LINK] };

test("an unfurl that fails is told: no second try but without the picture, and none for nothing", async (t) => {
  const { bot, slack } = await startBot(t);
  await bot.chat.unfurl(SHARED, []);
  const unfurls = () => slack.calls.filter(({ method }) => method === "chat.unfurl");
  assert.equal(unfurls().length, 0);
  const answers: readonly (readonly [string, string, number])[] = [
    ["cannot_find_message", "message_gone", 1],
    ["cannot_find_channel", "channel", 1],
    ["missing_scope", "credentials", 1],
    ["cannot_unfurl_url", "rejected", 1],
    ["cannot_parse_attachment", "rejected", 2],
  ];
  for (const [error, code, calls] of answers) {
    const before = unfurls().length;
    slack.on("chat.unfurl", () => ({ body: { ok: false, error } }));
    await assert.rejects(bot.chat.unfurl(SHARED, [{ url: LINK, picture: PICTURE }]), { code }, error);
    assert.equal(unfurls().length - before, calls, error);
  }
  const [first] = unfurls();
  assert.deepEqual(
    Object.keys(JSON.parse(first?.args.get("unfurls") ?? "{}")),
    [WRITTEN],
    "not known: as Slack writes",
  );
  assert.deepEqual([first?.args.get("channel"), first?.args.get("ts")], ["C0123ABCD", "1.1"]);
});

test("what Slack refuses together is shown one by one: a bad address or picture takes no other along", async (t) => {
  const { bot, slack } = await startBot(t);
  const cards = ["a", "b", "c"].map((name) => ({ url: `${PUBLIC}/g/${name}`, picture: { ...PICTURE, title: name } }));
  const shown: string[] = [];
  slack.on("chat.unfurl", (args) => {
    const text = args.get("unfurls") ?? "";
    const names = Object.keys(JSON.parse(text)).map((url) => url.slice(-1));
    if (names.includes("a")) return { body: { ok: false, error: "cannot_unfurl_url" } };
    if (names.includes("b") && /"image"|"actions"/.test(text)) return { body: { ok: false, error: "invalid_blocks" } };
    shown.push(...names);
    return { body: { ok: true } };
  });
  await bot.chat.unfurl(SHARED, cards);
  assert.deepEqual(shown, ["b", "c"]);
  const last = slack.calls
    .filter(({ method }) => method === "chat.unfurl")
    .map(({ args }) => args.get("unfurls") ?? "");
  const words = last.find((text) => text.includes("/g/b") && !/"image"/.test(text)) ?? "";
  assert.match(words, /Live view>/, "its links stay, as words");
});

test("addresses are read as they are and written as Slack wrote them", () => {
  const urls = createSharedUrls();
  assert.equal(urls.read("https://x.example/?a=1&amp;b=2"), "https://x.example/?a=1&b=2");
  assert.equal(urls.write("https://x.example/?a=1&b=2"), "https://x.example/?a=1&amp;b=2");
  assert.equal(urls.read("https://y.example/?a=1&b=2"), "https://y.example/?a=1&b=2");
  assert.equal(urls.write("https://y.example/?a=1&b=2"), "https://y.example/?a=1&b=2", "also when it did not escape");
  for (let n = 0; n < 1_000; n++) urls.read(`https://z.example/${n}?&amp;`);
  assert.equal(urls.write("https://y.example/?a=1&b=2"), "https://y.example/?a=1&amp;b=2", "forgotten at last");
});
