import { strict as assert } from "node:assert";
import { type TestContext, test } from "node:test";
import { createVictorOps } from "../../src/demo/pagers/victorops.ts";

const start = async (t: TestContext) => {
  const server = await createVictorOps({ restKey: "key-1", clock: () => 5 });
  t.after(() => server.close());
  const post = async (body: unknown, key = "key-1") => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const url = `${server.url}/integrations/generic/20131114/alert/${key}/platform`;
    const response = await fetch(url, { method: "POST", body: text });
    return { status: response.status, text: await response.text() };
  };
  return { server, post };
};

test("opens, joins, acknowledges and ends an incident of one entity", async (t) => {
  const { server, post } = await start(t);
  const shown = () => server.incidents.map(({ number, entityId, phase, alerts }) => [number, entityId, phase, alerts]);
  const { status, text } = await post({ message_type: "CRITICAL", entity_id: "db", entity_display_name: "DB" });
  assert.deepEqual([status, text], [200, '{"result":"success","entity_id":"db"}']);
  await post({ message_type: "critical", entity_id: "db" });
  await post({ message_type: "ACKNOWLEDGEMENT", entity_id: "db" });
  assert.deepEqual(shown(), [[1, "db", "ACKED", 2]]);
  await post({ message_type: "RECOVERY", entity_id: "db" });
  await post({ message_type: "RECOVERY", entity_id: "db" });
  await post({ message_type: "INFO", entity_id: "db" });
  await post({ message_type: "CRITICAL" });
  assert.deepEqual(shown(), [
    [1, "db", "RESOLVED", 2],
    [2, "alert-5", "UNACKED", 1],
  ]);
});

test("refuses other keys, unreadable bodies and wrong fields", async (t) => {
  const { server, post } = await start(t);
  assert.equal((await post({ message_type: "CRITICAL" }, "other")).status, 404);
  for (const wrong of [
    "{",
    "[]",
    {},
    { message_type: "LOUD" },
    { message_type: "CRITICAL", entity_id: "x".repeat(513) },
    { message_type: "CRITICAL", state_message: "x".repeat(20_481) },
    { message_type: "CRITICAL", state_start_time: "now" },
  ])
    assert.equal((await post(wrong)).status, 400, JSON.stringify(wrong));
  assert.equal(server.incidents.length, 0);
  assert.ok(!JSON.stringify(server.calls).includes("other"), "no key in the record of calls");
});
