import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, manifest, outcome, SCOPES, start } from "./setup.ts";

describe("replies, groups and forms", () => {
  let workspace: Workspace;
  let channel: string;
  before(async () => {
    workspace = await start({
      manifest: manifest({ scopes: [...SCOPES, "usergroups:read"] }),
      usergroups: [{ handle: "platform", name: "Platform", members: ["ana", "ben"] }],
    });
    channel = workspace.channel("ops").id;
  });
  after(() => workspace.close());

  it("shows a broadcast reply in the thread and in the channel", async () => {
    const client = clientOf(workspace);
    const { ts = "" } = await client.chat.postMessage({ channel, text: "card" });
    await client.chat.postMessage({ channel, text: "quiet", thread_ts: ts });
    await client.chat.postMessage({ channel, text: "loud", thread_ts: ts, reply_broadcast: true });
    const { messages: history = [] } = await client.conversations.history({ channel });
    assert.deepEqual(
      history.map(({ text, subtype }) => [text, subtype]),
      [
        ["loud", "thread_broadcast"],
        ["card", undefined],
      ],
    );
    const { messages: replies = [] } = await client.conversations.replies({ channel, ts });
    assert.deepEqual(
      replies.map(({ text }) => text),
      ["card", "quiet", "loud"],
    );
  });

  it("ignores reply_broadcast outside a thread", async () => {
    const sent = await outcome(
      clientOf(workspace).apiCall("chat.postMessage", { channel, text: "x", reply_broadcast: true }),
    );
    assert.equal(sent.ok, true);
    assert.equal(workspace.messages("ops").at(-1)?.broadcast, false);
  });

  it("lists user groups", async () => {
    const { usergroups = [] } = await clientOf(workspace).usergroups.list({ include_users: true });
    assert.deepEqual(
      usergroups.map(({ id, handle, users }) => [id, handle, users?.length]),
      [[workspace.usergroups[0]?.id, "platform", 2]],
    );
    assert.match(usergroups[0]?.id ?? "", /^S[A-Z0-9]+$/);
  });

  it("refuses a command that the manifest does not declare", async () => {
    const typed = await workspace.type("ana", "ops", "/alerts list");
    assert.deepEqual(typed, { kind: "refused", why: "/alerts is not a valid command." });
  });
});
