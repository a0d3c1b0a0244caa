import { strict as assert } from "node:assert";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import type { HookRequest } from "../../src/core/integration.ts";
import { NOW_MS, startWeb } from "./web-under-test.ts";

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const forbid = async (): Promise<void> => {
  throw new Failure("forbidden", "signature does not match", { tell: "Check the signing secret." });
};

describe("hooks", () => {
  it("hand the exact bytes, the configured URL, headers, query and token to verify", async (t) => {
    const seen: HookRequest[] = [];
    const hook = { verify: async (request: HookRequest) => void seen.push(request) };
    const { get, accepted } = await startWeb(t, { hooks: { plain: hook } });
    const headers = { "content-type": "application/json", "x-signature": "v1=00", host: "evil.test" };
    const answer = await get("/hooks/plain/a%2Fb?q=1&q=2", { method: "POST", body: ALL_BYTES, headers });
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { ok: true });
    const [request] = seen;
    assert.ok(request !== undefined && seen.length === 1);
    assert.deepEqual(Uint8Array.from(request.body), ALL_BYTES);
    assert.equal(request.url, "http://drm.test/hooks/plain/a%2Fb");
    assert.equal(request.pathToken, "a/b");
    assert.equal(request.method, "POST");
    assert.equal(request.headers["x-signature"], "v1=00");
    assert.deepEqual(request.query.getAll("q"), ["1", "2"]);
    const [delivery] = accepted;
    assert.ok(delivery !== undefined);
    assert.deepEqual(Uint8Array.from(delivery.body), ALL_BYTES);
    assert.equal(delivery.source, "plain");
    assert.equal(delivery.contentType, "application/json");
    assert.equal(delivery.receivedAtMs, NOW_MS);
    assert.match(delivery.id, /^[0-9a-f]{12}-\d{5}-[0-9a-f-]{36}$/);
  });

  for (const type of ["application/x-www-form-urlencoded", "text/plain; charset=UTF-8", "json", "; ;", undefined]) {
    it(`keep the bytes of content type ${type}`, async (t) => {
      const { get, accepted } = await startWeb(t);
      const body = new Blob([ALL_BYTES]).stream();
      const headers: Record<string, string> = type === undefined ? {} : { "content-type": type };
      const init = { method: "POST", body, headers, duplex: "half" } as const;
      assert.equal((await get("/hooks/plain", init)).status, 200);
      assert.deepEqual(Uint8Array.from(accepted[0]?.body ?? []), ALL_BYTES);
      assert.equal(accepted[0]?.contentType, type ?? "");
    });
  }

  it("keep how the address says that the body is to be read", async (t) => {
    const { get, accepted } = await startWeb(t);
    const headers = { "content-type": "application/json" };
    for (const query of ["?as=zabbix", "?as=", "?as=a%0Ab", `?as=${"x".repeat(41)}`])
      assert.equal((await get(`/hooks/plain${query}`, { method: "POST", headers, body: "{}" })).status, 200);
    assert.deepEqual(
      accepted.map(({ contentType }) => contentType),
      ["application/json; as=zabbix", ...Array(3).fill("application/json")],
    );
  });

  it("keep the sender's request id, when it is a word", async (t) => {
    const { get, accepted } = await startWeb(t);
    for (const id of ["4bf92f35", "a b", "x".repeat(41)])
      await get("/hooks/plain?as=x", {
        method: "POST",
        headers: { "content-type": "a/b", "request-id": id },
        body: "{}",
      });
    assert.deepEqual(
      accepted.map(({ contentType }) => contentType),
      ["a/b; as=x; request-id=4bf92f35", "a/b; as=x", "a/b; as=x"],
    );
  });

  it("take an empty body, and broken JSON too: reading it comes later", async (t) => {
    const { get, accepted } = await startWeb(t);
    assert.equal((await get("/hooks/plain", { method: "POST" })).status, 200);
    const headers = { "content-type": "application/json" };
    assert.equal((await get("/hooks/plain", { method: "POST", body: "{", headers })).status, 200);
    assert.deepEqual(
      accepted.map(({ body }) => body.length),
      [0, 1],
    );
  });

  it("answer 413 above the cap, with and without a content length, and 200 at the cap", async (t) => {
    const { get, accepted } = await startWeb(t, { bodyLimit: 100_000 });
    const post = (size: number, stream: boolean) => {
      const body = new Blob([new Uint8Array(size)]);
      return get("/hooks/plain", {
        method: "POST",
        body: stream ? body.stream() : body,
        duplex: "half",
      } as RequestInit);
    };
    for (const stream of [false, true]) {
      assert.equal((await post(100_000, stream)).status, 200);
      for (let round = 0; round < 5; round++) {
        const answer = await post(100_001 + round * 300_000, stream);
        assert.equal(answer.status, 413);
        assert.match(await answer.text(), /too_large/);
      }
    }
    assert.equal(accepted.length, 2);
  });

  it("answer 404 for a name that is not there, also for names every object has", async (t) => {
    const { get } = await startWeb(t);
    for (const name of ["other", "constructor", "__proto__"]) {
      assert.equal((await get(`/hooks/${name}`, { method: "POST", body: "{}" })).status, 404);
    }
  });

  it("answer 403 to a forged one, store nothing and log neither token nor query", async (t) => {
    const { get, accepted, lines } = await startWeb(t, { hooks: { signed: { verify: forbid } } });
    const answer = await get("/hooks/signed/path-secret?key=query-secret", { method: "POST", body: "{}" });
    assert.equal(answer.status, 403);
    assert.deepEqual(await answer.json(), { ok: false, error: "forbidden", tell: "Check the signing secret." });
    assert.equal(accepted.length, 0);
    assert.equal(lines.length, 1);
    assert.doesNotMatch(JSON.stringify(lines), /path-secret|query-secret/);
  });

  it("answer 503 with Retry-After when the delivery cannot be stored, without the reason", async (t) => {
    const accept = async () => {
      throw new Error("disk full at /srv/private");
    };
    const { get, lines, metrics } = await startWeb(t, { accept });
    const answer = await get("/hooks/plain", { method: "POST", body: "{}" });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get("retry-after")) > 0);
    assert.doesNotMatch(await answer.text(), /disk full|private/);
    assert.equal(lines[0]?.level, "error");
    assert.match(await metrics.registry.metrics(), /drm_hooks_total\{source="plain",outcome="failed"\} 1/);
  });

  it("answer only when the delivery is stored", async (t) => {
    const stored = Promise.withResolvers<void>();
    const called = Promise.withResolvers<void>();
    const accept = () => {
      called.resolve();
      return stored.promise;
    };
    const { get } = await startWeb(t, { accept });
    let answered = false;
    const answer = get("/hooks/plain", { method: "POST", body: "{}" }).finally(() => {
      answered = true;
    });
    await called.promise;
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(answered, false);
    stored.resolve();
    assert.equal((await answer).status, 200);
  });

  it("answer 405 to other methods, and take PUT where the hook says so", async (t) => {
    const verify = async () => undefined;
    const { get, accepted } = await startWeb(t, { hooks: { posts: { verify }, puts: { verify, methods: ["PUT"] } } });
    for (const method of ["GET", "PUT", "DELETE"]) {
      const answer = await get("/hooks/posts", { method });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get("allow"), "POST");
    }
    assert.equal((await get("/hooks/puts", { method: "PUT", body: "x" })).status, 200);
    assert.equal((await get("/hooks/puts", { method: "POST", body: "x" })).status, 405);
    assert.equal(accepted.length, 1);
  });

  it("store nothing when the sender hangs up in the middle", async (t) => {
    const { web, accepted, lines } = await startWeb(t);
    const socket = connect(web.port, "127.0.0.1");
    socket.write("POST /hooks/plain HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc", () => socket.end());
    await new Promise((resolve) => socket.resume().on("close", resolve));
    for (let wait = 0; wait < 100 && lines.length === 0; wait++) await new Promise((next) => setTimeout(next, 10));
    assert.equal(accepted.length, 0);
    assert.deepEqual(
      lines.map(({ level, facts }) => [level, facts.code]),
      [["warn", "usage"]],
    );
  });
});
