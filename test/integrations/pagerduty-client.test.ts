import { strict as assert } from "node:assert";
import { describe, it } from "node:test";
import { Failure, type FailureCode } from "../../src/core/failure.ts";
import { connectTo, json, serve } from "./pagerduty-setup.ts";

const NONE = { oncalls: [], maintenance_windows: [], more: false };
const ANA = { email: "ana@acme.example", name: "Ana" };
const fails = (code: FailureCode) => (error: unknown) => {
  assert.ok(error instanceof Failure, String(error));
  assert.equal(error.code, code, error.message);
  assert.ok(error.tell, "the person learns what to do");
  assert.ok(!`${error.message} ${error.tell}`.includes("y_test-token"));
  return true;
};

describe("PagerDuty client", () => {
  it("sends the token, the version and the page wanted", async () => {
    await using server = await serve((_request, response) => json(response, 200, NONE));
    const { oncall, stop } = connectTo(`${server.url}/proxied/`);
    assert.deepEqual(await oncall.now(), []);
    assert.equal(server.asked[0]?.url, "/proxied/oncalls?limit=100&offset=0");
    assert.equal(server.asked[0]?.headers.authorization, "Token token=y_test-token");
    assert.equal(server.asked[0]?.headers.accept, "application/vnd.pagerduty+json;version=2");
    stop();
  });

  it("waits as long as a 429 says, and asks once, not four times", async () => {
    await using server = await serve((_request, response, nth) =>
      nth === 1
        ? json(response, 429, { error: { code: 2020 } }, { "ratelimit-reset": "7" })
        : json(response, 200, NONE),
    );
    const { maintenance, waits, warnings, stop } = connectTo(server.url);
    await maintenance.windows();
    assert.deepEqual(waits, [7000]);
    assert.equal(server.asked.length, 2);
    assert.equal(warnings.length, 1);
    stop();
  });

  it("backs off when a 429 says nothing, and gives up after five tries", async () => {
    await using server = await serve((_request, response) => response.writeHead(429).end());
    const { maintenance, waits, stop } = connectTo(server.url);
    await assert.rejects(maintenance.windows(), fails("rate_limited"));
    assert.deepEqual(waits, [500, 1000, 2000, 4000]);
    assert.equal(server.asked.length, 5);
    stop();
  });

  it("pauses reads before the budget is gone, and leaves the rest to people", async () => {
    const headers = { "ratelimit-limit": "960", "ratelimit-remaining": "30", "ratelimit-reset": "12" };
    await using server = await serve((request, response) =>
      request.method === "PUT" ? json(response, 200, {}, headers) : json(response, 200, NONE, headers),
    );
    const { maintenance, act, waits, stop } = connectTo(server.url);
    await maintenance.windows();
    assert.deepEqual(waits, []);
    await act.resolve("Q1", ANA);
    assert.deepEqual(waits, [], "a write does not wait");
    await maintenance.windows();
    assert.deepEqual(waits, [12_000]);
    stop();
  });

  it("asks once for somebody who waits, whatever the trouble, and does not queue", async () => {
    await using server = await serve((request, response) => {
      if (!request.url?.startsWith("/maintenance_windows")) response.writeHead(503).end();
    });
    const { oncall, maintenance, waits, stop } = connectTo(server.url);
    const queued = assert.rejects(maintenance.windows(), /stopping/);
    while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    await assert.rejects(oncall.now(), fails("upstream"));
    assert.equal(server.asked.length, 2);
    assert.deepEqual(waits, []);
    stop();
    await queued;
  });

  it("takes a 500 for what it is, although pdjs resolves it", async () => {
    await using server = await serve((_request, response, nth) => json(response, nth < 3 ? 500 : 200, NONE));
    const { maintenance, waits, stop } = connectTo(server.url);
    assert.deepEqual(await maintenance.windows(), []);
    assert.deepEqual(waits, [500, 1000]);
    stop();
  });

  it("reads a 503 that is no JSON as trouble over there", async () => {
    await using server = await serve((_request, response) => response.writeHead(503).end("<html>down</html>"));
    const { maintenance, stop } = connectTo(server.url);
    await assert.rejects(maintenance.windows(), fails("upstream"));
    assert.equal(server.asked.length, 5);
    stop();
  });

  it("gives up on an answer that never ends", async () => {
    await using server = await serve((_request, response) => response.writeHead(200).write('{"oncalls":['));
    const { maintenance, stop } = connectTo(server.url, undefined, { timeoutMs: 40 });
    await assert.rejects(maintenance.windows(), fails("timeout"));
    stop();
  });

  it("tries reads again after a broken connection, and says when nobody is there", async () => {
    await using server = await serve((request, response, nth) =>
      nth === 1 ? request.socket.destroy() : json(response, 200, NONE),
    );
    const { maintenance, stop } = connectTo(server.url);
    await maintenance.windows();
    assert.equal(server.asked.length, 2);
    stop();
    const nobody = connectTo("http://127.0.0.1:1");
    await assert.rejects(nobody.maintenance.windows(), fails("unavailable"));
    nobody.stop();
  });

  it("does not repeat what cannot get better", async () => {
    const cases: readonly [number, FailureCode][] = [
      [401, "credentials"],
      [403, "credentials"],
      [404, "not_found"],
      [400, "rejected"],
    ];
    for (const [status, code] of cases) {
      await using server = await serve((_request, response) => json(response, status, { error: { message: "No" } }));
      const { maintenance, stop } = connectTo(server.url);
      await assert.rejects(maintenance.windows(), fails(code));
      assert.equal(server.asked.length, 1);
      stop();
    }
  });

  it("never repeats a write after a doubt", async () => {
    const ways = [
      (response: import("node:http").ServerResponse) => json(response, 500, {}),
      (response: import("node:http").ServerResponse) => void response.writeHead(429).end(),
      (response: import("node:http").ServerResponse) => void response.destroy(),
    ];
    for (const way of ways) {
      await using server = await serve((_request, response) => way(response));
      const { act, stop } = connectTo(server.url);
      await assert.rejects(act.resolve("Q1", ANA), (error: unknown) => error instanceof Failure && error.retry);
      assert.equal(server.asked.length, 1);
      stop();
    }
  });

  it("refuses a list that is none, and leaves out single rows it cannot read", async () => {
    const row = { user: { id: "P1", summary: "Ana" }, escalation_level: 1, start: null, end: null };
    await using server = await serve((_request, response, nth) =>
      json(response, 200, nth === 1 ? { oncalls: "none" } : { oncalls: [{ user: 5 }, row], more: false }),
    );
    const { oncall, warnings, stop } = connectTo(server.url);
    await assert.rejects(oncall.now(), fails("rejected"));
    assert.equal((await oncall.now()).length, 1);
    assert.match(warnings[0] ?? "", /unreadable/);
    stop();
  });

  it("stops when the process stops", async () => {
    await using server = await serve(() => undefined);
    const { oncall, stop } = connectTo(server.url, undefined, { timeoutMs: 60_000 });
    const asking = assert.rejects(
      oncall.now(),
      (error: unknown) => error instanceof Failure && /stopping/.test(error.message),
    );
    while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    stop();
    await asking;
  });
});
