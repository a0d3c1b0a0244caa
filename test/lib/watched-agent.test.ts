import { strict as assert } from "node:assert";
import { createServer, get } from "node:http";
import { describe, it } from "node:test";
import { sleep } from "../../src/lib/sleep.ts";
import { createWatchedAgents } from "../../src/lib/watched-agent.ts";

describe("watched agents", () => {
  it("tell of the response before the caller's own handler, and share connections", async () => {
    const server = createServer((_request, response) => response.writeHead(429, { "x-a": "1" }).end("no"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    assert.ok(address && typeof address === "object");
    const url = new URL(`http://127.0.0.1:${address.port}/`);
    let connections = 0;
    server.on("connection", () => connections++);
    const agents = createWatchedAgents(url, true);
    const told: string[] = [];
    for (const nth of ["first", "second"]) {
      const agent = agents.for((status, headers) => told.push(`${nth} seen ${status} ${headers["x-a"]}`));
      await new Promise<void>((resolve, reject) => {
        const request = get(url, { agent: agent as never }, (response) => {
          told.push(`${nth} handled`);
          response.resume().on("end", () => setImmediate(resolve));
        });
        request.on("error", reject);
      });
    }
    assert.deepEqual(told, ["first seen 429 1", "first handled", "second seen 429 1", "second handled"]);
    assert.equal(connections, 1);
    agents.close();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe("sleep", () => {
  it("ends at once when told to stop", async () => {
    const stop = new AbortController();
    const sleeping = assert.rejects(sleep(60_000, stop.signal), /stopped while waiting/);
    stop.abort();
    await sleeping;
    await sleep(1, new AbortController().signal);
  });
});
