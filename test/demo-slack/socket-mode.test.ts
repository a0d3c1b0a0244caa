import { strict as assert } from "node:assert";
import { afterEach, beforeEach, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { socketApp, start } from "./setup.ts";

const button = (id: string) => ({
  type: "actions" as const,
  elements: [
    { type: "button" as const, action_id: id, value: "42", text: { type: "plain_text" as const, text: "Ack" } },
  ],
});

describe("Socket Mode with the real Bolt", () => {
  let workspace: Workspace;
  let app: bolt.App;
  let stop: () => Promise<void>;

  beforeEach(async () => {
    workspace = await start({ ackMs: 200, retryMs: [0, 20] });
    ({ app, stop } = socketApp(workspace));
    await app.init();
  });
  afterEach(async () => {
    await stop();
    await workspace.close();
  });
  const connect = async (): Promise<void> => {
    await app.start();
    await workspace.until(() => workspace.connections === 1);
  };

  it("acks a slash command and answers by response_url, to the asker alone", async () => {
    app.command("/oncall", async ({ command, ack, respond }) => {
      await ack();
      await respond(`you said ${command.text} in ${command.channel_name}`);
    });
    await connect();
    const typed = await workspace.type("ana", "#ops", "/oncall stats this week & more");
    assert.equal(typed.kind === "command" && typed.ack.ok, true);
    const seen = await workspace.until(() => workspace.ephemerals("ana").at(-1));
    assert.equal(seen.message.text, "you said stats this week &amp; more in ops");
    assert.equal(workspace.ephemerals("ben").length, 0);
    assert.equal(workspace.messages("#ops").length, 0);
  });

  it("tells a mention as app_mention and as message", async () => {
    const heard: string[] = [];
    app.event("app_mention", async ({ event, say }) => {
      heard.push(`mention ${event.text}`);
      await say("here");
    });
    app.message(async ({ message }) => {
      if ("text" in message) heard.push(`message ${message.text}`);
    });
    await connect();
    await workspace.type("ana", "#ops", "@drm who is on call? see https://a.example/?x=1&y=2 <b>");
    await workspace.until(() => heard.length === 2 && workspace.messages("#ops").length === 2);
    const words = `<@${workspace.ids.botUser}> who is on call? see <https://a.example/?x=1&amp;y=2> &lt;b&gt;`;
    assert.deepEqual(heard.sort(), [`mention ${words}`, `message ${words}`]);
    assert.equal(workspace.messages("#ops").at(-1)?.byApp, true);
  });

  it("hears plain words in a direct message, addresses as links", async () => {
    let heard = "";
    app.message(async ({ message }) => {
      if ("text" in message) heard = `${message.channel_type} ${message.text}`;
    });
    await connect();
    await workspace.type("ana", workspace.dm("ana").id, "oncall link me as ana@corp.example");
    await workspace.until(() => heard !== "");
    assert.equal(heard, "im oncall link me as <mailto:ana@corp.example|ana@corp.example>");
  });

  it("delivers nothing from channels without the bot", async () => {
    let heard = 0;
    app.message(async () => {
      heard += 1;
    });
    app.event("app_mention", async () => {
      heard += 1;
    });
    await connect();
    await workspace.type("ana", "#general", "@drm hello");
    await workspace.type("ana", "#ops", "hello");
    await workspace.until(() => heard > 0);
    assert.equal(heard, 1);
    assert.match(workspace.ephemerals("ana").at(-1)?.message.text ?? "", /not in this channel/);
  });

  it("delivers a pressed button with message, trigger and response_url", async () => {
    app.action("ack", async ({ ack, body, respond, client }) => {
      await ack();
      assert.equal(body.type, "block_actions");
      if (body.type !== "block_actions") return;
      await client.chat.update({
        channel: body.channel?.id ?? "",
        ts: body.message?.ts ?? "",
        text: `acked by ${body.user.id}`,
        blocks: [],
      });
      await respond({ text: "done", replace_original: false });
    });
    await connect();
    const posted = await app.client.chat.postMessage({ channel: "#ops", text: "problem", blocks: [button("ack")] });
    const pressed = await workspace.press("ana", "#ops", posted.ts ?? "", "ack");
    assert.equal(pressed.ok, true);
    const changed = await workspace.until(() => workspace.messages("#ops").find((one) => one.edited !== undefined));
    assert.equal(changed.text, `acked by ${workspace.person("ana").id}`);
    assert.equal((await workspace.until(() => workspace.ephemerals("ana").at(-1))).message.text, "done");
  });

  it("opens a modal once with a trigger and takes its submission", async () => {
    const view = {
      type: "modal" as const,
      callback_id: "why",
      title: { type: "plain_text" as const, text: "Why" },
      submit: { type: "plain_text" as const, text: "Send" },
      blocks: [
        {
          type: "input" as const,
          block_id: "reason",
          label: { type: "plain_text" as const, text: "Reason" },
          element: { type: "plain_text_input" as const, action_id: "text" },
        },
      ],
    };
    const errors: unknown[] = [];
    app.command("/oncall", async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
      await client.views.open({ trigger_id: body.trigger_id, view }).catch((error) => errors.push(error.data.error));
    });
    const reasons: unknown[] = [];
    app.view("why", async ({ ack, view }) => {
      const value = view.state.values.reason?.text?.value;
      reasons.push(value);
      if (value === "no") await ack({ response_action: "errors", errors: { reason: "say more" } });
      else await ack();
    });
    await connect();
    await workspace.type("ana", "#ops", "/oncall mute");
    await workspace.until(() => errors.length > 0);
    assert.deepEqual(errors, ["exchanged_trigger_id"]);
    assert.equal((await workspace.submitView("ana", { text: "no" })).ok, true);
    assert.equal(workspace.modals("ana").length, 1);
    assert.equal((await workspace.submitView("ana", { text: "planned work" })).ok, true);
    assert.deepEqual(reasons, ["no", "planned work"]);
    assert.equal(workspace.modals("ana").length, 0);
  });

  it("shows a command that is not acked in time as operation_timeout", async () => {
    app.command("/oncall", async () => {});
    await connect();
    const typed = await workspace.type("ana", "#ops", "/oncall stats");
    assert.deepEqual(typed.kind === "command" && !typed.ack.ok && typed.ack.error, "operation_timeout");
    assert.equal(workspace.timeouts[0]?.name, "/oncall");
    assert.match(workspace.ephemerals("ana").at(-1)?.message.text ?? "", /operation_timeout/);
  });
});
