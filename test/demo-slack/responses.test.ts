import { strict as assert } from "node:assert";
import { afterEach, beforeEach, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, manifest, outcome, socketApp, start } from "./setup.ts";

describe("response_url and trigger_id", () => {
  let workspace: Workspace;
  let app: bolt.App;
  let stop: () => Promise<void>;
  let nowMs = 0;
  let body: { response_url: string; trigger_id: string };

  beforeEach(async () => {
    nowMs = 1_763_725_431_000;
    workspace = await start({ clock: () => nowMs });
    ({ app, stop } = socketApp(workspace));
    await app.init();
    app.command("/oncall", async ({ ack, command }) => {
      body = command;
      await ack();
    });
    app.action("ack", async (args) => {
      await args.ack();
      if (args.body.type === "block_actions")
        body = { response_url: args.body.response_url, trigger_id: args.body.trigger_id };
    });
    await app.start();
  });
  afterEach(async () => {
    await stop();
    await workspace.close();
  });

  const answer = async (message: object): Promise<readonly [number, unknown]> => {
    const response = await fetch(body.response_url, { method: "POST", body: JSON.stringify(message) });
    return [response.status, ((await response.json()) as { error?: string }).error];
  };

  it("takes five answers within half an hour, then 404", async () => {
    await workspace.type("ana", "#general", "/oncall stats");
    assert.deepEqual(await answer({ text: "to all", response_type: "in_channel" }), [200, undefined]);
    assert.equal(workspace.messages("general").at(-1)?.text, "to all");
    assert.deepEqual(await answer({}), [404, "no_text"]);
    assert.deepEqual(await answer({ blocks: [{ type: "nonsense" }] }), [404, "invalid_blocks"]);
    for (let n = 0; n < 2; n++) assert.deepEqual(await answer({ text: "again" }), [200, undefined]);
    assert.deepEqual(await answer({ text: "sixth" }), [404, "used_url"]);
    await workspace.type("ana", "#general", "/oncall stats");
    nowMs += 30 * 60_000 + 1;
    assert.deepEqual(await answer({ text: "late" }), [404, "expired_url"]);
  });

  it("replaces and deletes the message of a button, ephemeral ones too", async () => {
    const blocks = [
      { type: "actions", elements: [{ type: "button", action_id: "ack", text: { type: "plain_text", text: "Ack" } }] },
    ];
    await workspace.type("ana", "#ops", "/oncall stats");
    await answer({ text: "only you", blocks });
    const own = workspace.ephemerals("ana")[0];
    await workspace.press("ana", "#ops", own?.message.ts ?? "", "ack");
    await answer({ text: "replaced", replace_original: true });
    assert.deepEqual(
      workspace.ephemerals("ana").map((one) => [one.message.text, one.message.blocks.length]),
      [["replaced", 0]],
    );
    await answer({ text: "beside", replace_original: false });
    assert.equal(workspace.ephemerals("ana").length, 2);
    await answer({ text: "replaced by default" });
    assert.deepEqual(
      workspace.ephemerals("ana").map((one) => one.message.text),
      ["replaced by default", "beside"],
    );
    await answer({ delete_original: true });
    assert.deepEqual(
      workspace.ephemerals("ana").map((one) => one.message.text),
      ["beside"],
    );
  });

  it("opens nothing after three seconds", async () => {
    await workspace.type("ana", "#ops", "/oncall mute");
    nowMs += 3001;
    const view = { type: "modal" as const, title: { type: "plain_text" as const, text: "Late" }, blocks: [] };
    const late = await outcome(clientOf(workspace).views.open({ trigger_id: body.trigger_id, view }));
    assert.equal(late.error, "expired_trigger_id");
  });

  it("lets nobody press when interactivity is off", async () => {
    const own = await start({ manifest: manifest({ interactivity: false }) });
    const blocks = [
      {
        type: "actions" as const,
        elements: [{ type: "button" as const, action_id: "ack", text: { type: "plain_text" as const, text: "Ack" } }],
      },
    ];
    const { ts = "" } = await clientOf(own).chat.postMessage({ channel: "ops", text: "x", blocks });
    assert.throws(() => own.press("ana", "ops", ts, "ack"), /interactivity is off/);
    await own.close();
  });
});
