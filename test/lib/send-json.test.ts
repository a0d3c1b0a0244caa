import { strict as assert } from "node:assert";
import { createServer } from "node:http";
import { describe, it } from "node:test";
import { Failure } from "../../src/core/failure.ts";
import { createSendJson } from "../../src/lib/send-json.ts";

describe("sending to a service", () => {
  it("tells no part of a key that a refusal repeats, however it was written and wherever it is cut", async (t) => {
    const [key, longer] = ["k3y:of/mine", "k3y:of/mine-and-more"];
    let said = "";
    const server = createServer((_request, response) => response.writeHead(400).end(JSON.stringify({ said })));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    t.after(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address();
    assert.ok(typeof address === "object" && address);
    const send = createSendJson({
      ...{ service: "Thing", keySetting: "THING_KEY", secrets: [key, longer], timeoutMs: 2_000 },
      signal: new AbortController().signal,
      why: () => said,
    });
    const url = new URL(`http://127.0.0.1:${address.port}/`);
    for (const form of [key, longer, encodeURIComponent(key), Buffer.from(key).toString("base64")])
      for (const before of [10, 490, 495]) {
        said = `${"x".repeat(before)} ${form}`;
        const error: unknown = await send("a call", { url, body: {} }).catch((thrown: unknown) => thrown);
        assert.ok(error instanceof Failure);
        const words = `${error.message} ${error.tell}`;
        for (const part of ["k3y", "and-", "azN5"]) assert.ok(!words.includes(part), words);
      }
  });
});
