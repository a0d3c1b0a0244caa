import { strict as assert } from "node:assert";
import { test } from "node:test";
import { clientOf, manifest, outcome, PEOPLE, SCOPES, start } from "./setup.ts";

const GROUPS = [{ handle: "oncall", name: "On call", members: ["ana"] }];
const TOPICS = ["channels:write.topic", "groups:write.topic"];
const all = [...SCOPES, "usergroups:read", "usergroups:write", ...TOPICS];
const errorOf = async (call: Promise<unknown>): Promise<unknown> => (await outcome(call)).error;

test("user groups are listed, read and set as Slack does", async (t) => {
  const workspace = await start({ manifest: manifest({ scopes: all }), usergroups: GROUPS, people: PEOPLE });
  t.after(() => workspace.close());
  const client = clientOf(workspace);
  const [group] = (await client.usergroups.list({ include_users: true })).usergroups ?? [];
  const usergroup = group?.id ?? "";
  assert.deepEqual([group?.handle, group?.users], ["oncall", [workspace.person("ana").id]]);
  const ben = workspace.person("ben").id;
  await client.usergroups.users.update({ usergroup, users: `${ben},${ben}` });
  assert.deepEqual((await client.usergroups.users.list({ usergroup })).users, [ben]);
  const set = (users: string): Promise<unknown> => errorOf(client.usergroups.users.update({ usergroup, users }));
  assert.equal(await set(""), "no_users_provided");
  assert.equal(await set("U0NOBODY"), "invalid_users");
  assert.equal(await set(workspace.person("gil").id), "invalid_users", "guests cannot be members");
  assert.equal(await errorOf(client.usergroups.users.list({ usergroup: "S0NOTHING" })), "no_such_subteam");
  assert.equal(await errorOf(client.apiCall("usergroups.users.update", { usergroup })), "invalid_arguments");
});

test("a topic is set where the app is, with the scope of that kind of channel, and said there once", async (t) => {
  const scopes = [...SCOPES, "channels:write.topic"];
  const workspace = await start({ manifest: manifest({ scopes }) });
  t.after(() => workspace.close());
  const client = clientOf(workspace);
  const ops = workspace.channel("ops").id;
  const set = (channel: string, topic: string): Promise<unknown> =>
    errorOf(client.conversations.setTopic({ channel, topic }));
  assert.equal(await set(ops, "Ana"), undefined);
  assert.equal(await set(ops, "Ana"), undefined);
  assert.equal((await client.conversations.info({ channel: ops })).channel?.topic?.value, "Ana");
  const said = workspace.messages("ops").map(({ text, subtype }) => [text, subtype]);
  assert.deepEqual(said, [["set the channel topic: Ana", "channel_topic"]]);
  assert.equal(await set(ops, "x".repeat(251)), "too_long");
  assert.equal(await set(workspace.channel("general").id, "x"), "not_in_channel");
  assert.equal(await set(workspace.channel("incident-room").id, "x"), "missing_scope");
  assert.equal(await set(workspace.dm("ana").id, "x"), "method_not_supported_for_channel_type");
  workspace.archive("ops");
  assert.equal(await set(ops, "y"), "is_archived");
});
