import assert from "node:assert/strict";
import { test } from "node:test";
import type { types } from "@slack/bolt";
import { showMessage, showScene } from "../../src/demo/face/scene.ts";
import { clientOf, manifest, SCOPES, start } from "../demo-slack/setup.ts";

test("a page sees topics and its own home tab, and is told to look again when a topic changes", async (t) => {
  const scopes = [...SCOPES, "channels:write.topic"];
  const workspace = await start({ manifest: manifest({ scopes }) });
  t.after(() => workspace.close());
  const client = clientOf(workspace);
  const ana = workspace.person("ana");
  const changes: string[] = [];
  workspace.onChange((change) => void changes.push(change.type === "channel" ? change.how : change.type));
  await client.conversations.setTopic({ channel: workspace.channel("ops").id, topic: "Ana &amp; Ben" });
  assert.ok(changes.includes("topic"));
  const view: types.HomeView = { type: "home", blocks: [{ type: "divider" }] };
  await client.views.publish({ user_id: ana.id, view });
  const scene = showScene(workspace, ana, () => "run.1");
  assert.equal(scene.hasHome, true);
  assert.equal(scene.rooms.find(({ name }) => name === "ops")?.topic, "Ana &amp; Ben");
  assert.equal(scene.home?.id, workspace.home("ana")?.id);
  assert.equal(showScene(workspace, workspace.person("ben"), () => "run.1").home, null, "everybody has their own");
  const [said] = workspace.messages("ops");
  assert.ok(said !== undefined);
  assert.equal(showMessage(workspace, said).text, "set the channel topic: Ana &amp; Ben");
});
