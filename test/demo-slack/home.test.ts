import { strict as assert } from "node:assert";
import { test } from "node:test";
import type { BlockAction } from "@slack/bolt";
import { findViewProblems } from "../../src/demo/slack/blocks/surfaces.ts";
import { clientOf, manifest, outcome, socketApp, start } from "./setup.ts";

const plain = (text: string) => ({ type: "plain_text", text }) as const;
const option = (value: string) => ({ text: plain(value), value });
const ELEMENTS = [
  { type: "button", action_id: "a", text: plain("A"), value: "1" },
  { type: "overflow", action_id: "b", options: [option("x"), option("y")] },
  { type: "static_select", action_id: "c", options: [option("x"), option("y")] },
  { type: "datetimepicker", action_id: "d", initial_date_time: 1_800_000_000 },
] as const;
const home = (blocks = 1) => ({
  type: "home" as const,
  blocks: [{ type: "actions", elements: ELEMENTS }, ...Array.from({ length: blocks - 1 }, () => ({ type: "divider" }))],
});

test("a home tab takes a hundred blocks, and refuses what Slack refuses", async (t) => {
  const workspace = await start();
  t.after(() => workspace.close());
  const client = clientOf(workspace);
  const user_id = workspace.person("ana").id;
  const publish = (view: object, more: object = {}) =>
    outcome(client.apiCall("views.publish", { user_id, view, ...more }));
  assert.equal((await publish(home(101))).error, "invalid_arguments");
  assert.equal((await publish({ ...home(), type: "modal" })).error, "invalid_arguments");
  assert.equal((await publish(home(), { user_id: "U0NOBODY" })).error, "invalid_arguments");
  assert.equal((await publish(home(100))).ok, true);
  const before = workspace.home("ana")?.hash;
  assert.equal((await publish(home(), { hash: "0.old" })).error, "hash_conflict");
  assert.equal((await publish(home(), { hash: before })).ok, true);
});

test("elements of a view: what is chosen arrives, without a response_url, each press with a time of its own", async (t) => {
  const workspace = await start();
  const { app, stop } = socketApp(workspace);
  const heard: BlockAction[] = [];
  app.action<BlockAction>(/./, async ({ ack, body }) => {
    await ack();
    heard.push(body);
  });
  await app.init();
  await app.start();
  t.after(async () => {
    await stop();
    await workspace.close();
  });
  await workspace.until(() => workspace.connections > 0);
  await clientOf(workspace).apiCall("views.publish", { user_id: workspace.person("ana").id, view: home() });
  const id = workspace.home("ana")?.id ?? "";
  await workspace.pressInView("ana", id, "a");
  await workspace.pressInView("ana", id, "b", { value: "y" });
  await workspace.pressInView("ana", id, "c", { value: "x" });
  await workspace.pressInView("ana", id, "d", { value: "1800003600" });
  const shown = heard.map(({ actions: [one] }) => {
    const { action_ts: _, block_id: __, action_id, type, text: ___, ...held }: Record<string, unknown> = { ...one };
    return [action_id, type, held];
  });
  assert.deepEqual(shown, [
    ["a", "button", { value: "1" }],
    ["b", "overflow", { selected_option: { text: { ...plain("y"), emoji: true }, value: "y" } }],
    ["c", "static_select", { selected_option: { text: { ...plain("x"), emoji: true }, value: "x" } }],
    ["d", "datetimepicker", { selected_date_time: 1_800_003_600 }],
  ]);
  assert.ok(heard.every((body) => body.response_url === undefined && body.channel === undefined));
  assert.equal(new Set(heard.map(({ actions: [one] }) => one?.action_ts)).size, 4);
});

test("a moment to choose is whole seconds of ten digits", () => {
  const input = (element: object) => ({
    type: "modal",
    title: plain("T"),
    submit: plain("S"),
    blocks: [{ type: "input", block_id: "a", label: plain("A"), element: { type: "datetimepicker", ...element } }],
  });
  assert.deepEqual(findViewProblems(input({ action_id: "a" }), "modal"), []);
  for (const wrong of [1_800_000_000_000, 1.5, "1800000000", 5])
    assert.equal(findViewProblems(input({ initial_date_time: wrong }), "modal").length, 1, String(wrong));
  assert.equal(findViewProblems(input({ placeholder: plain("x") }), "modal").length, 1);
});

test("one element of a view has the focus, not two", () => {
  const input = (block_id: string) => ({
    type: "input",
    block_id,
    label: plain("A"),
    element: { type: "plain_text_input", action_id: "a", focus_on_load: true },
  });
  const modal = (...blocks: readonly object[]) => ({ type: "modal", title: plain("T"), submit: plain("S"), blocks });
  assert.deepEqual(findViewProblems(modal(input("a")), "modal"), []);
  assert.equal(findViewProblems(modal(input("a"), input("b")), "modal").length, 1);
});

for (const escapes of [true, false])
  test(`words behind a command ${escapes ? "carry ids" : "are as typed"} when should_escape is ${escapes}`, async (t) => {
    const whole = manifest();
    const [command] = whole.features.slash_commands;
    const features = { ...whole.features, slash_commands: [{ ...command, should_escape: escapes }] };
    const workspace = await start({
      manifest: { ...whole, features },
      usergroups: [{ id: "S0ONCALLDB", handle: "oncall-db", name: "On call", members: ["ana"] }],
    });
    const { app, stop } = socketApp(workspace);
    let heard = "";
    app.command("/oncall", async ({ ack, command: { text } }) => {
      heard = text;
      await ack();
    });
    await app.init();
    await app.start();
    t.after(async () => {
      await stop();
      await workspace.close();
    });
    await workspace.until(() => workspace.connections > 0);
    await workspace.type("ben", "ops", "/oncall page @ana @oncall-db <now> in #ops");
    const { id } = workspace.person("ana");
    const ops = workspace.channel("ops").id;
    assert.equal(
      heard,
      escapes
        ? `page <@${id}|ana> <!subteam^S0ONCALLDB|@oncall-db> &lt;now&gt; in <#${ops}|ops>`
        : "page @ana @oncall-db &lt;now&gt; in #ops",
    );
  });
