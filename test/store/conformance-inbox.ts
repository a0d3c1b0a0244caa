import { strict as assert } from "node:assert";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { describe } from "node:test";
import { fileURLToPath } from "node:url";
import { delivery, leaseOf, MONDAY } from "./made.ts";
import { type NewPlace, withStore } from "./with-store.ts";

const STORM = fileURLToPath(new URL("insert-storm.ts", import.meta.url));

/** Reads acknowledged ids until there are some hundred, then kills without warning; answers all that were acknowledged. */
const killInStorm = async (child: ChildProcess): Promise<readonly string[]> => {
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    if (text.length > 6_000) child.kill("SIGKILL");
  });
  await once(child, "close");
  return text.split("\n").slice(0, -1);
};

export const describeInbox = (newPlace: NewPlace): void => {
  const test = withStore(newPlace);
  describe("inbox", () => {
    test("keeps what arrived, once, oldest first, until it is finished", async (store) => {
      await Promise.all([
        store.inbox.add(delivery("b", { receivedAtMs: MONDAY + 1 })),
        store.inbox.add(delivery("a")),
        store.inbox.add(delivery("a", { body: new Uint8Array([1]) })),
        store.inbox.add(delivery("c", { source: "action" })),
      ]);
      await store.inbox.add(delivery("a", { body: new Uint8Array([2]) }));
      const hooks = await store.inbox.take("hooks", 10);
      assert.deepEqual(
        hooks.map(({ id }) => id),
        ["a", "b"],
      );
      assert.equal(new TextDecoder().decode(hooks[0]?.body), '{"id":"a"}');
      assert.equal(hooks[0]?.receivedAtMs, MONDAY);
      assert.deepEqual(
        (await store.inbox.take("actions", 10)).map(({ id }) => id),
        ["c"],
      );
      assert.equal((await store.inbox.take("hooks", 1)).length, 1);
    });

    test("leaves an action for later, counts its tries and ends it", async (store) => {
      const lease = await leaseOf(store, "actions");
      await store.inbox.add(delivery("c", { source: "action" }));
      await store.inbox.finish(lease, "c", { retryAtMs: Date.now() + 60_000, why: "busy" });
      assert.deepEqual(await store.inbox.take("actions", 10), []);
      await store.inbox.finish(lease, "c", { retryAtMs: Date.now() - 1, why: "busy" });
      assert.equal((await store.inbox.take("actions", 10))[0]?.attempts, 2);
      await store.inbox.finish(lease, "c", { state: "failed", why: "never" });
      assert.deepEqual(await store.inbox.take("actions", 10), []);
      const kept = await store.inbox.read("c");
      assert.equal(kept?.state, "failed");
      assert.equal(kept?.why, "never");
      assert.equal(await store.inbox.read("nobody"), undefined);
    });

    test("every body survives byte by byte, also a thousand at once", async (store) => {
      const body = Uint8Array.from({ length: 256 }, (_, index) => index);
      await Promise.all(Array.from({ length: 1_000 }, (_, index) => store.inbox.add(delivery(`d${index}`, { body }))));
      const taken = await store.inbox.take("hooks", 2_000);
      assert.equal(taken.length, 1_000);
      assert.ok(taken.every((one) => Buffer.compare(one.body, body) === 0));
    });

    test("a killed process loses nothing that it acknowledged", async (store, place) => {
      const child = spawn(process.execPath, [STORM, JSON.stringify(place.target)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const acknowledged = await killInStorm(child);
      assert.equal(child.signalCode, "SIGKILL");
      assert.ok(acknowledged.length > 100, `${acknowledged.length} were acknowledged`);
      const there = new Set((await store.inbox.take("hooks", 100_000)).map(({ id }) => id));
      assert.deepEqual(
        acknowledged.filter((id) => !there.has(id)),
        [],
      );
    });
  });
};
