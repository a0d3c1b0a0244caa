import { strict as assert } from "node:assert";
import { after, before, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, manifest, outcome, SCOPES, start } from "./setup.ts";

type Client = bolt.webApi.WebClient;

describe("Web API", () => {
  let workspace: Workspace;
  let client: Client;
  let ops = "";

  before(async () => {
    workspace = await start();
    client = clientOf(workspace);
    ops = workspace.channel("ops").id;
  });
  after(() => workspace.close());

  const post = async (text: string, more: object = {}): Promise<string> =>
    (await client.chat.postMessage({ channel: ops, text, ...more })).ts ?? "";
  const errorOf = async (call: Promise<unknown>): Promise<unknown> => (await outcome(call)).error;
  const raw = (method: string, init: RequestInit = {}): Promise<Response> => fetch(workspace.apiUrl + method, init);
  const rawJson = async (method: string, init: RequestInit = {}) =>
    (await (await raw(method, init)).json()) as Record<string, unknown>;

  it("knows its tokens", async () => {
    assert.equal((await client.auth.test()).user_id, workspace.ids.botUser);
    assert.equal((await rawJson("auth.test")).error, "not_authed");
    assert.equal(await errorOf(clientOf(workspace, "xoxb-nonsense").auth.test()), "invalid_auth");
    const app = clientOf(workspace, workspace.tokens.app);
    assert.equal(await errorOf(app.chat.postMessage({ channel: ops, text: "x" })), "not_allowed_token_type");
    assert.equal(await errorOf(client.apps.connections.open({})), "not_allowed_token_type");
    assert.match((await app.apps.connections.open({})).url ?? "", /^ws:\/\/127\.0\.0\.1:\d+\/link\/\?ticket=/);
  });

  it("answers unknown methods, bad bodies and missing arguments as Slack does", async () => {
    const authorization = `Bearer ${workspace.tokens.bot}`;
    assert.equal(await errorOf(client.apiCall("chat.scheduleMessage", {})), "unknown_method");
    const json = { authorization, "content-type": "application/json" };
    assert.equal((await rawJson("auth.test", { method: "POST", headers: json, body: "{" })).error, "invalid_json");
    assert.equal((await rawJson("auth.test", { method: "POST", headers: json, body: "[]" })).error, "json_not_object");
    assert.equal(await errorOf(client.apiCall("chat.postMessage", { text: "x" })), "invalid_arguments");
  });

  it("takes form, JSON, multipart and query", async () => {
    const authorization = `Bearer ${workspace.tokens.bot}`;
    const form = new FormData();
    form.set("channel", ops);
    form.set("text", "multipart");
    const body = JSON.stringify({ channel: ops, text: "json", unfurl_links: false });
    const posts = [
      await raw("chat.postMessage", { method: "POST", headers: { authorization }, body: form }),
      await raw("chat.postMessage", {
        method: "POST",
        headers: { authorization, "content-type": "application/json; charset=utf-8" },
        body,
      }),
      await raw(`chat.postMessage?channel=${ops}&text=query`, { headers: { authorization } }),
    ];
    assert.deepEqual(
      posts.map((one) => one.status),
      [200, 200, 200],
    );
    assert.equal(posts[0]?.headers.get("x-oauth-scopes"), SCOPES.join(","));
    assert.equal(posts[0]?.headers.get("x-accepted-oauth-scopes"), "chat:write");
    assert.deepEqual(
      workspace
        .messages(ops)
        .map((one) => one.text)
        .slice(-3),
      ["multipart", "json", "query"],
    );
    assert.ok(!JSON.stringify(workspace.calls).includes(workspace.tokens.bot), "no token in the log of calls");
  });

  it("minds channels: unknown, private, archived, not a member", async () => {
    const own = await start({
      channels: [{ name: "ops", bot: true }, { name: "general" }, { name: "secret", private: true }],
      manifest: manifest({ scopes: SCOPES.filter((one) => one !== "chat:write.public") }),
    });
    const caller = clientOf(own);
    const to = (channel: string) => errorOf(caller.chat.postMessage({ channel, text: "x" }));
    assert.equal(await to("CNOWHERE"), "channel_not_found");
    assert.equal(await to(own.channel("secret").id), "channel_not_found");
    assert.equal(await to("#general"), "not_in_channel");
    const { ts = "" } = await caller.chat.postMessage({ channel: "ops", text: "x" });
    own.archive("ops");
    assert.equal(await to("ops"), "is_archived");
    assert.equal(await errorOf(caller.chat.update({ channel: own.channel("ops").id, ts, text: "y" })), "is_inactive");
    own.archive("ops", false);
    own.kickBot("ops");
    assert.equal(await to("ops"), "not_in_channel");
    assert.equal(await errorOf(caller.conversations.history({ channel: own.channel("ops").id })), "not_in_channel");
    await own.close();
    assert.equal(await errorOf(client.chat.postMessage({ channel: "general", text: "public" })), undefined);
  });

  it("updates and deletes only what the app posted", async () => {
    const typed = await workspace.type("ana", ops, "mine");
    assert.ok(typed.kind === "message");
    assert.equal(await errorOf(client.chat.update({ channel: ops, ts: typed.ts, text: "x" })), "cant_update_message");
    assert.equal(await errorOf(client.chat.delete({ channel: ops, ts: typed.ts })), "cant_delete_message");
    assert.equal(await errorOf(client.chat.update({ channel: ops, ts: "1.000000", text: "x" })), "message_not_found");
    const ts = await post("first");
    assert.equal(await errorOf(client.chat.update({ channel: ops, ts, text: "y".repeat(4001) })), "msg_too_long");
    await client.chat.update({ channel: ops, ts, text: "second" });
    assert.equal(workspace.messages(ops).find((one) => one.ts === ts)?.text, "second");
    await client.chat.delete({ channel: ops, ts });
    assert.equal(await errorOf(client.chat.update({ channel: ops, ts, text: "x" })), "message_not_found");
    assert.equal(await errorOf(client.apiCall("chat.postMessage", { channel: ops })), "no_text");
  });

  it("keeps metadata and shows it only when asked", async () => {
    const metadata = { event_type: "drm_post", event_payload: { id: "p-1" } };
    const ts = await post("with id", { metadata });
    const read = async (more: object) =>
      (await client.conversations.history({ channel: ops, limit: 1, ...more })).messages?.[0];
    assert.deepEqual((await read({ include_all_metadata: true }))?.metadata, metadata);
    assert.equal((await read({}))?.metadata, undefined);
    await client.chat.update({ channel: ops, ts, text: "again" });
    assert.deepEqual((await read({ include_all_metadata: true }))?.metadata, metadata);
    const call = (value: unknown) =>
      errorOf(client.apiCall("chat.postMessage", { channel: ops, text: "x", metadata: JSON.stringify(value) }));
    assert.equal(await call("x"), "invalid_metadata_format");
    assert.equal(await call({ event_type: "x" }), "invalid_metadata_schema");
    assert.equal(await call({ event_type: "x", event_payload: { a: "y".repeat(17_000) } }), "metadata_too_large");
  });

  it("pages the history, newest first, with bounds", async () => {
    const own = await start({ clock: () => 1_763_725_431_000 });
    const caller = clientOf(own);
    const channel = own.channel("ops").id;
    const all: string[] = [];
    for (let n = 0; n < 5; n++) all.push((await caller.chat.postMessage({ channel, text: `${n}` })).ts ?? "");
    assert.match(all[0] ?? "", /^1763725431\.\d{6}$/);
    assert.deepEqual(all, [...new Set(all)].sort());
    await caller.chat.postMessage({ channel, text: "reply", thread_ts: all[0] ?? "" });
    const texts: string[] = [];
    for await (const page of caller.paginate("conversations.history", { channel, limit: 2 })) {
      const { messages = [] } = page as bolt.webApi.ConversationsHistoryResponse;
      texts.push(messages.map((one) => one.text).join(""));
    }
    assert.deepEqual(texts, ["43", "21", "0"]);
    const oldest = all[1] ?? "";
    const since = async (more: object) =>
      (await caller.conversations.history({ channel, oldest, ...more })).messages?.map((one) => one.text).join("");
    assert.equal(await since({}), "432");
    assert.equal(await since({ inclusive: true }), "4321");
    assert.equal(await since({ inclusive: true, latest: all[2] ?? "" }), "21");
    assert.equal(await errorOf(caller.conversations.history({ channel, limit: 1000 })), "invalid_limit");
    assert.equal(await errorOf(caller.conversations.history({ channel, cursor: "x" })), "invalid_cursor");
    assert.equal(await errorOf(caller.conversations.history({ channel, oldest: "yesterday" })), "invalid_ts_oldest");
    const thread = await caller.conversations.replies({ channel, ts: all[0] ?? "" });
    assert.deepEqual(
      thread.messages?.map((one) => one.text),
      ["0", "reply"],
    );
    assert.equal(thread.messages?.[0]?.reply_count, 1);
    assert.equal(await errorOf(caller.conversations.replies({ channel, ts: "1.000000" })), "thread_not_found");
    assert.equal(
      await errorOf(caller.chat.postMessage({ channel, text: "x", thread_ts: "1.000000" })),
      "cannot_reply_to_message",
    );
    await own.close();
  });

  it("shows ephemerals to one member and keeps them out of the history", async () => {
    const ana = workspace.person("ana").id;
    const before = workspace.messages(ops).length;
    await client.chat.postEphemeral({ channel: ops, user: ana, text: "psst" });
    assert.equal(workspace.ephemerals("ana").at(-1)?.message.text, "psst");
    assert.equal(workspace.messages(ops).length, before);
    const gil = workspace.person("gil").id;
    assert.equal(
      await errorOf(client.chat.postEphemeral({ channel: ops, user: gil, text: "x" })),
      "user_not_in_channel",
    );
    const general = workspace.channel("general").id;
    assert.equal(
      await errorOf(client.chat.postEphemeral({ channel: general, user: ana, text: "x" })),
      "not_in_channel",
    );
  });

  it("knows people, with their zone and address", async () => {
    const { user } = await client.users.lookupByEmail({ email: "BEN@example.com" });
    assert.equal(user?.tz, "America/New_York");
    assert.equal(user?.profile?.email, "ben@example.com");
    const guest = await client.users.info({ user: workspace.person("gil").id });
    assert.equal(guest.user?.is_ultra_restricted, true);
    assert.equal(await errorOf(client.users.lookupByEmail({ email: "nobody@example.com" })), "users_not_found");
    assert.equal(await errorOf(client.users.info({ user: "UNOBODY" })), "user_not_found");
    const { members = [] } = await client.users.list({});
    assert.equal(members.filter((one) => one.is_bot).length, 1);
  });

  it("opens direct messages and lists channels it can see", async () => {
    const ana = workspace.person("ana").id;
    const { channel } = await client.conversations.open({ users: ana });
    await client.chat.postMessage({ channel: ana, text: "by user id" });
    assert.equal(workspace.messages(channel?.id ?? "").at(-1)?.text, "by user id");
    const found = await client.conversations.list({ types: "public_channel,private_channel" });
    assert.deepEqual(
      found.channels?.map((one) => [one.name, one.is_member]),
      [
        ["ops", true],
        ["general", false],
        ["incident-room", true],
      ],
    );
    assert.equal(await errorOf(client.conversations.list({ types: "nonsense" })), "invalid_types");
    assert.equal(await errorOf(client.conversations.open({ users: "UNOBODY" })), "user_not_found");
  });

  it("reacts once", async () => {
    const timestamp = await post("react");
    const add = () => client.reactions.add({ channel: ops, timestamp, name: "eyes" });
    await add();
    assert.equal(await errorOf(add()), "already_reacted");
    await client.reactions.remove({ channel: ops, timestamp, name: "eyes" });
    assert.equal(await errorOf(client.reactions.remove({ channel: ops, timestamp, name: "eyes" })), "no_reaction");
    assert.equal(await errorOf(client.reactions.add({ channel: ops, timestamp, name: "No!" })), "invalid_name");
  });

  it("refuses what the manifest gives no scope for", async () => {
    const own = await start({
      manifest: manifest({
        scopes: [
          "chat:write",
          "channels:read",
          "channels:history",
          "app_mentions:read",
          "groups:history",
          "im:history",
          "commands",
        ],
      }),
    });
    const caller = clientOf(own);
    const refused = await outcome(caller.users.info({ user: own.person("ana").id }));
    assert.deepEqual([refused.error, refused.needed], ["missing_scope", "users:read"]);
    const room = await outcome(caller.conversations.info({ channel: own.channel("incident-room").id }));
    assert.deepEqual([room.error, room.needed], ["missing_scope", "groups:read"]);
    own.revoke();
    assert.equal(await errorOf(caller.auth.test()), "token_revoked");
    await own.close();
    await assert.rejects(
      start({ manifest: manifest({ scopes: ["commands"] }) }),
      /app_mention needs the scope app_mentions:read/,
    );
  });
});
