import { strict as assert } from "node:assert";
import { createServer, type RequestListener } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { type AskOptions, authHeader, createAskJson, secretsOf } from "../../src/lib/ask-json.ts";
import { inTime } from "../../src/lib/in-time.ts";

const serve = async (t: TestContext, handle: RequestListener): Promise<URL> => {
  const server = createServer(handle).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address);
  return new URL(`http://127.0.0.1:${address.port}/`);
};

const failureOf = async (url: URL, more: Partial<AskOptions> = {}): Promise<Failure> => {
  const signal = new AbortController().signal;
  const ask = createAskJson({
    ...{ service: "Thing", keySetting: "THING_AUTH", secrets: [], signal, why: (_body: unknown, text: string) => text },
    ...more,
  });
  const error: unknown = await ask("a question", { url }).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof Failure);
  return error;
};

const said = ({ message, tell, cause }: Failure): string => `${message} ${tell} ${cause ?? ""}`;

describe("asking a service", () => {
  it("tells no part of a key that a refusal repeats, however it was written and wherever it is cut", async (t) => {
    const keys = ["bot:pass:word-1", "Basic Ym90OnNlY3JldC13b3JkMQ", "Bearer token-of-mine", "ApiKey k3y-in-base64=="];
    for (const key of keys) {
      const shown = [...secretsOf(key), authHeader(key).authorization ?? "", key.split(" ").at(-1) ?? ""];
      for (const secret of shown) {
        for (const before of [10, 290, 297]) {
          const url = await serve(t, (_request, response) =>
            response.writeHead(400).end(`${"x".repeat(before)} ${secret} and ${encodeURIComponent(secret)}`),
          );
          const words = said(await failureOf(url, { secrets: secretsOf(key) }));
          for (const part of ["word", "Ym90", "token-of", "k3y-"]) assert.ok(!words.includes(part), words);
        }
      }
    }
  });

  it("hides a key before another that is a part of it", async (t) => {
    const url = await serve(t, (_request, response) => response.writeHead(400).end("no key-and-more"));
    assert.ok(!said(await failureOf(url, { secrets: ["key", "key-and-more"] })).includes("more"));
  });

  it("goes to no other address, and says what that may mean", async (t) => {
    let visited = 0;
    const other = await serve(t, (_request, response) => {
      visited += 1;
      response.end("{}");
    });
    const url = await serve(t, (_request, response) => response.writeHead(302, { location: other.href }).end());
    const failure = await failureOf(url, { headers: { authorization: "Bearer x" } });
    assert.deepEqual([failure.code, visited], ["credentials", 0]);
    assert.match(failure.tell ?? "", /another address: a login page, or https in place of http.*THING_AUTH/);
    assert.ok(!said(failure).includes(other.host));
  });

  it("ends in time also where an answer drips, and where it has no end", async (t) => {
    const drips = await serve(t, (_request, response) => {
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => clearInterval(timer));
    });
    const startedMs = performance.now();
    assert.equal((await failureOf(drips, { timeoutMs: 200 })).code, "timeout");
    assert.ok(performance.now() - startedMs < 1_500);
    const floods = await serve(t, (_request, response) => {
      const timer = setInterval(() => response.write("x".repeat(20_000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    assert.equal((await failureOf(floods, { maxBytes: 100_000 })).code, "too_large");
  });
});

describe("several questions together", () => {
  it("take no longer than one may, and what comes later troubles nobody", async () => {
    assert.equal(await inTime("Thing", Promise.resolve(7), 50), 7);
    const late = Promise.withResolvers<never>();
    await assert.rejects(inTime("Thing", late.promise, 20), {
      code: "timeout",
      tell: /Thing did not answer within 0.02 s/,
    });
    late.reject(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
    await assert.rejects(inTime("Thing", Promise.reject(new Error("its own")), 50), /its own/);
  });
});
