import { strict as assert } from "node:assert";
import { afterEach, beforeEach, describe, it } from "node:test";
import { WebSocket } from "ws";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, manifest, outcome, socketApp, start } from "./setup.ts";

interface Line {
  readonly socket: WebSocket;
  readonly heard: Record<string, unknown>[];
}

describe("Socket Mode on the wire", () => {
  let workspace: Workspace;
  const lines: WebSocket[] = [];

  beforeEach(async () => {
    workspace = await start({ ackMs: 60, retryMs: [0, 10], pingMs: 20 });
  });
  afterEach(async () => {
    for (const socket of lines.splice(0)) socket.terminate();
    await workspace.close();
  });

  const ticket = async (): Promise<string> =>
    (await clientOf(workspace, workspace.tokens.app).apps.connections.open({})).url ?? "";
  const dial = (url: string): Line => {
    const socket = new WebSocket(url);
    const heard: Record<string, unknown>[] = [];
    socket.on("message", (data) => heard.push(JSON.parse(String(data))));
    lines.push(socket);
    return { socket, heard };
  };
  const connect = async (): Promise<Line> => {
    const line = dial(await ticket());
    await workspace.until(() => line.heard[0]);
    return line;
  };

  it("says hello with the number of connections, and pings", async () => {
    const first = await connect();
    const second = await connect();
    assert.deepEqual([first.heard[0]?.type, first.heard[0]?.num_connections], ["hello", 1]);
    assert.equal(second.heard[0]?.num_connections, 2);
    let pings = 0;
    first.socket.on("ping", () => {
      pings += 1;
    });
    await workspace.until(() => pings > 1);
  });

  it("takes a ticket once", async () => {
    const url = await ticket();
    const first = dial(url);
    await workspace.until(() => first.heard[0]);
    const second = dial(url);
    let status = "";
    second.socket.on("error", (error) => {
      status = error.message;
    });
    await workspace.until(() => status !== "");
    assert.match(status, /401/);
  });

  it("gives an envelope to one connection and repeats what is not acked, saying so", async () => {
    const both = [await connect(), await connect()];
    await workspace.type("ana", "#ops", "hello");
    const events = () => both.flatMap((one) => one.heard).filter((one) => one.type === "events_api");
    await workspace.until(() => events().length === 3);
    const ids = new Set(events().map((one) => (one.payload as { event_id: string }).event_id));
    assert.equal(ids.size, 1);
    const attempts = events().map((one) => [one.retry_attempt, one.retry_reason]);
    assert.deepEqual(attempts.sort(), [
      [0, ""],
      [1, "timeout"],
      [2, "timeout"],
    ]);
    await workspace.until(() => workspace.timeouts.length === 3);
    assert.deepEqual(workspace.timeouts[0]?.error, "operation_timeout");
  });

  it("repeats nothing that was acked", async () => {
    const line = await connect();
    line.socket.on("message", (data) => {
      const { envelope_id } = JSON.parse(String(data));
      line.socket.send(JSON.stringify({ envelope_id, payload: {} }));
    });
    await workspace.type("ana", "#ops", "hello");
    await workspace.until(() => line.heard.length === 2);
    await new Promise((done) => setTimeout(done, 100));
    assert.equal(line.heard.length, 2);
    assert.deepEqual(workspace.timeouts, []);
  });

  it("drops events and fails commands while nobody is connected", async () => {
    await workspace.type("ana", "#ops", "into the void");
    const typed = await workspace.type("ana", "#ops", "/oncall stats");
    assert.equal(typed.kind === "command" && !typed.ack.ok && typed.ack.error, "dispatch_failed");
    const line = await connect();
    await new Promise((done) => setTimeout(done, 50));
    assert.deepEqual(
      line.heard.map((one) => one.type),
      ["hello"],
    );
  });

  it("answers commands it does not know itself, and refuses them in threads", async () => {
    const line = await connect();
    const unknown = await workspace.type("ana", "#ops", "/deploy now");
    assert.deepEqual(unknown, { kind: "refused", why: "/deploy is not a valid command." });
    const { ts = "" } = await clientOf(workspace).chat.postMessage({ channel: "ops", text: "card" });
    const threaded = await workspace.type("ana", "#ops", "/oncall stats", { thread: ts });
    assert.equal(threaded.kind, "refused");
    assert.ok(line.heard.every((one) => one.type !== "slash_commands"));
  });

  it("lets people invite the bot and lets nobody press who is not there", async () => {
    const channel = workspace.channel("general");
    await workspace.type("ana", "general", "/invite @drm");
    assert.equal(channel.members.has(workspace.ids.botUser), true);
    assert.throws(() => workspace.dm("nobody"), /nobody here/);
    const blocks = [
      { type: "actions", elements: [{ type: "button", action_id: "ack", text: { type: "plain_text", text: "Ack" } }] },
    ];
    const posted = await outcome(
      clientOf(workspace).apiCall("chat.postMessage", { channel: channel.id, text: "x", blocks }),
    );
    assert.throws(() => workspace.press("gil", "general", String(posted.ts), "ack"), /is not in general/);
    await assert.rejects(workspace.type("gil", "general", "hello"), /is not in general/);
  });

  it("keeps ten connections and sends the eleventh away", async () => {
    for (let n = 0; n < 10; n++) await connect();
    const eleventh = await connect();
    assert.deepEqual([eleventh.heard[0]?.type, eleventh.heard[0]?.reason], ["disconnect", "too_many_websockets"]);
    assert.equal(workspace.connections, 10);
  });

  it("warns and refreshes connections; the real Bolt comes back", async () => {
    const line = await connect();
    workspace.rotateSockets({ warn: true, afterMs: 10 });
    await workspace.until(() => line.heard.length === 3);
    assert.deepEqual(
      line.heard.slice(1).map((one) => one.reason),
      ["warning", "refresh_requested"],
    );
    await workspace.until(() => workspace.connections === 0);
    const { app, stop, connectedAgain } = socketApp(workspace, { clientPingTimeout: 300 });
    await app.init();
    await app.start();
    const back = connectedAgain();
    workspace.rotateSockets();
    await workspace.until(() => workspace.connections === 0);
    await workspace.until(() => workspace.connections === 1);
    await back;
    await stop();
  });

  it("tells edits and deletions, own messages too, without metadata", async () => {
    const line = await connect();
    const client = clientOf(workspace);
    const channel = workspace.channel("ops").id;
    const metadata = { event_type: "drm", event_payload: {} };
    const { ts = "" } = await client.chat.postMessage({ channel, text: "one", metadata });
    await client.chat.update({ channel, ts, text: "two" });
    await client.chat.delete({ channel, ts });
    const events = () =>
      line.heard
        .filter((one) => one.type === "events_api" && one.retry_attempt === 0)
        .map((one) => (one.payload as { event: Record<string, unknown> }).event);
    await workspace.until(() => events().length === 3);
    assert.deepEqual(
      events().map((one) => one.subtype),
      [undefined, "message_changed", "message_deleted"],
    );
    assert.equal(events()[0]?.bot_id, workspace.ids.bot);
    assert.equal(events()[0]?.metadata, undefined);
    assert.match(JSON.stringify(events()[1]?.previous_message), /"text":"one"/);
  });

  it("delivers only the events the manifest declares", async () => {
    const own = await start({ manifest: manifest({ events: ["app_mention"] }), ackMs: 50 });
    const url = (await clientOf(own, own.tokens.app).apps.connections.open({})).url ?? "";
    const line = dial(url);
    await own.until(() => line.heard[0]);
    await own.type("ana", "#ops", "plain words");
    await own.type("ana", "#ops", "@drm words");
    await own.until(() => line.heard.length > 1);
    const types = line.heard.slice(1).map((one) => (one.payload as { event: { type: string } }).event.type);
    assert.deepEqual([...new Set(types)], ["app_mention"]);
    await own.close();
  });

  it("tells of mentions only where the bot is, never of its own, never in direct messages", async () => {
    const line = await connect();
    const mention = `<@${workspace.ids.botUser}> hello`;
    await workspace.type("ana", "#general", mention);
    await clientOf(workspace).chat.postMessage({ channel: "ops", text: mention });
    await workspace.type("ana", workspace.dm("ana").id, mention);
    const events = () => line.heard.slice(1).filter((one) => one.retry_attempt === 0);
    await workspace.until(() => events().length >= 2);
    const told = events().map((one) => (one.payload as { event: { type: string; channel_type: string } }).event);
    assert.deepEqual(
      told.map((one) => [one.type, one.channel_type]),
      [
        ["message", "channel"],
        ["message", "im"],
      ],
    );
  });

  it("goes away and comes back", async () => {
    const line = await connect();
    const client = clientOf(workspace);
    let closed = false;
    line.socket.on("close", () => {
      closed = true;
    });
    workspace.faults.offline(true);
    await workspace.until(() => closed);
    assert.equal((await fetch(`${workspace.apiUrl}auth.test`, { method: "POST" })).status, 503);
    workspace.faults.offline(true, "refuse");
    await assert.rejects(fetch(`${workspace.apiUrl}auth.test`, { method: "POST" }));
    workspace.faults.offline(false);
    assert.equal((await outcome(client.auth.test())).ok, true);
  });
});
