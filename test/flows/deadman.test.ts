import { strict as assert } from "node:assert";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { deadmanPing } from "../../src/app/deadman-ping.ts";
import { Failure, toFailure } from "../../src/core/failure.ts";
import { createDeadman } from "../../src/flows/deadman.ts";
import type { Trouble } from "../../src/flows/tell-admin.ts";
import { openKit } from "./kit.ts";

const watcher = async () => {
  const pings: string[] = [];
  const here = { status: 200 };
  const server = createServer((request, response) => {
    pings.push(`${request.method} ${request.url}`);
    response.writeHead(here.status).end("OK");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { pings, here, url: `http://127.0.0.1:${port}/secret-uuid`, close: () => server.close() };
};

const until = async (what: () => boolean): Promise<void> => {
  for (let tries = 0; tries < 2_000 && !what(); tries += 1) await sleep(10);
  assert.ok(what());
};

describe("the dead man's switch", () => {
  it("is pinged while the bot is ready", async (t) => {
    const { pings, url, close } = await watcher();
    t.after(close);
    const kit = await openKit(t, { settings: { DEADMAN_URL: url } });
    await kit.house.workspace.until(() => pings.length > 0, 30_000);
    assert.equal(pings[0], "GET /secret-uuid");
  });

  it("is not pinged while something has to be mended; failures are told after five, without the address", async () => {
    const told: Trouble[] = [];
    const logged: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      warn: (facts: object, words: string) => void logged.push(`${JSON.stringify(facts)} ${words}`),
      error: () => undefined,
    };
    const { pings, here, url, close } = await watcher();
    let ok = false;
    const loop = createDeadman({
      ping: deadmanPing(url),
      ready: async () => ({ ok }),
      tellAdmin: async (trouble) => void told.push(trouble),
      log,
      everyMs: 5,
    });
    loop.start();
    await until(() => logged.length === 1);
    await sleep(50);
    assert.deepEqual(pings, []);
    assert.equal(logged.length, 1, "said once");
    here.status = 500;
    ok = true;
    await until(() => told.length === 1);
    assert.equal(told[0]?.state, "firing");
    assert.ok(pings.length >= 5);
    await until(() => pings.length >= 8);
    assert.equal(told.length, 1, "told once");
    here.status = 200;
    await until(() => told.length === 2);
    assert.equal(told[1]?.state, "resolved");
    await loop.stop();
    close();
    assert.doesNotMatch(logged.join() + JSON.stringify(told), /secret-uuid/);
  });

  it("that cannot be reached at all is a failure without the address", async () => {
    const { url, close } = await watcher();
    close();
    const failure = await deadmanPing(url)().then(() => undefined, toFailure);
    assert.ok(failure instanceof Failure);
    assert.doesNotMatch(failure.message, /secret-uuid/);
  });
});
