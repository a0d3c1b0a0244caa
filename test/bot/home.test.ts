import assert from "node:assert/strict";
import { test } from "node:test";
import { homeView } from "../../src/bot/home-view.ts";
import type { Inbound } from "../../src/core/inbound.ts";
import type { Reply } from "../../src/core/message.ts";
import { isJson, objects } from "../../src/demo/slack/json.ts";
import { REFRESH_WORDS } from "../../src/flows/home.ts";
import { FORMS, HOME } from "./whole-replies.ts";
import { setUp } from "./workspace.ts";

const message = (title: string, change: Partial<Reply> = {}) =>
  ({ kind: "reply", reply: { title, ...change } }) as const;

test("looking at the home tab has it drawn; looking at messages does not", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  const ana = workspace.person("ana").id;
  workspace.openHome("ana", "messages");
  workspace.openHome("ana");
  await workspace.until(() => heard.homes.length > 0);
  assert.deepEqual(heard.homes, [ana]);
  await bot.chat.home(ana, HOME);
  const blocks = objects(workspace.home("ana")?.body.blocks);
  assert.deepEqual(
    blocks.flatMap((one) => (one.type === "header" && isJson(one.text) ? [one.text.text] : [])),
    ["Who is on call", "3 open incidents", "My next shifts", "This week", "My mutes"],
  );
  assert.deepEqual(workspace.timeouts, []);
});

for (const mode of ["socket", "http"] as const)
  test(`${mode}: what is pressed on the home tab is answered in a direct message, and the tab is drawn anew`, async (t) => {
    const said: Inbound[] = [];
    const words = async (inbound: Inbound): Promise<void> => {
      said.push(inbound);
      await inbound.working();
      await inbound.say(message("done", { private: said.length > 1 }));
    };
    const { workspace, bot, heard } = await setUp(t, { mode, handlers: { words } });
    const ana = workspace.person("ana").id;
    await bot.chat.home(ana, HOME);
    const view = workspace.home("ana")?.id ?? "";
    await workspace.pressInView("ana", view, "drm_say_3");
    await workspace.pressInView("ana", view, "drm_say_4", { value: "oncall escalate 1234" });
    await workspace.until(() => heard.homes.length === 2);
    assert.deepEqual(
      said.map(({ text, how, channel, thread }) => [text, how, channel, thread]),
      [
        ["oncall resolve 1234", "button", ana, undefined],
        ["oncall escalate 1234", "button", ana, undefined],
      ],
    );
    const told = workspace.messages(workspace.dm("ana").id).map(({ text }) => text);
    assert.deepEqual(told, ["done", "done"], "each answer once, and no passing word");
    assert.deepEqual(workspace.timeouts, []);
  });

test("Refresh draws the tab anew and says nothing", async (t) => {
  const { workspace, bot, heard } = await setUp(t);
  const ana = workspace.person("ana").id;
  await bot.chat.home(ana, [{ title: "t", buttons: [{ label: "Refresh", say: REFRESH_WORDS }] }]);
  await workspace.pressInView("ana", workspace.home("ana")?.id ?? "", "drm_say_0");
  await workspace.until(() => heard.homes.length === 1);
  assert.deepEqual(heard.words, []);
});

test("a form opened from the home tab: words, answer and tab", async (t) => {
  const said: Inbound[] = [];
  const words = async (inbound: Inbound): Promise<void> => {
    said.push(inbound);
    await inbound.whisper(message("asked around"));
  };
  const form = async () => FORMS.cover;
  const readForm = async () => ({ say: "oncall cover me" });
  const { workspace, bot, heard } = await setUp(t, { handlers: { words, form, readForm } });
  const ana = workspace.person("ana").id;
  await bot.chat.home(ana, [{ title: "t", buttons: [{ label: "Cover…", form: { name: "cover", about: "" } }] }]);
  await workspace.pressInView("ana", workspace.home("ana")?.id ?? "", "drm_say_0");
  await workspace.until(() => workspace.modals("ana").length > 0);
  await workspace.submitView("ana", { from: "1800000000", to: "1800003600" });
  await workspace.until(() => heard.homes.length === 1);
  assert.deepEqual(
    said.map(({ channel }) => channel),
    [ana],
  );
  assert.deepEqual(
    workspace.messages(workspace.dm("ana").id).map(({ text }) => text),
    ["asked around"],
  );
});

test("words that a home tab could not store are told in a direct message", async (t) => {
  const words = async (): Promise<void> => {
    throw new Error("disk full");
  };
  const { workspace, bot } = await setUp(t, { handlers: { words } });
  await bot.chat.home(workspace.person("ana").id, HOME);
  await workspace.pressInView("ana", workspace.home("ana")?.id ?? "", "drm_say_2");
  const dm = workspace.dm("ana").id;
  await workspace.until(() => workspace.messages(dm).some(({ text }) => /could not even note/.test(text)));
});

test("a home tab that cannot be drawn is logged, and nothing breaks", async (t) => {
  const home = async (): Promise<void> => {
    throw new Error("no store");
  };
  const { workspace, heard } = await setUp(t, { handlers: { home } });
  workspace.openHome("ana");
  await workspace.until(() => heard.log.some(({ message: said }) => said === "a home tab could not be drawn"));
  assert.deepEqual(workspace.timeouts, []);
});

test("Slack refuses the blocks: the words are shown", async (t) => {
  const { workspace, bot } = await setUp(t);
  workspace.faults.set("views.publish", { error: "invalid_arguments", times: 1 });
  await bot.chat.home(workspace.person("ana").id, HOME);
  const blocks = JSON.stringify(workspace.home("ana")?.body.blocks);
  assert.match(blocks, /Checkout: Ana Ruiz until/);
  assert.doesNotMatch(blocks, /"button"/);
});

test("sections share a hundred blocks: small ones whole, large ones cut, and said", () => {
  const item = (at: number) => ({
    title: `#${at}`,
    lines: ["x"],
    buttons: [{ label: "Ack", say: `oncall ack ${at}` }],
  });
  const large = (title: string): Reply => ({ title, items: Array.from({ length: 10 }, (_, at) => item(at)) });
  const small: Reply = { title: "small", lines: ["whole"], footer: ["foot"] };
  const { blocks } = homeView([large("a"), small, large("b"), large("c"), large("d"), large("e"), large("f")]);
  assert.ok(blocks.length <= 100 && blocks.length > 90, `${blocks.length}`);
  const shown = JSON.stringify(blocks);
  assert.match(shown, /"small".*whole.*foot/);
  assert.equal(shown.match(/more are not shown here/g)?.length, 6);
  assert.equal(homeView([small, small]).blocks.length, 7, "nothing is cut where there is room");
});
