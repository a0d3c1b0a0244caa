import { strict as assert } from "node:assert";
import { createServer, type RequestListener } from "node:http";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { cacheTexts, createFetchText } from "../../src/lib/fetch-text.ts";

const serve = async (listener: RequestListener) => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    url: new URL(`http://127.0.0.1:${address.port}/secret?token=s3cr3t`),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
const fails = (code: string) => (error: unknown) =>
  error instanceof Failure && error.code === code && !/secret|s3cr3t/.test(error.message);

describe("texts from the web", () => {
  const fetchText = createFetchText({ timeoutMs: 200, maxBytes: 10 });

  it("are read up to their size", async () => {
    await using server = await serve((_request, response) => response.end("0123456789"));
    assert.equal(await fetchText(server.url), "0123456789");
  });

  it("that are larger, redirected, refused or late fail without telling the address", async () => {
    for (const [code, listener] of [
      ["upstream", (_request, response) => void response.end("0123456789a")],
      ["upstream", (_request, response) => void response.writeHead(302, { location: "/other" }).end()],
      ["upstream", (_request, response) => void response.writeHead(404).end("no")],
      ["timeout", () => undefined],
      ["timeout", (_request, response) => void response.write("0")],
    ] as const satisfies readonly (readonly [string, RequestListener])[]) {
      await using server = await serve(listener);
      await assert.rejects(fetchText(server.url), fails(code));
    }
    await assert.rejects(fetchText(new URL("http://127.0.0.1:1/secret")), fails("upstream"));
  });

  it("are asked for once, and again after a failure or when they were pushed out", async () => {
    let asked = 0;
    const cached = cacheTexts(async (url) => {
      asked++;
      if (asked === 1) throw new Failure("upstream", "down");
      return url.pathname;
    }, 2);
    const [a, b, c] = ["a", "b", "c"].map((path) => new URL(`https://example.com/${path}`));
    assert.ok(a && b && c);
    await assert.rejects(cached(a));
    assert.deepEqual(await Promise.all([cached(a), cached(a)]), ["/a", "/a"]);
    assert.equal(asked, 2);
    await cached(b);
    await cached(c);
    assert.equal(asked, 4);
    await cached(a);
    assert.equal(asked, 5);
  });
});
