import { strict as assert } from "node:assert";
import { afterEach, beforeEach, describe, it } from "node:test";
import type bolt from "@slack/bolt";
import type { Workspace } from "../../src/demo/slack/index.ts";
import { clientOf, outcome, start } from "./setup.ts";

describe("limits and faults", () => {
  let workspace: Workspace;
  let client: bolt.webApi.WebClient;
  let nowMs = 0;
  let channel = "";

  beforeEach(async () => {
    nowMs = 1_763_725_431_000;
    workspace = await start({ limits: true, clock: () => nowMs });
    client = clientOf(workspace);
    channel = workspace.channel("ops").id;
  });
  afterEach(() => workspace.close());

  const post = (to = channel) =>
    fetch(`${workspace.apiUrl}chat.postMessage?channel=${to}&text=x`, {
      headers: { authorization: `Bearer ${workspace.tokens.bot}` },
    });

  it("lets one message a second into a channel, after a short burst", async () => {
    for (let n = 0; n < 3; n++) assert.equal((await post()).status, 200);
    const refused = await post();
    assert.deepEqual([refused.status, refused.headers.get("retry-after")], [429, "1"]);
    assert.deepEqual(await refused.json(), { ok: false, error: "ratelimited" });
    assert.equal((await post(workspace.channel("incident-room").id)).status, 200);
    nowMs += 1000;
    assert.equal((await post()).status, 200);
    assert.equal((await post()).status, 429);
    assert.equal(workspace.rateLimited, 2);
    assert.equal(workspace.messages("ops").length, 4);
  });

  it("counts a method for all channels together, by its tier", async () => {
    const { ts = "" } = await client.chat.postMessage({ channel, text: "x" });
    for (let n = 0; n < 50; n++) await client.chat.update({ channel, ts, text: `${n}` });
    await assert.rejects(client.chat.update({ channel, ts, text: "51" }), {
      code: "slack_webapi_rate_limited_error",
      retryAfter: 2,
    });
    assert.equal((await client.auth.test()).ok, true);
    nowMs += 1200;
    await client.chat.update({ channel, ts, text: "51" });
    workspace.limits.on = false;
    for (let n = 0; n < 60; n++) await client.chat.update({ channel, ts, text: `${n}` });
  });

  it("fails on demand, so many times, for one method or all", async () => {
    workspace.faults.set("chat.postMessage", { error: "fatal_error", times: 1 });
    assert.equal((await outcome(client.chat.postMessage({ channel, text: "x" }))).error, "fatal_error");
    assert.equal((await post()).status, 200);
    workspace.faults.set("*", { status: 502 });
    assert.equal((await post()).status, 502);
    workspace.faults.clear();
    workspace.faults.set("chat.postMessage", { retryAfter: 7, times: 1 });
    assert.equal((await post()).headers.get("retry-after"), "7");
    assert.equal(workspace.messages("ops").length, 1);
  });

  it("loses the answer before or after the work was done", async () => {
    workspace.faults.set("chat.postMessage", { drop: "before", times: 1 });
    await assert.rejects(post());
    assert.equal(workspace.messages("ops").length, 0);
    workspace.faults.set("chat.postMessage", { drop: "after", times: 1 });
    await assert.rejects(post());
    assert.equal(workspace.messages("ops").length, 1);
  });

  it("waits when told to", async () => {
    workspace.faults.set("auth.test", { delayMs: 60 });
    const before = performance.now();
    await client.auth.test();
    assert.ok(performance.now() - before >= 55);
  });
});
