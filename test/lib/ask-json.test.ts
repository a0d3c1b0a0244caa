import { strict as assert } from "node:assert";
import { createServer, type RequestListener } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { type AskOptions, authHeader, createAskJson, secretsOf } from "../../src/lib/ask-json.ts";
import { inTime } from "../../src/lib/in-time.ts";
import { noAnswerWords } from "../../src/lib/no-answer.ts";

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
    assert.ok(performance.now() - startedMs < 4_000);
    const floods = await serve(t, (_request, response) => {
      const timer = setInterval(() => response.write("x".repeat(20_000)), 1);
      response.on("close", () => clearInterval(timer));
    });
    assert.equal((await failureOf(floods, { maxBytes: 100_000 })).code, "too_large");
  });
});

describe("a service that does not answer", () => {
  const tells = async (url: URL, more: Partial<AskOptions> = {}): Promise<string> =>
    (await failureOf(url, { why: () => "", ...more })).tell ?? "";
  const answering = (t: TestContext, status: number, body: string): Promise<URL> =>
    serve(t, (_request, response) => response.writeHead(status).end(body));

  it("is told apart by what has to be done", async (t) => {
    assert.match(await tells(new URL("http://no-such-host.invalid/")), /No host has the name.*look at its URL/);
    const plain = await answering(t, 200, "{}");
    assert.match(await tells(new URL(`https://${plain.host}/`)), /no https at its address.*perhaps it is http/);
    assert.match(
      await tells(plain, { headers: { authorization: "Bearer tök€n" } }),
      /address or key is none that can be used.*THING_AUTH/,
    );
    const cut = await serve(t, (_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("{");
      setTimeout(() => response.destroy(), 50);
    });
    assert.match(await tells(cut), /broke off in the middle of its answer: try again/);
    assert.match(
      await tells(await answering(t, 404, "<h1>Not Found</h1>")),
      /no Thing at the address.*look at its URL/,
    );
    assert.match(await tells(await answering(t, 404, "{}")), /does not know that/);
    const full = await answering(t, 503, "{}");
    assert.match(
      await tells(full, { why: () => "too many queries." }),
      /cannot answer just now: too many queries: try/,
    );
    assert.match(await tells(full), /cannot be reached: try again/);
    const heavy = await answering(t, 422, "{}");
    assert.match(
      await tells(heavy, { why: () => "it would load too many samples into memory" }),
      /will not answer that query: it would load too many samples into memory\. Ask for fewer series/,
    );
    assert.match(await tells(heavy, { why: () => "unexpected end" }), /cannot read that query: unexpected end/);
  });

  it("has the words of its certificate's trouble", () => {
    const words = (code: string): string => noAnswerWords(code, false, { service: "Thing", keySetting: "THING_AUTH" });
    for (const code of ["SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT"])
      assert.match(words(code), /do not trust the certificate of Thing.*NODE_EXTRA_CA_CERTS/);
    assert.match(words("CERT_HAS_EXPIRED"), /has expired: whoever runs it has to renew it/);
    assert.match(words("ERR_TLS_CERT_ALTNAME_INVALID"), /is for another host/);
    assert.match(words("ECONNREFUSED"), /cannot be reached: try again/);
  });
});

describe("many who ask one service", () => {
  const asker = (timeoutMs = 5_000) =>
    createAskJson({
      ...{ service: "Thing", keySetting: "THING_AUTH", secrets: [], why: () => "", timeoutMs },
      signal: new AbortController().signal,
    });
  const crowd = async (t: TestContext, waitMs: number) => {
    const seen = { all: 0, now: 0, most: 0 };
    const url = await serve(t, (request, response) => {
      seen.all += 1;
      seen.now += 1;
      seen.most = Math.max(seen.most, seen.now);
      setTimeout(() => {
        seen.now -= 1;
        response.end(JSON.stringify(request.url));
      }, waitMs);
    });
    return { seen, url };
  };

  it("share one request where they ask the same, and each gets the answer to what was asked", async (t) => {
    const { seen, url } = await crowd(t, 100);
    const ask = asker();
    const asked = Array.from({ length: 50 }, (_, at) => `/?q=${at % 5}`);
    const answers = await Promise.all(asked.map((path) => ask("q", { url: new URL(path, url) })));
    assert.deepEqual(
      answers.map(({ body }) => body),
      asked,
    );
    assert.equal(seen.all, 5);
    await ask("q", { url: new URL("/?q=0", url) });
    assert.equal(seen.all, 6, "an answer is not kept");
  });

  it("do not wait for one that hangs", async (t) => {
    let seen = 0;
    const { promise: first, resolve: came } = Promise.withResolvers<void>();
    const url = await serve(t, (_request, response) => {
      seen += 1;
      if (seen > 1) response.end("1");
      else came();
    });
    const ask = asker(3_000);
    const hangs = ask("q", { url });
    const ended = assert.rejects(hangs, { code: "timeout" });
    await Promise.all([first, new Promise((resolve) => setTimeout(resolve, 700))]);
    assert.equal((await ask("q", { url })).body, 1);
    await ended;
  });

  it("wait for their turn, no longer than for an answer", async (t) => {
    const { seen, url } = await crowd(t, 100);
    const ask = asker();
    const all = Array.from({ length: 30 }, (_, at) => ask("q", { url: new URL(`/${at}`, url) }));
    assert.equal((await Promise.all(all)).length, 30);
    assert.equal(seen.most, 8);
  });

  it("are told when they waited in vain, and leave their places", async (t) => {
    const url = await serve(t, ({ url: path }, response) => {
      if (path === "/after") response.end("1");
    });
    const hurried = asker(3_000);
    const late = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => hurried("q", { url: new URL(`/${at}`, url) })),
    );
    const words = late.map((one) => (one.status === "rejected" ? `${one.reason.tell}` : ""));
    assert.equal(words.filter((tell) => /Thing did not answer within/.test(tell)).length, 8, words.join("\n"));
    assert.equal(words.filter((tell) => /Thing is slow, and was asked much at once/.test(tell)).length, 22);
    assert.equal((await hurried("q", { url: new URL("/after", url) })).body, 1, "its places are free again");
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
